#include "lessons/support/check.hpp"

#include <fmt/format.h>
#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <csignal>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>

#include "lessons/support/lesson.hpp"

namespace unroll::lessons {

const char* name(Stage stage) {
  switch (stage) {
    case Stage::value:
      return "value";
    case Stage::behaviour:
      return "behaviour";
    case Stage::gradient:
      return "gradient";
    case Stage::drawing:
      return "drawing";
  }
  return "";
}

void demand_close(Stage stage, const std::string& what, double got, double wanted, double tolerance,
                  const std::string& hint) {
  if (std::abs(got - wanted) <= tolerance * std::max(1.0, std::abs(wanted))) return;
  const int digits = fmt::format("{:.6g}", got) == fmt::format("{:.6g}", wanted) ? 17 : 6;
  throw Rejected(stage, fmt::format("{} is {:.{}g}; it should be {:.{}g}{}{}", what, got, digits, wanted, digits,
                                    hint.empty() ? "" : ": ", hint));
}

namespace {

Grade judge(const std::function<void()>& check) {
  try {
    check();
    return {"passed", ""};
  } catch (const Rejected& rejected) {
    return {name(rejected.stage), rejected.what()};
  } catch (const Todo& todo) {
    return {"TODO", todo.what()};
  } catch (const std::exception& error) {
    return {"stopped", fmt::format("your code threw: {}", error.what())};
  } catch (...) {
    return {"stopped", "your code threw something that is no std::exception"};
  }
}

void send(int pipe, const Grade& grade) {
  const std::string text = grade.verdict + '\n' + grade.sentence;
  for (std::size_t sent = 0; sent < text.size();) {
    const ssize_t n = write(pipe, text.data() + sent, text.size() - sent);
    if (n <= 0) break;
    sent += static_cast<std::size_t>(n);
  }
}

// Everything up to the end of the pipe; false if the time ran out first.
bool receive(int pipe, int seconds, std::string& text) {
  using Clock = std::chrono::steady_clock;
  const auto end = Clock::now() + std::chrono::seconds(seconds);
  while (true) {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(end - Clock::now()).count();
    pollfd ready{pipe, POLLIN, 0};
    if (left <= 0 || poll(&ready, 1, static_cast<int>(left)) == 0) return false;
    char buffer[4096];
    const ssize_t n = read(pipe, buffer, sizeof buffer);
    if (n <= 0) return true;
    text.append(buffer, static_cast<std::size_t>(n));
  }
}

}  // namespace

Grade grade_one(const std::function<void()>& check, int seconds) {
  std::fflush(nullptr);
  int ends[2];
  if (pipe(ends) != 0) return judge(check);
  const pid_t child = fork();
  if (child < 0) {
    close(ends[0]);
    close(ends[1]);
    return judge(check);
  }
  if (child == 0) {
    close(ends[0]);
    for (const int crash : {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT}) std::signal(crash, SIG_DFL);
    const Grade grade = judge(check);
    std::fflush(nullptr);
    send(ends[1], grade);
    _exit(0);
  }
  close(ends[1]);
  std::string text;
  const bool ended = receive(ends[0], seconds, text);
  close(ends[0]);
  if (!ended) kill(child, SIGKILL);
  int status = 0;
  waitpid(child, &status, 0);
  if (!ended)
    return {"stopped",
            fmt::format("your code had not ended after {} seconds; does a loop of it run forever?", seconds)};
  if (const auto line = text.find('\n'); line != text.npos) return {text.substr(0, line), text.substr(line + 1)};
  return {"stopped",
          WIFSIGNALED(status)
              ? fmt::format("your code crashed ({}); is an index or a pointer wrong, or a recursion endless?",
                            strsignal(WTERMSIG(status)))
              : std::string("your code ended the program")};
}

// ---- Grading ----

namespace {

// "1a: write …" without the number, which the line begins with anyway.
std::string without_id(const std::string& id, const std::string& sentence) {
  return sentence.starts_with(id + ": ") ? sentence.substr(id.size() + 2) : sentence;
}

std::string one_line(std::string text) {
  std::replace(text.begin(), text.end(), '\n', ' ');
  return text;
}

// "01a" as "1a".
std::string id_of(const std::string& text) { return text.starts_with('0') ? text.substr(1) : text; }

}  // namespace

int grade(int argc, const char* const* argv, const std::vector<Exercise>& exercises) {
  std::set<std::string> asked;
  for (int i = 1; i < argc; ++i) asked.insert(id_of(argv[i]));
  for (const std::string& id : asked)
    if (std::none_of(exercises.begin(), exercises.end(), [&](const Exercise& e) { return e.id == id; })) {
      fmt::print(stderr, "There is no exercise {}; this lesson has", id);
      for (const Exercise& exercise : exercises) fmt::print(stderr, " {}", exercise.id);
      fmt::print(stderr, ".\n");
      return 2;
    }

  bool all = true;
  for (const auto& [id, title, check] : exercises) {
    if (!asked.empty() && !asked.contains(id)) continue;
    const Grade grade = grade_one(check);
    const bool passed = grade.verdict == "passed";
    fmt::print("{:>4}  {:<9}  {}\n", id, grade.verdict, passed ? title : one_line(without_id(id, grade.sentence)));
    std::fflush(stdout);
    all = all && passed;
  }
  return all ? 0 : 1;
}

// ---- Proving ----

namespace {

// How many numbered hints hints.md has for each exercise.
std::map<std::string, int> count_hints(const std::filesystem::path& file) {
  std::map<std::string, int> hints;
  std::ifstream text(file);
  std::string line, id;
  while (std::getline(text, line)) {
    if (line.starts_with("## "))
      hints[id = line.substr(3, line.find_first_not_of("0123456789abcdefghijklmnopqrstuvwxyz", 3) - 3)];
    else if (!line.empty() && line[0] >= '1' && line[0] <= '9' && line.find(". ") < 3)
      ++hints[id];
  }
  return hints;
}

// What is missing beside the cases, as sentences.
std::vector<std::string> gaps(const std::filesystem::path& folder, const std::vector<Case>& cases) {
  std::vector<std::string> found;
  std::set<std::string> listed;
  std::map<std::string, std::map<std::string, int>> counts;  // of each exercise, per folder
  for (const Case& c : cases) {
    const std::filesystem::path file(c.file);
    listed.insert(c.file);
    ++counts[id_of(file.stem().string().substr(0, 3))][file.parent_path().string()];
  }
  for (const char* kind : {"exercises", "solutions", "wrong"})
    for (const auto& entry : std::filesystem::directory_iterator(folder / kind))
      if (const auto file = kind + ("/" + entry.path().filename().string()); !listed.contains(file))
        found.push_back(fmt::format("{} has no case in course.cpp", file));
  const auto hints = count_hints(folder / "hints.md");
  for (auto& [id, count] : counts) {
    if (count["exercises"] != 1)
      found.push_back(fmt::format("{} has {} stubs; it should have one", id, count["exercises"]));
    if (count["solutions"] < 1) found.push_back(fmt::format("{} has no solution", id));
    if (count["wrong"] < 2) found.push_back(fmt::format("{} has fewer than two wrong answers", id));
    if (!hints.contains(id) || hints.at(id) != 3) found.push_back(fmt::format("{} should have three hints", id));
  }
  return found;
}

}  // namespace

int prove(const std::string& lesson, const std::vector<Case>& cases) {
  int wrong = 0;
  for (const auto& [file, check, expected] : cases) {
    const Grade got = grade_one(check);
    const bool good = got.verdict == expected.verdict && got.sentence.find(expected.sentence) != std::string::npos &&
                      got.sentence.find('\n') == std::string::npos;
    fmt::print("{:<5} {:<44} {:<9}  {}\n", good ? "ok" : "WRONG", file, got.verdict, one_line(got.sentence));
    if (!good) {
      ++wrong;
      fmt::print("      expected: {} … {} …\n", expected.verdict, expected.sentence);
    }
  }
  const auto missing = gaps(folder_of(lesson), cases);
  for (const std::string& gap : missing) fmt::print("WRONG {}\n", gap);
  if (wrong == 0 && missing.empty()) fmt::print("All {} answers are graded as they should be.\n", cases.size());
  return wrong == 0 && missing.empty() ? 0 : 1;
}

}  // namespace unroll::lessons
