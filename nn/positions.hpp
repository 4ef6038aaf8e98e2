// Attention sees a set: it gives the same output for a step wherever that step stands. What has to depend on the
// order is told by adding a vector for each position to the input. Sequences are time-major, (T, batch, width);
// positions count from 0, as in the paper, and `first` is that of xs[0]: for going on step by step.
#pragma once

#include "autograd/ops.hpp"
#include "nn/module.hpp"

namespace unroll::nn {

// Waves of wavelengths from 2π to 10000 · 2π, (steps, width) (Vaswani et al. 2017, section 3.5):
//
//   P[t, 2i] = sin(t / 10000^(2i / width)),   P[t, 2i + 1] = cos(t / 10000^(2i / width))
//
// A shift by k steps is a rotation of each pair, the same for all t. Nothing is learnt, and no sequence is too long.
Array sinusoidal_positions(Index steps, Index width, Index first = 0);
// xs + P
Tensor add_sinusoidal_positions(const Tensor& xs, Index first = 0);

// xs + W[t], a row for each position, learnt (Gehring et al. 2017). W starts normal with deviation 0.02 (as in BERT,
// Devlin et al. 2019). It knows `longest` positions; an IndexError for those beyond.
class LearnedPositions : public Module {
 public:
  LearnedPositions(Index longest, Index width);
  Tensor operator()(const Tensor& xs, Index first = 0) const;

  const Tensor W;  // (longest, width)
};

}  // namespace unroll::nn
