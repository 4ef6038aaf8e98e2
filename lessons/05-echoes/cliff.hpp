// One unit whose loss can be drawn as a map over its two weights, after Pascanu, Mikolov and Bengio 2013:
//
//   x_t = w σ(x_{t−1}) + b,   x_0 = 0,   L = (σ(x_50) − 0.7)²
#pragma once

#include <algorithm>
#include <cmath>
#include <vector>

#include "autograd/backward.hpp"
#include "autograd/ops.hpp"

using namespace unroll;

// Elementwise, so that w and b may be one pair, or all points of a map at once.
inline Tensor error(const Tensor& w, const Tensor& b) {
  Tensor x(Array::zeros(w.shape()));
  for (int t = 1; t <= 50; ++t) {
    Scope scope("t", t);
    x = w * sigmoid(x) + b;
  }
  return square(sigmoid(x) - Real(0.7));
}
inline Tensor weight(double value) { return variable(Array::scalar(Real(value))); }

inline double slope_along_b(double w, double b) {
  const Tensor at = weight(b);
  return std::abs(grad(error(weight(w), at), at).item());
}

// The loss, and the length of its gradient, at the points (ws[j], bs[i]).
struct Map {
  std::vector<double> ws, bs;
  Array loss, slope;

  Map() {
    for (int j = 0; j <= 72; ++j) ws.push_back(3.75 + j / 48.0);
    for (int i = 0; i <= 39; ++i) bs.push_back(-2.625 + i / 48.0);
    const auto rows = Index(bs.size()), columns = Index(ws.size());
    Array w = Array::zeros({rows, columns}), b = w;
    for (Index i = 0; i < rows; ++i)
      for (Index j = 0; j < columns; ++j)
        w.set({i, j}, Real(ws[std::size_t(j)])), b.set({i, j}, Real(bs[std::size_t(i)]));
    const Tensor all_w = variable(w), all_b = variable(b), losses = error(all_w, all_b);
    const auto gradients = grad(sum(losses), {all_w, all_b});
    loss = losses.value();
    slope = sqrt(square(gradients[0]) + square(gradients[1])).value();
  }
  double steepest(double from_w, double to_w) const {
    double most = 0;
    for (std::size_t j = 0; j < ws.size(); ++j)
      for (Index i = 0; i < slope.dim(0) && from_w <= ws[j] && ws[j] <= to_w; ++i)
        most = std::max(most, double(slope.at({i, Index(j)})));
    return most;
  }
};
