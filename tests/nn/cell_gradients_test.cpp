// Double only: single precision leaves too few digits for differences.
// First and second derivatives of every cell in the table, by differences: parameters, inputs and starts.
#include "autograd/gradcheck.hpp"
#include "tests/nn/cell_checks.hpp"

using namespace unroll;
using namespace cell_table;

BOOST_AUTO_TEST_SUITE(cell_gradients)

namespace {

// All of them as one tensor, which gradcheck weighs.
Tensor flat(const Fields& all) {
  Fields rows;
  for (const Tensor& y : all) rows.push_back(reshape(y, {y.size()}));
  return concat(rows, 0);
}

void check(const std::function<Fields()>& f, const Fields& leaves) {
  const auto report = gradcheck([&] { return flat(f()); }, leaves, {.order = 2});
  BOOST_TEST(report.passed, report.text);
}

template <class F>
void for_each_cell(const F& f) {
  for (const CellRow& row : cell_table::cell_table()) BOOST_TEST_CONTEXT(row.name) {
      seed(23);
      f(row);
    }
}

void check_cell(const CellRow& row, const Sizes& s, const nn::UnrollOptions& options) {
  const auto cell = row.cell(s.inputs, s.hidden);
  const Tensor xs = drawn({s.steps, s.batch, s.inputs});
  const Fields start = drawn_like(cell->start(s.batch));
  check([&] { return all_of(cell->unrolled(xs, start, options)); },
        joined(joined(cell->module().parameters(), start), {xs}));
}

void check_layer(AnyLayer& layer, const Sizes& s, const Indices& lengths) {
  const Tensor xs = drawn({s.steps, s.batch, s.inputs});
  std::vector<Fields> start;
  for (const auto& cell : layer.cells()) start.push_back(drawn_like(cell->start(s.batch)));
  check([&] { return all_of(layer.run(xs, start, lengths)); },
        joined(joined(layer.layer().parameters(), joined(start)), {xs}));
}

}  // namespace

BOOST_AUTO_TEST_CASE(unrolled) {
  for_each_cell([](const CellRow& row) { check_cell(row, {3, 2, 2, 2}, {}); });
}

BOOST_AUTO_TEST_CASE(smallest) {
  for_each_cell([](const CellRow& row) { check_cell(row, {1, 1, 1, 1}, {}); });
}

BOOST_AUTO_TEST_CASE(from_the_future_with_lengths) {
  for_each_cell([](const CellRow& row) {
    check_cell(row, {3, 2, 1, 2}, {.lengths = {3, 1}, .direction = nn::Direction::future, .project_first = true});
  });
}

BOOST_AUTO_TEST_CASE(two_layers) {
  for_each_cell([](const CellRow& row) { check_layer(*row.recurrent(1, 2, {.layers = 2}), {2, 2, 1, 2}, {}); });
}

BOOST_AUTO_TEST_CASE(two_layers_in_both_directions_with_lengths) {
  for_each_cell([](const CellRow& row) { check_layer(*row.bidirectional(1, 1, {.layers = 2}), {2, 2, 1, 1}, {1, 2}); });
}

BOOST_AUTO_TEST_SUITE_END()
