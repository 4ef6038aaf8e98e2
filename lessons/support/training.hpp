// Training that takes a minute: it looks at held-out data now and then and stops when that gets no better, saves what
// it has, goes on after an interruption, and tells how long it will take.
//
//   const Trained trained = lessons::train(lesson, model, optimizer, {
//       .what = "the GRU", .steps = lesson.steps(1200, 4000),
//       .loss = [&](int step) { return …; },                 // of one batch, as a Tensor
//       .held_out = [&] { return bits(model, held_out); }, .every = 50, .patience = 4});
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "autograd/tensor.hpp"
#include "nn/module.hpp"
#include "optim/adam.hpp"

namespace unroll::lessons {

class Lesson;

struct Training {
  std::string what;                 // names it in the progress and its checkpoint
  int steps;                        // at most
  std::function<Tensor(int)> loss;  // of the batch of step 0, 1, …; all it draws comes from random_numbers()
  double clip = 1;                  // the gradient's norm, at most

  // Early stopping: every so many steps the smaller, the better is asked; after `patience` times without a new best the
  // training ends, and the model gets the weights of its best time back. Without held_out: the last weights.
  std::function<double()> held_out = {};
  int every = 50, patience = 4;
};

struct Trained {
  int steps = 0;                 // that were made
  std::vector<int> at;           // when held_out was asked
  std::vector<double> held_out;  // and what it said
  int best_step = 0;
};

Trained train(Lesson& lesson, nn::Module& model, optim::Adam& optimizer, const Training& training);

// Numbers 0 … lengths.size() − 1 in batches of at most `batch`, each of sequences that are nearly equally long, so that
// little is padding; the batches, and who of equal length is in which, in a new random order each time.
std::vector<std::vector<Index>> batches_by_length(const std::vector<Index>& lengths, Index batch);

}  // namespace unroll::lessons
