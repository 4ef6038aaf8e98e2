// Programs of ops, with shapes, axes and indices as nobody should give them: each op has a result, or is refused by an
// Error; so have the gradients of what was made, read as numbers, as a graph, traced, and of that graph once more.
#include <array>
#include <limits>
#include <vector>

#include "autograd/backward.hpp"
#include "autograd/ops.hpp"
#include "tests/fuzz/fuzz.hpp"

using namespace unroll;

namespace {

// The bytes, one choice after another; when they have run out, all choices are the first.
class Choices {
 public:
  explicit Choices(std::string_view bytes) : rest_(bytes) {}

  bool any() const { return !rest_.empty(); }
  unsigned byte() {
    if (rest_.empty()) return 0;
    const auto value = static_cast<unsigned char>(rest_.front());
    rest_.remove_prefix(1);
    return value;
  }
  std::size_t below(std::size_t n) { return byte() % n; }
  bool flag() { return byte() % 2 == 1; }

  // Mostly small, sometimes as far away as can be.
  Index index() {
    constexpr Index least = std::numeric_limits<Index>::min(), most = std::numeric_limits<Index>::max();
    constexpr std::array far{least, least + 1, Index{-1} << 44, Index{1} << 44, Index{1} << 62, most - 1, most};
    const unsigned value = byte();
    return value < far.size() ? far[value] : Index{value % 16} - 6;
  }
  int axis() { return static_cast<int>(byte() % 16) - 8; }
  Index extent() {
    constexpr std::array extents{1, 2, 3, 1, 2, 0, 5, 4};
    const unsigned value = byte();
    return value >= 250 ? index() : extents[value % extents.size()];
  }
  Real number() {
    using Limits = std::numeric_limits<Real>;
    constexpr std::array numbers{Real(0),
                                 -Real(0),
                                 Real(1),
                                 Real(-1),
                                 Real(0.5),
                                 Limits::max(),
                                 Limits::min(),
                                 Limits::lowest(),
                                 Limits::denorm_min(),
                                 Real(-2.5),
                                 Limits::infinity(),
                                 -Limits::infinity(),
                                 Limits::quiet_NaN(),
                                 Real(700),
                                 Real(-1e-9)};
    return numbers[below(numbers.size())];
  }
  Shape shape() {
    std::vector<Index> extents(below(8));
    for (Index& e : extents) e = extent();
    return Shape(extents);
  }
  Axes axes() {
    std::vector<int> axes(below(8));
    for (int& a : axes) a = axis();
    return Axes(axes);
  }
  Indices indices() {
    const Shape shape = this->shape();
    if (shape.size() > 1000) throw ShapeError("more indices than are to be made up here");
    std::vector<Index> values(static_cast<std::size_t>(shape.size()));
    for (Index& v : values) v = flag() ? index() : static_cast<Index>(below(4));
    return Indices(shape, std::move(values));
  }

 private:
  std::string_view rest_;
};

class Program {
 public:
  explicit Program(std::string_view bytes) : choose_(bytes) {
    for (int i = 0; i < 2; ++i) fuzz::done_or_refused<Error>([&] { keep(leaf()); });
  }

  void run() {
    for (int steps = 0; choose_.any() && steps < 40; ++steps) fuzz::done_or_refused<Error>([&] { step(); });
    fuzz::done_or_refused<Error>([&] { differentiate(); });
  }

 private:
  // What is large stays out of what comes, so that nothing outgrows memory.
  void keep(Tensor x) {
    fuzz::demand(x.value().numbers().size() == static_cast<std::size_t>(x.shape().size()), "all numbers are there");
    if (x.size() <= 256) tensors_.push_back(std::move(x));
  }
  Tensor leaf() {
    const Shape shape = choose_.shape();
    if (shape.size() > 256) throw ShapeError("a larger leaf than is to be made up here");
    std::vector<Real> numbers(static_cast<std::size_t>(shape.size()));
    for (Real& number : numbers) number = choose_.number();
    const Array value(shape, numbers);
    return choose_.flag() ? Tensor(value) : variable(value);
  }
  Tensor one() { return tensors_.empty() ? Tensor() : tensors_[choose_.below(tensors_.size())]; }
  std::vector<Tensor> some() {
    std::vector<Tensor> tensors(choose_.below(4));
    for (Tensor& x : tensors) x = one();
    return tensors;
  }

  void step() {
    switch (choose_.below(6)) {
      case 0:
        return keep(elementwise());
      case 1:
        return keep(between());
      case 2:
        return keep(over_axes());
      case 3:
        return keep(moved());
      case 4:
        return keep(looked_up());
      default:
        return about();
    }
  }

  Tensor elementwise() {
    using Function = Tensor (*)(const Tensor&);
    constexpr std::array<Function, 18> functions{sqrt,
                                                 exp,
                                                 log,
                                                 log1p,
                                                 sin,
                                                 cos,
                                                 tanh,
                                                 sigmoid,
                                                 relu,
                                                 gelu,
                                                 square,
                                                 erf,
                                                 abs,
                                                 sign,
                                                 softplus,
                                                 [](const Tensor& x) { return -x; },
                                                 [](const Tensor& x) { return T(x); },
                                                 [](const Tensor& x) { return x.detach(); }};
    const auto function = functions[choose_.below(functions.size())];
    return function(one());
  }

  Tensor between() {
    using Function = Tensor (*)(const Tensor&, const Tensor&);
    constexpr std::array<Function, 14> functions{operator+,  operator-,  operator*,  operator/,  pow,
                                                 maximum,    minimum,    operator<,  operator<=, operator>,
                                                                                                 operator>=, operator==, operator!=, matmul};
    using WithNumber = Tensor (*)(const Tensor&, Real);
    constexpr std::array<WithNumber, 8> with_number{operator+, operator-, operator*, operator/, pow, maximum,
                                                    minimum, operator<};
    const std::size_t which = choose_.below(functions.size() + with_number.size() + 3);
    const Tensor a = one();
    if (which < functions.size()) return functions[which](a, one());
    if (which < functions.size() + with_number.size())
      return with_number[which - functions.size()](a, choose_.number());
    const Real low = choose_.number(), high = choose_.number();
    if (which == functions.size() + with_number.size()) return clamp(a, low, high);
    const Tensor b = one();
    return choose_.flag() ? where(a, b, one()) : where(a, low, b);
  }

  Tensor over_axes() {
    using Function = Tensor (*)(const Tensor&, const Axes&, bool);
    constexpr std::array<Function, 6> functions{sum, mean, max, min, norm, logsumexp};
    const std::size_t which = choose_.below(functions.size() + 5);
    const Tensor x = one();
    if (which < functions.size()) {
      const Axes axes = choose_.axes();
      return functions[which](x, axes, choose_.flag());
    }
    const Axes axes = which == 6 ? choose_.axes() : Axes();
    switch (which) {
      case 6:
        return var(x, axes, choose_.flag(), choose_.index());
      case 7:
        return softmax(x, choose_.axis());
      case 8:
        return log_softmax(x, choose_.axis());
      case 9:
        return cumsum(x, choose_.axis());
      default:
        return add_all(some());
    }
  }

  Tensor moved() {
    const std::size_t which = choose_.below(12);
    const Tensor x = one();
    const int axis = choose_.axis();
    switch (which) {
      case 0:
        return reshape(x, choose_.shape());
      case 1:
        return permute(x, choose_.axes());
      case 2:
        return transpose(x, axis, choose_.axis());
      case 3:
        return broadcast_to(x, choose_.shape());
      case 4:
        return sum_to(x, choose_.shape());
      case 5:
        return concat(some(), axis);
      case 6:
        return stack(some(), axis);
      case 7: {
        const Index start = choose_.index();
        return slice(x, axis, start, choose_.index());
      }
      case 8: {
        const std::vector<Tensor> parts = split(x, axis, choose_.index());
        return parts[choose_.below(parts.size())];
      }
      case 9:
        return flip(x, choose_.axes());
      case 10: {
        const Index before = choose_.index(), after = choose_.index();
        return pad(x, axis, before, after, choose_.number());
      }
      default:
        return x[choose_.index()];
    }
  }

  Tensor looked_up() {
    const std::size_t which = choose_.below(3);
    const Tensor x = one();
    const int axis = choose_.axis();
    const Indices ids = choose_.indices();
    if (which == 0) return embedding(x, ids);
    if (which == 1) return scatter_add(x, ids, choose_.index());
    return gather(x, axis, ids);
  }

  // What else may be asked of a tensor.
  void about() {
    const Tensor x = one();
    switch (choose_.below(9)) {
      case 0:
        return keep(leaf());
      case 1:
        x.assign(leaf().value());
        return;
      case 2:
        x.backward({.release = choose_.flag()});
        return;
      case 3:
        x.on_gradient([&sum = sum_](const Array& gradient) { sum += static_cast<double>(gradient.size()); });
        return;
      case 4:
        x.keep_grad();
        return;
      case 5:
        x.set_grad(leaf().value());
        return;
      case 6:
        sum_ += static_cast<double>(x.item()) + static_cast<double>(x.dim(choose_.axis()));
        return;
      case 7:
        sum_ += static_cast<double>(to_string(x.value()).size() + to_string(x.grad()).size());
        return;
      default: {
        const Tensor from = one();
        keep(grad(x, from, {.create_graph = true, .seed = choose_.flag() ? one() : Tensor()}));
      }
    }
  }

  void differentiate() {
    std::vector<Tensor> sums;
    for (const Tensor& x : tensors_) sums.push_back(sum(x));
    const Tensor root = add_all(sums);
    if (!root.needs_grad()) return;
    std::vector<Tensor> wanted(tensors_.begin(), tensors_.begin() + std::min<std::ptrdiff_t>(std::ssize(tensors_), 2));
    std::vector<Tensor> seconds;
    for (const Tensor& g : grad(root, wanted, {.create_graph = true})) seconds.push_back(sum(g));
    const Tensor again = add_all(seconds);
    if (again.needs_grad()) grad(again, wanted);
    Trace trace(Trace::Keep::arrays);
    root.backward({.trace = &trace});
    root.backward({.release = true});
  }

  Choices choose_;
  std::vector<Tensor> tensors_;
  double sum_ = 0;
};

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto nodes = live_nodes(), buffers = live_buffers();
  Program(fuzz::text_of(data, size)).run();
  fuzz::demand(live_nodes() == nodes && live_buffers() == buffers, "nothing is left behind");
  return 0;
}
