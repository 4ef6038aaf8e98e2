// Adam (Kingma & Ba 2015, algorithm 1): steps along the mean of recent gradients, over the root of their mean
// square. Both means start at 0, and dividing by 1 − βᵗ corrects for it:
//
//   m ← β₁ m + (1 − β₁) g            m̂ = m / (1 − β₁ᵗ)
//   v ← β₂ v + (1 − β₂) g²           v̂ = v / (1 − β₂ᵗ)
//   p ← p − lr m̂ / (√v̂ + ε)
//
// As in PyTorch, t counts the steps in which this parameter had a gradient.
#pragma once

#include "optim/optimizer.hpp"

namespace unroll::optim {

struct AdamOptions {
  Real lr = Real(1e-3);
  Real beta1 = Real(0.9);
  Real beta2 = Real(0.999);
  Real epsilon = Real(1e-8);
};

class Adam : public Optimizer {
 public:
  explicit Adam(std::vector<Tensor> parameters, const AdamOptions& options = {});

 private:
  struct Moments {
    Array m, v;
    int t = 0;
  };
  Array updated(std::size_t i, const Array& p, const Array& g) override;

  AdamOptions options_;
  std::vector<Moments> moments_;  // one for each parameter
};

}  // namespace unroll::optim
