// Random programs on the engine, against the reference, and in double against central differences and float. A build in
// single precision has nn/ in it, too, and the libraries of UNROLL_GEMM. UNROLL_PROGRAMS says how many, UNROLL_FIRST
// from which seed.
#include <boost/test/unit_test.hpp>
#include <cstdlib>
#include <iostream>
#include <map>

#include "tests/random/check.hpp"
#include "tests/random/generator.hpp"
#include "tests/random/print.hpp"
#include "tests/random/reference.hpp"
#include "tests/random/shrink.hpp"

BOOST_AUTO_TEST_SUITE(programs)

namespace {

std::uint64_t from_environment(const char* name, std::uint64_t otherwise) {
  const char* text = std::getenv(name);
  return text ? std::strtoull(text, nullptr, 10) : otherwise;
}

const std::uint64_t first = from_environment("UNROLL_FIRST", 1),
                    count = from_environment("UNROLL_PROGRAMS", UNROLL_POOL ? 2000 : 300);  // sanitizers: fewer

}  // namespace

BOOST_AUTO_TEST_CASE(random_programs_are_right) {
  using namespace random_programs;
  for (std::uint64_t seed = first, wrong = 0; seed < first + count && wrong < 3; ++seed) {
    const Program program = generated(seed);
    if (fault(program).empty()) continue;
    ++wrong;
    const Program small = shrunk(program, [](const Program& p) { return !fault(p).empty(); });
    BOOST_ERROR("program " << seed << ": " << fault(program) << "\nShrunk from " << program.statements.size()
                           << " statements to " << small.statements.size() << ": " << fault(small) << "\n\n"
                           << to_cpp(small));
  }
}

// For ops_test.sh.
BOOST_AUTO_TEST_CASE(list_ops) {
  std::map<std::string, int> times;
  for (const std::string& op : random_programs::known_ops()) times[op] = 0;
  for (std::uint64_t seed = first; seed < first + count; ++seed)
    for (const auto& statement : random_programs::generated(seed).statements) ++times[statement.op];
  for (const auto& [op, n] : times) std::cout << "op: " << op << " " << n << "\n";
}

BOOST_AUTO_TEST_SUITE_END()
