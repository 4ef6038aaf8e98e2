#include "autograd/gradcheck.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "autograd/backward.hpp"
#include "autograd/error.hpp"
#include "autograd/ops.hpp"
#include "autograd/random.hpp"

namespace unroll::inline UNROLL_PRECISION {

namespace {

using Function = std::function<Tensor(const std::vector<Tensor>&)>;
using Number = std::function<double(const std::vector<Array>&)>;
// Makes the tensors that f is evaluated at: new variables, or given leaves with these as their values.
using Place = std::function<std::vector<Tensor>(const std::vector<Array>&)>;

// One compared derivative, along an entry or a direction of one input.
struct Row {
  std::size_t input;
  std::string where;
  double engine, numerical, error, step;
  std::string kink;
};

std::vector<Tensor> variables(const std::vector<Array>& inputs) {
  std::vector<Tensor> tensors;
  for (const Array& x : inputs) tensors.push_back(variable(x));
  return tensors;
}

// Weights for a result: random, of either sign, and never small, so that no entry can hide.
Array weights(const Shape& shape, std::uint64_t seed) {
  Random random(seed);
  Array w = random.uniform(shape, 0.5, 1.5);
  for (Index i = 0; i < w.size(); ++i)
    if (random.below(2) == 1) w.write()[i] = -w.data()[i];
  return w;
}

Tensor weighted(const Tensor& y, std::uint64_t seed) { return sum(y * Tensor(weights(y.shape(), seed))); }

std::string position(const Shape& shape, Index i) {
  std::vector<Index> at;
  for (int axis = shape.rank() - 1; axis >= 0; --axis) {
    at.insert(at.begin(), i % shape[axis]);
    i /= shape[axis];
  }
  return fmt::format("[{}]", fmt::join(at, ", "));
}

class Check {
 public:
  Check(Number value, const std::vector<Array>& inputs, double tolerance, const GradcheckOptions& options)
      : value_(std::move(value)), inputs_(inputs), tolerance_(tolerance), options_(options), at_zero_(value_(inputs)) {
    if (options_.step == 0) options_.step = sizeof(Real) == 8 ? 1e-3 : 1e-1;
  }

  // Compares the engine's gradient of one input.
  void compare(std::size_t input, const Array& gradient, Random& random) {
    const Array& x = inputs_[input];
    if (x.size() <= options_.every_entry_up_to) {
      double largest = 0;
      for (Real g : gradient.numbers()) largest = std::max(largest, std::abs(static_cast<double>(g)));
      for (Index i = 0; i < x.size(); ++i) {
        Array direction = Array::zeros(x.shape());
        direction.write()[i] = 1;
        compare(input, position(x.shape(), i), direction, gradient.data()[i], largest,
                std::max(1.0, std::abs(static_cast<double>(x.data()[i]))));
      }
      return;
    }
    for (int k = 0; k < options_.directions; ++k) {
      Array direction = random.normal(x.shape());
      double along = 0, length = 0, square = 0;
      for (Index i = 0; i < x.size(); ++i) {
        along += static_cast<double>(gradient.data()[i]) * direction.data()[i];
        length += static_cast<double>(direction.data()[i]) * direction.data()[i];
        square += static_cast<double>(gradient.data()[i]) * gradient.data()[i];
      }
      length = std::sqrt(length);
      for (Index i = 0; i < x.size(); ++i) direction.write()[i] /= static_cast<Real>(length);
      compare(input, fmt::format("direction {}", k + 1), direction, along / length,
              std::sqrt(square / static_cast<double>(x.size())), 1);
    }
  }

  GradcheckReport report(const char* order) {
    GradcheckReport report;
    std::stable_sort(rows_.begin(), rows_.end(), [](const Row& a, const Row& b) { return !(a.error <= b.error); });
    if (!rows_.empty()) report.worst = rows_.front().error;
    const auto differs = [&](const Row& row) { return !(row.error <= tolerance_); };
    const auto wrong = std::count_if(rows_.begin(), rows_.end(), differs);
    report.passed = wrong == 0;
    if (report.passed) {
      report.text = fmt::format("gradcheck, {} order: {} derivatives agree, the worst to {:.1e}\n", order, rows_.size(),
                                report.worst);
      return report;
    }
    report.text = fmt::format(
        "gradcheck, {} order: {} of {} derivatives differ by more than {:.0e}\n{:>5}  {:<14}{:>18}{:>18}{:>12}{:>10}\n",
        order, wrong, rows_.size(), tolerance_, "input", "index", "engine", "numerical", "error", "step");
    for (std::size_t i = 0; i < std::min<std::size_t>(static_cast<std::size_t>(wrong), 6); ++i) {
      const Row& r = rows_[i];
      report.met_kink = report.met_kink || !r.kink.empty();
      report.text += fmt::format("{:>5}  {:<14}{:>18.10g}{:>18.10g}{:>12.1e}{:>10.0e}{}\n", r.input, r.where, r.engine,
                                 r.numerical, r.error, r.step, r.kink);
    }
    return report;
  }

 private:
  double moved(std::size_t input, const Array& direction, double h) const {
    std::vector<Array> inputs = inputs_;
    Real* x = inputs[input].write();
    for (Index i = 0; i < direction.size(); ++i) x[i] += static_cast<Real>(h) * direction.data()[i];
    return value_(inputs);
  }

  void compare(std::size_t input, std::string where, const Array& direction, double engine, double largest,
               double size) {
    const auto f = [&](double h) { return moved(input, direction, h); };
    Row row{input, std::move(where), engine, 0, 0, 0, ""};
    for (double h = options_.step * size; h >= options_.step * size * 0.99e-5; h /= 10) {
      const double numerical = (8 * (f(h) - f(-h)) - (f(2 * h) - f(-2 * h))) / (12 * h);
      const double scale =
          std::max({std::abs(engine), std::abs(numerical), largest, std::abs(at_zero_) * 1e-3, 1e-300});
      const double error = std::abs(engine - numerical) / scale;
      if (row.step == 0 || error < row.error || std::isnan(row.error)) {
        row.numerical = numerical;
        row.error = error;
        row.step = h;
      }
      if (row.error <= tolerance_) break;
    }
    if (!(row.error <= tolerance_)) row.kink = kink(f, options_.step * size);
    rows_.push_back(std::move(row));
  }

  // On a kink the slopes from the two sides stay apart however small the step; elsewhere their gap shrinks with it.
  std::string kink(const std::function<double(double)>& f, double h) const {
    const auto left = [&](double s) { return (at_zero_ - f(-s)) / s; };
    const auto right = [&](double s) { return (f(s) - at_zero_) / s; };
    const double far = std::abs(right(h) - left(h)), a = left(h / 1000), b = right(h / 1000);
    if (!(std::abs(b - a) > 0.5 * far && std::abs(b - a) > 1e-3 * std::max(std::abs(a), std::abs(b)))) return "";
    return fmt::format("  a kink: slope {:.4g} from the left, {:.4g} from the right; move this input away from it", a,
                       b);
  }

  Number value_;
  std::vector<Array> inputs_;
  double tolerance_;
  GradcheckOptions options_;
  double at_zero_;
  std::vector<Row> rows_;
};

GradcheckReport compare_all(const Number& value, const Function& scalar, const std::vector<Array>& inputs,
                            const Place& place, double tolerance, const GradcheckOptions& options, const char* order) {
  const std::vector<Tensor> x = place(inputs);
  const Tensor y = scalar(x);
  std::vector<Tensor> gradients;
  if (y.needs_grad())
    gradients = grad(y, x);
  else  // f is constant, or, at second order, linear
    for (const Tensor& v : x) gradients.emplace_back(Array::zeros(v.shape()));
  Check check(value, inputs, tolerance, options);
  Random random(options.seed + 2);
  for (std::size_t i = 0; i < inputs.size(); ++i) check.compare(i, gradients[i].value(), random);
  return check.report(order);
}

GradcheckReport check_at(const Function& f, const std::vector<Array>& inputs, const Place& place,
                         const GradcheckOptions& options) {
  if (options.order != 1 && options.order != 2)
    throw Error(fmt::format("gradcheck: order {}; first and second order are supported", options.order));
  const bool fine = sizeof(Real) == 8;
  const double first = options.tolerance > 0 ? options.tolerance : fine ? 1e-7 : 1e-2;
  const double second = options.tolerance > 0 ? options.tolerance : fine ? 1e-5 : 1e-1;
  const Recording on(true);

  const Function scalar = [&](const std::vector<Tensor>& x) { return weighted(f(x), options.seed); };
  const Number value = [&](const std::vector<Array>& arrays) { return scalar(place(arrays)).item(); };
  GradcheckReport report = compare_all(value, scalar, inputs, place, first, options, "first");
  if (options.order == 1 || !report.passed) return report;

  // The second derivatives are the first ones of Σ v · grad f.
  const auto along = [&](const std::vector<Tensor>& x, bool create_graph) {
    const Tensor y = scalar(x);
    Tensor total(Array::scalar(0));
    if (!y.needs_grad()) return total;
    const std::vector<Tensor> gradients = grad(y, x, {.create_graph = create_graph});
    for (std::size_t i = 0; i < x.size(); ++i) total = total + weighted(gradients[i], options.seed + 10 + i);
    return total;
  };
  const Function slope = [&](const std::vector<Tensor>& x) { return along(x, true); };
  const Number slope_value = [&](const std::vector<Array>& arrays) { return along(place(arrays), false).item(); };
  GradcheckReport higher = compare_all(slope_value, slope, inputs, place, second, options, "second");
  higher.text = report.text + higher.text;
  return higher;
}

}  // namespace

GradcheckReport gradcheck(const Function& f, const std::vector<Array>& inputs, const GradcheckOptions& options) {
  return check_at(f, inputs, variables, options);
}

GradcheckReport gradcheck(const std::function<Tensor()>& f, const std::vector<Tensor>& leaves,
                          const GradcheckOptions& options) {
  struct Values {
    const std::vector<Tensor>& leaves;
    std::vector<Array> before;
    explicit Values(const std::vector<Tensor>& all) : leaves(all) {
      // What cannot be assigned to is refused here: a destructor must not throw.
      for (const Tensor& leaf : leaves) leaf.assign(before.emplace_back(leaf.value()));
    }
    ~Values() { assign(before); }  // NOLINT(bugprone-exception-escape)
    void assign(const std::vector<Array>& values) const {
      for (std::size_t i = 0; i < leaves.size(); ++i) leaves[i].assign(values[i]);
    }
  } const values(leaves);
  const Place assigned = [&](const std::vector<Array>& arrays) {
    values.assign(arrays);
    return leaves;
  };
  return check_at([&](const std::vector<Tensor>&) { return f(); }, values.before, assigned, options);
}

}  // namespace unroll::inline UNROLL_PRECISION
