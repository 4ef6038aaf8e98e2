// Derivatives of functions, by name. f takes one tensor x to one tensor y. Its Jacobian is J[i, j] = ∂y_i/∂x_j, where i
// runs over the positions in y and j over those in x; if y is a single number, its Hessian is H[i, j] = ∂²y/∂x_i ∂x_j.
//
//   vjp       Jᵀv   v has y's shape, the result has x's    one backward pass
//   jvp       J v   v has x's shape, the result has y's    two backward passes (derivatives.cpp says how)
//   jacobian  J     y.shape + x.shape                      one backward pass for each number in y
//   hvp       H v   v and the result have x's shape        two backward passes; H itself is never made
//   hessian   H     x.shape + x.shape                      one backward pass for each number in x, and one more
//
// What f does not depend on has the derivative 0. Gradients of leaves are not touched, and a NoGrad around the call
// changes nothing.
#pragma once

#include <functional>

#include "autograd/tensor.hpp"

namespace unroll::inline UNROLL_PRECISION {

struct DerivativeOptions {
  bool create_graph = false;  // the result keeps its graph back to x, v and all that f uses, to be differentiated again
};

using TensorFunction = std::function<Tensor(const Tensor&)>;

Tensor vjp(const TensorFunction& f, const Tensor& x, const Tensor& v, DerivativeOptions options = {});
Tensor jvp(const TensorFunction& f, const Tensor& x, const Tensor& v, DerivativeOptions options = {});
Tensor jacobian(const TensorFunction& f, const Tensor& x, DerivativeOptions options = {});
Tensor hvp(const TensorFunction& f, const Tensor& x, const Tensor& v, DerivativeOptions options = {});
Tensor hessian(const TensorFunction& f, const Tensor& x, DerivativeOptions options = {});

}  // namespace unroll::inline UNROLL_PRECISION
