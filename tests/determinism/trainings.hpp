// Small trainings, one for each kind of model and optimizer, that must end with the same bits wherever they run.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "nn/module.hpp"
#include "optim/optimizer.hpp"

namespace determinism {

struct Task {
  std::unique_ptr<unroll::nn::Module> model;
  std::unique_ptr<unroll::optim::Optimizer> optimizer;
  std::function<unroll::Tensor()> loss;  // on a batch that it draws
};

struct Training {
  std::string name;
  std::function<Task()> task;
};

// Every layer that has a name, and what else has weights.
const std::vector<Training>& trainings();

struct Result {
  std::uint64_t bits = 0;  // of every loss, of all parameters and gradients at the end, of the next random number
  std::vector<std::pair<std::string, double>> first_step;  // the loss, and the norm of each parameter's gradient
  double before = 0, after = 0;                            // the loss on held-out data
};

// Trains for some steps. `backward` has to call loss.backward(); it may look at anything, and change nothing.
using Backward = std::function<void(const unroll::Tensor& loss)>;
Result train(const Training& training, const Backward& backward);
Result train(const Training& training);

}  // namespace determinism
