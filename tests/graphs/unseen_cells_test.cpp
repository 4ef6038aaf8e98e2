// Cells that no drawing code knows: those of the zoo, and some that are drawn at random.
#include "geometry.hpp"
#include "nn/losses.hpp"
#include "nn/unrolled.hpp"
#include "nn/zoo/antisymmetric_cell.hpp"
#include "nn/zoo/cornn_cell.hpp"
#include "nn/zoo/mgu_cell.hpp"
#include "nn/zoo/mingru_cell.hpp"
#include "nn/zoo/ugrnn_cell.hpp"
#include "tests/nn/generated_cell.hpp"

using namespace unroll;
using namespace unroll::graphs;
using namespace unroll::graphs::testing;

BOOST_AUTO_TEST_SUITE(unseen_cells)

namespace {

// At both levels; read at the end, or after every step.
template <class C>
void check(const typename C::Options& options = {}) {
  for (bool project_first : {false, true})
    for (bool every_step : {false, true})
      for (Level level : {Level::op, Level::cell}) {
        C cell(4, 3, options);
        const Tensor xs = Tensor(numbers({9, 2, 4}, 7)).named("x").mark(Role::input);
        const auto run = nn::unrolled(cell, xs, {.project_first = project_first});
        const Tensor y = every_step ? run.outputs() : run.last().h;
        const Tensor loss = nn::squared_error(y, Tensor(Array::zeros(y.shape())));
        Trace trace(Trace::Keep::arrays);
        loss.backward({.trace = &trace});
        const Picture p({loss}, &trace, level);
        check_geometry(p);
        // The first steps may do less, where a state is still a number, and so may the last: nobody reads them.
        if (every_step) check_stamps(p, 4, 5, false);
      }
}

template <std::size_t fields, bool projects>
void check_generated(std::uint64_t seed) {
  BOOST_TEST_CONTEXT("drawn by seed " << seed << ": " << cell_table::Program(seed, fields).text())
  check<cell_table::GeneratedCell<fields, projects>>({seed});
}

}  // namespace

BOOST_AUTO_TEST_CASE(the_zoo) {
  check<nn::MGUCell>();
  check<nn::UGRNNCell>();
  check<nn::AntisymmetricCell>();
  check<nn::MinGRUCell>();
  check<nn::CoRNNCell>();
}

BOOST_AUTO_TEST_CASE(drawn_at_random) {
  for (std::uint64_t seed = 1; seed <= 20; seed += 4) {
    check_generated<1, true>(seed);
    check_generated<2, false>(seed + 1);
    check_generated<3, true>(seed + 2);
    check_generated<4, false>(seed + 3);
  }
}

BOOST_AUTO_TEST_SUITE_END()
