// Draws into the folder that $UNROLL_TEST_DRAWINGS names, for dot_test.sh; by itself, into a folder that it removes.
#include <boost/test/unit_test.hpp>

#include <cstdlib>
#include <filesystem>

#include "graphs/draw.hpp"
#include "models.hpp"

using namespace unroll;
using namespace unroll::graphs;
using namespace unroll::graphs::testing;

BOOST_AUTO_TEST_SUITE(files)

BOOST_AUTO_TEST_CASE(draws) {
  const char* wanted = std::getenv("UNROLL_TEST_DRAWINGS");
  const std::filesystem::path folder =
      wanted ? wanted : std::filesystem::temp_directory_path() / "unroll-test-drawings";
  const std::vector<std::string> formats{"dot", "svg"};
  const Rnn rnn(3), word(8, true);
  for (const Rnn* model : {&rnn, &word}) {
    Trace trace(Trace::Keep::arrays);
    model->loss.backward({.trace = &trace});
    graphs::draw(model->loss, {.title = "Title", .trace = &trace, .captions = {"w", "o", "\"r", "d<s>"}})
        .save(folder / (model == &rnn ? "rnn" : "word"), formats);
  }
  graphs::draw(grad(rnn.loss, std::vector<Tensor>{rnn.W_hh}, {.create_graph = true}))
      .save(folder / "backward", formats);
  BOOST_TEST(std::filesystem::exists(folder / "backward.svg"));
  if (!wanted) std::filesystem::remove_all(folder);
}

BOOST_AUTO_TEST_SUITE_END()
