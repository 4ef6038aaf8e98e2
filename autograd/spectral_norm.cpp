#include "autograd/spectral_norm.hpp"

#include <cmath>

#include "autograd/random.hpp"
#include "autograd/rule.hpp"

namespace unroll::inline UNROLL_PRECISION {

namespace {

// x / |x| and |x|.
std::pair<Array, Real> normalized(const Array& x) {
  const Real length = norm(x, {}, false).data()[0];
  return {length > 0 ? x / length : x, length};
}

}  // namespace

Real spectral_norm(const LinearMap& map, const PowerIteration& options) {
  const double tolerance = options.tolerance > 0 ? options.tolerance : sizeof(Real) == 8 ? 1e-12 : 1e-6;
  Array v = normalized(Random(options.seed).normal(map.from)).first;
  Real norm = 0;
  for (int step = 0; step < options.most; ++step) {
    const auto [u, length] = normalized(map.apply(v));
    const Real before = std::exchange(norm, length);
    if (!(std::abs(norm - before) > tolerance * norm)) break;
    v = normalized(map.transposed(u)).first;
  }
  return norm;
}

}  // namespace unroll::inline UNROLL_PRECISION
