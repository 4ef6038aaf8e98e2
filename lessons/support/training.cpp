#include "lessons/support/training.hpp"

#include <algorithm>
#include <numeric>

#include "autograd/backward.hpp"
#include "autograd/random.hpp"
#include "lessons/support/lesson.hpp"
#include "optim/clip.hpp"

namespace unroll::lessons {

Trained train(Lesson& lesson, nn::Module& model, optim::Adam& optimizer, const Training& training) {
  Trained trained;
  std::vector<Array> best;
  const std::vector<Tensor> parameters = model.parameters();
  for (int step = 0; step < training.steps; ++step) {
    const Tensor loss = training.loss(step);
    optimizer.clear_grad();
    loss.backward({.release = true});
    optim::clip_grad_norm(parameters, Real(training.clip));
    optimizer.step();
    trained.steps = step + 1;
    lesson.progress(training.what.c_str(), step + 1, training.steps);
    if (!training.held_out || (step + 1) % training.every != 0) continue;

    NoGrad no_grad;
    const double value = training.held_out();
    if (trained.held_out.empty() || value < *std::ranges::min_element(trained.held_out)) {
      trained.best_step = step + 1;
      best.clear();
      for (const Tensor& parameter : parameters) best.push_back(parameter.value());
    }
    trained.at.push_back(step + 1);
    trained.held_out.push_back(value);
    if (step + 1 - trained.best_step >= training.patience * training.every) break;
  }
  for (std::size_t i = 0; i < best.size(); ++i) parameters[i].assign(best[i]);
  return trained;
}

std::vector<std::vector<Index>> batches_by_length(const std::vector<Index>& lengths, Index batch) {
  std::vector<Index> order = random_numbers().permutation(Index(lengths.size()));
  std::ranges::stable_sort(order, {}, [&](Index i) { return lengths[std::size_t(i)]; });
  std::vector<std::vector<Index>> batches;
  for (std::size_t i = 0; i < order.size(); i += std::size_t(batch))
    batches.emplace_back(order.begin() + Index(i),
                         order.begin() + Index(std::min(i + std::size_t(batch), order.size())));
  std::vector<std::vector<Index>> mixed;
  for (Index i : random_numbers().permutation(Index(batches.size())))
    mixed.push_back(std::move(batches[std::size_t(i)]));
  return mixed;
}

}  // namespace unroll::lessons
