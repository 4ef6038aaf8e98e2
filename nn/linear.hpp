// The affine map, of which nearly everything else is made.
#pragma once

#include "nn/module.hpp"

namespace unroll::nn {

// y = x W + b with x (…, inputs), W (inputs, outputs), b (outputs): y (…, outputs). Composed of matmul and +,
// so that both show in a drawing. Throws a ShapeError that names W if the widths differ.
Tensor linear(const Tensor& x, const Tensor& W, const Tensor& b);

// linear() with parameters of its own, both drawn uniformly from ±1/√inputs.
class Linear : public Module {
 public:
  Linear(Index inputs, Index outputs);

  Tensor operator()(const Tensor& x) const { return linear(x, W, b); }
  Index inputs() const { return W.dim(0); }
  Index outputs() const { return W.dim(1); }

  const Tensor W;  // (inputs, outputs)
  const Tensor b;  // (outputs)
};

}  // namespace unroll::nn
