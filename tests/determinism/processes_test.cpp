// From process to process: the same bits, wherever the system puts memory and whatever it is filled with, whatever the
// environment says, and however many threads OpenMP may use.
#include <cstdlib>

#include "autograd/file.hpp"
#include "graphs/process.hpp"
#include "tests/autograd/checks.hpp"
#include "tests/autograd/folder.hpp"

using namespace unroll;

BOOST_AUTO_TEST_SUITE(processes)

namespace {

std::string said(std::vector<std::string> command, const std::vector<std::string>& arguments) {
  command.push_back(std::string(std::getenv("UNROLL_BUILD")) + "/bin/determinism");
  command.insert(command.end(), arguments.begin(), arguments.end());
  return graphs::output_of(command, "", std::chrono::minutes(5));
}
std::string bits(const std::vector<std::string>& command) { return said(command, {}); }

}  // namespace

BOOST_AUTO_TEST_CASE(every_process_gives_the_same_bits) {
  const std::string expected = bits({});
  BOOST_TEST(std::count(expected.begin(), expected.end(), '\n') > 10);
  const std::vector<std::string> surroundings[] = {
      {"env", "-i"},
      {"env", "LC_ALL=C.UTF-8", "TZ=Asia/Kathmandu", "COLUMNS=20", "OMP_NUM_THREADS=3", "OMP_DYNAMIC=false"},
      {"env", "MALLOC_PERTURB_=165", "OMP_NUM_THREADS=1"},  // glibc fills what it hands out with this byte's complement
      {"env", "MALLOC_PERTURB_=90", "MALLOC_MMAP_THRESHOLD_=64"},
      {"env", "A_LONG_ONE=" + std::string(4321, 'x')},  // the stack begins elsewhere
  };
  for (const auto& command : surroundings) BOOST_TEST(bits(command) == expected, command[1]);
}

// Addresses are drawn anew for each process, or they are the same in each.
BOOST_AUTO_TEST_CASE(addresses_do_not_matter) {
  if (std::system("setarch -R true 2>/dev/null") != 0) return;  // a container may forbid it
  BOOST_TEST(bits({"setarch", "-R"}) == bits({}));
}

// How ./learn test --all compares g++ with clang.
BOOST_AUTO_TEST_CASE(numbers_are_compared_to_1e12_and_findings_word_for_word) {
  const Folder folder;
  const std::string one = (folder.path / "one").string(), other = (folder.path / "other").string();
  const auto compared = [&](const std::string& a, const std::string& b) {
    write_file(one, a);
    write_file(other, b);
    return said({}, {"compare", one, other});
  };
  BOOST_TEST(holds(compared("L\t0.5\nrnn\tlearns\n", "L\t0.50000000000001\nrnn\tlearns\n"), "difference is 2.0e-14"));
  BOOST_CHECK_THROW(compared("L\t0.5\n", "L\t0.500000000001\n"), FileError);
  BOOST_CHECK_THROW(compared("L\t0.5\n", "L\tnan\n"), FileError);
  BOOST_CHECK_THROW(compared("L\t0.5\n", "L\t0.5\nrnn\tlearns\n"), FileError);
  BOOST_CHECK_THROW(compared("L\t0.5\n", "∂L/∂b\t0.5\n"), FileError);
  BOOST_CHECK_THROW(compared("rnn\tlearns\n", "rnn\tdoes not learn\n"), FileError);
}

BOOST_AUTO_TEST_SUITE_END()
