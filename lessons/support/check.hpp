// How exercises are graded. A check is a function that looks at an answer, in the order value, behaviour,
// gradient, drawing, and rejects it with a sentence that teaches:
//
//   demand(Stage::gradient, dx == 7, "your backward overwrites the gradient where it should add: x is used
//   twice");
//
// A stub throws Todo("1a: write …; section … of lesson 1 explains it").
//
// A lesson has two such programs. checks/check.cpp grades the learner's answers:
//
//   #include "lessons/support/exercise.hpp"
//   #include "lessons/support/check.hpp"
//   #include "checks/01a_check.hpp"
//   namespace yours {
//   #include "exercises/01a_rules.hpp"
//   }
//   int main(int argc, char* argv[]) {
//     return lessons::grade(argc, argv, {{"1a", "the rules of mul and tanh", [] { check_1a(yours::mul); }}});
//   }
//
// checks/course.cpp proves, for CI, that the checks are right: each stub fails with its TODO, each solution
// passes, each planted wrong answer is rejected at the stage and with the words that it should be:
//
//   return lessons::prove("01-gradient", {
//       {"exercises/01a_rules.hpp", [] { check_1a(stub_1a::mul); }, todo("write")},
//       {"solutions/01a_rules.hpp", [] { check_1a(solution_1a::mul); }, passes()},
//       {"wrong/01a_overwrites.hpp", [] { check_1a(overwrites_1a::mul); }, rejected(Stage::gradient,
//       "overwrites")},
//   });
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "autograd/error.hpp"

namespace unroll::lessons {

enum class Stage { value, behaviour, gradient, drawing };
const char* name(Stage stage);

// What a check throws about an answer.
struct Rejected : Error {
  Rejected(Stage stage_, const std::string& sentence) : Error(sentence), stage(stage_) {}
  Stage stage;
};

// Rejects the answer unless `good`.
inline void demand(Stage stage, bool good, const std::string& sentence) {
  if (!good) throw Rejected(stage, sentence);
}
// Rejects it unless |got − wanted| <= tolerance · max(1, |wanted|): "<what> is <got>; it should be <wanted>".
// A hint at the cause may follow.
void demand_close(Stage stage, const std::string& what, double got, double wanted, double tolerance = 1e-9,
                  const std::string& hint = "");

// How one answer did: "passed", "TODO", the stage where it was rejected, or "stopped" (an exception, a crash,
// no end).
struct Grade {
  std::string verdict, sentence;
};

// Runs a check in a process of its own, so that an answer that crashes, or has not ended after `seconds`,
// stops only itself. What the answer prints is shown.
Grade grade_one(const std::function<void()>& check, int seconds = 30);

struct Exercise {
  std::string id, title;  // "1a"
  std::function<void()> check;
};

// main() of checks/check.cpp: one line for each exercise, or for the one that the arguments name; returns 0
// if all of these pass, 1 if not, 2 if there is no such exercise.
int grade(int argc, const char* const* argv, const std::vector<Exercise>& exercises);

// ---- For checks/course.cpp ----
struct Case {
  std::string file;  // relative to the lesson: "wrong/01a_overwrites.hpp"
  std::function<void()> check;
  Grade expected;  // of the sentence, a part
};
inline Grade passes() { return {"passed", ""}; }
inline Grade todo(const std::string& words) { return {"TODO", words}; }
inline Grade rejected(Stage stage, const std::string& words) { return {name(stage), words}; }

// main() of checks/course.cpp: prints a table; returns 0 if each case is graded as expected, every file in
// exercises/, solutions/ and wrong/ has a case, every exercise has a solution, at least two wrong answers and
// three hints.
int prove(const std::string& lesson, const std::vector<Case>& cases);

}  // namespace unroll::lessons
