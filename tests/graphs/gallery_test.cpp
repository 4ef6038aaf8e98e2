// One call draws each model of the gallery, and cells that nobody has thought up; what must hold of every picture
// holds of theirs.
#include "graphs/gallery/models.hpp"

#include "geometry.hpp"
#include "tests/nn/generated_cell.hpp"

using namespace unroll;
using namespace unroll::graphs;
using namespace unroll::graphs::testing;

BOOST_AUTO_TEST_SUITE(gallery)

namespace {

void check_drawing(const Tensor& loss, const std::string& name) {
  BOOST_TEST_CONTEXT(name) {
    Trace trace;
    loss.backward({.trace = &trace});
    const Drawing drawing = draw(loss, {.title = name, .trace = &trace});
    check_geometry(Picture({loss}, &trace, Level::automatic));
    BOOST_TEST(render(drawing.dot(), "svg").find("</svg>") != std::string::npos);
  }
}

template <std::size_t fields, bool projects>
void check_generated(std::uint64_t seed_of_cell) {
  seed(seed_of_cell);
  cell_table::GeneratedCell<fields, projects> cell(2, 3, {seed_of_cell});
  check_drawing(unroll::gallery::last_state(cell), cell_table::Program(seed_of_cell, fields).text());
}

}  // namespace

BOOST_AUTO_TEST_CASE(every_model_is_drawn_by_one_call) {
  BOOST_TEST(unroll::gallery::models().size() == 13u);
  for (const unroll::gallery::Model& model : unroll::gallery::models()) {
    seed(3);
    check_drawing(model.loss(), model.name);
  }
}

BOOST_AUTO_TEST_CASE(so_are_twelve_cells_drawn_at_random) {
  for (std::uint64_t seed = 1; seed <= 12; seed += 4) {
    check_generated<1, true>(seed);
    check_generated<2, false>(seed + 1);
    check_generated<3, true>(seed + 2);
    check_generated<4, false>(seed + 3);
  }
}

BOOST_AUTO_TEST_SUITE_END()
