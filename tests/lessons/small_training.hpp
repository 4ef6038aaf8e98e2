// A small training in a folder of its own: what a run is told, how it ended to the last bit, how it is interrupted.
#pragma once

#include <signal.h>

#include <algorithm>
#include <bit>
#include <boost/test/unit_test.hpp>

#include "lessons/support/interruption.hpp"
#include "lessons/support/lesson.hpp"
#include "lessons/support/training.hpp"
#include "nn/dropout.hpp"
#include "nn/linear.hpp"
#include "nn/losses.hpp"
#include "tests/lessons/support.hpp"

namespace small_training {

using namespace unroll;
using namespace unroll::lessons;

inline const std::vector<Index> lengths{3, 9, 4, 4, 1, 9, 7, 2, 4, 4, 8, 3, 5, 4, 6, 4, 4};

struct Net : nn::Module {
  nn::Linear in, out;
  nn::Dropout dropout{0.2};
  explicit Net(Index hidden = 3) : in(2, hidden), out(hidden, 1) {
    submodule("in", in);
    submodule("dropout", dropout);
    submodule("out", out);
  }
  Tensor operator()(const Tensor& x) { return out(dropout(tanh(in(x)))); }
};

// What a run is told, and what may be other in the next.
struct Plan {
  int steps = 23, every = 5, patience = 100;
  double clip = 1, save_seconds = 10;
  Real lr = Real(0.05);
  Index hidden = 3;
  std::string what = "the net";
  bool held_out = true;
  Options options = {};
  int extra_draws = 0;                   // random numbers before the training
  std::function<void(int)> before = {};  // called in each step, before its loss
  std::function<void(int)> asked = {};   // called each time that held-out data is asked
  std::function<double(double)> value = [](double value) { return value; };  // of held-out data, told otherwise
  std::function<Tensor(Tensor)> loss = [](Tensor loss) { return loss; };     // and of the loss
};

// How it ended, bit for bit.
struct Outcome {
  std::vector<std::uint64_t> bits;  // of the weights, what the optimizer remembers, and a random number
  Trained trained;
  std::string interrupted;  // where
  bool operator==(const Outcome& other) const {
    return bits == other.bits && trained.steps == other.trained.steps && trained.at == other.trained.at &&
           trained.held_out == other.trained.held_out && trained.beside == other.trained.beside &&
           trained.best_step == other.trained.best_step;
  }
};

inline void add_bits(std::vector<std::uint64_t>& bits, const Array& array) {
  for (const double number : array.numbers()) bits.push_back(std::bit_cast<std::uint64_t>(number));
}

// What a lesson's story does.
inline Outcome tell(Lesson& lesson, const Plan& plan) {
  Net net(plan.hidden);
  optim::Adam adam(net.parameters(), {.lr = plan.lr});
  const Batches batches(lengths, 4);
  for (int i = 0; i < plan.extra_draws; ++i) random_numbers().next();
  Outcome outcome;
  const auto loss_of = [&](const Array& x) { return nn::squared_error(net(Tensor(x)), sum(Tensor(x), 1, true)); };
  Training training;
  training.what = plan.what;
  training.steps = plan.steps;
  training.clip = plan.clip;
  training.every = plan.every;
  training.patience = plan.patience;
  training.save_seconds = plan.save_seconds;
  training.loss = [&](int step) {
    if (plan.before) plan.before(step);
    const Index size = Index(batches[step].size());
    return plan.loss(loss_of(random_numbers().uniform({size, 2}, -1, 1)));
  };
  if (plan.held_out)
    training.held_out = [&] {
      if (plan.asked) plan.asked(0);
      net.train(false);
      const double value = plan.value(loss_of(Array(Shape{2, 2}, {1, Real(0.5), -1, Real(0.25)})).item());
      net.train(true);
      return value;
    };
  if (plan.held_out) training.beside = [&] { return double(net.in.W.value().data()[0]); };
  outcome.trained = train(lesson, net, adam, training);
  for (const Tensor& parameter : net.parameters()) add_bits(outcome.bits, parameter.value());
  for (const auto& [name, array] : adam.state()) add_bits(outcome.bits, array);
  outcome.bits.push_back(random_numbers().next());
  return outcome;
}

// A lesson in a folder of its own, of which several runs can be made.
struct World {
  TemporaryFolder folder;
  std::string said;  // in the last run

  // `end`: the lesson comes to its end, unless it is interrupted.
  Outcome run(Plan plan, bool end = true) {
    Outcome outcome;
    plan.options.out = folder.path;
    said = printed([&] {
      Lesson lesson("99-test/program", plan.options, {});
      lesson.start(0);
      try {
        outcome = tell(lesson, plan);
        if (end) lesson.finish();
      } catch (const Interrupted& interrupted) {
        outcome.interrupted = interrupted.where;
        BOOST_TEST(lesson.stop(interrupted) == 128 + interrupted.signal);
      }
    });
    return outcome;
  }
  std::vector<std::string> files() const {  // but for findings
    std::vector<std::string> names;
    for (const auto& entry : std::filesystem::directory_iterator(folder.path))
      if (entry.path().filename() != "program-findings.json") names.push_back(entry.path().filename());
    std::ranges::sort(names);
    return names;
  }
  std::filesystem::path file() const { return folder.path / "checkpoint-99-test-program-seed-1-1-the-net.safetensors"; }
};

// Presses Ctrl-C in that step.
inline Plan interrupted_at(int step, Plan plan = {}, int signal = SIGINT) {
  plan.before = [=](int now) {
    if (now == step) raise(signal);
  };
  return plan;
}
inline Plan counting(int& steps, Plan plan = {}) {
  steps = 0;
  plan.before = [&](int) { ++steps; };
  return plan;
}

}  // namespace small_training
