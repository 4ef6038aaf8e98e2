#include "nn/dropout.hpp"

#include <fmt/format.h>

#include "autograd/error.hpp"
#include "autograd/ops.hpp"
#include "autograd/random.hpp"
#include "autograd/rule.hpp"

namespace unroll::nn {

Tensor dropout(const Tensor& x, Real p, const Shape& mask) {
  if (!(p >= 0 && p < 1)) throw Error(fmt::format("dropout: a probability of {}; it must be from 0 up to below 1", p));
  if (p == 0) return x;
  return x * broadcast_to(Tensor((random_numbers().uniform(mask) >= p) / (1 - p)), x.shape());
}

Dropout::Dropout(Real p, bool one_mask_for_all_steps) : p_(p), one_mask_(one_mask_for_all_steps) {
  dropout(Tensor(Array::zeros({0})), p);  // for its check of p
}

Tensor Dropout::operator()(const Tensor& x) const {
  if (!training()) return x;
  return dropout(x, p_, one_mask_ ? Shape{1, x.dim(1), x.dim(2)} : x.shape());
}

}  // namespace unroll::nn
