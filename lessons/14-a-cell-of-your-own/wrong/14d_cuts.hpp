// The position goes on from the number of h_{t−1}.
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
  const Tensor z = (motion.z + how.dt * (push - how.gamma * motion.h)) / (1 + how.dt * how.epsilon);
  return {motion.h.detach() + how.dt * z, z};
}
