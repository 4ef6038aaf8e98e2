#include "nn/init.hpp"

#include <fmt/format.h>

#include <cmath>

#include "autograd/error.hpp"
#include "autograd/random.hpp"

namespace unroll::nn::init {

namespace {

double over_root(double gain, Index fan, const Shape& shape) {
  if (fan < 1)
    throw Error(
        fmt::format("init: weights {} with fan {}; a layer needs at least 1 input and 1 unit", to_string(shape), fan));
  return gain / std::sqrt(static_cast<double>(fan));
}

Array within(double bound, const Shape& shape) { return random_numbers().uniform(shape, -bound, bound); }

}  // namespace

Array uniform(const Shape& shape, Index fan) { return within(over_root(1, fan, shape), shape); }

Array xavier_uniform(Index inputs, Index outputs, Real gain) {
  return within(over_root(gain * std::sqrt(6.0), inputs + outputs, {inputs, outputs}), {inputs, outputs});
}
Array xavier_normal(Index inputs, Index outputs, Real gain) {
  return random_numbers().normal({inputs, outputs}, 0,
                                 over_root(gain * std::sqrt(2.0), inputs + outputs, {inputs, outputs}));
}

Array kaiming_uniform(Index inputs, Index outputs, Real gain) {
  return within(over_root(gain * std::sqrt(3.0), inputs, {inputs, outputs}), {inputs, outputs});
}
Array kaiming_normal(Index inputs, Index outputs, Real gain) {
  return random_numbers().normal({inputs, outputs}, 0, over_root(gain, inputs, {inputs, outputs}));
}

}  // namespace unroll::nn::init
