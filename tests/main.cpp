// The entry point that all test programs share, and one demand on every test case: what it has made of nodes and
// buffers is freed when it ends.
#include <boost/test/unit_test.hpp>
#include <iostream>

#include "autograd/pool.hpp"

namespace {

using namespace boost::unit_test;

bool leaked = false;

// Boost takes no failures from an observer once a case has finished, so this one reports for itself.
struct NothingLeaks : test_observer {
  NothingLeaks() { framework::register_observer(*this); }
  ~NothingLeaks() override { framework::deregister_observer(*this); }
  void test_unit_start(const test_unit& unit) override {
    if (unit.p_type != TUT_CASE) return;
    nodes = unroll::live_nodes();
    buffers = unroll::live_buffers();
  }
  void test_unit_finish(const test_unit& unit, unsigned long) override {
    if (unit.p_type != TUT_CASE) return;
    nodes = unroll::live_nodes() - nodes;
    buffers = unroll::live_buffers() - buffers;
    if (nodes == 0 && buffers == 0) return;
    std::cerr << "error: in \"" << unit.p_name << "\": it left " << nodes << " nodes and " << buffers
              << " buffers behind\n";
    leaked = true;
  }
  std::ptrdiff_t nodes = 0, buffers = 0;
};

}  // namespace

BOOST_TEST_GLOBAL_FIXTURE(NothingLeaks);

// Graphviz 2.42 and the libraries under it leak some kilobytes with every picture; the leak checker asks here what is
// not ours.
extern "C" const char* __lsan_default_suppressions();
extern "C" const char* __lsan_default_suppressions() {
  return "leak:libgvc\nleak:libcgraph\nleak:libgvplugin\nleak:libpango\nleak:libcairo\nleak:libfontconfig\n"
         "leak:libglib\nleak:libgobject\nleak:libexpat\nleak:libltdl\n";
}

// Not Boost's own, whose macro would have to come before the header that is compiled once for all.
int main(int count, char* words[]) {
  const int status = unit_test_main([] { return true; }, count, words);
  return status == 0 && leaked ? 1 : status;
}
