// lessons/support/lesson.hpp: findings, their controls, findings.json, and how a lesson's program ends.
#include "lessons/support/lesson.hpp"

#include <boost/test/unit_test.hpp>
#include <cmath>
#include <nlohmann/json.hpp>

#include "autograd/error.hpp"
#include "graphs/plot.hpp"
#include "tests/lessons/support.hpp"

using namespace unroll::lessons;

BOOST_AUTO_TEST_SUITE(lesson)

struct Told {
  int status = -1;
  std::string text;
  nlohmann::json findings;  // null if none were written
};

// Tells a story with the bands a: {max 1}, b: {min 2, max 3}.
Told tell(const std::function<void(Lesson&)>& story, Options options = {}) {
  const TemporaryFolder folder;
  options.out = folder.path / "new" / "folder";
  Bands bands;
  bands["a"].max = 1;
  bands["b"].min = 2, bands["b"].max = 3;
  Told told;
  told.text = printed([&] {
    Lesson lesson("99-test", options, bands);
    for (int run = 0; run < options.seeds; ++run) {
      lesson.start(run);
      story(lesson);
    }
    told.status = lesson.finish();
  });
  told.findings = nlohmann::json::parse(contents(options.out / "findings.json"));
  for (const auto& entry : std::filesystem::directory_iterator(options.out))
    BOOST_TEST(entry.path().filename() == "findings.json");  // no temporary file is left
  return told;
}

BOOST_AUTO_TEST_CASE(a_finding_and_its_control) {
  const Told told = tell([](Lesson& lesson) {
    lesson.finding("a", "it is small", 0.5);
    lesson.control("a", "something large", 7);
  });
  BOOST_TEST(told.status == 0);
  BOOST_TEST(contains(told.text, "it is small"));
  BOOST_TEST(contains(told.text, "0.5   0 ± 1              holds"));
  BOOST_TEST(contains(told.text, "outside, as it must be"));
  const auto& finding = told.findings["findings"][0];
  BOOST_TEST(told.findings["lesson"] == "99-test");
  BOOST_TEST(finding["id"] == "a");
  BOOST_TEST(finding["values"][0] == 0.5);
  BOOST_TEST(finding["band"] == "0 ± 1");
  BOOST_TEST(finding["holds"] == true);
  BOOST_TEST(finding["controls"][0]["what"] == "something large");
  BOOST_TEST(finding["controls"][0]["values"][0] == 7);
  BOOST_TEST(finding["controls"][0]["outside"] == true);
}

BOOST_AUTO_TEST_CASE(files_are_told_as_a_shell_would_name_them) {
  const TemporaryFolder folder;
  Options options;
  options.out = folder.path;
  unroll::graphs::Plot plot("title", {"x"}, {"y"});
  plot.line("line", {1, 2}, {3, 4});
  const auto said = [&] { return printed([&] { Lesson("99-test", options, {}).save(plot, "curve"); }); };
  BOOST_TEST(said() == "  plot:    " + (folder.path / "curve.svg\n").string());
  options.formats = {"png"};
  BOOST_TEST(said() == "  plot:    " + (folder.path / "curve.{svg,png}\n").string());
}

BOOST_AUTO_TEST_CASE(a_finding_outside_its_band_fails) {
  const Told told = tell([](Lesson& lesson) {
    lesson.finding("a", "it is small", 1.5);
    lesson.control("a", "something large", 7);
  });
  BOOST_TEST(told.status == 1);
  BOOST_TEST(contains(told.text, "DOES NOT HOLD"));
  BOOST_TEST(told.findings["findings"][0]["holds"] == false);
}

BOOST_AUTO_TEST_CASE(a_control_inside_the_band_fails) {
  const Told told = tell([](Lesson& lesson) {
    lesson.finding("a", "it is small", 0.5);
    lesson.control("a", "something large", 0.7);
  });
  BOOST_TEST(told.status == 1);
  BOOST_TEST(contains(told.text, "INSIDE"));
}

BOOST_AUTO_TEST_CASE(a_finding_without_a_control_does_not_count) {
  const Told told = tell([](Lesson& lesson) { lesson.finding("a", "it is small", 0.5); });
  BOOST_TEST(told.status == 1);
  BOOST_TEST(contains(told.text, "\"a\" has no control"));
}

BOOST_AUTO_TEST_CASE(what_is_no_number_neither_holds_nor_controls) {
  const double nan = std::nan("");
  BOOST_TEST(tell([&](Lesson& l) { l.finding("a", "f", nan), l.control("a", "c", 7); }).status == 1);
  BOOST_TEST(tell([&](Lesson& l) { l.finding("a", "f", 0), l.control("a", "c", nan); }).status == 1);
}

BOOST_AUTO_TEST_CASE(several_seeds_are_graded_by_majority) {
  const auto story = [](std::uint64_t good) {
    return [=](Lesson& lesson) {
      lesson.finding("b", "between two and three", lesson.seed() < 10 + good ? 2.5 : 9);
      lesson.control("b", "zero", 0);
    };
  };
  Options options;
  options.seed = 10;
  options.seeds = 5;
  const Told three = tell(story(3), options), two = tell(story(2), options);
  BOOST_TEST(three.status == 0);
  BOOST_TEST(contains(three.text, "holds in 3 of 5"));
  BOOST_TEST(three.findings["findings"][0]["values"].size() == 5u);
  BOOST_TEST(three.findings["findings"][0]["median"] == 2.5);
  BOOST_TEST(two.status == 1);
  BOOST_TEST(contains(two.text, "in 2 of 5"));
}

BOOST_AUTO_TEST_CASE(each_run_starts_the_random_numbers_from_its_seed) {
  std::vector<std::uint64_t> drawn;
  Options options;
  options.seed = 4;
  options.seeds = 2;
  tell([&](Lesson&) { drawn.push_back(unroll::random_numbers().next()); }, options);
  BOOST_TEST_REQUIRE(drawn.size() == 2u);
  BOOST_TEST(drawn[0] == unroll::Random(4).next());
  BOOST_TEST(drawn[1] == unroll::Random(5).next());
}

BOOST_AUTO_TEST_CASE(mistakes_of_the_program_are_named) {
  const auto says = [](const char* words) {
    return [=](const std::exception& error) { return contains(error.what(), words); };
  };
  BOOST_CHECK_EXCEPTION(tell([](Lesson& l) { l.finding("z", "f", 0); }), unroll::Error, says("\"z\" has no band"));
  BOOST_CHECK_EXCEPTION(tell([](Lesson& l) { l.finding("a", "f", 0), l.finding("a", "f", 0); }), unroll::Error,
                        says("\"a\" is reported twice"));
}

BOOST_AUTO_TEST_CASE(steps_come_from_the_option_or_the_lesson) {
  Options options;
  tell(
      [](Lesson& l) {
        BOOST_TEST(l.steps(800, 3000) == 800);
        BOOST_TEST(l.hidden(32) == 32);
      },
      options);
  options.full = true;
  tell([](Lesson& l) { BOOST_TEST(l.steps(800, 3000) == 3000); }, options);
  options.steps = 20;
  tell([](Lesson& l) { BOOST_TEST(l.steps(800, 3000) == 20); }, options);
  const Told unused = tell([](Lesson&) {}, options);
  BOOST_TEST(contains(unused.text, "no use for --steps"));
}

BOOST_AUTO_TEST_CASE(findings_json_is_replaced_whole_or_not_at_all) {
  const TemporaryFolder folder;
  Options options;
  options.out = folder.path;
  const auto finish = [&] { printed([&] { Lesson("99-test", options, {}).finish(); }); };
  std::ofstream(folder.path / "findings.json") << "an older and much longer text" << std::string(100000, '.');
  finish();
  BOOST_TEST(nlohmann::json::parse(contents(folder.path / "findings.json")).contains("findings"));

  // A folder of that name cannot be replaced: an error, and no unfinished file beside it.
  std::filesystem::remove(folder.path / "findings.json");
  std::filesystem::create_directories(folder.path / "findings.json" / "full");
  BOOST_CHECK_EXCEPTION(finish(), unroll::FileError,
                        [](const std::exception& error) { return contains(error.what(), "findings.json"); });
  for (const auto& entry : std::filesystem::directory_iterator(folder.path))
    BOOST_TEST(entry.path().filename() == "findings.json");
}

// ---- run(), with the bands of lesson 1 ----

struct Ended {
  int status;
  std::string said;  // on stderr
};
Ended end_of(const CommandLine& line, const std::function<void(Lesson&)>& story) {
  Ended ended{};
  ended.said = printed(
      [&] { printed([&] { ended.status = run("01-gradient", line.argc(), line.argv.data(), story); }); }, stderr);
  return ended;
}

BOOST_AUTO_TEST_CASE(an_error_ends_the_program_with_one_sentence) {
  const TemporaryFolder folder;
  const Ended ended =
      end_of({"--out", folder.path.c_str()}, [](Lesson&) { throw unroll::FileError("The words are gone."); });
  BOOST_TEST(ended.status == 1);
  BOOST_TEST(ended.said == "The words are gone.\n");
}

BOOST_AUTO_TEST_CASE(what_was_found_before_an_error_is_kept) {
  const TemporaryFolder folder;
  end_of({"--out", folder.path.c_str()}, [](Lesson& lesson) {
    lesson.finding("nodes", "nine nodes", 9);
    throw unroll::FileError("The plugin is missing.");
  });
  BOOST_TEST(nlohmann::json::parse(contents(folder.path / "findings.json"))["findings"][0]["values"][0] == 9);
}

BOOST_AUTO_TEST_CASE(a_wrong_option_ends_it_before_the_story) {
  const Ended ended = end_of({"--nonsense"}, [](Lesson&) { BOOST_ERROR("told"); });
  BOOST_TEST(ended.status == 2);
  BOOST_TEST(contains(ended.said, "There is no option --nonsense"));
}

BOOST_AUTO_TEST_CASE(a_folder_that_cannot_be_made_ends_it_before_the_story) {
  const TemporaryFolder folder;
  std::ofstream(folder.path / "file") << "not a folder";
  const Ended ended =
      end_of({"--out", (folder.path / "file" / "pictures").c_str()}, [](Lesson&) { BOOST_ERROR("told"); });
  BOOST_TEST(ended.status == 1);
  BOOST_TEST(contains(ended.said, "cannot be written to: Not a directory. Choose another with --out."));
  BOOST_TEST(contents(folder.path / "file") == "not a folder");
}

BOOST_AUTO_TEST_SUITE_END()
