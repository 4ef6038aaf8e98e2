// RMSprop (Tieleman & Hinton 2012, lecture 6e; centered: Graves 2013, section 2.1): each number has a rate of its own,
// over the root of the mean square of its recent gradients. In PyTorch's form, with weight decay λ and momentum μ:
//
//   g ← g + λ p
//   v ← α v + (1 − α) g²                                             from v = 0
//   s = √v + ε            or, centered, a ← α a + (1 − α) g and s = √(v − a²) + ε    from a = 0
//   b ← μ b + g / s                                                  from b = 0
//   p ← p − lr b
//
// Centered, v − a² estimates the gradient's variance and is never negative but for rounding. Where that makes it
// so, it counts as 0: PyTorch takes the root there and goes on with NaN.
#pragma once

#include "optim/optimizer.hpp"

namespace unroll::optim {

struct RMSpropOptions {
  Real lr = Real(0.01);
  Real alpha = Real(0.99);
  Real epsilon = Real(1e-8);
  Real weight_decay = 0;
  Real momentum = 0;
  bool centered = false;
};

class RMSprop : public Optimizer {
 public:
  explicit RMSprop(std::vector<Tensor> parameters, const RMSpropOptions& options = {});
  explicit RMSprop(const std::vector<Group<RMSpropOptions>>& groups);

 private:
  Array updated(const Array& p, const Array& g, Memory& own) override;
  Names names(std::size_t group) const override;

  std::vector<RMSpropOptions> options_;  // one for each group
};

}  // namespace unroll::optim
