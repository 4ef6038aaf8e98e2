// Every operation on tensors. Formulas and gradient rules stand in the .cpp files; names and broadcasting are
// NumPy's. Axes may be negative. Numbers (Real) are taken on either side and are attributes, not nodes.
#pragma once

#include "autograd/tensor.hpp"

namespace unroll::inline UNROLL_PRECISION {

// ---- Elementwise, with broadcasting (elementwise.cpp) ----
Tensor operator+(const Tensor& a, const Tensor& b);
Tensor operator-(const Tensor& a, const Tensor& b);
Tensor operator*(const Tensor& a, const Tensor& b);
Tensor operator/(const Tensor& a, const Tensor& b);
Tensor operator+(const Tensor& a, Real b);
Tensor operator-(const Tensor& a, Real b);
Tensor operator*(const Tensor& a, Real b);
Tensor operator/(const Tensor& a, Real b);
Tensor operator+(Real a, const Tensor& b);
Tensor operator-(Real a, const Tensor& b);
Tensor operator*(Real a, const Tensor& b);
Tensor operator/(Real a, const Tensor& b);
Tensor operator-(const Tensor& x);
Tensor pow(const Tensor& x, const Tensor& e);
Tensor pow(const Tensor& x, Real e);
Tensor pow(Real x, const Tensor& e);
Tensor square(const Tensor& x);
Tensor sqrt(const Tensor& x);
Tensor exp(const Tensor& x);
Tensor log(const Tensor& x);
Tensor log1p(const Tensor& x);
Tensor sin(const Tensor& x);
Tensor cos(const Tensor& x);
Tensor tanh(const Tensor& x);
Tensor sigmoid(const Tensor& x);
Tensor relu(const Tensor& x);      // relu'(0) = 0
Tensor gelu(const Tensor& x);      // x Φ(x), by erf
Tensor softplus(const Tensor& x);  // log(1 + exp(x)), without overflow
Tensor erf(const Tensor& x);
Tensor abs(const Tensor& x);   // abs'(0) = 0
Tensor sign(const Tensor& x);  // −1, 0, 1; a constant
// NaN in either argument gives NaN. Where both are equal, each gets half of the gradient.
Tensor maximum(const Tensor& a, const Tensor& b);
Tensor maximum(const Tensor& a, Real b);
Tensor maximum(Real a, const Tensor& b);
Tensor minimum(const Tensor& a, const Tensor& b);
Tensor minimum(const Tensor& a, Real b);
Tensor minimum(Real a, const Tensor& b);
Tensor clamp(const Tensor& x, Real low, Real high);  // the gradient passes at the bounds, not beyond
// Selects a where the condition is not 0, else b: NaN in the branch that is not taken does not leak.
Tensor where(const Tensor& condition, const Tensor& a, const Tensor& b);
Tensor where(const Tensor& condition, const Tensor& a, Real b);
Tensor where(const Tensor& condition, Real a, const Tensor& b);
Tensor where(const Tensor& condition, Real a, Real b);
// Comparisons: constants of 0 and 1.
Tensor operator<(const Tensor& a, const Tensor& b);
Tensor operator<=(const Tensor& a, const Tensor& b);
Tensor operator>(const Tensor& a, const Tensor& b);
Tensor operator>=(const Tensor& a, const Tensor& b);
Tensor operator==(const Tensor& a, const Tensor& b);
Tensor operator!=(const Tensor& a, const Tensor& b);
Tensor operator<(const Tensor& a, Real b);
Tensor operator<=(const Tensor& a, Real b);
Tensor operator>(const Tensor& a, Real b);
Tensor operator>=(const Tensor& a, Real b);
Tensor operator==(const Tensor& a, Real b);
Tensor operator!=(const Tensor& a, Real b);
Tensor operator<(Real a, const Tensor& b);
Tensor operator<=(Real a, const Tensor& b);
Tensor operator>(Real a, const Tensor& b);
Tensor operator>=(Real a, const Tensor& b);
Tensor operator==(Real a, const Tensor& b);
Tensor operator!=(Real a, const Tensor& b);

// ---- Over axes; no axes means all of them (reductions.cpp) ----
Tensor sum(const Tensor& x, const Axes& axes = {}, bool keepdim = false);
Tensor mean(const Tensor& x, const Axes& axes = {}, bool keepdim = false);
Tensor var(const Tensor& x, const Axes& axes = {}, bool keepdim = false, Index correction = 0);  // over n − correction
Tensor max(const Tensor& x, const Axes& axes = {}, bool keepdim = false);  // equal maxima share the gradient
Tensor min(const Tensor& x, const Axes& axes = {}, bool keepdim = false);
Tensor norm(const Tensor& x, const Axes& axes = {}, bool keepdim = false);  // √Σx²; its gradient at 0 is 0
Tensor logsumexp(const Tensor& x, const Axes& axes = {}, bool keepdim = false);
Tensor softmax(const Tensor& x, int axis = -1);
Tensor log_softmax(const Tensor& x, int axis = -1);
Tensor cumsum(const Tensor& x, int axis);
Tensor add_all(std::span<const Tensor> xs);  // the sum of tensors of equal shapes, as one node

// ---- Products (matmul.cpp) ----
// (…, m, k) times (…, k, n); leading axes broadcast; a vector on the left is a row, on the right a column.
Tensor matmul(const Tensor& a, const Tensor& b);

// ---- Moving numbers (layout.cpp) ----
Tensor reshape(const Tensor& x, const Shape& shape);
Tensor permute(const Tensor& x, const Axes& order);
Tensor transpose(const Tensor& x, int axis_a, int axis_b);
Tensor T(const Tensor& x);  // the last two axes swapped
Tensor broadcast_to(const Tensor& x, const Shape& shape);
Tensor sum_to(const Tensor& x, const Shape& shape);
Tensor concat(std::span<const Tensor> xs, int axis);
Tensor stack(std::span<const Tensor> xs, int axis = 0);
Tensor slice(const Tensor& x, int axis, Index start, Index stop);    // start … stop−1; negative counts from the end
std::vector<Tensor> split(const Tensor& x, int axis, Index pieces);  // into equal pieces
Tensor flip(const Tensor& x, const Axes& axes);
Tensor pad(const Tensor& x, int axis, Index before, Index after, Real value = 0);

// ---- Looking up (lookup.cpp) ----
Tensor embedding(const Tensor& table, const Indices& ids);  // rows of a table: shape ids.shape + table.shape[1…]
Tensor scatter_add(const Tensor& x, const Indices& ids, Index rows);  // its adjoint: adds rows of x into a table
Tensor gather(const Tensor& x, int axis, const Indices& ids);  // y[…, i, …] = x[…, ids[…, i, …], …] along axis

inline Tensor concat(std::initializer_list<Tensor> xs, int axis) {
  return concat(std::span(xs.begin(), xs.size()), axis);
}
inline Tensor stack(std::initializer_list<Tensor> xs, int axis = 0) {
  return stack(std::span(xs.begin(), xs.size()), axis);
}

}  // namespace unroll::inline UNROLL_PRECISION
