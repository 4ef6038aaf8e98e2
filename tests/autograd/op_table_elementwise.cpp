// Rows of the elementwise ops. One generic lambda serves as the op, on tensors, and as the reference, on long
// doubles: there the names below are meant, and those of the C++ library.
#include <cmath>
#include <numbers>

#include "tests/autograd/op_table.hpp"

namespace op_table::inline UNROLL_PRECISION {

namespace {

using std::abs, std::cos, std::erf, std::exp, std::log, std::log1p, std::pow, std::sin, std::sqrt, std::tanh;
using Long = long double;
Long square(Long x) { return x * x; }
Long sigmoid(Long x) { return 1 / (1 + exp(-x)); }
Long relu(Long x) { return x > 0 ? x : 0; }
Long gelu(Long x) { return x * (1 + erf(x / std::numbers::sqrt2_v<Long>)) / 2; }
Long softplus(Long x) { return log(1 + exp(x)); }
Long sign(Long x) { return x > 0 ? 1 : x < 0 ? -1 : 0; }
Long maximum(Long a, Long b) { return a > b ? a : b; }
Long minimum(Long a, Long b) { return a < b ? a : b; }
Long clamp(Long x, Long low, Long high) { return x < low ? low : x > high ? high : x; }
Long where(Long condition, Long a, Long b) { return condition != 0 ? a : b; }

Shape joint_shape(const AllNumbers& xs) {  // the largest extent of each axis, aligned at the right; 0 wins over 1
  std::vector<Index> extents;
  for (const Numbers& x : xs)
    for (int k = 1; k <= x.shape.rank(); ++k) {
      if (static_cast<int>(extents.size()) < k) extents.insert(extents.begin(), 1);
      Index& extent = extents[extents.size() - static_cast<std::size_t>(k)];
      if (x.shape[x.shape.rank() - k] != 1) extent = x.shape[x.shape.rank() - k];
    }
  return Shape(extents);
}

template <class F>
OpRow unary(std::string name, std::string parameters, F f, Range range = {}) {
  return {
      .op = name + parameters,
      .name = name,
      .run = [f](const Inputs& x) { return f(x[0]); },
      .reference =
          [f](const AllNumbers& x) { return made(x[0].shape, [&](const Position& p) { return Long(f(x[0].at(p))); }); },
      .ranges = {range},
      .broadcasts = true};
}

template <class F>
OpRow binary(std::string op, std::string name, F f, Range a = {}, Range b = {}) {
  return {
      .op = op + "(Tensor, Tensor)",
      .name = name,
      .run = [f](const Inputs& x) { return f(x[0], x[1]); },
      .reference =
          [f](const AllNumbers& x) {
            return made(joint_shape(x),
                        [&](const Position& p) { return Long(f(x[0].broadcast(p), x[1].broadcast(p))); });
          },
      .ranges = {a, b},
      .broadcasts = true,
      .wrong = {{[f](const Inputs& x) { return f(x[0], x[1]); }, {{2, 3}, {2, 5}}, "must be equal, or one of them 1"},
                {[f](const Inputs& x) { return f(x[0], x[1]); }, {{2, 3, 5}, {3, 3, 5}}, "axis -3"}}};
}

// Three declarations: of two tensors, of a tensor and a number, of a number and a tensor.
struct Operands {
  Range a = {}, b = {};
  double a_number = 1.5, b_number = -0.75;
};
template <class F>
void three_ways(std::vector<OpRow>& rows, std::string op, std::string name, F f, Operands of = {}) {
  const auto with_number = [&](std::string parameters, auto g, Range range) {
    rows.push_back(unary(op, parameters, g, range));
    rows.back().name = name;
  };
  rows.push_back(binary(op, name, f, of.a, of.b));
  with_number(
      "(Tensor, Real)",
      [f, b = of.b_number](auto x) {
        if constexpr (std::is_same_v<decltype(x), Tensor>)
          return f(x, static_cast<Real>(b));
        else
          return f(x, Long(b));
      },
      of.a);
  with_number(
      "(Real, Tensor)",
      [f, a = of.a_number](auto x) {
        if constexpr (std::is_same_v<decltype(x), Tensor>)
          return f(static_cast<Real>(a), x);
        else
          return f(Long(a), x);
      },
      of.b);
}

template <class F>
OpRow selection(std::string parameters, F f) {
  const Run run = [f](const Inputs& x) { return f(x[0] > 0, x[1], x[2]); };
  return {.op = "where" + parameters,
          .name = "where",
          .run = run,
          .reference =
              [f](const AllNumbers& x) {
                return made(joint_shape(x), [&](const Position& p) {
                  return Long(f(Long(x[0].broadcast(p) > 0), x[1].broadcast(p), x[2].broadcast(p)));
                });
              },
          .ranges = {{}, {}, {}},
          .broadcasts = true};
}

}  // namespace

std::vector<OpRow> elementwise_rows() {
  std::vector<OpRow> rows;
  three_ways(rows, "operator+", "add", [](auto a, auto b) { return a + b; });
  three_ways(rows, "operator-", "sub", [](auto a, auto b) { return a - b; });
  three_ways(rows, "operator*", "mul", [](auto a, auto b) { return a * b; });
  three_ways(rows, "operator/", "div", [](auto a, auto b) { return a / b; }, {.b = {0.4, 2}});
  three_ways(rows, "pow", "pow", [](auto a, auto b) { return pow(a, b); }, {.a = {0.4, 2}, .b_number = 2.5});
  for (const double e : {-2., -1., 0., 1., 2., 3.})  // whole exponents take negative numbers, too
    rows.push_back(unary("pow", "(Tensor, Real)",
                         [e](auto x) {
                           if constexpr (std::is_same_v<decltype(x), Tensor>)
                             return pow(x, static_cast<Real>(e));
                           else
                             return pow(x, Long(e));
                         },
                         {-2, -0.4}));
  three_ways(rows, "maximum", "maximum", [](auto a, auto b) { return maximum(a, b); });
  three_ways(rows, "minimum", "minimum", [](auto a, auto b) { return minimum(a, b); });

  rows.push_back(unary("operator-", "(Tensor)", [](auto x) { return -x; }));
  rows.back().name = "neg";
  rows.push_back(unary("square", "(Tensor)", [](auto x) { return square(x); }));
  rows.push_back(unary("sqrt", "(Tensor)", [](auto x) { return sqrt(x); }, {0.2, 3}));
  rows.push_back(unary("exp", "(Tensor)", [](auto x) { return exp(x); }));
  rows.push_back(unary("log", "(Tensor)", [](auto x) { return log(x); }, {0.2, 3}));
  rows.push_back(unary("log1p", "(Tensor)", [](auto x) { return log1p(x); }, {-0.8, 3}));
  rows.push_back(unary("sin", "(Tensor)", [](auto x) { return sin(x); }));
  rows.push_back(unary("cos", "(Tensor)", [](auto x) { return cos(x); }));
  rows.push_back(unary("tanh", "(Tensor)", [](auto x) { return tanh(x); }));
  rows.push_back(unary("sigmoid", "(Tensor)", [](auto x) { return sigmoid(x); }, {-4, 4}));
  rows.push_back(unary("relu", "(Tensor)", [](auto x) { return relu(x); }));
  rows.push_back(unary("gelu", "(Tensor)", [](auto x) { return gelu(x); }));
  rows.push_back(unary("softplus", "(Tensor)", [](auto x) { return softplus(x); }, {-4, 4}));
  rows.push_back(unary("erf", "(Tensor)", [](auto x) { return erf(x); }));
  rows.push_back(unary("abs", "(Tensor)", [](auto x) { return abs(x); }));
  rows.push_back(unary("clamp", "(Tensor, Real, Real)", [](auto x) { return clamp(x, -0.5001f, 0.7501f); }));

  rows.push_back(selection("(Tensor, Tensor, Tensor)", [](auto c, auto a, auto b) { return where(c, a, b); }));
  rows.back().wrong = {{[](const Inputs& x) { return where(x[0], x[1], x[2]); },
                        {{2, 3}, {2, 5}, {2, 5}},
                        "must be equal, or one of them 1"}};
  rows.push_back(selection("(Tensor, Tensor, Real)", [](auto c, auto a, auto b) { return where(c, a * b, 0.5f); }));
  rows.push_back(selection("(Tensor, Real, Tensor)", [](auto c, auto a, auto b) { return where(c, 0.5f, a * b); }));
  rows.push_back(selection("(Tensor, Real, Real)", [](auto c, auto a, auto b) { return where(c, 0.5f, 2.f) * a * b; }));

  const std::size_t first_constant = rows.size();
  const Operands whole{{-2, 2, 1}, {-2, 2, 1}, 1, -1};  // so that many are equal
  rows.push_back(unary(
      "sign", "(Tensor)", [](auto x) { return sign(x); }, whole.a));
  three_ways(
      rows, "operator<", "<", [](auto a, auto b) { return a < b; }, whole);
  three_ways(
      rows, "operator<=", "<=", [](auto a, auto b) { return a <= b; }, whole);
  three_ways(
      rows, "operator>", ">", [](auto a, auto b) { return a > b; }, whole);
  three_ways(
      rows, "operator>=", ">=", [](auto a, auto b) { return a >= b; }, whole);
  three_ways(
      rows, "operator==", "==", [](auto a, auto b) { return a == b; }, whole);
  three_ways(
      rows, "operator!=", "!=", [](auto a, auto b) { return a != b; }, whole);
  for (std::size_t i = first_constant; i < rows.size(); ++i) rows[i].constant = true;
  return rows;
}

}  // namespace op_table::inline UNROLL_PRECISION
