// A few numbers at once: Lanes wraps the processor's vector register (xsimd), and behaves like one number.
// A gradient rule written for `auto` reads the same on Lanes as on tensors. Where xsimd 8.1 is wrong at the edges
// of a function's range, the lanes are computed one by one with std:: instead.
#pragma once

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <tuple>
#include <xsimd/xsimd.hpp>

#include "autograd/real.hpp"

namespace unroll::inline UNROLL_PRECISION {

// The architecture is part of the type, so that objects compiled for different ones do not link.
template <class Arch>
struct LanesOf {
  using Batch = xsimd::batch<Real, Arch>;
  using Mask = xsimd::batch_bool<Real, Arch>;
  static constexpr Index width = static_cast<Index>(Batch::size);

  Batch v;

  LanesOf(Batch batch) : v(batch) {}
  explicit LanesOf(Real number) : v(number) {}

  static LanesOf load(const Real* p) { return Batch::load_unaligned(p); }
  void store(Real* p) const { v.store_unaligned(p); }
  // The first `n` < width numbers; the other lanes repeat the first, so that they hold nothing slow or strange.
  static LanesOf load_first(const Real* p, Index n) {
    alignas(Batch) Real lanes[width];
    for (Index i = 0; i < width; ++i) lanes[i] = p[i < n ? i : 0];
    return Batch::load_aligned(lanes);
  }
  void store_first(Real* p, Index n) const {
    alignas(Batch) Real lanes[width];
    v.store_aligned(lanes);
    for (Index i = 0; i < n; ++i) p[i] = lanes[i];
  }
};
using Lanes = LanesOf<xsimd::default_arch>;

namespace detail {

inline Lanes ones_where(Lanes::Mask mask) { return xsimd::select(mask, Lanes::Batch(1), Lanes::Batch(0)); }

template <class F, class... Args>
Lanes one_by_one(F f, Args... args) {
  constexpr Index n = Lanes::width;
  alignas(Lanes::Batch) Real result[n];
  alignas(Lanes::Batch) Real numbers[sizeof...(Args)][n];
  int k = 0;
  (args.v.store_aligned(numbers[k++]), ...);
  for (Index i = 0; i < n; ++i) {
    if constexpr (sizeof...(Args) == 1)
      result[i] = f(numbers[0][i]);
    else
      result[i] = f(numbers[0][i], numbers[1][i]);
  }
  return Lanes::Batch::load_aligned(result);
}

}  // namespace detail

#define UNROLL_LANES_BINARY(name, expression)                      \
  inline Lanes name(Lanes a, Lanes b) { return expression; }       \
  inline Lanes name(Lanes a, Real b) { return name(a, Lanes(b)); } \
  inline Lanes name(Real a, Lanes b) { return name(Lanes(a), b); }

UNROLL_LANES_BINARY(operator+, a.v + b.v)
UNROLL_LANES_BINARY(operator-, a.v - b.v)
UNROLL_LANES_BINARY(operator*, a.v* b.v)
UNROLL_LANES_BINARY(operator/, a.v / b.v)
UNROLL_LANES_BINARY(operator<, detail::ones_where(a.v < b.v))
UNROLL_LANES_BINARY(operator<=, detail::ones_where(a.v <= b.v))
UNROLL_LANES_BINARY(operator>, detail::ones_where(a.v > b.v))
UNROLL_LANES_BINARY(operator>=, detail::ones_where(a.v >= b.v))
UNROLL_LANES_BINARY(operator==, detail::ones_where(a.v == b.v))
UNROLL_LANES_BINARY(operator!=, detail::ones_where(!(a.v == b.v)))  // xsimd's own says that NaN equals NaN
// NaN in either argument gives NaN, as in NumPy; the processor's own instruction returns its second argument.
UNROLL_LANES_BINARY(maximum, xsimd::select(xsimd::isnan(a.v), a.v, xsimd::select(a.v > b.v, a.v, b.v)))
UNROLL_LANES_BINARY(minimum, xsimd::select(xsimd::isnan(a.v), a.v, xsimd::select(a.v < b.v, a.v, b.v)))
UNROLL_LANES_BINARY(pow, detail::one_by_one([](Real x, Real e) { return std::pow(x, e); }, a, b))
#undef UNROLL_LANES_BINARY

inline Lanes where(Lanes condition, Lanes a, Lanes b) {
  return xsimd::select(condition.v == Lanes::Batch(0), b.v, a.v);
}
inline Lanes where(Lanes condition, Lanes a, Real b) { return where(condition, a, Lanes(b)); }
inline Lanes where(Lanes condition, Real a, Lanes b) { return where(condition, Lanes(a), b); }
inline Lanes where(Lanes condition, Real a, Real b) { return where(condition, Lanes(a), Lanes(b)); }

inline Lanes operator-(Lanes x) { return -x.v; }
inline Lanes abs(Lanes x) { return xsimd::abs(x.v); }
inline Lanes sign(Lanes x) { return where(x != x, x, (x > 0) - (x < 0)); }
inline Lanes sqrt(Lanes x) { return xsimd::sqrt(x.v); }
inline Lanes square(Lanes x) { return x.v * x.v; }

inline Lanes exp(Lanes x) {
  constexpr bool wide = sizeof(Real) == 8;
  constexpr Real edge = wide ? 708 : 87;  // beyond lie overflow and subnormal results, and soon nothing but 0 and ∞
  constexpr Real all_zero = wide ? -746 : -104, all_infinite = wide ? 710 : 89;
  const Lanes::Mask inside = xsimd::abs(x.v) < Lanes::Batch(edge);
  if (xsimd::all(inside)) return xsimd::exp(x.v);
  const Lanes::Mask below = x.v<Lanes::Batch(all_zero), above = x.v> Lanes::Batch(all_infinite);
  if (xsimd::all(inside || below || above)) {  // such as a softmax's row with a mask
    const Lanes::Batch y = xsimd::exp(xsimd::select(inside, x.v, Lanes::Batch(0)));
    const Lanes::Batch far = xsimd::select(above, Lanes::Batch(std::numeric_limits<Real>::infinity()), Lanes::Batch(0));
    return xsimd::select(inside, y, far);
  }
  return detail::one_by_one([](Real a) { return std::exp(a); }, x);
}
inline Lanes log(Lanes x) {
  constexpr Real least = std::numeric_limits<Real>::min(), most = std::numeric_limits<Real>::max();
  if (xsimd::all(x.v >= Lanes::Batch(least) && x.v <= Lanes::Batch(most))) return xsimd::log(x.v);
  return detail::one_by_one([](Real a) { return std::log(a); }, x);
}
inline Lanes log1p(Lanes x) {
  constexpr Real least = std::numeric_limits<Real>::min(), most = std::numeric_limits<Real>::max();
  if (xsimd::all(x.v > Lanes::Batch(-1) && x.v <= Lanes::Batch(most) && xsimd::abs(x.v) >= Lanes::Batch(least)))
    return xsimd::log1p(x.v);
  return detail::one_by_one([](Real a) { return std::log1p(a); }, x);
}
namespace detail {

inline bool all_below(Lanes x, Real bound) { return xsimd::all(xsimd::abs(x.v) < Lanes::Batch(bound)); }
// xsimd reduces x by multiples of π/2 to within 3e-30: enough up to 1000, but not where the answer nearly vanishes.
inline bool reduced_well(Lanes x, Lanes y) {
  return xsimd::all(xsimd::abs(x.v) < Lanes::Batch(1) || xsimd::abs(y.v) > Lanes::Batch(Real(1e-12)));
}

}  // namespace detail

inline Lanes sin(Lanes x) {
  if (detail::all_below(x, 1000))
    if (const Lanes y = xsimd::sin(x.v); detail::reduced_well(x, y)) return y;
  return detail::one_by_one([](Real a) { return std::sin(a); }, x);
}
inline Lanes cos(Lanes x) {
  if (detail::all_below(x, 1000))
    if (const Lanes y = xsimd::cos(x.v); detail::reduced_well(x, y)) return y;
  return detail::one_by_one([](Real a) { return std::cos(a); }, x);
}
inline Lanes tanh(Lanes x) {
  const Lanes::Mask inside = xsimd::abs(x.v) < Lanes::Batch(20);
  if (xsimd::all(inside)) return xsimd::tanh(x.v);  // beyond, where it is ±1, xsimd overflows on the way
  return xsimd::select(inside, xsimd::tanh(xsimd::select(inside, x.v, Lanes::Batch(0))), sign(x).v);
}
inline Lanes sigmoid(Lanes x) {  // exp of a negative number only: no overflow, and full precision far to the left
  const Lanes e = exp(-abs(x));
  return where(x < 0, e, 1) / (1 + e);
}
inline Lanes erf(Lanes x) {
  return detail::one_by_one([](Real a) { return std::erf(a); }, x);
}

// out[i] = f(in[i]...) for i < n: the one loop under every elementwise op and every elementwise gradient rule.
// `out` may be one of the inputs.
template <class F, class... In>
void map_lanes(Real* out, Index n, const F& f, const In*... in) {
  constexpr Index w = Lanes::width;
  if (n == 1) return f(Lanes(*in)...).store_first(out, 1);
  Index i = 0;
  for (; i + w <= n; i += w) f(Lanes::load(in + i)...).store(out + i);
  if (i < n) f(Lanes::load_first(in + i, n - i)...).store_first(out + i, n - i);
}

// The same for arrays whose rows may lie apart.
template <class F, class... In>
void map_rows(Real* out, Index n, const F& f, const In&... in) {
  if (n == 1 || (... | in.row) == 0) return map_lanes(out, n, f, in.numbers...);
  Index row = n;
  (..., (row = std::gcd(row, in.row)));
  for (Index i = 0; i < n; i += row) map_lanes(out + i, row, f, in.from(i)...);
}

// The same where several arrays change at once, as in an optimizer: f takes Lanes& for those that are not const.
template <class F, class... Number>
void update_lanes(Index n, const F& f, Number*... at) {
  for (Index i = 0; i < n; i += Lanes::width) {
    const Index w = std::min(n - i, Lanes::width);
    std::tuple all((w == Lanes::width ? Lanes::load(at + i) : Lanes::load_first(at + i, w))...);
    std::apply(f, all);
    const auto store = [&](auto* to, const Lanes& lanes) {
      if constexpr (!std::is_const_v<std::remove_pointer_t<decltype(to)>>)
        w == Lanes::width ? lanes.store(to) : lanes.store_first(to, w);
    };
    std::apply([&](const auto&... lanes) { (store(at + i, lanes), ...); }, all);
  }
}

}  // namespace unroll::inline UNROLL_PRECISION
