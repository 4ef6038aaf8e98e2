// lessons/support/training.hpp: batches by length, early stopping, and training that is interrupted, in every way that
// we could think of, and then ends as if it had not been.
#include "lessons/support/training.hpp"

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <bit>
#include <boost/test/unit_test.hpp>
#include <chrono>
#include <cmath>
#include <limits>
#include <numeric>
#include <thread>

#include "autograd/error.hpp"
#include "autograd/file.hpp"
#include "lessons/support/interruption.hpp"
#include "lessons/support/lesson.hpp"
#include "lessons/support/training_state.hpp"
#include "nn/dropout.hpp"
#include "nn/linear.hpp"
#include "nn/losses.hpp"
#include "tests/lessons/hostile.hpp"
#include "tests/lessons/support.hpp"

using namespace unroll;
using namespace unroll::lessons;

BOOST_AUTO_TEST_SUITE(training)

// ---- Batches ----

const std::vector<Index> lengths{3, 9, 4, 4, 1, 9, 7, 2, 4, 4, 8, 3, 5, 4, 6, 4, 4};

std::vector<Index> sorted(std::vector<Index> numbers) {
  std::ranges::sort(numbers);
  return numbers;
}
std::vector<Index> together(const std::vector<std::vector<Index>>& batches) {
  std::vector<Index> all;
  for (const auto& batch : batches) all.insert(all.end(), batch.begin(), batch.end());
  return all;
}
std::vector<Index> up_to(Index n) {
  std::vector<Index> all(static_cast<std::size_t>(n));
  std::iota(all.begin(), all.end(), 0);
  return all;
}

BOOST_AUTO_TEST_CASE(each_sequence_is_in_one_batch_with_its_neighbours_in_length) {
  for (const Index size : {1, 2, 4, 5, 16, 17, 18}) {
    const auto batches = batches_by_length(lengths, size);
    BOOST_TEST(sorted(together(batches)) == up_to(Index(lengths.size())), boost::test_tools::per_element());
    BOOST_TEST(Index(batches.size()) == (Index(lengths.size()) + size - 1) / size);
    int smaller = 0;
    std::vector<std::pair<Index, Index>> spans;  // shortest and longest of each
    for (const auto& batch : batches) {
      smaller += Index(batch.size()) != size;
      const auto [shortest, longest] = std::ranges::minmax(batch, {}, [](Index i) { return lengths[std::size_t(i)]; });
      spans.emplace_back(lengths[std::size_t(shortest)], lengths[std::size_t(longest)]);
    }
    BOOST_TEST(smaller <= 1);
    std::ranges::sort(spans);
    for (std::size_t i = 1; i < spans.size(); ++i) BOOST_TEST(spans[i - 1].second <= spans[i].first);
  }
  BOOST_TEST(batches_by_length({}, 4).empty());
  BOOST_CHECK_THROW(batches_by_length(lengths, 0), Error);
}

BOOST_AUTO_TEST_CASE(batches_and_who_is_in_them_come_in_another_order_each_time) {
  seed(3);
  const auto one = batches_by_length(lengths, 3), other = batches_by_length(lengths, 3);
  BOOST_TEST((one != other));
  const auto members = [](std::vector<std::vector<Index>> batches) {
    for (auto& batch : batches) batch = sorted(batch);
    std::ranges::sort(batches);
    return batches;
  };
  BOOST_TEST((members(one) != members(other)));
  seed(3);
  BOOST_TEST((batches_by_length(lengths, 3) == one));
}

BOOST_AUTO_TEST_CASE(the_batch_of_a_step_does_not_depend_on_those_before) {
  seed(4);
  const Batches batches(lengths, 4);
  const Random::State after = random_numbers().state();
  BOOST_TEST(batches.in_a_pass() == 5);
  std::vector<std::vector<Index>> all;
  for (int step = 0; step < 15; ++step) all.push_back(batches[step]);
  for (int pass = 0; pass < 3; ++pass)
    BOOST_TEST(sorted(together({all.begin() + 5 * pass, all.begin() + 5 * pass + 5})) == up_to(Index(lengths.size())),
               boost::test_tools::per_element());
  BOOST_TEST((std::vector(all.begin(), all.begin() + 5) != std::vector(all.begin() + 5, all.begin() + 10)));
  for (const int step : {14, 0, 7, 7, 3}) BOOST_TEST((batches[step] == all[std::size_t(step)]));
  BOOST_TEST((random_numbers().state().words == after.words));
  seed(4);
  const Batches again(lengths, 4);
  BOOST_TEST((again[9] == all[9]));
  const Batches other(lengths, 4);
  BOOST_TEST((other[9] != all[9]));
  BOOST_CHECK_THROW(Batches({}, 4), Error);
}

// ---- A training ----

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

void add_bits(std::vector<std::uint64_t>& bits, const Array& array) {
  for (const double number : array.numbers()) bits.push_back(std::bit_cast<std::uint64_t>(number));
}

// What a lesson's story does.
Outcome tell(Lesson& lesson, const Plan& plan) {
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
Plan interrupted_at(int step, Plan plan = {}, int signal = SIGINT) {
  plan.before = [=](int now) {
    if (now == step) raise(signal);
  };
  return plan;
}
Plan counting(int& steps, Plan plan = {}) {
  steps = 0;
  plan.before = [&](int) { ++steps; };
  return plan;
}

// ---- Early stopping ----

BOOST_AUTO_TEST_CASE(held_out_data_is_asked_now_and_then_and_after_the_last_step) {
  World world;
  const Trained trained = world.run({}).trained;
  BOOST_TEST(trained.steps == 23);
  BOOST_TEST(trained.at == (std::vector{5, 10, 15, 20, 23}), boost::test_tools::per_element());
  BOOST_TEST(trained.held_out.size() == 5u);
  BOOST_TEST(trained.beside.size() == 5u);
  BOOST_TEST(world.run({.steps = 20}).trained.at == (std::vector{5, 10, 15, 20}), boost::test_tools::per_element());
  BOOST_TEST(world.run({.steps = 3}).trained.at == (std::vector{3}), boost::test_tools::per_element());
  BOOST_TEST(world.run({.held_out = false}).trained.at.empty());
}

BOOST_AUTO_TEST_CASE(the_model_gets_the_weights_of_its_best_time_back) {
  std::vector<double> values{5, 3, 4, 3, 2.5, 6, 7, 8, 9, 10};
  std::size_t next = 0;
  Plan plan{.steps = 1000, .every = 2, .patience = 3};
  plan.value = [&](double) { return values[next++]; };
  World world;
  const Outcome stopped = world.run(plan);
  BOOST_TEST(next == 8u);  // 6, 7 and 8 are no better than 2.5
  BOOST_TEST(stopped.trained.steps == 16);
  BOOST_TEST(stopped.trained.best_step == 10);
  BOOST_TEST(stopped.trained.held_out == (std::vector<double>{5, 3, 4, 3, 2.5, 6, 7, 8}),
             boost::test_tools::per_element());

  // The weights are those of ten steps.
  const Outcome ten = world.run({.steps = 10, .held_out = false});
  const std::size_t weights = 2 * 3 + 3 + 3 + 1;
  BOOST_TEST(std::equal(ten.bits.begin(), ten.bits.begin() + weights, stopped.bits.begin()));
  const Outcome sixteen = world.run({.steps = 16, .held_out = false});
  BOOST_TEST(!std::equal(ten.bits.begin(), ten.bits.begin() + weights, sixteen.bits.begin()));
}

BOOST_AUTO_TEST_CASE(as_good_is_not_better) {
  Plan plan{.steps = 1000, .every = 3, .patience = 2};
  plan.value = [](double) { return 1; };
  World world;
  const Trained trained = world.run(plan).trained;
  BOOST_TEST(trained.steps == 9);
  BOOST_TEST(trained.best_step == 3);
}

// ---- Going on ----

BOOST_AUTO_TEST_CASE(a_training_that_was_interrupted_in_any_step_ends_as_if_it_had_not_been) {
  for (const bool held_out : {true, false}) {
    const Plan plan{.held_out = held_out};
    const Outcome whole = World().run(plan);
    for (int step = 0; step < 23; ++step) {
      BOOST_TEST_CONTEXT("interrupted in step " << step) {
        World world;
        const Outcome first = world.run(interrupted_at(step, plan));
        BOOST_TEST(contains(first.interrupted, "Stopped at step " + std::to_string(step) + " of 23 (the net)"));
        BOOST_TEST(contains(world.said, "The same command goes on from there."));
        BOOST_TEST(world.files() == std::vector{world.file().filename().string()}, boost::test_tools::per_element());
        int steps = 0;
        BOOST_TEST((world.run(counting(steps, plan)) == whole));
        BOOST_TEST(steps == 23 - step);
        BOOST_TEST(contains(world.said, "goes on at step " + std::to_string(step) + " of 23"));
        BOOST_TEST(world.files().empty());
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(it_may_be_interrupted_often_and_while_held_out_data_is_asked) {
  Plan plan{.steps = 200, .every = 3, .patience = 4};
  plan.value = [](double value) { return std::round(value * 50); };  // so that it stops early
  const Outcome whole = World().run(plan);
  BOOST_TEST(whole.trained.steps < 200);
  World world;
  Outcome outcome;
  int runs = 0;
  do {
    Plan interrupted = plan;
    int asked = 0;
    interrupted.asked = [&](int) {
      if (++asked == 2) raise(SIGINT);
    };
    outcome = world.run(interrupted);
    ++runs;
  } while (!outcome.interrupted.empty() && runs < 100);
  BOOST_TEST(runs > 3);
  BOOST_TEST((outcome == whole));
}

BOOST_AUTO_TEST_CASE(where_it_was_stopped_is_told_with_the_best_so_far) {
  Plan plan = interrupted_at(17);
  double value = 4;
  plan.value = [&](double) { return value += value == 3 ? 2 : -1; };  // 3, 5, 4
  World world;
  BOOST_TEST(world.run(plan).interrupted ==
             "Stopped at step 17 of 23 (the net), with 3 on held-out data at best, after step 5");
  World last;
  BOOST_TEST(contains(last.run(interrupted_at(22, {.steps = 23, .held_out = false})).interrupted, "at step 22 of 23"));
}

BOOST_AUTO_TEST_CASE(interrupted_after_its_last_step_it_is_finished) {
  const Outcome whole = World().run({});
  World world;
  Plan plan;
  int asked = 0;
  plan.asked = [&](int) {
    if (++asked == 5) raise(SIGTERM);
  };
  BOOST_TEST(contains(world.run(plan).interrupted, "Stopped after the training (the net)"));
  int steps = 0;
  BOOST_TEST((world.run(counting(steps)) == whole));
  BOOST_TEST(steps == 0);
  BOOST_TEST(contains(world.said, "was finished before (the net)"));
}

// A story of three trainings, of which the last is interrupted in the second run's seed.
BOOST_AUTO_TEST_CASE(what_was_trained_to_the_end_is_not_trained_again) {
  struct Story {
    int steps = 0;
    std::vector<Outcome> outcomes;
    void operator()(Lesson& lesson, int interrupt) {
      for (const char* what : {"the net", "the net", "the Tang poems' net, 唐詩"}) {
        Plan plan{.steps = 8, .what = what};
        plan.before = [&](int) {
          if (++steps == interrupt) raise(SIGINT);
        };
        outcomes.push_back(tell(lesson, plan));
      }
    }
  };
  const auto run = [](const std::filesystem::path& out, int interrupt) {
    Story story;
    Options options;
    options.out = out;
    options.seeds = 2;
    printed([&] {
      Lesson lesson("99-test", options, {});
      try {
        for (int run = 0; run < 2; ++run) {
          lesson.start(run);
          story(lesson, interrupt);
        }
        lesson.finish();
      } catch (const Interrupted&) {
      }
    });
    return story;
  };
  const TemporaryFolder whole_folder, folder;
  const Story whole = run(whole_folder.path, 0);
  BOOST_TEST(whole.steps == 48);
  BOOST_TEST((whole.outcomes[0] == whole.outcomes[0] && !(whole.outcomes[0] == whole.outcomes[1])));
  run(folder.path, 45);
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(folder.path)) names.push_back(entry.path().filename());
  std::ranges::sort(names);
  BOOST_TEST(names.size() == 6u);
  BOOST_TEST(names[1] == "checkpoint-99-test-seed-1-2-the-net.safetensors");
  BOOST_TEST(names[2] == "checkpoint-99-test-seed-1-3-the-Tang-poems-net-.safetensors");
  BOOST_TEST(names[3] == "checkpoint-99-test-seed-2-1-the-net.safetensors");

  // What another process left that was killed, and what is not ours.
  write_file(folder.path / "checkpoint-99-test-seed-2-1-the-net.safetensors.77-1.part", "half");
  write_file(folder.path / "checkpoint-99-test-seed-21-1-the-net.safetensors", "another's");
  const Story again = run(folder.path, 0);
  BOOST_TEST(again.steps == 48 - 44);
  BOOST_TEST((again.outcomes == whole.outcomes));
  names.clear();
  for (const auto& entry : std::filesystem::directory_iterator(folder.path)) names.push_back(entry.path().filename());
  std::ranges::sort(names);
  BOOST_TEST(names == (std::vector<std::string>{"checkpoint-99-test-seed-21-1-the-net.safetensors", "findings.json"}),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(what_several_programs_have_trained_is_kept_until_the_last_has_ended) {
  World world;
  const Outcome whole = world.run({});
  setenv("UNROLL_CHECKPOINTS", "keep", 1);
  world.run({});
  BOOST_TEST(world.files() == std::vector{world.file().filename().string()}, boost::test_tools::per_element());
  int steps = 0;
  BOOST_TEST((world.run(counting(steps)) == whole));
  BOOST_TEST(steps == 0);
  setenv("UNROLL_CHECKPOINTS", "remove", 1);
  const std::vector<std::string> others{"checkpoint-99-test-program-seed-2-1-the-net.safetensors",
                                        "checkpoint-99-tests-seed-1-1-the-net.safetensors"};
  for (const std::string& other : others) write_file(world.folder.path / other, "of another run, of another lesson");
  Options options;
  options.out = world.folder.path;
  printed([&] { Lesson("99-test/the-next", options, {}).finish(); });
  unsetenv("UNROLL_CHECKPOINTS");
  std::filesystem::remove(world.folder.path / "the-next-findings.json");
  BOOST_TEST(world.files() == others, boost::test_tools::per_element());
}

// ---- What does not fit ----

BOOST_AUTO_TEST_CASE(a_checkpoint_of_another_training_is_not_used) {
  const TemporaryFolder words;
  const std::string file = (words.path / "words").string();
  write_file(file, "one");
  std::vector<std::pair<std::string, std::function<void(Plan&)>>> others{
      {"steps", [](Plan& plan) { plan.steps = 24; }},
      {"early stopping", [](Plan& plan) { plan.every = 6; }},
      {"early stopping", [](Plan& plan) { plan.patience = 99; }},
      {"early stopping", [](Plan& plan) { plan.held_out = false; }},
      {"clip", [](Plan& plan) { plan.clip = 0.5; }},
      {"first weights, optimizer and random numbers", [](Plan& plan) { plan.lr = Real(0.04); }},
      {"first weights, optimizer and random numbers", [](Plan& plan) { plan.hidden = 4; }},
      {"first weights, optimizer and random numbers", [](Plan& plan) { plan.extra_draws = 1; }},
      {"name", [](Plan& plan) { plan.what = "the-net"; }},
      {"--full", [](Plan& plan) { plan.options.full = true; }},
      {"--stand-in", [](Plan& plan) { plan.options.stand_in = true; }},
      {"--hidden", [](Plan& plan) { plan.options.hidden = 3; }},
      {"--steps", [](Plan& plan) { plan.options.steps = 23; }},
      {"--cell", [](Plan& plan) { plan.options.cell = "gru"; }},
      {"--words", [](Plan& plan) { plan.options.own = {"--words=other"}; }},
      {"--words", [&](Plan&) {
         std::filesystem::last_write_time(file, std::filesystem::last_write_time(file) + std::chrono::seconds(1));
       }}};
  for (const auto& [words_of_difference, change] : others) {
    BOOST_TEST_CONTEXT(words_of_difference) {
      Plan plan;
      plan.options.own = {"--words=" + file};
      World world, fresh;
      world.run(interrupted_at(12, plan));
      BOOST_TEST(std::filesystem::exists(world.file()));
      change(plan);
      int steps = 0;
      const Outcome outcome = world.run(counting(steps, plan));
      BOOST_TEST(steps == plan.steps);
      BOOST_TEST(contains(world.said, "begins anew"));
      BOOST_TEST(contains(world.said, "it is of another training: not the same " + words_of_difference));
      BOOST_TEST((outcome == fresh.run(plan)));
      BOOST_TEST(world.files().empty());
    }
  }
  World world, fresh;  // another seed has a file of its own
  world.run(interrupted_at(12));
  Plan plan;
  plan.options.seed = 2;
  BOOST_TEST((world.run(plan) == fresh.run(plan)));
  BOOST_TEST(!contains(world.said, "begins anew"));
  BOOST_TEST(world.files().size() == 1u);
}

Settings settings_of(const std::filesystem::path& file) {
  Settings settings;
  const nn::io::Checkpoint checkpoint(file);
  for (const auto& [key, text] : checkpoint.besides().notes)
    if (key.starts_with("settings.")) settings[key.substr(9)] = text;
  return settings;
}

// A state as nobody should write it, in a file that is otherwise in order.
BOOST_AUTO_TEST_CASE(a_checkpoint_that_makes_no_sense_is_not_used) {
  const Outcome whole = World().run({});
  using Change = std::function<void(TrainingState&, Settings&)>;
  const std::vector<std::pair<std::string, Change>> wrong{
      {"not the same program", [](TrainingState&, Settings& settings) { settings["program"] = "0"; }},
      {"not the same precision", [](TrainingState&, Settings& settings) { settings["precision"] = "half"; }},
      {"not the same weather", [](TrainingState&, Settings& settings) { settings["weather"] = "fine"; }},
      {"not the same clip", [](TrainingState&, Settings& settings) { settings.erase("clip"); }},
      {"does not hold what it should", [](TrainingState& state, Settings&) { state.step = 23; }},
      {"does not hold what it should", [](TrainingState& state, Settings&) { state.step = 1000000000; }},
      {"does not hold what it should", [](TrainingState& state, Settings&) { state.done = true; }},
      {"does not hold what it should", [](TrainingState& state, Settings&) { state.best.clear(); }},
      {"does not hold what it should", [](TrainingState& state, Settings&) { state.held_out.clear(); }},
      {"does not hold what it should", [](TrainingState& state, Settings&) { state.held_out.push_back(1); }},
      {"does not hold what it should", [](TrainingState& state, Settings&) { state.beside.clear(); }},
      {"numbers make no sense", [](TrainingState& state, Settings&) { state.beside[0] = INFINITY; }},
      {"numbers make no sense", [](TrainingState& state, Settings&) { state.held_out[0] = std::nan(""); }},
      {"numbers make no sense", [](TrainingState& state, Settings&) { state.loss = INFINITY; }},
      {"best weights do not fit", [](TrainingState& state, Settings&) { state.best.pop_back(); }},
      {"best weights do not fit", [](TrainingState& state, Settings&) { state.best[0] = Array::zeros({7}); }},
      {"the loss of its next step is another now", [](TrainingState& state, Settings&) { state.loss += 1; }}};
  for (const auto& [sentence, change] : wrong) {
    BOOST_TEST_CONTEXT(sentence) {
      World world;
      world.run(interrupted_at(12));
      Net net;
      optim::Adam adam(net.parameters(), {});
      Settings settings = settings_of(world.file());
      TrainingState state = load_state(world.file(), net, adam, settings);
      change(state, settings);
      save_state(world.file(), net, adam, random_numbers().state(), state, settings);
      BOOST_TEST((world.run({}) == whole));
      BOOST_TEST(contains(world.said, "begins anew"));
      BOOST_TEST(contains(world.said, sentence));
    }
  }
}

BOOST_AUTO_TEST_CASE(a_damaged_checkpoint_gives_no_wrong_number) {
  const Plan plan{.steps = 3, .every = 1, .hidden = 1};
  const Outcome whole = World().run(plan);
  World world;
  world.run(interrupted_at(2, plan));
  const std::string good = contents(world.file());
  const Settings settings = settings_of(world.file());

  // It is refused and has changed nothing, or, if only its padding differs, it is what was saved.
  Net net(1);
  optim::Adam adam(net.parameters(), {});
  load_state(world.file(), net, adam, settings);
  const std::string loaded = digest_of(net, adam);
  int refused = 0;
  torture(
      [&](const std::string& bytes) {
        std::filesystem::remove(world.file());  // overwritten, it would be waited for until it is on the disk
        std::ofstream(world.file(), std::ios::binary) << bytes;
        random_numbers().next();
        const std::string before = digest_of(net, adam);
        try {
          load_state(world.file(), net, adam, settings);
          if (digest_of(net, adam) != loaded) BOOST_ERROR("another state");
        } catch (const FileError&) {
          ++refused;
          if (digest_of(net, adam) != before) BOOST_ERROR("a refused file has changed something");
          throw;
        }
      },
      good);
  BOOST_TEST(refused > static_cast<int>(good.size()));

  for (std::size_t length = 0; length < good.size(); length += good.size() / 20) {
    std::ofstream(world.file(), std::ios::binary) << good.substr(0, length);
    BOOST_TEST((world.run(plan) == whole));
    BOOST_TEST(contains(world.said, "The training begins anew (the net)."));
  }
}

BOOST_AUTO_TEST_CASE(what_a_loss_keeps_to_itself_is_found_out) {
  World world;
  int kept = 0;
  Plan plan = interrupted_at(12);
  plan.loss = [&](const Tensor& loss) { return loss * Real(++kept); };
  world.run(plan);
  plan.before = {};
  BOOST_TEST(world.run(plan).trained.steps == 23);
  BOOST_TEST(contains(world.said, "begins anew"));
  BOOST_TEST(contains(world.said, "the loss of its next step is another now"));
}

BOOST_AUTO_TEST_CASE(what_cannot_be_saved_is_told_and_trained_nevertheless) {
  const Outcome whole = World().run({});
  World world;
  std::filesystem::create_directories(world.file() / "full");  // stands where the file should be
  Plan plan{.save_seconds = 0};
  BOOST_TEST((world.run(plan) == whole));
  BOOST_TEST(contains(world.said, "it is no file"));
  const std::string sentence = "What is trained is not saved (the net): cannot write";
  BOOST_TEST(contains(world.said, sentence));
  BOOST_TEST(world.said.find(sentence) == world.said.rfind(sentence));
  world.run(interrupted_at(12));
  BOOST_TEST(contains(world.said, "It is not saved: cannot write"));
  BOOST_TEST(!contains(world.said, "goes on from there"));
}

// ---- Mistakes ----

std::string refusal(const Plan& plan) {
  World world;
  try {
    world.run(plan);
  } catch (const Error& error) {
    return error.what();
  }
  return "";
}

BOOST_AUTO_TEST_CASE(what_is_no_number_ends_the_training_with_its_step) {
  const Real nan = std::numeric_limits<Real>::quiet_NaN(), infinite = std::numeric_limits<Real>::infinity();
  const auto from_step = [](int first, Real factor) {
    auto step = std::make_shared<int>(0);
    Plan plan;
    plan.loss = [=](const Tensor& loss) { return ++*step == first ? loss * factor : loss; };
    return plan;
  };
  BOOST_TEST(contains(refusal(from_step(7, nan)), "The loss is nan in step 7 (the net): mul () is NaN; its input is "));
  BOOST_TEST(contains(refusal(from_step(1, infinite)), "The loss is inf in step 1"));
  Plan plan;
  plan.value = [](double) { return -INFINITY; };
  BOOST_TEST(contains(refusal(plan), "The value on held-out data is -inf in step 5 (the net)"));
  plan = {};
  plan.loss = [](const Tensor& loss) { return sqrt(loss - loss.detach()); };  // 0, with a slope of infinity
  BOOST_TEST(contains(refusal(plan), "In step 1 (the net): clip_grad_norm: the gradient of"));
}

BOOST_AUTO_TEST_CASE(trainings_that_cannot_be_are_refused) {
  BOOST_TEST(contains(refusal({.steps = 0}), "The training (the net): 0 steps; there must be one at least."));
  BOOST_TEST(contains(refusal({.every = 0}), "every 0 steps"));
  BOOST_TEST(contains(refusal({.patience = 0}), "a patience of 0"));
  World world;
  Options options;
  options.out = world.folder.path;
  Lesson lesson("99-test", options, {});
  Net net, other;
  optim::Adam adam(other.parameters(), {});
  const auto loss = [&](int) { return sum(net(Tensor(Array::zeros({1, 2})))); };
  BOOST_CHECK_EXCEPTION(
      train(lesson, net, adam, {.what = "it", .steps = 1, .loss = loss}), Error,
      [](const Error& error) { return contains(error.what(), "which is no parameter of the model"); });
  BOOST_CHECK_EXCEPTION(train(lesson, other, adam, {.what = "it", .steps = 1, .loss = {}}), Error,
                        [](const Error& error) { return contains(error.what(), "it has no loss"); });
}

// ---- Signals from outside ----

// A process of its own that does this; what it prints goes into a file.
struct Child {
  pid_t id;
  int steps;  // what it tells of

  Child(const std::filesystem::path& says, const std::function<int(int)>& act) {
    int ends[2];
    BOOST_REQUIRE(pipe(ends) == 0);
    std::fflush(stdout);
    id = fork();
    if (id == 0) {
      signal(SIGINT, SIG_DFL);
      signal(SIGTERM, SIG_DFL);
      close(ends[0]);
      if (!std::freopen(says.c_str(), "w", stdout)) _exit(99);
      const int status = act(ends[1]);
      std::fflush(stdout);
      _exit(status);
    }
    close(ends[1]);
    steps = ends[0];
  }
  ~Child() { close(steps); }
  char next() const {  // what it tells next; 0 at its end
    char byte = 0;
    return read(steps, &byte, 1) == 1 ? byte : char(0);
  }
  int ends() const {
    int status = 0;
    waitpid(id, &status, 0);
    return status;
  }
};

// The program of a lesson that tells of each step.
int program(const std::filesystem::path& out, const Plan& plan, Outcome* outcome = nullptr) {
  const CommandLine line{"--out", out.c_str()};
  return lessons::run("01-gradient", line.argc(), line.argv.data(), [&](Lesson& lesson) {
    lesson.finding("nodes", "nine nodes", 9);
    const Outcome now = tell(lesson, plan);
    if (outcome) *outcome = now;
    lesson.control("nodes", "one node", 1);
  });
}
Plan slow(int tell_of, int milliseconds, Plan plan = {.steps = 400}) {
  plan.before = [=](int step) {
    const char byte = static_cast<char>(1 + step % 100);
    if (write(tell_of, &byte, 1) != 1) _exit(98);
    std::this_thread::sleep_for(std::chrono::milliseconds(milliseconds));
  };
  return plan;
}
bool without_parts(const std::filesystem::path& folder) {
  for (const auto& entry : std::filesystem::directory_iterator(folder))
    if (entry.path().extension() == ".part") return false;
  return true;
}

BOOST_AUTO_TEST_CASE(a_signal_ends_the_program_within_a_step_and_saves) {
  Outcome whole;
  {
    const TemporaryFolder folder;
    printed([&] { program(folder.path, {.steps = 400}, &whole); });
  }
  for (const int signal : {SIGINT, SIGTERM}) {
    const TemporaryFolder folder, says;
    const Child child(says.path / "said", [&](int tell_of) { return program(folder.path, slow(tell_of, 3)); });
    for (int i = 0; i < 20; ++i) BOOST_REQUIRE(child.next() != 0);
    kill(child.id, signal);
    int more = 0;
    while (child.next() != 0) ++more;
    const int status = child.ends();
    BOOST_TEST(WIFEXITED(status));
    BOOST_TEST(WEXITSTATUS(status) == 128 + signal);
    BOOST_TEST(more <= 100);  // of 380: what had been done when the signal came, and the loss of the next step
    const std::string said = contents(says.path / "said");
    BOOST_TEST(contains(said, "\nStopped at step "));
    BOOST_TEST(contains(said, " of 400 (the net), with "));
    BOOST_TEST(contains(said, "What was found until then: " + (folder.path / "findings.json").string()));
    BOOST_TEST(contains(said, "The same command goes on from there.\n"));
    BOOST_TEST(contains(contents(folder.path / "findings.json"), "nine nodes"));
    BOOST_TEST(without_parts(folder.path));

    Outcome outcome;
    BOOST_TEST(contains(printed([&] { program(folder.path, {.steps = 400}, &outcome); }), "goes on at step"));
    BOOST_TEST((outcome == whole));
    for (const auto& entry : std::filesystem::directory_iterator(folder.path))
      BOOST_TEST(entry.path().filename() == "findings.json");
  }
}

BOOST_AUTO_TEST_CASE(a_second_signal_ends_the_program_at_once) {
  for (const int second : {SIGINT, SIGTERM}) {
    const TemporaryFolder folder, says;
    const auto start = std::chrono::steady_clock::now();
    const Child child(says.path / "said", [&](int tell_of) { return program(folder.path, slow(tell_of, 60000)); });
    BOOST_REQUIRE(child.next() != 0);
    kill(child.id, SIGINT);
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
    BOOST_TEST(waitpid(child.id, nullptr, WNOHANG) == 0);
    kill(child.id, second);
    const int status = child.ends();
    BOOST_TEST(WIFSIGNALED(status));
    BOOST_TEST(WTERMSIG(status) == second);
    BOOST_TEST((std::chrono::steady_clock::now() - start < std::chrono::seconds(30)));
  }
}

BOOST_AUTO_TEST_CASE(a_program_that_is_killed_goes_on_from_its_last_checkpoint) {
  const Plan plan{.steps = 120};
  Outcome whole, outcome;
  {
    const TemporaryFolder folder;
    printed([&] { program(folder.path, plan, &whole); });
  }
  const TemporaryFolder folder, says;
  Plan often = plan;
  often.save_seconds = 0;
  for (int kills = 1; kills <= 5; ++kills) {
    const Child child(says.path / "said", [&](int tell_of) { return program(folder.path, slow(tell_of, 1, often)); });
    for (int i = 0; i < 15; ++i) BOOST_REQUIRE(child.next() != 0);
    kill(child.id, SIGKILL);
    BOOST_TEST(WIFSIGNALED(child.ends()));
  }
  int steps = 0;
  printed([&] { program(folder.path, counting(steps, plan), &outcome); });
  BOOST_TEST(steps <= 120 - 5 * 10);
  BOOST_TEST((outcome == whole));
  for (const auto& entry : std::filesystem::directory_iterator(folder.path))
    BOOST_TEST(entry.path().filename() == "findings.json");
}

// ---- Interruption ----

int after(const std::function<void()>& act) {
  const TemporaryFolder says;
  const Child child(says.path / "said", [&](int) {
    act();
    return 7;
  });
  return child.ends();
}

BOOST_AUTO_TEST_CASE(a_signal_that_nobody_asked_for_does_what_it_would_have_done) {
  const int unasked = after([] {
    Interruption interruption;
    raise(SIGINT);
  });
  BOOST_TEST(WIFSIGNALED(unasked));
  BOOST_TEST(WTERMSIG(unasked) == SIGINT);
  const int asked = after([] {
    Interruption interruption;
    raise(SIGTERM);
    if (interruption.asked() != SIGTERM) _exit(1);
  });
  BOOST_TEST(WEXITSTATUS(asked) == 7);
  const int none = after([] {
    Interruption interruption;
    if (interruption.asked() != 0) _exit(1);
  });
  BOOST_TEST(WEXITSTATUS(none) == 7);
  const int later = after([] {
    { const Interruption interruption; }
    raise(SIGINT);
  });
  BOOST_TEST(WIFSIGNALED(later));
  const int again = after([] {
    {
      Interruption interruption;
      raise(SIGINT);
      interruption.asked();
    }
    Interruption interruption;
    if (interruption.asked() != 0) _exit(1);
    raise(SIGINT);
    if (interruption.asked() != SIGINT) _exit(1);
  });
  BOOST_TEST(WEXITSTATUS(again) == 7);
}

BOOST_AUTO_TEST_CASE(a_signal_that_is_ignored_stays_so) {
  const int status = after([] {
    signal(SIGINT, SIG_IGN);
    Interruption interruption;
    raise(SIGINT);
    raise(SIGINT);
    if (interruption.asked() != 0) _exit(1);
  });
  BOOST_TEST(WEXITSTATUS(status) == 7);
}

BOOST_AUTO_TEST_SUITE_END()
