// What a training goes on from, as a file: a checkpoint (nn/io/checkpoint.hpp) that knows which training it is of.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "nn/io/checkpoint.hpp"
#include "nn/module.hpp"
#include "optim/optimizer.hpp"

namespace unroll::lessons {

// Where a training stands, besides the model, the optimizer and the random numbers.
struct TrainingState {
  int step = 0;                  // that comes next
  bool done = false;             // none comes
  double loss = 0;               // of that step: if it comes out otherwise, something is not as it was
  std::vector<double> held_out;  // what it said each time
  std::vector<double> beside;    // and what was asked with it
  std::vector<Array> best;       // the weights of the best time, unless it is done: then the model has them
};

// By which one training is told from others. Names and texts.
using Settings = std::map<std::string, std::string>;

// Of the model, the optimizer and the random numbers as they are: what comes of them is the same if this is.
std::string digest_of(const nn::Module& model, const optim::Optimizer& optimizer);
// Of the program that runs.
const std::string& program_digest();

// `random`: as the generator was before that step.
void save_state(const std::filesystem::path& path, const nn::Module& model, const optim::Optimizer& optimizer,
                const Random::State& random, const TrainingState& state, const Settings& settings);

// Into the model, the optimizer and random_numbers(). Throws an Error that says what is wrong if the file is damaged or
// of another training; then nothing has changed.
TrainingState load_state(const std::filesystem::path& path, nn::Module& model, optim::Optimizer& optimizer,
                         const Settings& settings);

}  // namespace unroll::lessons
