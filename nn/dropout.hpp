// Dropout (Srivastava et al. 2014): while training, each number is dropped with probability p and the others are
// divided by 1 − p, so that the mean stays what it is; afterwards nothing is done.
#pragma once

#include "nn/module.hpp"

namespace unroll::nn {

// x times a mask of the given shape, which broadcasts to x's (otherwise a ShapeError): 0 with probability p, else
// 1/(1 − p). Drawn from random_numbers(), anew in every call. An Error unless 0 ≤ p < 1; with p = 0 it is x itself.
Tensor dropout(const Tensor& x, Real p, const Shape& mask);
inline Tensor dropout(const Tensor& x, Real p) { return dropout(x, p, x.shape()); }

class Dropout : public Module {
 public:
  // With one_mask_for_all_steps, a sequence (T, batch, features) drops the same features in every step (Gal and
  // Ghahramani 2016): noise that a recurrence can't average out. Of less than a sequence, an IndexError.
  explicit Dropout(Real p, bool one_mask_for_all_steps = false);

  Tensor operator()(const Tensor& x) const;

 private:
  Real p_;
  bool one_mask_;
};

}  // namespace unroll::nn
