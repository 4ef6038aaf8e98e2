// First values of weights, drawn from random_numbers(): unroll::seed() settles them. A matrix has the shape
// (inputs, outputs).
#pragma once

#include <numbers>

#include "autograd/array.hpp"

namespace unroll::nn::init {

// Uniform in ±1/√fan, where fan is the number of terms in the sums that the weight takes part in: PyTorch's
// default for Linear (fan = inputs) and for recurrent cells (fan = hidden).
Array uniform(const Shape& shape, Index fan);

// Glorot and Bengio 2010, called Xavier: variance gain² · 2/(inputs + outputs), between what would keep the size of
// activations (1/inputs) and that of gradients (1/outputs). Uniform in ±gain √(6/(inputs + outputs)), or normal.
Array xavier_uniform(Index inputs, Index outputs, Real gain = 1);
Array xavier_normal(Index inputs, Index outputs, Real gain = 1);

// He et al. 2015, called Kaiming: variance gain²/inputs, which keeps the size of activations where relu sets half of
// them to 0 (gain √2; without a nonlinearity it is 1). Uniform in ±gain √(3/inputs), or normal.
Array kaiming_uniform(Index inputs, Index outputs, Real gain = std::numbers::sqrt2_v<Real>);
Array kaiming_normal(Index inputs, Index outputs, Real gain = std::numbers::sqrt2_v<Real>);

// (rows, columns): gain times a matrix whose rows are orthonormal (its columns, if there are more rows), drawn
// evenly from all of these. With gain 1 a square one keeps every vector's length (Saxe et al. 2014).
Array orthogonal(Index rows, Index columns, Real gain = 1);

// (n, n): scale times the identity, for recurrent weights of relu cells (Le et al. 2015).
Array identity(Index n, Real scale = 1);

// (hidden): biases b of forget gates, log u with u uniform from 1 to longest − 1; −b are those of the input gates.
// A unit whose forget gate is f = σ(log u) remembers for about 1/(1 − f) = 1 + u steps, so that their memories reach
// evenly over 2 … longest steps (chrono initialisation; Tallec and Ollivier 2018). An Error if longest < 2.
Array chrono(Index hidden, Index longest);

}  // namespace unroll::nn::init
