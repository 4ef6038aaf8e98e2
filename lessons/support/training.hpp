// Training that takes a minute: it looks at held-out data now and then and stops when that gets no better, saves what
// it has, goes on after an interruption, and tells how long it will take.
//
//   const lessons::Batches batches(lengths, 32);
//   const Trained trained = lessons::train(lesson, model, optimizer, {
//       .what = "the GRU", .steps = lesson.steps(1200, 4000),
//       .loss = [&](int step) { return loss_of(model, batches[step]); },
//       .held_out = [&] { return bits(model, held_out); }, .every = 50, .patience = 4});
//
// Every ten seconds, when Ctrl-C is pressed, and at its end the training is saved in the lesson's --out folder. The
// same program, started again with the same options, goes on from there and ends with the same weights, bit for bit;
// what was trained to the end is not trained again. When the lesson has come to its end, all that was saved is removed.
// A file that is damaged, or is of other options, of another program, or of a training that began elsewhere, is not
// used.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "autograd/random.hpp"
#include "autograd/tensor.hpp"
#include "nn/module.hpp"
#include "optim/adam.hpp"

namespace unroll::lessons {

class Lesson;

struct Training {
  std::string what;  // names it in the progress and its checkpoint
  int steps;         // at most

  // Of the batch of step 0, 1, … It may depend on the step, the model and what it draws from random_numbers(), and on
  // nothing that it keeps to itself from step to step: that would not come back after an interruption.
  std::function<Tensor(int)> loss;
  double clip = 1;  // the gradient's norm, at most

  // Early stopping: every so many steps, and after the last, the smaller, the better is asked; after `patience` times
  // without a new best the training ends, and the model gets the weights of its best time back. Without held_out: the
  // last weights. It, too, keeps nothing to itself.
  std::function<double()> held_out = {};
  int every = 50, patience = 4;
  // Asked whenever held_out is, and only told: what the model knows of the data that it learns from, say.
  std::function<double()> beside = {};

  double save_seconds = 10;  // between two checkpoints
};

struct Trained {
  int steps = 0;                 // that were made
  std::vector<int> at;           // when held_out was asked
  std::vector<double> held_out;  // and what it said
  std::vector<double> beside;
  int best_step = 0;
};

// Throws an Error that names the step if a loss, a gradient or what is held out is no finite number; Interrupted
// (interruption.hpp) when Ctrl-C was pressed.
Trained train(Lesson& lesson, nn::Module& model, optim::Optimizer& optimizer, const Training& training);

// Numbers 0 … lengths.size() − 1 in batches of at most `batch`, each of sequences that are nearly equally long, so that
// little is padding; the batches, and who of equal length is in which, in a new random order each time.
std::vector<std::vector<Index>> batches_by_length(const std::vector<Index>& lengths, Index batch,
                                                  Random& random = random_numbers());

// Such batches for training, pass after pass over all of them. Each pass has an order of its own, which depends on the
// number of the pass and on one number that is drawn at the beginning.
class Batches {
 public:
  Batches(std::vector<Index> lengths, Index batch);

  const std::vector<Index>& operator[](int step) const;  // valid until the next is asked for
  int in_a_pass() const { return static_cast<int>(now_.size()); }

 private:
  void begin(int pass) const;

  std::vector<Index> lengths_;
  Index batch_;
  std::uint64_t seed_;
  mutable int pass_ = 0;
  mutable std::vector<std::vector<Index>> now_;  // of that pass
};

}  // namespace unroll::lessons
