// Those of init.hpp that are for recurrent weights.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "autograd/error.hpp"
#include "autograd/random.hpp"
#include "autograd/rule.hpp"
#include "nn/init.hpp"

namespace unroll::nn::init {

Array orthogonal(Index rows, Index columns, Real gain) {
  Array W = Array::uninitialized({rows, columns});
  const bool tall = rows > columns;
  const auto count = static_cast<std::size_t>(std::min(rows, columns));
  const auto length = static_cast<std::size_t>(std::max(rows, columns));

  // Gram and Schmidt: each normal vector less its part along those before it. A second pass removes what
  // rounding left of that part; "twice is enough" (Kahan and Parlett).
  std::vector<std::vector<double>> q(count, std::vector<double>(length));
  const auto dot = [](const auto& a, const auto& b) { return std::inner_product(a.begin(), a.end(), b.begin(), 0.0); };
  for (std::size_t i = 0; i < count; ++i) {
    for (double& x : q[i]) x = random_numbers().normal();
    for (int pass = 0; pass < 2; ++pass)
      for (std::size_t j = 0; j < i; ++j) {
        const double along = dot(q[i], q[j]);
        for (std::size_t k = 0; k < length; ++k) q[i][k] -= along * q[j][k];
      }
    const double norm = std::sqrt(dot(q[i], q[i]));
    for (double& x : q[i]) x /= norm;
  }

  Real* w = W.write();
  for (std::size_t i = 0; i < count; ++i)
    for (std::size_t k = 0; k < length; ++k)
      (tall ? w[k * count + i] : w[i * length + k]) = gain * static_cast<Real>(q[i][k]);
  return W;
}

Array identity(Index n, Real scale) { return scale * Array::eye(n); }

Array chrono(Index hidden, Index longest) {
  if (longest < 2) throw Error(fmt::format("init::chrono: memories of up to {} steps; give at least 2", longest));
  return log(random_numbers().uniform({hidden}, 1, static_cast<double>(longest) - 1));
}

}  // namespace unroll::nn::init
