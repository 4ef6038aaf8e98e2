// First values of weights, drawn from random_numbers(): unroll::seed() settles them.
#pragma once

#include "autograd/array.hpp"

namespace unroll::nn::init {

// Uniform in ±1/√fan, where fan is the number of terms in the sums that the weight takes part in: PyTorch's
// default for Linear (fan = inputs) and for recurrent cells (fan = hidden).
Array uniform(const Shape& shape, Index fan);

// (rows, columns): gain times a matrix whose rows are orthonormal (its columns, if there are more rows), drawn
// evenly from all of these. With gain 1 a square one keeps every vector's length (Saxe et al. 2014).
Array orthogonal(Index rows, Index columns, Real gain = 1);

// (n, n): scale times the identity, for recurrent weights of relu cells (Le et al. 2015).
Array identity(Index n, Real scale = 1);

}  // namespace unroll::nn::init
