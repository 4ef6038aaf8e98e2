// Gradient descent on a few single numbers, written down step by step, for both programs of lesson 5.
#pragma once

#include <cmath>
#include <functional>
#include <limits>
#include <string>
#include <vector>

#include "autograd/ops.hpp"
#include "lessons/support/lesson.hpp"
#include "optim/clip.hpp"
#include "optim/sgd.hpp"

using namespace unroll;

constexpr Real no_bound = std::numeric_limits<Real>::infinity();

struct Descent {
  std::vector<std::vector<double>> at;    // of each parameter, where it was, from the start to the end
  std::vector<double> losses, gradients;  // before each step; a gradient's norm before it was clipped

  bool finite() const { return std::isfinite(losses.back()) && std::isfinite(gradients.back()); }
  std::string outcome() const {  // for one parameter
    if (!finite()) return "overflow after step " + std::to_string(losses.size() - 1);
    return "w = " + lessons::short_text(at[0].back()) + ", loss " + lessons::short_text(losses.back());
  }
};

// Takes `steps` steps, or as many as it takes until the loss or its gradient is no longer finite. A gradient longer
// than `most` is shortened to it.
inline Descent descend(const std::vector<Tensor>& parameters, const std::function<Tensor()>& loss,
                       const optim::SGDOptions& options, Real most, int steps) {
  optim::SGD optimizer(parameters, options);
  Descent path{std::vector<std::vector<double>>(parameters.size()), {}, {}};
  const auto note = [&] {
    for (std::size_t i = 0; i < parameters.size(); ++i) path.at[i].push_back(parameters[i].item());
  };
  note();
  for (int step = 1; step <= steps; ++step) {
    optimizer.clear_grad();
    const Tensor L = loss();
    L.backward();
    double squares = 0;
    for (const Tensor& p : parameters) squares += double(p.grad().item()) * double(p.grad().item());
    path.losses.push_back(L.item());
    path.gradients.push_back(std::sqrt(squares));
    if (!path.finite()) break;
    if (most < no_bound) optim::clip_grad_norm(parameters, most);
    optimizer.step();
    note();
  }
  return path;
}
