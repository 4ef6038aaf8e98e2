// Small matrices in long double, and their largest singular value: what spectral norms are checked against.
#pragma once

#include <cmath>
#include <vector>

namespace unroll::testing {

using Long = long double;
using Matrix = std::vector<std::vector<Long>>;

inline Matrix times(const Matrix& a, const Matrix& b) {
  Matrix c(a.size(), std::vector<Long>(b[0].size()));
  for (std::size_t i = 0; i < a.size(); ++i)
    for (std::size_t j = 0; j < b[0].size(); ++j)
      for (std::size_t k = 0; k < b.size(); ++k) c[i][j] += a[i][k] * b[k][j];
  return c;
}

// Jacobi's rotations make AᵀA diagonal (Golub and Van Loan, section 8.5).
inline Long largest_singular_value(const Matrix& a) {
  const std::size_t n = a[0].size();
  Matrix s(n, std::vector<Long>(n));
  for (std::size_t i = 0; i < n; ++i)
    for (std::size_t j = 0; j < n; ++j)
      for (const auto& row : a) s[i][j] += row[i] * row[j];
  for (int sweep = 0; sweep < 30; ++sweep)
    for (std::size_t p = 0; p < n; ++p)
      for (std::size_t q = p + 1; q < n; ++q) {
        const Long angle = std::atan2(2 * s[p][q], s[q][q] - s[p][p]) / 2, c = std::cos(angle), d = std::sin(angle);
        for (std::size_t k = 0; k < n; ++k) {
          const Long x = s[p][k], y = s[q][k];
          s[p][k] = c * x - d * y;
          s[q][k] = d * x + c * y;
        }
        for (std::size_t k = 0; k < n; ++k) {
          const Long x = s[k][p], y = s[k][q];
          s[k][p] = c * x - d * y;
          s[k][q] = d * x + c * y;
        }
      }
  Long largest = 0;
  for (std::size_t i = 0; i < n; ++i) largest = std::max(largest, s[i][i]);
  return std::sqrt(largest);
}

}  // namespace unroll::testing
