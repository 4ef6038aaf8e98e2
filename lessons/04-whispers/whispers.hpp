// What this lesson measures: a recurrence with or without a tanh, the error that comes back to each of its states, and
// how much a matrix turns, shrinks and stretches.
#pragma once

#include <cmath>

#include "autograd/backward.hpp"
#include "autograd/ops.hpp"
#include "autograd/random.hpp"
#include "nn/init.hpp"
#include "nn/jacobian.hpp"
#include "nn/unrolled.hpp"

using namespace unroll;

// h_t = φ(x_t W_xh + h_{t−1} W_hh), where φ is the tanh, or nothing at all.
class Recurrence : public nn::Module {
 public:
  struct Options {
    bool linear = false;
  };
  struct State {
    Tensor h;
    static constexpr std::array names{"h"};
  };

  Recurrence(Index inputs, Index hidden, Options options)
      : W_xh(parameter("W_xh", random_numbers().normal({inputs, hidden}, 0, 1 / std::sqrt(double(inputs))))),
        W_hh(parameter("W_hh", nn::init::orthogonal(hidden, hidden))),
        options_(options) {}

  Index inputs() const { return W_xh.dim(0); }
  Index outputs() const { return W_xh.dim(1); }
  State start(Index batch) const { return {Tensor(Array::zeros({batch, outputs()}))}; }
  State step(const Tensor& x, const State& state) const {
    const Tensor a = matmul(x, W_xh) + matmul(state.h, W_hh);
    return {options_.linear ? a : tanh(a)};
  }

  const Tensor W_xh;  // (inputs, hidden)
  const Tensor W_hh;  // (hidden, hidden)

 private:
  Options options_;
};

// ---- What a square matrix does to the length of a vector ----

// The most by which it can grow: the largest singular value.
inline double largest_stretch(const Array& W) {
  const Tensor matrix(W), from(Array::ones({W.dim(0)}));
  return double(nn::spectral_norm([&](const Tensor& v) { return matmul(matrix, v); }, from));
}

// By how much it grows in each of very many multiplications: the largest |λ| of an eigenvalue. From ρ = lim ‖Wᵏ‖^(1/k)
// (Gelfand's formula) with k = 2⁴⁰, by squaring; each square is brought back to length 1.
inline double spectral_radius(const Array& W) {
  NoGrad no_grad;
  Tensor power(W);
  double log_of_length = 0, k = 1;
  for (int squaring = 0; squaring <= 40; ++squaring, k *= 2) {
    const Real length = norm(power).item();
    if (length == 0) return 0;
    log_of_length += std::log(double(length)) / k;
    power = power / length;
    power = matmul(power, power);
  }
  return std::exp(log_of_length);
}
