// graphs/process.hpp: another program's answer, its failure, its absence, and its endless silence.
#include "graphs/process.hpp"

#include <boost/test/unit_test.hpp>
#include <thread>

using namespace unroll;
using namespace unroll::graphs;
using namespace std::chrono_literals;

BOOST_AUTO_TEST_SUITE(process)

const auto says = [](const std::string& words) {
  return [=](const std::exception& error) { return std::string(error.what()).find(words) != std::string::npos; };
};

BOOST_AUTO_TEST_CASE(input_and_arguments_arrive_as_they_are) {
  std::string all;
  for (int byte = 0; byte < 256; ++byte) all += static_cast<char>(byte);
  BOOST_TEST(output_of({"cat"}, all, 10s) == all);
  const std::string hostile = "$(touch x) `id` ; 'a\" \\ *\n";
  BOOST_TEST(output_of({"printf", "%s", hostile}, "", 10s) == hostile);
}

BOOST_AUTO_TEST_CASE(large_texts_do_not_block) {
  const std::string large(20'000'000, 'x');
  BOOST_TEST((output_of({"cat"}, large, 60s) == large));
  BOOST_TEST(output_of({"head", "-c", "3"}, large, 10s) == "xxx");  // reads little of its input
}

BOOST_AUTO_TEST_CASE(a_missing_program_is_named) {
  BOOST_CHECK_EXCEPTION(output_of({"no-such-program"}, "", 10s), MissingProgram, says("\"no-such-program\""));
}

BOOST_AUTO_TEST_CASE(a_failure_says_what_the_program_said) {
  BOOST_CHECK_EXCEPTION(output_of({"sh"}, "echo part; echo the reason >&2; exit 3", 10s), FileError,
                        says("sh failed: the reason"));
  BOOST_CHECK_EXCEPTION(output_of({"sh"}, "kill -SEGV $$", 10s), FileError, says("sh failed"));
}

BOOST_AUTO_TEST_CASE(an_endless_program_is_stopped) {
  const auto start = std::chrono::steady_clock::now();
  BOOST_CHECK_EXCEPTION(output_of({"sleep", "100"}, "", 100ms), FileError, says("after 0.1 seconds"));
  BOOST_CHECK_EXCEPTION(output_of({"sh"}, "exec >&-; exec sleep 100", 100ms), FileError, says("after 0.1 seconds"));
  BOOST_CHECK_EXCEPTION(output_of({"yes"}, "", 100ms), FileError, says("after 0.1 seconds"));
  BOOST_TEST((std::chrono::steady_clock::now() - start < 20s));
}

BOOST_AUTO_TEST_CASE(several_threads_get_each_its_own_answer) {
  std::vector<std::string> answers(8);
  std::vector<std::thread> threads;
  for (std::size_t i = 0; i < answers.size(); ++i)
    threads.emplace_back(
        [&, i] { answers[i] = output_of({"cat"}, std::string(100'000, static_cast<char>('a' + i)), 30s); });
  for (std::thread& thread : threads) thread.join();
  for (std::size_t i = 0; i < answers.size(); ++i)
    BOOST_TEST((answers[i] == std::string(100'000, static_cast<char>('a' + i))));
}

BOOST_AUTO_TEST_SUITE_END()
