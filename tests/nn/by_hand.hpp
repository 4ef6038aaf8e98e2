// What it takes to work out a cell's formulas without the engine: rows of long double.
#pragma once

#include <cmath>
#include <vector>

#include "autograd/tensor.hpp"

namespace by_hand {

using Row = std::vector<long double>;
using Rows = std::vector<Row>;

inline Row row_of(const unroll::Array& array) { return {array.numbers().begin(), array.numbers().end()}; }

// x W + b, or its k-th part if `parts` stand side by side in W and b. W is (x.size(), …); b may be empty.
inline Row affine(const Row& x, const unroll::Array& W, const unroll::Array& b = {}, std::size_t k = 0,
                  std::size_t parts = 1) {
  const auto columns = static_cast<std::size_t>(W.dim(1)), width = columns / parts;
  Row y(width);
  for (std::size_t j = 0; j < width; ++j) {
    if (b) y[j] = b.numbers()[k * width + j];
    for (std::size_t i = 0; i < x.size(); ++i) y[j] += x[i] * W.numbers()[i * columns + k * width + j];
  }
  return y;
}

// f of each position.
template <class F, class... Rows>
Row each(const F& f, const Row& a, const Rows&... rest) {
  Row y(a.size());
  for (std::size_t j = 0; j < a.size(); ++j) y[j] = f(a[j], rest[j]...);
  return y;
}
inline Row operator+(const Row& a, const Row& b) {
  return each([](long double x, long double y) { return x + y; }, a, b);
}
inline Row operator-(const Row& a, const Row& b) {
  return each([](long double x, long double y) { return x - y; }, a, b);
}
inline Row operator*(const Row& a, const Row& b) {
  return each([](long double x, long double y) { return x * y; }, a, b);
}
inline Row operator*(long double s, const Row& a) {
  return each([s](long double x) { return s * x; }, a);
}
inline Row tanh(const Row& a) {
  return each([](long double x) { return std::tanh(x); }, a);
}
inline Row sigma(const Row& a) {
  return each([](long double x) { return 1 / (1 + std::exp(-x)); }, a);
}
inline Row one_minus(const Row& a) {
  return each([](long double x) { return 1 - x; }, a);
}

}  // namespace by_hand
