// Elementwise ops: each is its formula and, right under it in the same letters, its gradient rule. Inputs are
// broadcast first, by nodes of their own, so a rule sees equal shapes.
#include <fmt/format.h>

#include <numbers>

#include "autograd/custom_op.hpp"
#include "autograd/error.hpp"

namespace unroll::inline UNROLL_PRECISION {

namespace {

constexpr Real most = std::numeric_limits<Real>::max();
constexpr Real half_root_2 = std::numbers::sqrt2_v<Real> / 2;
constexpr Real normal_peak = half_root_2 * std::numbers::inv_sqrtpi_v<Real>;  // 1/√2π
constexpr Real erf_slope = 2 * std::numbers::inv_sqrtpi_v<Real>;              // erf'(0)
// Beyond ±100 exp(-x²) is 0, and so are its slopes: ∞ · 0 would be NaN.
constexpr auto within_100 = [](auto x) { return minimum(maximum(x, -100), 100); };

}  // namespace

// clang-format off: an op stands as its name and rule in words, its formula, its rule.

Tensor operator+(const Tensor& a, const Tensor& b) {
  return elementwise(
      "add", "da = dy, db = dy", a, b, [](auto a, auto b) { return a + b; }, pass_on, pass_on);
}
Tensor operator+(const Tensor& a, Real b) {
  return elementwise(
      "add", "da = dy", a, [b](auto a) { return a + b; }, pass_on);
}
Tensor operator+(Real a, const Tensor& b) { return b + a; }

Tensor operator-(const Tensor& a, const Tensor& b) {
  return elementwise(
      "sub", "da = dy, db = -dy", a, b, [](auto a, auto b) { return a - b; }, pass_on,
      [](auto dy, auto a, auto b, auto y) { return -dy; });
}
Tensor operator-(const Tensor& a, Real b) {
  return elementwise(
      "sub", "da = dy", a, [b](auto a) { return a - b; }, pass_on);
}
Tensor operator-(Real a, const Tensor& b) {
  return elementwise(
      "sub", "db = -dy", b, [a](auto b) { return a - b; }, [](auto dy, auto b, auto y) { return -dy; });
}
Tensor operator-(const Tensor& x) {
  return elementwise(
      "neg", "dx = -dy", x, [](auto x) { return -x; }, [](auto dy, auto x, auto y) { return -dy; });
}

Tensor operator*(const Tensor& a, const Tensor& b) {
  return elementwise(
      "mul", "da = dy b, db = dy a", a, b, [](auto a, auto b) { return a * b; },
      [](auto dy, auto a, auto b, auto y) { return dy * b; }, [](auto dy, auto a, auto b, auto y) { return dy * a; });
}
Tensor operator*(const Tensor& a, Real b) {
  return elementwise(
      "mul", "da = dy b", a, [b](auto a) { return a * b; }, [b](auto dy, auto a, auto y) { return dy * b; });
}
Tensor operator*(Real a, const Tensor& b) { return b * a; }

Tensor operator/(const Tensor& a, const Tensor& b) {
  return elementwise(
      "div", "da = dy / b, db = -dy y / b", a, b, [](auto a, auto b) { return a / b; },
      [](auto dy, auto a, auto b, auto y) { return dy / b; },
      [](auto dy, auto a, auto b, auto y) { return -dy * y / b; });
}
Tensor operator/(const Tensor& a, Real b) {
  return elementwise(
      "div", "da = dy / b", a, [b](auto a) { return a / b; }, [b](auto dy, auto a, auto y) { return dy / b; });
}
Tensor operator/(Real a, const Tensor& b) {
  return elementwise(
      "div", "db = -dy y / b", b, [a](auto b) { return a / b; }, [](auto dy, auto b, auto y) { return -dy * y / b; });
}

// Guarded inside where's argument, not only outside: else the second derivative at 0 is 0·∞, and the first where e is
// 0 and 1/x overflows. de is 0 where y is, and at 0⁰, which has no slope.
Tensor pow(const Tensor& x, const Tensor& e) {
  return elementwise(
      "pow", "dx = dy e x^(e-1), de = dy y log x", x, e, [](auto x, auto e) { return pow(x, e); },
      [](auto dy, auto x, auto e, auto y) { return dy * e * pow(where((abs(x) <= 1 / most) * (e == 0), 1, x), e - 1); },
      [](auto dy, auto x, auto e, auto y) { return dy * y * log(where((y == 0) + (x == 0) * (e == 0), 1, x)); });
}
Tensor pow(const Tensor& x, Real e) {
  return elementwise(
      "pow", "dx = dy e x^(e-1)", x, [e](auto x) { return pow(x, e); },
      [e](auto dy, auto x, auto y) { return e == 0 ? dy * 0 : dy * e * pow(x, e - 1); });
}
Tensor pow(Real x, const Tensor& e) {
  const Real log_x = std::log(x), below = std::isinf(x) ? 0 : log_x, above = x == 0 ? 0 : log_x;  // 0 where y is
  return elementwise(
      "pow", "de = dy y log x", e, [x](auto e) { return pow(x, e); },
      [below, above](auto dy, auto e, auto y) { return dy * y * where(e < 0, below, above); });
}
Tensor square(const Tensor& x) {
  return elementwise(
      "square", "dx = 2 dy x", x, [](auto x) { return x * x; }, [](auto dy, auto x, auto y) { return 2 * dy * x; });
}
Tensor sqrt(const Tensor& x) {
  return elementwise(
      "sqrt", "dx = dy / 2y", x, [](auto x) { return sqrt(x); }, [](auto dy, auto x, auto y) { return dy / (2 * y); });
}

Tensor exp(const Tensor& x) {
  return elementwise(
      "exp", "dx = dy y", x, [](auto x) { return exp(x); }, [](auto dy, auto x, auto y) { return dy * y; });
}
Tensor log(const Tensor& x) {
  return elementwise(
      "log", "dx = dy / x", x, [](auto x) { return log(x); }, [](auto dy, auto x, auto y) { return dy / x; });
}
Tensor log1p(const Tensor& x) {
  return elementwise(
      "log1p", "dx = dy / (1 + x)", x, [](auto x) { return log1p(x); },
      [](auto dy, auto x, auto y) { return dy / (1 + x); });
}
Tensor sin(const Tensor& x) {
  return elementwise(
      "sin", "dx = dy cos x", x, [](auto x) { return sin(x); }, [](auto dy, auto x, auto y) { return dy * cos(x); });
}
Tensor cos(const Tensor& x) {
  return elementwise(
      "cos", "dx = -dy sin x", x, [](auto x) { return cos(x); }, [](auto dy, auto x, auto y) { return -dy * sin(x); });
}

Tensor tanh(const Tensor& x) {
  return elementwise(
      "tanh", "dx = dy (1 - y²)", x, [](auto x) { return tanh(x); },
      [](auto dy, auto x, auto y) { return dy * (1 - y * y); });
}
Tensor sigmoid(const Tensor& x) {
  return elementwise(
      "sigmoid", "dx = dy y (1 - y)", x, [](auto x) { return sigmoid(x); },
      [](auto dy, auto x, auto y) { return dy * y * (1 - y); });
}
Tensor relu(const Tensor& x) {
  return elementwise(
      "relu", "dx = dy where x > 0, else 0", x, [](auto x) { return maximum(x, 0); },
      [](auto dy, auto x, auto y) { return where(x > 0, dy, 0); });
}
// Hendrycks and Gimpel 2016: y = x Φ(x), Φ the normal distribution, φ = Φ' its density.
Tensor gelu(const Tensor& x) {
  return elementwise(
      "gelu", "dx = dy (Φ(x) + x φ(x))", x, [](auto x) { return maximum(x, -100) * ((1 + erf(x * half_root_2)) / 2); },
      [](auto dy, auto x, auto y) {
        return dy * ((1 + erf(x * half_root_2)) / 2 + within_100(x) * normal_peak * exp(square(within_100(x)) / -2));
      });
}
Tensor softplus(const Tensor& x) {
  return elementwise(
      "softplus", "dx = dy σ(x)", x, [](auto x) { return maximum(x, 0) + log1p(exp(-abs(x))); },
      [](auto dy, auto x, auto y) { return dy * sigmoid(x); });
}
Tensor erf(const Tensor& x) {
  return elementwise(
      "erf", "dx = dy 2/√π exp(-x²)", x, [](auto x) { return erf(x); },
      [](auto dy, auto x, auto y) { return dy * erf_slope * exp(-square(within_100(x))); });
}

Tensor abs(const Tensor& x) {
  return elementwise(
      "abs", "dx = dy sign x", x, [](auto x) { return abs(x); }, [](auto dy, auto x, auto y) { return dy * sign(x); });
}
Tensor sign(const Tensor& x) { return Tensor(sign(input_value("sign", x))); }

Tensor maximum(const Tensor& a, const Tensor& b) {
  return elementwise(
      "maximum", "da = dy where a > b, half where equal", a, b, [](auto a, auto b) { return maximum(a, b); },
      [](auto dy, auto a, auto b, auto y) { return where(a > b, dy, where(a == b, dy / 2, 0)); },
      [](auto dy, auto a, auto b, auto y) { return where(b > a, dy, where(a == b, dy / 2, 0)); });
}
Tensor maximum(const Tensor& a, Real b) {
  return elementwise(
      "maximum", "da = dy where a > b, half where equal", a, [b](auto a) { return maximum(a, b); },
      [b](auto dy, auto a, auto y) { return where(a > b, dy, where(a == b, dy / 2, 0)); });
}
Tensor maximum(Real a, const Tensor& b) { return maximum(b, a); }
Tensor minimum(const Tensor& a, const Tensor& b) {
  return elementwise(
      "minimum", "da = dy where a < b, half where equal", a, b, [](auto a, auto b) { return minimum(a, b); },
      [](auto dy, auto a, auto b, auto y) { return where(a < b, dy, where(a == b, dy / 2, 0)); },
      [](auto dy, auto a, auto b, auto y) { return where(b < a, dy, where(a == b, dy / 2, 0)); });
}
Tensor minimum(const Tensor& a, Real b) {
  return elementwise(
      "minimum", "da = dy where a < b, half where equal", a, [b](auto a) { return minimum(a, b); },
      [b](auto dy, auto a, auto y) { return where(a < b, dy, where(a == b, dy / 2, 0)); });
}
Tensor minimum(Real a, const Tensor& b) { return minimum(b, a); }
Tensor clamp(const Tensor& x, Real low, Real high) {
  if (!(low <= high))
    throw Error(fmt::format("clamp: from {} to {}; the first bound must not be above the second", low, high));
  return elementwise(
      "clamp", "dx = dy where low ≤ x ≤ high, else 0", x,
      [low, high](auto x) { return minimum(maximum(x, low), high); },
      [low, high](auto dy, auto x, auto y) { return where((x >= low) * (x <= high), dy, 0); });
}

Tensor where(const Tensor& condition, const Tensor& a, const Tensor& b) {
  return elementwise(
      "where", "da = dy where c, db = dy where not c", condition, a, b,
      [](auto c, auto a, auto b) { return where(c, a, b); }, no_gradient,
      [](auto dy, auto c, auto a, auto b, auto y) { return where(c, dy, 0); },
      [](auto dy, auto c, auto a, auto b, auto y) { return where(c, 0, dy); });
}
Tensor where(const Tensor& condition, const Tensor& a, Real b) {
  return elementwise(
      "where", "da = dy where c", condition, a, [b](auto c, auto a) { return where(c, a, b); }, no_gradient,
      [](auto dy, auto c, auto a, auto y) { return where(c, dy, 0); });
}
Tensor where(const Tensor& condition, Real a, const Tensor& b) {
  return elementwise(
      "where", "db = dy where not c", condition, b, [a](auto c, auto b) { return where(c, a, b); }, no_gradient,
      [](auto dy, auto c, auto b, auto y) { return where(c, 0, dy); });
}
Tensor where(const Tensor& condition, Real a, Real b) { return Tensor(where(input_value("where", condition), a, b)); }

// clang-format on

namespace {

// Comparisons are constants: nothing is recorded, whatever the inputs need.
template <class F>
Tensor compare(const char* op, const Tensor& a, const Tensor& b, F f) {
  const Array &p = input_value(op, a), &q = input_value(op, b);
  const Shape joint = broadcast_shape(op, p.shape(), q.shape());
  return Tensor(f(broadcast_to(p, joint), broadcast_to(q, joint)));
}

}  // namespace

#define UNROLL_COMPARISON(name, sign)                                                     \
  Tensor name(const Tensor& a, const Tensor& b) {                                         \
    return compare(#sign, a, b, [](const Array& p, const Array& q) { return p sign q; }); \
  }                                                                                       \
  Tensor name(const Tensor& a, Real b) { return Tensor(input_value(#sign, a) sign b); }   \
  Tensor name(Real a, const Tensor& b) { return Tensor(a sign input_value(#sign, b)); }
UNROLL_COMPARISON(operator<, <)
UNROLL_COMPARISON(operator<=, <=)
UNROLL_COMPARISON(operator>, >)
UNROLL_COMPARISON(operator>=, >=)
UNROLL_COMPARISON(operator==, ==)
UNROLL_COMPARISON(operator!=, !=)
#undef UNROLL_COMPARISON

}  // namespace unroll::inline UNROLL_PRECISION
