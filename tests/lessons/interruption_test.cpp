// lessons/support/interruption.hpp: signals, in a process of its own each.
#include "lessons/support/interruption.hpp"

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <boost/test/unit_test.hpp>
#include <chrono>
#include <thread>

#include "tests/lessons/small_training.hpp"

using namespace small_training;

BOOST_AUTO_TEST_SUITE(interruption)

// ---- A lesson's program ----

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

// ---- Alone ----

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
