// Stochastic gradient descent, with momentum μ (Polyak 1964) and dampening d in PyTorch's form, weight decay λ, and
// Nesterov's look ahead (Sutskever et al. 2013):
//
//   g ← g + λ p
//   v ← μ v + (1 − d) g     v = g in the first step
//   p ← p − lr v            or, with Nesterov, p ← p − lr (g + μ v)
#pragma once

#include "optim/optimizer.hpp"

namespace unroll::optim {

struct SGDOptions {
  Real lr = Real(0.01);
  Real momentum = 0;
  Real dampening = 0;
  Real weight_decay = 0;
  bool nesterov = false;  // needs a momentum, and no dampening
};

class SGD : public Optimizer {
 public:
  explicit SGD(std::vector<Tensor> parameters, const SGDOptions& options = {});
  explicit SGD(const std::vector<Group<SGDOptions>>& groups);

 private:
  Array updated(const Array& p, const Array& g, Memory& own) override;
  Names names(std::size_t group) const override { return {options_[group].momentum == 0 ? nullptr : "v"}; }

  std::vector<SGDOptions> options_;  // one for each group
};

}  // namespace unroll::optim
