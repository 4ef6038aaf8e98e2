#include "nn/positions.hpp"

#include <fmt/format.h>

#include <cmath>

#include "autograd/error.hpp"
#include "autograd/random.hpp"

namespace unroll::nn {

namespace {

void check(const char* op, const Tensor& xs, Index first) {
  if (xs.rank() != 3)
    throw ShapeError(fmt::format("{}: a sequence is (T, batch, width), not {}{}; reshape a single one to (T, 1, width)",
                                 op, to_string(xs.shape()), here()));
  if (first < 0) throw IndexError(fmt::format("{}: from position {}; positions count from 0{}", op, first, here()));
}

// (T, width) for all sequences of a batch alike.
Tensor add(const Tensor& xs, const Tensor& rows) { return xs + reshape(rows, {xs.dim(0), 1, xs.dim(2)}); }

}  // namespace

Array sinusoidal_positions(Index steps, Index width, Index first) {
  Array table = Array::uninitialized({steps, width});
  Real* p = table.write();
  for (Index t = 0; t < steps; ++t)
    for (Index j = 0; j < width; ++j) {
      const double even = static_cast<double>(j - j % 2);
      const double angle = static_cast<double>(first + t) * std::pow(10000.0, -even / static_cast<double>(width));
      p[t * width + j] = static_cast<Real>(j % 2 == 0 ? std::sin(angle) : std::cos(angle));
    }
  return table;
}

Tensor add_sinusoidal_positions(const Tensor& xs, Index first) {
  check("add_sinusoidal_positions", xs, first);
  return add(xs, Tensor(sinusoidal_positions(xs.dim(0), xs.dim(2), first)));
}

LearnedPositions::LearnedPositions(Index longest, Index width)
    : W(parameter("W", random_numbers().normal({longest, width}, 0, 0.02))) {}

Tensor LearnedPositions::operator()(const Tensor& xs, Index first) const {
  check("LearnedPositions", xs, first);
  if (xs.dim(2) != W.dim(1))
    throw ShapeError(fmt::format("LearnedPositions: xs {} where the positions are {} wide{}; build them as wide as xs",
                                 to_string(xs.shape()), W.dim(1), here()));
  if (first > W.dim(0) - xs.dim(0))
    throw IndexError(
        fmt::format("LearnedPositions: {} steps from position {} where {} positions are known{}; build them "
                    "for the longest sequence",
                    xs.dim(0), first, W.dim(0), here()));
  return add(xs, slice(W, 0, first, first + xs.dim(0)));
}

}  // namespace unroll::nn
