// How a learning rate changes in the course of training: a function of the step that gives a factor. Every group's own
// rate is multiplied by it, so that groups keep their proportions:
//
//   const auto schedule = optim::linear(100, 0.01) * optim::cosine_decay(10000);
//   for (Index step = 0; step < 10000; ++step) {
//     optimizer.scale_lr(schedule(step));
//     …
//     optimizer.step();
//   }
//
// Steps count from 0, the number of those already made, as in PyTorch. A schedule remembers nothing: one that goes on
// from a checkpoint needs the step and no more.
#pragma once

#include <functional>
#include <utility>

#include "autograd/real.hpp"

namespace unroll::optim {

class Schedule {
 public:
  explicit Schedule(std::function<double(Index step)> factor) : factor_(std::move(factor)) {}
  double operator()(Index step) const;

  // This one before step `at`, then `next`, which begins with its own step 0 (SequentialLR):
  //   linear(100, 0.01).then(100, cosine_decay(9900))
  Schedule then(Index at, Schedule next) const;

  // The product of both factors (ChainedScheduler).
  friend Schedule operator*(const Schedule& a, const Schedule& b) {
    return Schedule([a, b](Index step) { return a(step) * b(step); });
  }

 private:
  std::function<double(Index)> factor_;
};

// γ^⌊step / every⌋: a staircase down (StepLR).
Schedule step_decay(Index every, double gamma = 0.1);
// γ^step (ExponentialLR).
Schedule exponential_decay(double gamma);
// least + (1 − least) (1 + cos(π step / steps)) / 2: from 1 down to `least` (Loshchilov & Hutter 2017, without
// restarts; CosineAnnealingLR, whose eta_min is a rate, while `least` is a part of each group's own). As in
// PyTorch the cosine goes on after that and rises again.
Schedule cosine_decay(Index steps, double least = 0);
// In a straight line from `from` to `to`, and constant from step `steps` on (LinearLR): a warm-up, for example.
Schedule linear(Index steps, double from = 1.0 / 3, double to = 1);

}  // namespace unroll::optim
