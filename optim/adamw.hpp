// AdamW (Loshchilov & Hutter 2019, algorithm 2, in PyTorch's form, where the rate scales the decay, too): weights
// shrink by a constant factor, apart from Adam's step,
//
//   p ← (1 − lr λ) p, then p ← p − lr m̂ / (√v̂ + ε)
//
// In Adam itself the decay λ p is a part of the gradient and is divided by √v̂ like the rest of it, so that weights
// with large gradients hardly decay.
#pragma once

#include "optim/adam.hpp"

namespace unroll::optim {

struct AdamWOptions {
  Real lr = Real(1e-3);
  Real beta1 = Real(0.9);
  Real beta2 = Real(0.999);
  Real epsilon = Real(1e-8);
  Real weight_decay = Real(0.01);
  bool amsgrad = false;
};

class AdamW : public Adam {
 public:
  explicit AdamW(std::vector<Tensor> parameters, const AdamWOptions& options = {});
  explicit AdamW(const std::vector<Group<AdamWOptions>>& groups);

 private:
  Array updated(const Array& p, const Array& g, Memory& own) override;

  std::vector<Real> weight_decay_;  // one for each group
};

}  // namespace unroll::optim
