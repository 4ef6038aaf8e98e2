// lessons/support/quotes.hpp: numbers in texts are held against runs.
#include "lessons/support/quotes.hpp"

#include <boost/test/unit_test.hpp>
#include <cmath>

#include "autograd/error.hpp"
#include "autograd/file.hpp"
#include "lessons/support/lesson.hpp"
#include "tests/lessons/support.hpp"

using namespace unroll::lessons;

BOOST_AUTO_TEST_SUITE(quotes)

const Run run{{"right", {0.9962, 0.991, 0.998, 1, 0.97}},
              {"right.control", {0.12, 0.13, 0.11, 0.14, 0.1}},
              {"nodes", {1576, 1576, 1576, 1576, 1576}},
              {"apart", {2.2e-16, 1e-16, 3e-16, 0, 4e-16}},
              {"slope", {-0.105, -0.2, -0.1, -0.1, -0.1}}};

Bands bands() {
  Bands bands;
  bands["right"].min = 0.95;
  bands["nodes"].equal = 1576;
  bands["apart"].max = 1e-12;
  return bands;
}

std::vector<std::string> mistakes(const std::string& text, const Run& fresh = run) {
  return mistakes_of_quotes(text, run, bands(), fresh);
}

BOOST_AUTO_TEST_CASE(numbers_that_are_right_to_their_digits) {
  for (const char* text :
       {"in <!--right-->0.996 of the cases", "in <!--right-->99.6 % of them", "in <!--right-->100 % of them",
        "<!--right-->**1.00**", "<!--right.control-->0.12", "<!--right.min-->0.97 to <!--right.max-->1.000",
        "<!--right.median-->0.996", "| <!--nodes-->1,576 |", "<!--apart-->$2.2 \\cdot 10^{-16}$, which is rounding",
        "a slope of <!--slope-->−0.105", "a slope of <!--slope-->$-0.1$", "nothing quoted, 0.5"})
    BOOST_TEST(mistakes(text).empty(), text);
}

BOOST_AUTO_TEST_CASE(numbers_that_are_not) {
  const auto only = [](const std::string& text, const std::string& part, const Run& fresh = run) {
    const auto found = mistakes(text, fresh);
    BOOST_REQUIRE(found.size() == 1);
    BOOST_TEST(contains(found[0], part), found[0]);
  };
  only("<!--right-->0.995", "The text says 0.995 of \"right\", and run.json 0.9962.");
  only("<!--right-->99.7 %", "The text says 99.7");
  only("<!--apart-->$3 \\cdot 10^{-16}$", "run.json 2.2e-16");
  only("<!--slope-->0.105", "run.json -0.105");
  only("<!--wrong-->0.5", "run.json knows no \"wrong\"");
  only("<!--right.control3-->0.5", "run.json knows no");
  only("<!--apart-->$10^{-16}$", "No number that can be read follows <!--apart-->.");
  only("<!--right-->about one half", "No number that can be read follows <!--right-->.");
  only("<!--slope.min-->0", "too few digits for -0.2.");
  only("<!--nodes-->1,576", "and this run 1577", {{"nodes", {1577}}});
}

BOOST_AUTO_TEST_CASE(a_quoted_number_lies_in_its_band) {
  Run poor = run;
  poor["right"][0] = 0.9;
  BOOST_TEST(mistakes_of_quotes("<!--right-->0.9", poor, bands(), poor).size() == 1u);
  BOOST_TEST(mistakes_of_quotes("<!--right.control-->0.1", poor, bands(), poor).empty());
}

BOOST_AUTO_TEST_CASE(a_text_is_refreshed_to_the_digits_it_had) {
  BOOST_TEST(refreshed("a <!--right-->0.12, <!--right-->1 %, <!--nodes-->9 and <!--nodes-->9,999; "
                       "<!--apart-->$1 \\cdot 10^{-3}$ <!--slope-->**7.00** <!--unknown-->5 <!--right-->none",
                       run) ==
             "a <!--right-->1.00, <!--right-->100 %, <!--nodes-->1,576 and <!--nodes-->1,576; "
             "<!--apart-->$2 \\cdot 10^{-16}$ <!--slope-->**−0.10** <!--unknown-->5 <!--right-->none");
  BOOST_TEST(refreshed("of <!--nodes-->9, a comma", run) == "of <!--nodes-->1,576, a comma");
  const std::string text = refreshed("<!--right-->0.5 <!--apart-->$9.9 \\cdot 10^{2}$ <!--slope-->0.001", run);
  BOOST_TEST(mistakes(text).empty(), text);
}

BOOST_AUTO_TEST_CASE(a_run_that_does_not_hold_is_found) {
  BOOST_TEST(mistakes_of_run(run, bands()).empty());
  Run twice = run, inside = run, few = run, none = run;
  twice["right"] = {0.9, 0.9, 1, 1, 1};
  inside["right.control"] = {1, 1, 1, 0, 0};
  few["right"] = {1};
  none.erase("nodes");
  for (const Run& wrong : {twice, inside, few, none}) BOOST_TEST(mistakes_of_run(wrong, bands()).size() == 1u);
}

BOOST_AUTO_TEST_CASE(texts_about_the_course_quote_by_lesson) {
  const TemporaryFolder folder;
  for (const char* lesson : {"01-first", "02-second", "support"})
    std::filesystem::create_directory(folder.path / lesson);
  const auto write = [&](const char* lesson, const char* run_json, const char* expected) {
    unroll::write_file(folder.path / lesson / "run.json", run_json);
    unroll::write_file(folder.path / lesson / "expected.json", expected);
  };
  write("01-first", R"({"right": [0.5, 0.6]})", R"({"right": {"min": 0.4}})");
  write("02-second", R"({"right": [0.9, 0.8]})", R"({"right": {"min": 0.7}})");
  const Course course = read_course(folder.path);
  BOOST_TEST(course.run.size() == 2u);
  const auto wrong = [&](const std::string& text) {
    return mistakes_of_quotes(text, course.run, course.bands, {}).size();
  };
  BOOST_TEST(wrong("<!--01/right-->0.5 and <!--02/right-->0.9, at least <!--02/right.min-->80 %") == 0u);
  for (const char* text : {"<!--01/right-->0.9", "<!--03/right-->0.5", "<!--right-->0.5"})
    BOOST_TEST(wrong(text) == 1u, text);
  BOOST_TEST(refreshed("<!--01/right-->0.1 <!--02/right-->10 %", course.run) ==
             "<!--01/right-->0.5 <!--02/right-->90 %");
}

BOOST_AUTO_TEST_CASE(what_a_lesson_writes_is_read_and_a_run_comes_back) {
  const TemporaryFolder folder;
  Options options;
  options.out = folder.path;
  options.seeds = 5;
  printed([&] {
    Lesson lesson("99-test", options, bands());
    for (int seed = 0; seed < 5; ++seed) {
      lesson.start(seed);
      lesson.finding("nodes", "nodes", 1576);
      lesson.control("nodes", "more", seed);
      lesson.control("nodes", "and more", 7);
      lesson.quote("loss", 0.25 * seed);
      BOOST_CHECK_THROW(lesson.quote("loss", 1), unroll::Error);
    }
    lesson.finish();
  });
  const Run told = read_findings(folder.path);
  BOOST_TEST(told.size() == 4u);
  BOOST_TEST((told.at("loss") == std::vector<double>{0, 0.25, 0.5, 0.75, 1}));
  BOOST_TEST((told.at("nodes.control2") == std::vector<double>(5, 7.0)));
  unroll::write_file(folder.path / "run.json", to_json(run));
  BOOST_TEST((read_run(folder.path / "run.json") == run));
  BOOST_CHECK_THROW(read_findings(folder.path / "nowhere"), unroll::FileError);
  std::filesystem::copy(folder.path / "findings.json", folder.path / "second-findings.json");
  BOOST_CHECK_EXCEPTION(read_findings(folder.path), unroll::FileError, [](const std::exception& error) {
    return contains(error.what(), "is told by two programs of one lesson");
  });
}

BOOST_AUTO_TEST_SUITE_END()
