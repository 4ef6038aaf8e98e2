// Adam (Kingma & Ba 2015, algorithm 1): steps along the mean of recent gradients, over the root of their mean
// square. Both means start at 0, and dividing by 1 − βᵗ corrects for it:
//
//   g ← g + λ p                      weight decay λ (adamw.hpp has the kind that is not in the gradient)
//   m ← β₁ m + (1 − β₁) g            m̂ = m / (1 − β₁ᵗ)
//   v ← β₂ v + (1 − β₂) g²           v̂ = v / (1 − β₂ᵗ)
//   p ← p − lr m̂ / (√v̂ + ε)
//
// With amsgrad (Reddi et al. 2018) the largest v so far stands in v̂ for v, so that a rate never grows again.
// As in PyTorch, t counts the steps in which this parameter had a gradient.
#pragma once

#include "optim/optimizer.hpp"

namespace unroll::optim {

struct AdamOptions {
  Real lr = Real(1e-3);
  Real beta1 = Real(0.9);
  Real beta2 = Real(0.999);
  Real epsilon = Real(1e-8);
  Real weight_decay = 0;
  bool amsgrad = false;
};

class Adam : public Optimizer {
 public:
  explicit Adam(std::vector<Tensor> parameters, const AdamOptions& options = {});
  explicit Adam(const std::vector<Group<AdamOptions>>& groups) : Adam("Adam", groups) {}

 protected:
  Adam(const char* name, const std::vector<Group<AdamOptions>>& groups);
  Array updated(const Array& p, const Array& g, Memory& own) override;

 private:
  Names names(std::size_t group) const override { return {"m", "v", options_[group].amsgrad ? "largest_v" : nullptr}; }

  std::vector<AdamOptions> options_;  // one for each group
};

}  // namespace unroll::optim
