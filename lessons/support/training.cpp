#include "lessons/support/training.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <chrono>
#include <cmath>
#include <utility>

#include "autograd/anomaly.hpp"
#include "autograd/backward.hpp"
#include "autograd/error.hpp"
#include "lessons/support/interruption.hpp"
#include "lessons/support/lesson.hpp"
#include "lessons/support/table.hpp"
#include "lessons/support/training_state.hpp"
#include "optim/clip.hpp"

namespace unroll::lessons {

namespace {

using Clock = std::chrono::steady_clock;

std::string counted(int number) {  // "1,200"
  std::string text = std::to_string(number);
  for (auto at = static_cast<int>(text.size()) - 3; at > 0; at -= 3) text.insert(static_cast<std::size_t>(at), ",");
  return text;
}

void check(const nn::Module& model, const optim::Optimizer& optimizer, const Training& training) {
  const auto refuse = [&](const std::string& what) {
    throw Error(fmt::format("The training ({}): {}.", training.what, what));
  };
  if (training.steps < 1) refuse(fmt::format("{} steps; there must be one at least", training.steps));
  if (!training.loss) refuse("it has no loss");
  if (training.held_out && (training.every < 1 || training.patience < 1))
    refuse(fmt::format("every {} steps, with a patience of {}; both must be 1 at least", training.every,
                       training.patience));
  if (training.beside && !training.held_out) refuse("something is asked beside what is held out, and that is nothing");
  const std::vector<Tensor> parameters = model.parameters();
  for (const Tensor& trained : optimizer.parameters())
    if (std::ranges::none_of(parameters, [&](const Tensor& p) { return p.node() == trained.node(); }))
      refuse(
          fmt::format("the optimizer moves \"{}\", which is no parameter of the model and would not be saved with "
                      "it; make one model of all that is trained",
                      trained.name()));
}

// One training, from its first step or from where it was interrupted.
class Run {
 public:
  Run(Lesson& lesson, nn::Module& model, optim::Optimizer& optimizer, const Training& training)
      : lesson_(lesson),
        model_(model),
        optimizer_(optimizer),
        training_(training),
        parameters_(model.parameters()),
        file_(lesson.checkpoint(training.what)),
        settings_(settings()),
        before_(random_numbers().state()) {}

  Trained go() {
    resume();
    lesson_.progress(training_.what.c_str(), state_.step, training_.steps, at_most());
    while (!state_.done) {
      const Random::State random = random_numbers().state();
      const Tensor loss = training_.loss(state_.step);
      if (!std::isfinite(loss.item())) refuse("loss", loss.item(), state_.step + 1, anomaly(loss));
      if (!as_promised(loss)) continue;
      state_.loss = loss.item();
      if (interruption_.asked()) stop(random);
      if (Clock::now() - saved_ >= std::chrono::duration<double>(training_.save_seconds)) save(random);
      step(loss);
    }
    finish();
    return trained();
  }

 private:
  bool at_most() const { return static_cast<bool>(training_.held_out); }

  // ---- One step ----

  void step(const Tensor& loss) {
    optimizer_.clear_grad();
    loss.backward({.release = true});
    try {
      optim::clip_grad_norm(parameters_, Real(training_.clip));
    } catch (const Error& error) {
      throw Error(fmt::format("In step {} ({}): {}", counted(state_.step + 1), training_.what, error.what()));
    }
    optimizer_.step();
    ++state_.step;
    lesson_.progress(training_.what.c_str(), state_.step, training_.steps, at_most());
    const bool last = state_.step == training_.steps;
    if (training_.held_out && (last || state_.step % training_.every == 0)) ask();
    state_.done = last || waited_in_vain();
  }

  void ask() {
    const NoGrad no_grad;
    const double value = training_.held_out();
    demand_finite("value on held-out data", value, state_.step);
    if (training_.beside) {
      state_.beside.push_back(training_.beside());
      demand_finite("value beside that on held-out data", state_.beside.back(), state_.step);
    }
    if (state_.held_out.empty() || value < *std::ranges::min_element(state_.held_out)) {
      state_.best.clear();
      for (const Tensor& parameter : parameters_) state_.best.push_back(parameter.value());
    }
    state_.held_out.push_back(value);
  }

  bool waited_in_vain() const {
    return !state_.held_out.empty() && state_.step - best_step() >= training_.patience * training_.every;
  }

  void demand_finite(const char* what, double value, int step) const {
    if (!std::isfinite(value))
      refuse(what, value, step, "a smaller learning rate may help, or look for a log or a division by 0");
  }
  [[noreturn]] void refuse(const char* what, double value, int step, const std::string& why) const {
    throw Error(fmt::format("The {} is {} in step {} ({}): {}.", what, value, counted(step), training_.what, why));
  }

  // ---- What came of it ----

  int asked_at(std::size_t i) const { return std::min((static_cast<int>(i) + 1) * training_.every, training_.steps); }
  int best_step() const {
    const auto best = std::ranges::min_element(state_.held_out);
    return asked_at(static_cast<std::size_t>(best - state_.held_out.begin()));
  }
  Trained trained() const {
    Trained trained;
    trained.steps = state_.step;
    trained.held_out = state_.held_out;
    trained.beside = state_.beside;
    for (std::size_t i = 0; i < state_.held_out.size(); ++i) trained.at.push_back(asked_at(i));
    if (!trained.at.empty()) trained.best_step = best_step();
    return trained;
  }

  void finish() {
    for (std::size_t i = 0; i < state_.best.size(); ++i) parameters_[i].assign(state_.best[i]);
    state_.best.clear();
    if (!was_done_) save(random_numbers().state());
    if (interruption_.asked()) stop_after(fmt::format("Stopped after the training ({})", training_.what));
  }

  // ---- Interruptions ----

  [[noreturn]] void stop(const Random::State& random) {
    save(random);
    stop_after(
        fmt::format("Stopped at step {} of {} ({})", counted(state_.step), counted(training_.steps), training_.what));
  }
  [[noreturn]] void stop_after(std::string where) {
    if (!state_.held_out.empty())
      where += fmt::format(", with {} on held-out data at best, after step {}",
                           short_text(*std::ranges::min_element(state_.held_out)), counted(best_step()));
    throw Interrupted{where, interruption_.asked(), cannot_save_};
  }

  // A disk that is full does not end the training.
  void save(const Random::State& random) {
    try {
      save_state(file_, model_, optimizer_, random, state_, settings_);
      cannot_save_.clear();
    } catch (const FileError& error) {
      if (cannot_save_.empty())
        lesson_.say(fmt::format("What is trained is not saved ({}): {}.", training_.what, error.what()));
      cannot_save_ = error.what();
    }
    saved_ = Clock::now();
  }

  void resume() {
    std::error_code unknown;
    if (!std::filesystem::exists(file_, unknown)) return;
    for (const Tensor& parameter : parameters_) first_weights_.push_back(parameter.value());
    first_optimizer_ = optimizer_.state();
    try {
      if (!std::filesystem::is_regular_file(file_)) throw FileError("it is no file");
      state_ = load_state(file_, model_, optimizer_, settings_);
      if (fits(state_)) {
        was_done_ = state_.done;
        resumed_ = !state_.done;
        lesson_.say(was_done_ ? fmt::format("The training was finished before ({}).", training_.what)
                              : fmt::format("The training goes on at step {} of {} ({}).", counted(state_.step),
                                            counted(training_.steps), training_.what));
        return;
      }
      start_anew("it does not hold what it should");
    } catch (const std::exception& error) {  // also of memory, if the file claims to be enormous
      start_anew(error.what());
    }
  }

  // Is it a state that this training comes through?
  bool fits(const TrainingState& state) const {
    const std::size_t asked = training_.held_out ? static_cast<std::size_t>(state.step / training_.every) : 0;
    const bool once_more = training_.held_out && state.step == training_.steps && state.step % training_.every != 0;
    return state.step <= training_.steps && (state.done || state.step < training_.steps) &&
           state.held_out.size() == asked + (once_more ? 1 : 0) &&
           state.beside.size() == (training_.beside ? state.held_out.size() : 0) &&
           state.best.empty() == (state.done || state.held_out.empty());
  }

  // The first loss after an interruption is the one that was about to be: else there is something that no checkpoint
  // knows of, and that came out otherwise this time.
  bool as_promised(const Tensor& loss) {
    if (!std::exchange(resumed_, false)) return true;
    if (std::bit_cast<std::uint64_t>(state_.loss) == std::bit_cast<std::uint64_t>(double(loss.item()))) return true;
    start_anew("the loss of its next step is another now, so it was trained on other data");
    return false;
  }

  void start_anew(const std::string& why) {
    lesson_.say(fmt::format("The training begins anew ({}). {} is not used: {}.", training_.what, file_.string(), why));
    for (std::size_t i = 0; i < parameters_.size(); ++i) parameters_[i].assign(first_weights_[i]);
    optimizer_.restore(first_optimizer_);
    random_numbers().restore(before_);
    state_ = {};
  }

  Settings settings() const {
    Settings all = lesson_.choices();
    all["name"] = training_.what;
    all["steps"] = std::to_string(training_.steps);
    all["clip"] = fmt::format("{:a}", training_.clip);
    all["early stopping"] =
        training_.held_out ? fmt::format("{} times every {}", training_.patience, training_.every) : "none";
    all["precision"] = sizeof(Real) == sizeof(double) ? "double" : "float";
    all["program"] = program_digest();
    all["first weights, optimizer and random numbers"] = digest_of(model_, optimizer_);
    return all;
  }

  Lesson& lesson_;
  nn::Module& model_;
  optim::Optimizer& optimizer_;
  const Training& training_;
  const std::vector<Tensor> parameters_;
  const std::filesystem::path file_;
  const Settings settings_;
  Interruption interruption_;

  const Random::State before_;  // and what else was there at first, if it is needed
  std::vector<Array> first_weights_;
  std::vector<NamedArray> first_optimizer_;

  TrainingState state_;
  bool resumed_ = false, was_done_ = false;
  std::string cannot_save_;  // why, if so
  Clock::time_point saved_ = Clock::now();
};

}  // namespace

Trained train(Lesson& lesson, nn::Module& model, optim::Optimizer& optimizer, const Training& training) {
  check(model, optimizer, training);
  return Run(lesson, model, optimizer, training).go();
}

// ---- Batches ----

std::vector<std::vector<Index>> batches_by_length(const std::vector<Index>& lengths, Index batch, Random& random) {
  if (batch < 1) throw Error(fmt::format("Batches of {} sequences; there must be one at least.", batch));
  std::vector<Index> order = random.permutation(Index(lengths.size()));
  std::ranges::stable_sort(order, {}, [&](Index i) { return lengths[std::size_t(i)]; });
  std::vector<std::vector<Index>> batches;
  for (std::size_t i = 0; i < order.size(); i += std::size_t(batch))
    batches.emplace_back(order.begin() + Index(i),
                         order.begin() + Index(std::min(i + std::size_t(batch), order.size())));
  std::vector<std::vector<Index>> mixed;
  for (Index i : random.permutation(Index(batches.size()))) mixed.push_back(std::move(batches[std::size_t(i)]));
  return mixed;
}

Batches::Batches(std::vector<Index> lengths, Index batch)
    : lengths_(std::move(lengths)), batch_(batch), seed_(random_numbers().next()) {
  if (lengths_.empty()) throw Error("There are no sequences to make batches of.");
  begin(0);
}

void Batches::begin(int pass) const {
  Random random(seed_ + static_cast<std::uint64_t>(pass));
  now_ = batches_by_length(lengths_, batch_, random);
  pass_ = pass;
}

const std::vector<Index>& Batches::operator[](int step) const {
  const int pass = step / in_a_pass();
  if (pass != pass_) begin(pass);
  return now_[static_cast<std::size_t>(step % in_a_pass())];
}

}  // namespace unroll::lessons
