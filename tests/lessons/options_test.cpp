// lessons/support/options.hpp: the options of every lesson's program.
#include "lessons/support/options.hpp"

#include <boost/test/unit_test.hpp>

#include "tests/lessons/support.hpp"

using namespace unroll::lessons;

BOOST_AUTO_TEST_SUITE(options)

Options parse(const CommandLine& line, const std::vector<OwnOption>& own = {}) {
  return parse_options("99-test", line.argc(), line.argv.data(), "rendered/99-test", own);
}

// How the program ends for this command line, which it must not accept.
OptionError refusal(const CommandLine& line) {
  try {
    parse(line);
  } catch (const OptionError& error) {
    return error;
  }
  BOOST_FAIL("accepted");
  return OptionError("", 0);
}

BOOST_AUTO_TEST_CASE(without_options_the_lesson_decides) {
  const Options options = parse({});
  BOOST_TEST(options.seed == 1u);
  BOOST_TEST(options.seeds == 1);
  BOOST_TEST(!options.steps.has_value());
  BOOST_TEST(!options.hidden.has_value());
  BOOST_TEST(!options.cell.has_value());
  BOOST_TEST(options.out == "rendered/99-test");
  BOOST_TEST(options.formats.empty());
  BOOST_TEST(!options.full);
  BOOST_TEST(!options.offline);
}

BOOST_AUTO_TEST_CASE(all_options_are_read) {
  const Options options = parse({"--seed", "7", "--seeds=5", "--steps", "20", "--hidden", "8", "--cell", "gru", "--out",
                                 "here", "--format", "png,pdf", "--full", "--offline", "--threads", "2"});
  BOOST_TEST(options.seed == 7u);
  BOOST_TEST(options.seeds == 5);
  BOOST_TEST(options.steps.value() == 20);
  BOOST_TEST(options.hidden.value() == 8);
  BOOST_TEST(options.cell.value() == "gru");
  BOOST_TEST(options.out == "here");
  BOOST_TEST(options.formats == (std::vector<std::string>{"png", "pdf"}), boost::test_tools::per_element());
  BOOST_TEST(options.full);
  BOOST_TEST(options.offline);
  BOOST_TEST(options.threads == 2);
}

BOOST_AUTO_TEST_CASE(a_program_adds_its_own) {
  std::string words = "all", draw = "river";
  parse({"--words", "mine.txt"}, {{"--words", "FILE", "the words", &words}, {"--draw", "WORD", "the word", &draw}});
  BOOST_TEST(words == "mine.txt");
  BOOST_TEST(draw == "river");
}

BOOST_AUTO_TEST_CASE(what_makes_no_sense_is_refused_in_one_sentence) {
  const std::vector<std::pair<CommandLine, std::string>> wrong{{{"--nonsense"}, "no option --nonsense"},
                                                               {{"--steps", "many"}, "--steps"},
                                                               {{"--steps", "0"}, "--steps"},
                                                               {{"--seeds", "0"}, "--seeds"},
                                                               {{"--hidden", "-3"}, "--hidden"},
                                                               {{"--threads", "0"}, "--threads"},
                                                               {{"--format", "gif"}, "--format"},
                                                               {{"--seed"}, "--seed"},
                                                               {{"stray"}, "stray"},
                                                               {{"--format", "png", "stray"}, "stray"}};
  for (const auto& [line, words] : wrong) {
    const OptionError error = refusal(line);
    BOOST_TEST_INFO(error.what());
    BOOST_TEST(error.status == 2);
    BOOST_TEST(contains(error.what(), words));
    BOOST_TEST(contains(error.what(), "--help lists the options."));
    BOOST_TEST(!contains(error.what(), "\n"));
  }
}

BOOST_AUTO_TEST_CASE(help_lists_every_option) {
  const OptionError help = refusal({"--help"});
  BOOST_TEST(help.status == 0);
  for (const char* option : {"--seed ", "--seeds ", "--steps ", "--hidden ", "--cell ", "--out ", "--format ",
                             "--full ", "--offline ", "--stand-in ", "--threads ", "--help "})
    BOOST_TEST(contains(help.what(), option), option);
}

BOOST_AUTO_TEST_SUITE_END()
