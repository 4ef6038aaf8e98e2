#include "nn/dropout.hpp"

#include <fmt/format.h>

#include "autograd/error.hpp"
#include "autograd/ops.hpp"
#include "autograd/random.hpp"

namespace unroll::nn {

namespace {

void check(Real p) {
  if (!(p >= 0 && p < 1)) throw Error(fmt::format("dropout: a probability of {}; it must be from 0 up to below 1", p));
}

}  // namespace

Tensor dropout(const Tensor& x, Real p, const Shape& mask) {
  check(p);
  if (p == 0) return x;
  Array kept = Array::uninitialized(mask);
  Real* number = kept.write();
  for (Index i = 0; i < kept.size(); ++i) number[i] = random_numbers().uniform() < double(p) ? 0 : 1 / (1 - p);
  return x * Tensor(kept);
}

Dropout::Dropout(Real p, bool one_mask_for_all_steps) : p_(p), one_mask_(one_mask_for_all_steps) { check(p); }

Tensor Dropout::operator()(const Tensor& x) const {
  if (!training()) return x;
  return dropout(x, p_, one_mask_ && x.rank() > 0 ? x.shape().with(0, 1) : x.shape());
}

}  // namespace unroll::nn
