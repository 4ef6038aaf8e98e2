// Layer normalisation (Ba, Kiros and Hinton 2016): each vector is brought to mean 0 and variance 1 over its own
// features, whatever its time step and its batch.
#pragma once

#include "nn/module.hpp"

namespace unroll::nn {

// y = g (x − μ)/√(σ² + ε) + b, with x (…, width), μ and σ² the mean and the variance (the sum of squares by width)
// over the last axis, and the paper's letters for the gain g and the bias b, which start at 1 and 0. PyTorch calls
// them weight and bias. Composed of ops. Where squares overflow, from numbers of about 10¹⁵⁴ on (10¹⁹ in float), the
// variance is ∞ and y is b, as in PyTorch. Throws a ShapeError if x does not end in as many features.
class LayerNorm : public Module {
 public:
  explicit LayerNorm(Index width, Real epsilon = Real(1e-5));

  Tensor operator()(const Tensor& x) const;
  Index width() const { return g.dim(0); }

  const Tensor g;  // (width)
  const Tensor b;  // (width)

 private:
  Real epsilon_;
};

}  // namespace unroll::nn
