// Networks that start too loud: W_hh is twice a rotation. Their task is the adding problem (Hochreiter and Schmidhuber
// 1997): of 30 numbers in [0, 1), two are marked, one in each half; after the last, tell the sum of the marked ones.
#pragma once

#include <cmath>

#include "autograd/backward.hpp"
#include "autograd/ops.hpp"
#include "autograd/random.hpp"
#include "nn/init.hpp"
#include "nn/linear.hpp"
#include "nn/losses.hpp"
#include "nn/rnn_cell.hpp"
#include "nn/unrolled.hpp"

using namespace unroll;

struct Sums {
  Array xs = Array::zeros({30, 32, 2}), sums = Array::zeros({32, 1});  // number and mark; 32 sequences

  Sums() {
    for (Index k = 0; k < 32; ++k) {
      for (Index t = 0; t < 30; ++t) xs.set({t, k, 0}, Real(random_numbers().uniform()));
      for (const Index half : {0, 15}) {
        const Index t = half + random_numbers().below(15);
        xs.set({t, k, 1}, 1);
        sums.set({k, 0}, sums.at({k, 0}) + xs.at({t, k, 0}));
      }
    }
  }
};

struct Network : nn::Module {
  nn::RNNCell cell;
  nn::Linear head{32, 1};

  explicit Network(nn::Nonlinearity f) : cell(2, 32, {f}) {
    submodule("cell", cell);
    submodule("head", head);
    cell.W_hh.assign(nn::init::orthogonal(32, 32, 2));
    cell.b.assign(Array::zeros({32}));
  }
};

inline Tensor error(const Network& network, const Sums& task, const Tensor& h) {
  return nn::squared_error(network.head(h), Tensor(task.sums).named("sum"));
}

struct Hearing {
  double gain;    // by what factor the gradient grows from h_30 back to h_1
  double slope;   // the root mean square of 1 − h², which is the slope of tanh, over all units and steps
  double spread;  // the standard deviation of h_30 over the 32 sequences: how much it depends on what was read
};
// With inputs made smaller by the factor `volume`.
inline Hearing listen(const Network& network, const Sums& task, Real volume = 1) {
  const auto run = nn::unrolled(network.cell, Tensor(task.xs) * volume);
  const Tensor first = run.states.front().h, last = run.last().h;
  const auto gradients = grad(error(network, task, last), {first, last});
  return {norm(gradients[0]).item() / norm(gradients[1]).item(),
          std::sqrt(mean(square(1 - square(run.outputs()))).item()), std::sqrt(mean(var(last, {0})).item())};
}
