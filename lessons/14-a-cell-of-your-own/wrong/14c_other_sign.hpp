// i · i taken for +1.
#pragma once

#include <cmath>
#include <numbers>

#include "autograd/ops.hpp"
#include "autograd/random.hpp"
#include "nn/cell.hpp"
#include "nn/init.hpp"

class RingCell : public unroll::nn::Module {
 public:
  struct Options {
    double inner = 0.9, outer = 0.999;
  };
  struct State {
    unroll::Tensor h, im;
    static constexpr std::array names{"h", "im"};
  };

  RingCell(unroll::Index inputs, unroll::Index hidden, Options options)
      : nu(parameter("nu", start_of_nu(hidden, options))),
        theta(parameter("theta", unroll::random_numbers().uniform({hidden}, 0, 2 * std::numbers::pi))),
        B_re(parameter("B_re", unroll::nn::init::kaiming_normal(inputs, hidden, 1))),
        B_im(parameter("B_im", unroll::nn::init::kaiming_normal(inputs, hidden, 1))) {}

  unroll::Index inputs() const { return B_re.dim(0); }
  unroll::Index outputs() const { return B_re.dim(1); }

  State start(unroll::Index batch) const {
    const unroll::Array zeros = unroll::Array::zeros({batch, outputs()});
    return {unroll::Tensor(zeros), unroll::Tensor(zeros)};
  }

  State step(const unroll::Tensor& x, const State& state) const {
    const unroll::Tensor radius = exp(-exp(nu)), re = radius * cos(theta), im = radius * sin(theta);
    const unroll::Tensor gamma = sqrt(1 - square(radius));
    return {re * state.h + im * state.im + gamma * matmul(x, B_re),
            re * state.im + im * state.h + gamma * matmul(x, B_im)};
  }

  unroll::Tensor nu, theta, B_re, B_im;

 private:
  static unroll::Array start_of_nu(unroll::Index hidden, Options options) {
    const double low = options.inner * options.inner, high = options.outer * options.outer;
    const unroll::Tensor square_of_radius(unroll::random_numbers().uniform({hidden}, low, high));
    return log(-log(square_of_radius) / 2).value();
  }
};
