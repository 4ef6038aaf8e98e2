// lessons/support/training_state.hpp: a training that is interrupted, in every way that we could think of, and then
// ends as if it had not been; and checkpoints that are of another training, make no sense or are damaged.
#include "lessons/support/training_state.hpp"

#include <boost/test/unit_test.hpp>
#include <chrono>
#include <cmath>

#include "autograd/error.hpp"
#include "autograd/file.hpp"
#include "tests/lessons/hostile.hpp"
#include "tests/lessons/small_training.hpp"

using namespace small_training;

BOOST_AUTO_TEST_SUITE(training_state)

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

BOOST_AUTO_TEST_SUITE_END()
