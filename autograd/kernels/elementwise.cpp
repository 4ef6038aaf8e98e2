// The elementwise names of rule.hpp, on arrays.
#include <fmt/format.h>

#include "autograd/error.hpp"
#include "autograd/lanes.hpp"
#include "autograd/rule.hpp"

namespace unroll::inline UNROLL_PRECISION {

namespace {

void check_equal(const char* op, const Shape& a, const Shape& b) {
  if (!(a == b))
    throw ShapeError(fmt::format("{} of arrays: {} and {} differ; arrays do not broadcast: use broadcast_to{}", op,
                                 to_string(a), to_string(b), here()));
}

template <class F, class... Rest>
Array map([[maybe_unused]] const char* op, F f, const Array& x, const Rest&... rest) {
  (..., check_equal(op, x.shape(), rest.shape()));
  Array y = Array::uninitialized(x.shape());
  map_rows(y.write(), y.size(), f, x.rows(), rest.rows()...);
  return y;
}

}  // namespace

#define UNROLL_BINARY(name, expression)                            \
  Array name(const Array& x, const Array& y) {                     \
    return map(                                                    \
        #name, [](Lanes a, Lanes b) { return expression; }, x, y); \
  }                                                                \
  Array name(const Array& x, Real b) {                             \
    return map(                                                    \
        #name, [b](Lanes a) { return expression; }, x);            \
  }                                                                \
  Array name(Real a, const Array& y) {                             \
    return map(                                                    \
        #name, [a](Lanes b) { return expression; }, y);            \
  }
UNROLL_BINARY(operator+, a + b)
UNROLL_BINARY(operator-, a - b)
UNROLL_BINARY(operator*, a* b)
UNROLL_BINARY(operator/, a / b)
UNROLL_BINARY(operator<, a < b)
UNROLL_BINARY(operator<=, a <= b)
UNROLL_BINARY(operator>, a > b)
UNROLL_BINARY(operator>=, a >= b)
UNROLL_BINARY(operator==, a == b)
UNROLL_BINARY(operator!=, a != b)
UNROLL_BINARY(maximum, maximum(a, b))
UNROLL_BINARY(minimum, minimum(a, b))
UNROLL_BINARY(pow, pow(a, b))
#undef UNROLL_BINARY

#define UNROLL_UNARY(name)                          \
  Array name(const Array& x) {                      \
    return map(                                     \
        #name, [](Lanes a) { return name(a); }, x); \
  }
UNROLL_UNARY(operator-)
UNROLL_UNARY(abs)
UNROLL_UNARY(sign)
UNROLL_UNARY(square)
UNROLL_UNARY(sqrt)
UNROLL_UNARY(exp)
UNROLL_UNARY(log)
UNROLL_UNARY(log1p)
UNROLL_UNARY(sin)
UNROLL_UNARY(cos)
UNROLL_UNARY(tanh)
UNROLL_UNARY(sigmoid)
UNROLL_UNARY(erf)
#undef UNROLL_UNARY

Array where(const Array& c, const Array& a, const Array& b) {
  return map(
      "where", [](Lanes p, Lanes x, Lanes y) { return where(p, x, y); }, c, a, b);
}
Array where(const Array& c, const Array& a, Real b) {
  return map(
      "where", [b](Lanes p, Lanes x) { return where(p, x, b); }, c, a);
}
Array where(const Array& c, Real a, const Array& b) {
  return map(
      "where", [a](Lanes p, Lanes y) { return where(p, a, y); }, c, b);
}
Array where(const Array& c, Real a, Real b) {
  return map(
      "where", [a, b](Lanes p) { return where(p, a, b); }, c);
}

}  // namespace unroll::inline UNROLL_PRECISION
