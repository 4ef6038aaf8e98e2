// Only the old speed is divided, not the push and the spring.
#pragma once

#include "autograd/ops.hpp"

struct Oscillation {
  unroll::Real dt, gamma, epsilon;
};
struct Motion {
  unroll::Tensor h, z;
};

inline Motion oscillate(const unroll::Tensor& x, const Motion& motion, const unroll::Tensor& V,
                        const unroll::Tensor& W_h, const unroll::Tensor& W_z, const unroll::Tensor& b,
                        const Oscillation& how) {
  using namespace unroll;
  const Tensor push = tanh(matmul(x, V) + matmul(motion.h, W_h) + matmul(motion.z, W_z) + b);
  const Tensor z = motion.z / (1 + how.dt * how.epsilon) + how.dt * (push - how.gamma * motion.h);
  return {motion.h + how.dt * z, z};
}
