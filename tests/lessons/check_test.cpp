// lessons/support/check.hpp: grading answers, and proving that the grading is right.
#include "lessons/support/check.hpp"

#include <boost/test/unit_test.hpp>
#include <cmath>
#include <csignal>

#include "tests/lessons/support.hpp"

using namespace unroll::lessons;

BOOST_AUTO_TEST_SUITE(check)

void expect(const Grade& got, const std::string& verdict, const std::string& words) {
  BOOST_TEST_INFO(got.sentence);
  BOOST_TEST(got.verdict == verdict);
  BOOST_TEST(contains(got.sentence, words));
}

BOOST_AUTO_TEST_CASE(every_way_to_end_has_its_verdict) {
  expect(grade_one([] {}), "passed", "");
  expect(grade_one([] { throw unroll::Todo("1a: write it"); }), "TODO", "1a: write it");
  expect(grade_one([] { demand(Stage::value, false, "the sum is off"); }), "value", "the sum is off");
  expect(grade_one([] { demand(Stage::behaviour, false, "twice"); }), "behaviour", "twice");
  expect(grade_one([] { demand(Stage::gradient, false, "a sign"); }), "gradient", "a sign");
  expect(grade_one([] { demand(Stage::drawing, false, "a node"); }), "drawing", "a node");
  expect(grade_one([] { throw std::runtime_error("thrown"); }), "stopped", "your code threw: thrown");
  expect(grade_one([] { throw 7; }), "stopped", "no std::exception");
}

BOOST_AUTO_TEST_CASE(an_answer_that_crashes_or_never_ends_stops_only_itself) {
  expect(grade_one([] { raise(SIGSEGV); }), "stopped", "crashed (Segmentation fault)");
  expect(grade_one([] { std::abort(); }), "stopped", "crashed (Aborted)");
  expect(grade_one([] { _exit(0); }), "stopped", "ended the program");
  expect(grade_one(
             [] {
               while (true) pause();
             },
             1),
         "stopped", "had not ended after 1 seconds");
  expect(grade_one([] { throw Rejected(Stage::value, std::string(300000, 'x')); }), "value", std::string(300000, 'x'));
}

BOOST_AUTO_TEST_CASE(what_an_answer_changes_stays_its_own) {
  int counter = 0;
  grade_one([&] { counter = 7; });
  BOOST_TEST(counter == 0);
}

BOOST_AUTO_TEST_CASE(closeness_is_relative_and_both_numbers_are_named) {
  demand_close(Stage::value, "y", 1e6 + 1e-4, 1e6);
  demand_close(Stage::value, "y", 1e-10, 0);
  expect(grade_one([] { demand_close(Stage::value, "dL/dx", 3, 7, 1e-9, "x is used twice"); }), "value",
         "dL/dx is 3; it should be 7: x is used twice");
  expect(grade_one([] { demand_close(Stage::value, "y", 1 + 1e-8, 1); }), "value", "y is 1.0000000");
  expect(grade_one([] { demand_close(Stage::value, "y", std::nan(""), 1); }), "value", "y is nan; it should be 1");
}

const std::vector<Exercise> exercises{
    {"1a", "a good one", [] {}},
    {"1b", "to do", [] { throw unroll::Todo("1b: write it; section 2 explains it"); }},
    {"1c", "wrong", [] { demand(Stage::gradient, false, "the sign\nis wrong"); }}};

std::pair<int, std::string> grade_with(const CommandLine& line, FILE* stream = stdout) {
  int status = -1;
  const std::string text = printed([&] { status = grade(line.argc(), line.argv.data(), exercises); }, stream);
  return {status, text};
}

BOOST_AUTO_TEST_CASE(one_line_for_each_exercise) {
  const auto [status, text] = grade_with({});
  BOOST_TEST(status == 1);
  BOOST_TEST(text ==
             "  1a  passed     a good one\n"
             "  1b  TODO       write it; section 2 explains it\n"
             "  1c  gradient   the sign is wrong\n");
}

BOOST_AUTO_TEST_CASE(only_those_that_were_asked_for) {
  BOOST_TEST(grade_with({"1a"}).first == 0);
  BOOST_TEST(grade_with({"01a"}).second == "  1a  passed     a good one\n");
  BOOST_TEST(grade_with({"1b"}).first == 1);
  const auto [status, said] = grade_with({"1x"}, stderr);
  BOOST_TEST(status == 2);
  BOOST_TEST(said == "There is no exercise 1x; this lesson has 1a 1b 1c.\n");
}

// prove() must notice when a check is wrong. The files are those of lesson 1, the checks are made up.
std::pair<int, std::string> prove_with(const std::vector<Case>& cases) {
  int status = -1;
  const std::string text = printed([&] { status = prove("01-gradient", cases); });
  return {status, text};
}

BOOST_AUTO_TEST_CASE(a_case_that_is_not_graded_as_expected_is_found) {
  const auto says = [](const Case& c) { return prove_with({c}).second.substr(0, 5); };
  const auto right = [] {};
  const auto wrong = [] { demand(Stage::gradient, false, "the sign is wrong"); };
  const auto undone = [] { throw unroll::Todo("1a: write it"); };
  BOOST_TEST(says({"solutions/01a_rules.hpp", right, passes()}) == "ok   ");
  BOOST_TEST(says({"solutions/01a_rules.hpp", wrong, passes()}) == "WRONG");
  BOOST_TEST(says({"exercises/01a_rules.hpp", undone, todo("1a: write")}) == "ok   ");
  BOOST_TEST(says({"exercises/01a_rules.hpp", right, todo("1a: write")}) == "WRONG");
  BOOST_TEST(says({"wrong/01a_sign.hpp", wrong, rejected(Stage::gradient, "the sign")}) == "ok   ");
  BOOST_TEST(says({"wrong/01a_sign.hpp", wrong, rejected(Stage::gradient, "an index")}) == "WRONG");
  BOOST_TEST(says({"wrong/01a_sign.hpp", wrong, rejected(Stage::value, "the sign")}) == "WRONG");
  BOOST_TEST(says({"wrong/01a_sign.hpp", right, rejected(Stage::gradient, "the sign")}) == "WRONG");
}

BOOST_AUTO_TEST_CASE(files_without_a_case_and_exercises_without_answers_are_found) {
  const auto [status, text] =
      prove_with({{"solutions/01a_rules.hpp", [] {}, passes()}, {"solutions/01z_more.hpp", [] {}, passes()}});
  BOOST_TEST(status == 1);
  BOOST_TEST(contains(text, "WRONG exercises/01b_sweep.hpp has no case in course.cpp"));
  BOOST_TEST(contains(text, "WRONG 1a has 0 stubs; it should have one"));
  BOOST_TEST(contains(text, "WRONG 1a has fewer than two wrong answers"));
  BOOST_TEST(contains(text, "WRONG 1z should have three hints"));
  BOOST_TEST(!contains(text, "WRONG 1a should have three hints"));
}

BOOST_AUTO_TEST_SUITE_END()
