// Compiled twice, in double and in float.
#include "tests/random/engine_ops.hpp"

#include <functional>
#include <map>
#include <stdexcept>

#ifdef UNROLL_RANDOM_NN  // in the precision of the build
#include "tests/random/engine_nn.hpp"
#endif

namespace random_programs::inline UNROLL_PRECISION {

namespace {

using unroll::Axes, unroll::Indices, unroll::Real, unroll::Tensor;

class Call {
 public:
  Call(const Statement& statement, std::span<const Tensor> values) : statement_(statement), values_(values) {}

  const Tensor& tensor(std::size_t i) const { return values_[static_cast<std::size_t>(argument(i).values.at(0))]; }
  std::vector<Tensor> tensors(std::size_t i) const {
    std::vector<Tensor> result;
    for (int v : argument(i).values) result.push_back(values_[static_cast<std::size_t>(v)]);
    return result;
  }
  Real real(std::size_t i) const { return static_cast<Real>(argument(i).real); }
  Index integer(std::size_t i) const { return argument(i).integers.at(0); }
  int axis(std::size_t i) const { return static_cast<int>(integer(i)); }
  bool flag(std::size_t i) const { return integer(i) != 0; }
  Axes axes(std::size_t i) const {
    const std::vector<int> list(argument(i).integers.begin(), argument(i).integers.end());
    return Axes(std::span(list));
  }
  unroll::Shape shape(std::size_t i) const { return unroll::Shape(std::span(argument(i).integers)); }
  Indices ids(std::size_t i) const {
    return Indices(unroll::Shape(std::span(argument(i).shape)), argument(i).integers);
  }

 private:
  const Argument& argument(std::size_t i) const { return statement_.arguments.at(i); }
  const Statement& statement_;
  std::span<const Tensor> values_;
};

using Rule = std::function<Tensor(const Call&)>;
using Rules = std::map<std::string, Rule>;

template <class F>
void three_ways(Rules& rules, const std::string& op, F f) {
  rules[op + "(Tensor, Tensor)"] = [f](const Call& c) { return f(c.tensor(0), c.tensor(1)); };
  rules[op + "(Tensor, Real)"] = [f](const Call& c) { return f(c.tensor(0), c.real(1)); };
  rules[op + "(Real, Tensor)"] = [f](const Call& c) { return f(c.real(0), c.tensor(1)); };
}

template <class F>
Tensor listed(const std::vector<Tensor>& xs, F f) {  // in braces, as many as a program has
  switch (xs.size()) {
    case 1:
      return f(std::initializer_list<Tensor>{xs[0]});
    case 2:
      return f(std::initializer_list<Tensor>{xs[0], xs[1]});
    case 3:
      return f(std::initializer_list<Tensor>{xs[0], xs[1], xs[2]});
    default:
      throw std::logic_error("too many tensors in braces");
  }
}

Rules elementwise_rules() {
  Rules r;
  three_ways(r, "operator+", [](const auto& a, const auto& b) { return a + b; });
  three_ways(r, "operator-", [](const auto& a, const auto& b) { return a - b; });
  three_ways(r, "operator*", [](const auto& a, const auto& b) { return a * b; });
  three_ways(r, "operator/", [](const auto& a, const auto& b) { return a / b; });
  three_ways(r, "operator<", [](const auto& a, const auto& b) { return a < b; });
  three_ways(r, "operator<=", [](const auto& a, const auto& b) { return a <= b; });
  three_ways(r, "operator>", [](const auto& a, const auto& b) { return a > b; });
  three_ways(r, "operator>=", [](const auto& a, const auto& b) { return a >= b; });
  three_ways(r, "operator==", [](const auto& a, const auto& b) { return a == b; });
  three_ways(r, "operator!=", [](const auto& a, const auto& b) { return a != b; });
  three_ways(r, "pow", [](const auto& a, const auto& b) { return pow(a, b); });
  three_ways(r, "maximum", [](const auto& a, const auto& b) { return maximum(a, b); });
  three_ways(r, "minimum", [](const auto& a, const auto& b) { return minimum(a, b); });
  r["operator-(Tensor)"] = [](const Call& c) { return -c.tensor(0); };
  r["square(Tensor)"] = [](const Call& c) { return square(c.tensor(0)); };
  r["sqrt(Tensor)"] = [](const Call& c) { return sqrt(c.tensor(0)); };
  r["exp(Tensor)"] = [](const Call& c) { return exp(c.tensor(0)); };
  r["log(Tensor)"] = [](const Call& c) { return log(c.tensor(0)); };
  r["log1p(Tensor)"] = [](const Call& c) { return log1p(c.tensor(0)); };
  r["sin(Tensor)"] = [](const Call& c) { return sin(c.tensor(0)); };
  r["cos(Tensor)"] = [](const Call& c) { return cos(c.tensor(0)); };
  r["tanh(Tensor)"] = [](const Call& c) { return tanh(c.tensor(0)); };
  r["sigmoid(Tensor)"] = [](const Call& c) { return sigmoid(c.tensor(0)); };
  r["relu(Tensor)"] = [](const Call& c) { return relu(c.tensor(0)); };
  r["gelu(Tensor)"] = [](const Call& c) { return gelu(c.tensor(0)); };
  r["softplus(Tensor)"] = [](const Call& c) { return softplus(c.tensor(0)); };
  r["erf(Tensor)"] = [](const Call& c) { return erf(c.tensor(0)); };
  r["abs(Tensor)"] = [](const Call& c) { return abs(c.tensor(0)); };
  r["sign(Tensor)"] = [](const Call& c) { return sign(c.tensor(0)); };
  r["clamp(Tensor, Real, Real)"] = [](const Call& c) { return clamp(c.tensor(0), c.real(1), c.real(2)); };
  r["where(Tensor, Tensor, Tensor)"] = [](const Call& c) { return where(c.tensor(0), c.tensor(1), c.tensor(2)); };
  r["where(Tensor, Tensor, Real)"] = [](const Call& c) { return where(c.tensor(0), c.tensor(1), c.real(2)); };
  r["where(Tensor, Real, Tensor)"] = [](const Call& c) { return where(c.tensor(0), c.real(1), c.tensor(2)); };
  r["where(Tensor, Real, Real)"] = [](const Call& c) { return where(c.tensor(0), c.real(1), c.real(2)); };
  r["detach(Tensor)"] = [](const Call& c) { return c.tensor(0).detach(); };
  return r;
}

Rules other_rules() {
  Rules r;
  r["sum(Tensor, Axes, bool)"] = [](const Call& c) { return sum(c.tensor(0), c.axes(1), c.flag(2)); };
  r["mean(Tensor, Axes, bool)"] = [](const Call& c) { return mean(c.tensor(0), c.axes(1), c.flag(2)); };
  r["max(Tensor, Axes, bool)"] = [](const Call& c) { return max(c.tensor(0), c.axes(1), c.flag(2)); };
  r["min(Tensor, Axes, bool)"] = [](const Call& c) { return min(c.tensor(0), c.axes(1), c.flag(2)); };
  r["norm(Tensor, Axes, bool)"] = [](const Call& c) { return norm(c.tensor(0), c.axes(1), c.flag(2)); };
  r["logsumexp(Tensor, Axes, bool)"] = [](const Call& c) { return logsumexp(c.tensor(0), c.axes(1), c.flag(2)); };
  r["var(Tensor, Axes, bool, Index)"] = [](const Call& c) {
    return var(c.tensor(0), c.axes(1), c.flag(2), c.integer(3));
  };
  r["softmax(Tensor, int)"] = [](const Call& c) { return softmax(c.tensor(0), c.axis(1)); };
  r["log_softmax(Tensor, int)"] = [](const Call& c) { return log_softmax(c.tensor(0), c.axis(1)); };
  r["cumsum(Tensor, int)"] = [](const Call& c) { return cumsum(c.tensor(0), c.axis(1)); };
  r["add_all(span<Tensor>)"] = [](const Call& c) { return add_all(c.tensors(0)); };
  r["matmul(Tensor, Tensor)"] = [](const Call& c) { return matmul(c.tensor(0), c.tensor(1)); };
  r["reshape(Tensor, Shape)"] = [](const Call& c) { return reshape(c.tensor(0), c.shape(1)); };
  r["permute(Tensor, Axes)"] = [](const Call& c) { return permute(c.tensor(0), c.axes(1)); };
  r["transpose(Tensor, int, int)"] = [](const Call& c) { return transpose(c.tensor(0), c.axis(1), c.axis(2)); };
  r["T(Tensor)"] = [](const Call& c) { return T(c.tensor(0)); };
  r["broadcast_to(Tensor, Shape)"] = [](const Call& c) { return broadcast_to(c.tensor(0), c.shape(1)); };
  r["sum_to(Tensor, Shape)"] = [](const Call& c) { return sum_to(c.tensor(0), c.shape(1)); };
  r["concat(span<Tensor>, int)"] = [](const Call& c) { return concat(c.tensors(0), c.axis(1)); };
  r["stack(span<Tensor>, int)"] = [](const Call& c) { return stack(c.tensors(0), c.axis(1)); };
  r["concat(initializer_list<Tensor>, int)"] = [](const Call& c) {
    return listed(c.tensors(0), [&](std::initializer_list<Tensor> xs) { return concat(xs, c.axis(1)); });
  };
  r["stack(initializer_list<Tensor>, int)"] = [](const Call& c) {
    return listed(c.tensors(0), [&](std::initializer_list<Tensor> xs) { return stack(xs, c.axis(1)); });
  };
  r["slice(Tensor, int, Index, Index)"] = [](const Call& c) {
    return slice(c.tensor(0), c.axis(1), c.integer(2), c.integer(3));
  };
  r["split(Tensor, int, Index)"] = [](const Call& c) {
    return split(c.tensor(0), c.axis(1), c.integer(2)).at(static_cast<std::size_t>(c.integer(3)));
  };
  r["operator[](Tensor, Index)"] = [](const Call& c) { return c.tensor(0)[c.integer(1)]; };
  r["flip(Tensor, Axes)"] = [](const Call& c) { return flip(c.tensor(0), c.axes(1)); };
  r["pad(Tensor, int, Index, Index, Real)"] = [](const Call& c) {
    return pad(c.tensor(0), c.axis(1), c.integer(2), c.integer(3), c.real(4));
  };
  r["embedding(Tensor, Indices)"] = [](const Call& c) { return embedding(c.tensor(0), c.ids(1)); };
  r["scatter_add(Tensor, Indices, Index)"] = [](const Call& c) {
    return scatter_add(c.tensor(0), c.ids(1), c.integer(2));
  };
  r["gather(Tensor, int, Indices)"] = [](const Call& c) { return gather(c.tensor(0), c.axis(1), c.ids(2)); };
  return r;
}

}  // namespace

Tensor computed(const Statement& statement, std::span<const Tensor> values) {
  static const Rules rules = [] {
    Rules all = elementwise_rules();
    all.merge(other_rules());
    return all;
  }();
#ifdef UNROLL_RANDOM_NN
  if (statement.op.starts_with("nn::")) return computed_by_nn(statement, values);
#endif
  return rules.at(statement.op)(Call(statement, values));
}

}  // namespace random_programs::inline UNROLL_PRECISION
