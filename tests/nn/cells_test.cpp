// What must hold for every cell in the table: identities, in both precisions. cell_gradients_test.cpp holds the
// derivatives against differences.
#include <limits>

#include "tests/nn/cell_checks.hpp"
#include "tests/nn/generated_cell.hpp"

using namespace unroll;
using namespace cell_table;

BOOST_AUTO_TEST_SUITE(cells)

namespace {

// f(row, sizes) for every row, in ordinary sizes and where something is 1.
template <class F>
void for_each_cell(const F& f) {
  for (const CellRow& row : cell_table::cell_table())
    for (const Sizes& sizes : {Sizes{5, 3, 3, 4}, {1, 3, 2, 3}, {4, 1, 2, 3}, {3, 2, 1, 1}, {1, 1, 1, 1}}) {
      seed(21);
      BOOST_TEST_CONTEXT(row.name << ", T = " << sizes.steps << ", batch " << sizes.batch << ", " << sizes.inputs
                                  << " inputs, " << sizes.hidden << " hidden")
      f(row, sizes);
    }
}

// A cell, a sequence and a start.
struct Trial {
  Trial(const CellRow& row, const Sizes& s)
      : cell(row.cell(s.inputs, s.hidden)),
        xs(drawn({s.steps, s.batch, s.inputs})),
        start(drawn_like(cell->start(s.batch))),
        leaves(joined(joined(cell->module().parameters(), start), {xs})) {}
  std::unique_ptr<AnyCell> cell;
  Tensor xs;
  Fields start, leaves;
};
// The same with two layers.
struct LayerTrial {
  LayerTrial(std::unique_ptr<AnyLayer> made, const Sizes& s)
      : any(std::move(made)), cells(any->cells()), xs(drawn({s.steps, s.batch, s.inputs})) {
    leaves = joined(any->layer().parameters(), {xs});
    for (const auto& cell : cells) leaves = joined(leaves, start.emplace_back(drawn_like(cell->start(s.batch))));
  }
  std::unique_ptr<AnyLayer> any;
  std::vector<std::unique_ptr<AnyCell>> cells;
  Tensor xs;
  std::vector<Fields> start;
  Fields leaves;
};
template <class F>
void for_each_layer(const F& f) {
  for_each_cell([&](const CellRow& row, const Sizes& s) {
    f(LayerTrial(row.recurrent(s.inputs, s.hidden, {.layers = 2}), s), s);
    f(LayerTrial(row.bidirectional(s.inputs, s.hidden, {.layers = 2}), s), s);
  });
}

// Of one sequence of the batch: (…, batch, …) -> (…, 1, …).
Tensor one(const Tensor& x, Index sequence, int axis) { return slice(x, axis, sequence, sequence + 1); }
Fields one(const Fields& state, Index sequence) {
  Fields all;
  for (const Tensor& field : state) all.push_back(one(field, sequence, 0));
  return all;
}

// Lengths that differ: T, T − 1, … and 0 for the last of three or more.
Indices uneven(const Sizes& s) {
  std::vector<Index> lengths;
  for (Index i = 0; i < s.batch; ++i)
    lengths.push_back(i >= 2 && i == s.batch - 1 ? 0 : std::max<Index>(s.steps - 2 * i, 1));
  return Indices(lengths);
}
// NaN where a sequence has ended.
Tensor spoilt(const Tensor& xs, const Indices& lengths) {
  Array numbers = xs.value();
  for (Index t = 0; t < xs.dim(0); ++t)
    for (Index i = 0; i < xs.dim(1); ++i)
      for (Index j = 0; t >= lengths[i] && j < xs.dim(2); ++j)
        numbers.set({t, i, j}, std::numeric_limits<Real>::quiet_NaN());
  return variable(numbers);
}
// A sequence's own outputs, and zeros up to T steps.
Tensor padded(const Tensor& outputs, Index steps) { return pad(outputs, 0, 0, steps - outputs.dim(0)); }

}  // namespace

BOOST_AUTO_TEST_CASE(sizes_names_and_parameters) {
  for_each_cell([](const CellRow& row, const Sizes& s) {
    const Trial trial(row, s);
    AnyCell& cell = *trial.cell;
    BOOST_TEST(cell.inputs() == s.inputs);
    const Fields start = cell.start(s.batch), next = cell.step(trial.xs[0], start);
    BOOST_TEST_REQUIRE((start.size() == cell.names().size() && next.size() == start.size()));
    BOOST_TEST((start[0].shape() == Shape{s.batch, cell.outputs()}));
    for (std::size_t i = 0; i < start.size(); ++i) {
      BOOST_TEST((next[i].shape() == start[i].shape() && !start[i].needs_grad()));
      for (std::size_t j = 0; j < i; ++j) BOOST_TEST(start[i].node() != start[j].node());
    }
    // The same seed makes the same cell.
    seed(21);
    check_equal(row.cell(s.inputs, s.hidden)->module().parameters(), cell.module().parameters(), 0);
  });
}

// A saved cell is its parameters by their names.
BOOST_AUTO_TEST_CASE(its_parameters_are_all_that_a_cell_is) {
  for_each_cell([](const CellRow& row, const Sizes& s) {
    const Trial trial(row, s);
    const auto other = row.cell(s.inputs, s.hidden);
    const auto from = trial.cell->module().named_parameters(), to = other->module().named_parameters();
    BOOST_TEST_REQUIRE(from.size() == to.size());
    for (std::size_t i = 0; i < to.size(); ++i) {
      BOOST_TEST(from[i].name == to[i].name);
      to[i].tensor.assign(from[i].tensor.value());
    }
    check_equal(all_of(other->unrolled(trial.xs, trial.start)), all_of(trial.cell->unrolled(trial.xs, trial.start)), 0);
  });
}

// With four units, all that goes into a cell has some influence on what comes out.
BOOST_AUTO_TEST_CASE(everything_takes_part) {
  for (const CellRow& row : cell_table::cell_table()) BOOST_TEST_CONTEXT(row.name) {
      seed(22);
      const Trial trial(row, {5, 3, 3, 4});
      const Run run = trial.cell->unrolled(trial.xs, trial.start);
      const Fields gradients = grad(number_of(joined(run.states)), trial.leaves);
      for (std::size_t i = 0; i < gradients.size(); ++i) {
        const Array size = norm(gradients[i]).value();
        BOOST_TEST((std::isfinite(size.item()) && size.item() > Real(1e-5)), "leaf " << i << ": " << size.item());
      }
    }
}

BOOST_AUTO_TEST_CASE(unrolled_is_one_step_after_another) {
  for_each_cell([](const CellRow& row, const Sizes& s) {
    const Trial trial(row, s);
    std::vector<Fields> states;
    std::vector<Tensor> xs, hs;
    for (Index t = 0; t < s.steps; ++t) {
      xs.push_back(trial.xs[t]);
      states.push_back(trial.cell->step(xs.back(), t == 0 ? trial.start : states.back()));
      hs.push_back(states.back()[0]);
    }
    const Run run = trial.cell->unrolled(trial.xs, trial.start);
    for (std::size_t t = 0; t < states.size(); ++t) check_equal(run.states[t], states[t], 0);
    check_equal_with_gradients(all_of(run), joined(states.back(), {stack(hs)}), trial.leaves);
    // The inputs may be a tensor for each step.
    check_equal_with_gradients(all_of(trial.cell->unrolled(xs, trial.start)), all_of(run), trial.leaves);
  });
}

// The product with the input, taken out of the loop, changes nothing.
BOOST_AUTO_TEST_CASE(projecting_first_is_stepping) {
  int count = 0;
  for_each_cell([&](const CellRow& row, const Sizes& s) {
    const Trial trial(row, s);
    if (!trial.cell->projects()) return;
    ++count;
    const Tensor x = trial.xs[0];
    check_equal_with_gradients(trial.cell->advance_projected(x, trial.start), trial.cell->step(x, trial.start),
                               trial.leaves);
    for (const nn::Direction direction : {nn::Direction::past, nn::Direction::future})
      for (const Indices& lengths : {Indices(), uneven(s)})
        check_equal_with_gradients(all_of(trial.cell->unrolled(trial.xs, trial.start, {lengths, direction, true})),
                                   all_of(trial.cell->unrolled(trial.xs, trial.start, {lengths, direction, false})),
                                   trial.leaves);
  });
  BOOST_TEST(count >= 5 * 17);  // cells and sizes
}

// Reading from the future is reading the sequence from its end.
BOOST_AUTO_TEST_CASE(the_other_direction_is_the_flipped_sequence) {
  for_each_cell([](const CellRow& row, const Sizes& s) {
    const Trial trial(row, s);
    const Run future = trial.cell->unrolled(trial.xs, trial.start, {.direction = nn::Direction::future});
    const Run flipped = trial.cell->unrolled(flip(trial.xs, 0), trial.start);
    for (std::size_t t = 0; t < future.states.size(); ++t)
      check_equal(future.states[t], flipped.states[flipped.states.size() - 1 - t], 0);
    check_equal_with_gradients(all_of(future), joined(flipped.last, {flip(flipped.outputs, 0)}), trial.leaves);
  });
}

// In a batch of uneven lengths each sequence is what it is alone, whatever its padding holds.
BOOST_AUTO_TEST_CASE(a_padded_batch_is_each_sequence_alone) {
  for_each_cell([](const CellRow& row, const Sizes& s) {
    for (const nn::Direction direction : {nn::Direction::past, nn::Direction::future})
      for (const bool project_first : {false, true}) {
        Trial trial(row, s);
        const Indices lengths = uneven(s);
        const Tensor garbage = spoilt(trial.xs, lengths);
        const Run batch = trial.cell->unrolled(garbage, trial.start, {lengths, direction, project_first});
        std::vector<Fields> last(trial.start.size());
        std::vector<Tensor> outputs;
        for (Index i = 0; i < s.batch; ++i) {
          const Fields start = one(trial.start, i);
          Run alone{{}, start, Tensor(Array::zeros({0, 1, trial.cell->outputs()}))};
          if (lengths[i] > 0)
            alone = trial.cell->unrolled(one(slice(trial.xs, 0, 0, lengths[i]), i, 1), start, {.direction = direction});
          outputs.push_back(lengths[i] > 0 ? padded(alone.outputs, s.steps)
                                           : Tensor(Array::zeros({s.steps, 1, trial.cell->outputs()})));
          for (std::size_t f = 0; f < last.size(); ++f) last[f].push_back(alone.last[f]);
        }
        Fields wanted;
        for (const Fields& field : last) wanted.push_back(concat(field, 0));
        wanted.push_back(concat(outputs, 1));
        check_equal(all_of(batch), wanted);
        Fields ours = trial.leaves;
        ours.back() = garbage;
        if (!project_first) {
          std::vector<Tensor> each;
          for (Index t = 0; t < s.steps; ++t) each.push_back(garbage[t]);
          check_equal_with_gradients(all_of(trial.cell->unrolled(each, trial.start, {lengths, direction})),
                                     all_of(batch), ours);
        }
        // In the padding both are 0: of the one it is not read, of the other it is not there.
        check_equal(grad(number_of(all_of(batch)), ours), grad(number_of(wanted), trial.leaves), 100 * rounding);
      }
  });
}

BOOST_AUTO_TEST_CASE(a_padded_batch_is_each_sequence_alone_in_layers) {
  for_each_layer([](LayerTrial trial, const Sizes& s) {
    const Indices lengths = uneven(s);
    const Tensor garbage = spoilt(trial.xs, lengths);
    const LayerRun batch = trial.any->run(garbage, trial.start, lengths);
    const Fields flat_start = joined(trial.start);
    std::vector<Fields> last(flat_start.size());
    std::vector<Tensor> outputs;
    for (Index i = 0; i < s.batch; ++i) {
      std::vector<Fields> start;
      for (const Fields& state : trial.start) start.push_back(one(state, i));
      LayerRun alone{{}, start};
      if (lengths[i] > 0) alone = trial.any->run(one(slice(trial.xs, 0, 0, lengths[i]), i, 1), start);
      outputs.push_back(lengths[i] > 0 ? padded(alone.outputs, s.steps)
                                       : Tensor(Array::zeros({s.steps, 1, trial.any->layer().outputs()})));
      const Fields flat = joined(alone.last);
      for (std::size_t f = 0; f < last.size(); ++f) last[f].push_back(flat[f]);
    }
    Fields wanted;
    for (const Fields& field : last) wanted.push_back(concat(field, 0));
    wanted.push_back(concat(outputs, 1));
    check_equal(all_of(batch), wanted);
    Fields ours = trial.leaves;
    for (Tensor& leaf : ours)
      if (leaf.node() == trial.xs.node()) leaf = garbage;
    check_equal(grad(number_of(all_of(batch)), ours), grad(number_of(wanted), trial.leaves), 100 * rounding);
  });
}

BOOST_AUTO_TEST_CASE(two_layers_are_one_above_the_other) {
  for_each_cell([](const CellRow& row, const Sizes& s) {
    LayerTrial trial(row.recurrent(s.inputs, s.hidden, {.layers = 2}), s);
    BOOST_TEST_REQUIRE(trial.cells.size() == 2u);
    const Run below = trial.cells[0]->unrolled(trial.xs, trial.start[0]);
    const Run above = trial.cells[1]->unrolled(below.outputs, trial.start[1]);
    check_equal_with_gradients(all_of(trial.any->run(trial.xs, trial.start)),
                               joined({below.last, above.last, {above.outputs}}), trial.leaves);
    // From its own start.
    const Run own = trial.cells[1]->unrolled(trial.cells[0]->unrolled(trial.xs, trial.cells[0]->start(s.batch)).outputs,
                                             trial.cells[1]->start(s.batch));
    check_equal({trial.any->layer()(trial.xs)}, {own.outputs});
  });
}

BOOST_AUTO_TEST_CASE(both_directions_are_two_cells_side_by_side) {
  for_each_cell([](const CellRow& row, const Sizes& s) {
    LayerTrial trial(row.bidirectional(s.inputs, s.hidden, {.layers = 2}), s);
    BOOST_TEST_REQUIRE(trial.cells.size() == 4u);
    Tensor hs = trial.xs;
    std::vector<Fields> last;
    for (std::size_t i = 0; i < 4; i += 2) {
      const Run past = trial.cells[i]->unrolled(hs, trial.start[i]);
      const Run future = trial.cells[i + 1]->unrolled(flip(hs, 0), trial.start[i + 1]);
      last.push_back(past.last);
      last.push_back(future.last);
      hs = concat({past.outputs, flip(future.outputs, 0)}, 2);
    }
    BOOST_TEST(trial.any->layer().outputs() == hs.dim(2));
    check_equal_with_gradients(all_of(trial.any->run(trial.xs, trial.start)), joined(joined(last), {hs}), trial.leaves);
  });
}

BOOST_AUTO_TEST_CASE(batch_first_is_transposed) {
  for_each_cell([](const CellRow& row, const Sizes& s) {
    for (const auto& kind : {row.recurrent, row.bidirectional}) {
      const LayerTrial trial(kind(s.inputs, s.hidden, {.layers = 2}), s);
      const auto first = kind(s.inputs, s.hidden, {.layers = 2, .batch_first = true});
      const Fields from = trial.any->layer().parameters(), to = first->layer().parameters();
      for (std::size_t i = 0; i < to.size(); ++i) to[i].assign(from[i].value());
      for (const Indices& lengths : {Indices(), uneven(s)}) {
        const LayerRun wanted = trial.any->run(trial.xs, trial.start, lengths),
                       got = first->run(transpose(trial.xs, 0, 1), trial.start, lengths);
        check_equal(joined(joined(got.last), {transpose(got.outputs, 0, 1)}), all_of(wanted), 0);
        check_equal({transpose(first->layer()(transpose(trial.xs, 0, 1), lengths), 0, 1)},
                    {trial.any->layer()(trial.xs, lengths)}, 0);
      }
    }
  });
}

// What generates text, step by step, is what was trained on whole sequences.
BOOST_AUTO_TEST_CASE(step_by_step_is_the_whole_run) {
  for_each_cell([](const CellRow& row, const Sizes& s) {
    LayerTrial trial(row.recurrent(s.inputs, s.hidden, {.layers = 2}), s);
    std::vector<Fields> states = trial.start;
    std::vector<Tensor> hs;
    for (Index t = 0; t < s.steps; ++t) hs.push_back(trial.any->step(trial.xs[t], states));
    check_equal_with_gradients(joined(joined(states), {stack(hs)}), all_of(trial.any->run(trial.xs, trial.start)),
                               trial.leaves);
  });
}

// A sequence in two stretches: on from where the first ended is the whole; cut off, the values are the same and the
// gradients those of a stretch that began with these numbers.
BOOST_AUTO_TEST_CASE(stretches_go_on_and_detached_ones_are_cut_off) {
  for_each_layer([](LayerTrial trial, const Sizes& s) {
    if (trial.cells.size() > 2 || s.steps < 2) return;  // both directions need the whole sequence
    const Tensor head = slice(trial.xs, 0, 0, 2), tail = slice(trial.xs, 0, 2, s.steps);
    const LayerRun whole = trial.any->run(trial.xs, trial.start), first = trial.any->run(head, trial.start),
                   on = trial.any->run(tail, first.last);
    check_equal_with_gradients(joined(joined(on.last), {concat({first.outputs, on.outputs}, 0)}), all_of(whole),
                               trial.leaves);

    std::vector<Fields> cut, same_numbers;
    for (std::size_t l = 0; l < first.last.size(); ++l) {
      cut.push_back(trial.cells[l]->detached(first.last[l]));
      for (const Tensor& field : cut.back()) BOOST_TEST(!field.needs_grad());
      Fields& numbers = same_numbers.emplace_back();
      for (const Tensor& field : first.last[l]) numbers.push_back(Tensor(field.value()));
    }
    check_equal_with_gradients(all_of(trial.any->run(tail, cut)), all_of(trial.any->run(tail, same_numbers)),
                               trial.leaves);
    const Tensor into_start = grad(number_of(all_of(trial.any->run(tail, cut))), trial.start[0][0]);
    for (const Real number : into_start.value().numbers()) BOOST_TEST(number == 0);
  });
}

BOOST_AUTO_TEST_CASE(nothing_is_recorded_under_no_grad) {
  for_each_cell([](const CellRow& row, const Sizes& s) {
    const Trial trial(row, s);
    const Fields recorded = all_of(trial.cell->unrolled(trial.xs, trial.start));
    const NoGrad evaluating;
    const Fields evaluated = all_of(trial.cell->unrolled(trial.xs, trial.start));
    check_equal(evaluated, recorded, 0);
    for (const Tensor& each : evaluated) BOOST_TEST(!each.needs_grad());
  });
}

// The generator draws what it promises: 6 to 14 ops, and not the same ones.
BOOST_AUTO_TEST_CASE(generated_cells_are_of_6_to_14_ops) {
  std::vector<std::string> texts;
  std::size_t fewest = 100, most = 0;
  for (std::uint64_t seed = 1; seed <= 500; ++seed)
    for (std::size_t fields = 1; fields <= 4; ++fields) {
      const Program program(seed, fields);
      fewest = std::min(fewest, program.ops());
      most = std::max(most, program.ops());
      texts.push_back(program.text());
      BOOST_TEST(program.text() == Program(seed, fields).text());
    }
  BOOST_TEST((fewest == 6 && most == 14), fewest << " to " << most);
  std::sort(texts.begin(), texts.end());
  BOOST_TEST((std::unique(texts.begin(), texts.end()) - texts.begin() > 1900));
}

BOOST_AUTO_TEST_SUITE_END()
