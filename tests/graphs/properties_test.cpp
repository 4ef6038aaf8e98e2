// What must hold of every drawing, on cells that nobody has thought up and that no drawing code can know: alone, in
// both directions, stacked twice.
#include <fmt/format.h>

#include <array>

#include "autograd/random.hpp"
#include "flows.hpp"
#include "geometry.hpp"
#include "graphs/text.hpp"
#include "nn/bidirectional.hpp"
#include "nn/losses.hpp"
#include "nn/recurrent.hpp"
#include "nn/unrolled.hpp"
#include "tests/nn/generated_cell.hpp"
#include "xml.hpp"

using namespace unroll;
using namespace unroll::graphs;
using namespace unroll::graphs::testing;
using cell_table::GeneratedCell;

BOOST_AUTO_TEST_SUITE(properties)

namespace {

constexpr Index batch = 2, inputs = 3, hidden = 3;
// What the last steps compute for nobody is no part of the graph: with up to four fields that hand on to each other,
// the first steps are all alike.
constexpr int steps = 7;

// One tensor for each step.
std::vector<Tensor> sequence() {
  std::vector<Tensor> xs;
  for (int t = 1; t <= steps; ++t)
    xs.push_back(variable(numbers({batch, inputs}, static_cast<unsigned>(t))).named("x").mark(Role::input));
  return xs;
}

// A start that needs gradients: constants would be computed with, and leave the graph, for some steps.
template <class Cell>
typename Cell::State start_of(Cell& cell) {
  typename Cell::State state = cell.start(batch);
  for (Tensor* field : nn::fields(state)) *field = variable(numbers({batch, hidden}, 50));
  return state;
}

// Of all fields of some states.
template <class State>
Tensor loss_of(const std::vector<State>& states) {
  std::vector<Tensor> all;
  for (const State& state : states)
    for (const Tensor* field : nn::fields(state)) all.push_back(*field);
  return mean(square(concat(all, -1) - Real(0.3))).mark(Role::loss).named("L");
}

template <class Cell>
struct Alone {
  explicit Alone(std::uint64_t seed) : cell(inputs, hidden, {seed}) {}
  Tensor loss() { return loss_of(std::vector{nn::unrolled(cell, xs, start_of(cell)).last()}); }
  Cell cell;
  std::vector<Tensor> xs = sequence();
};

template <class Cell>
struct BothWays {
  explicit BothWays(std::uint64_t seed) : before(inputs, hidden, {seed}), after(inputs, hidden, {seed}) {}
  Tensor loss() {
    const auto run = [&](Cell& cell, const char* name, nn::Direction direction) {
      Scope scope(name);
      return nn::unrolled(cell, xs, start_of(cell), {.direction = direction});
    };
    const auto past = run(before, "past", nn::Direction::past), future = run(after, "future", nn::Direction::future);
    return loss_of(std::vector{past.last(), future.last()});
  }
  Cell before, after;
  std::vector<Tensor> xs = sequence();
};

template <class Cell>
struct StackedTwice {
  explicit StackedTwice(std::uint64_t seed) : lower(inputs, hidden, {seed}), upper(hidden, hidden, {seed}) {}
  Tensor loss() {
    std::vector<Tensor> hs;
    {
      Scope scope("layers.0");
      for (const auto& state : nn::unrolled(lower, xs, start_of(lower)).states) hs.push_back(state.h);
    }
    Scope scope("layers.1");
    return loss_of(std::vector{nn::unrolled(upper, hs, start_of(upper)).last()});
  }
  Cell lower, upper;
  std::vector<Tensor> xs = sequence();
};

// `check` gets a model of each kind, drawn by each of some seeds.
template <template <class> class Model, class Check>
void for_each_cell(const Check& check) {
  for (std::uint64_t n = 1; n <= 12; n += 4) {
    const auto with = [&]<class Cell>(std::uint64_t drawn) {
      BOOST_TEST_CONTEXT("seed " << drawn) {
        seed(drawn);
        Model<Cell> model(drawn);
        check(model);
      }
    };
    with.template operator()<GeneratedCell<1, true>>(n);
    with.template operator()<GeneratedCell<2, false>>(n + 1);
    with.template operator()<GeneratedCell<3, true>>(n + 2);
    with.template operator()<GeneratedCell<4, false>>(n + 3);
  }
}
template <class Check>
void for_each_model(const Check& check) {
  BOOST_TEST_CONTEXT("alone") { for_each_cell<Alone>(check); }
  BOOST_TEST_CONTEXT("in both directions") { for_each_cell<BothWays>(check); }
  BOOST_TEST_CONTEXT("stacked twice") { for_each_cell<StackedTwice>(check); }
}

struct Traced {
  Trace trace{Trace::Keep::arrays};
  Tensor loss;
  explicit Traced(const Tensor& root) : loss(root) { loss.backward({.trace = &trace}); }
};

}  // namespace

BOOST_AUTO_TEST_CASE(gradients_add_up) {
  int nodes = 0, rails = 0, models = 0;
  for_each_model([&](auto& model) {
    const Traced traced(model.loss());
    const Snapshot snapshot(traced.loss, &traced.trace);
    nodes += check_contributions(snapshot);
    for (Level level : {Level::op, Level::cell}) rails += check_taps(View(snapshot, {.level = level}));
    ++models;
  });
  BOOST_TEST(models == 36);
  BOOST_TEST(nodes > 30 * models);
  BOOST_TEST(rails > 4 * models);
}

BOOST_AUTO_TEST_CASE(nothing_overlaps_and_steps_are_stamps) {
  for_each_model([&](auto& model) {
    const Traced traced(model.loss());
    for (Level level : {Level::op, Level::cell}) {
      const Picture p({traced.loss}, &traced.trace, level);
      check_geometry(p);
      for (int lane = 0; lane < static_cast<int>(p.view.lanes().size()); ++lane) check_stamps(p, 2, 3, false, lane);
    }
  });
}

// The file holds as many operations and taps as the snapshot counts.
BOOST_AUTO_TEST_CASE(counts_in_the_file_are_the_snapshots) {
  const auto count = [](const std::string& text, const std::string& part) {
    int n = 0;
    for (std::size_t at = 0; (at = text.find(part, at)) != std::string::npos; ++at) ++n;
    return n;
  };
  for_each_model([&](auto& model) {
    const Tensor loss = model.loss();
    const Drawing drawing = graphs::draw(loss, {.level = Level::op});
    const Snapshot& s = drawing.snapshot();
    BOOST_TEST(count(drawing.dot(), "class=\"op\"") + count(drawing.dot(), "class=\"loss\"") == s.count());
    int uses = 0;
    for (const SnapshotNode& n : s.nodes())
      if (n.role == Role::parameter) uses += s.uses(Tensor(const_cast<Node*>(n.node)));
    BOOST_TEST(count(drawing.dot(), "class=\"tap\"") == uses);
    BOOST_TEST(uses > 0);
  });
}

BOOST_AUTO_TEST_CASE(halos_and_files) {
  for_each_model([&](auto& model) {
    const Traced traced(model.loss());
    for (Level level : {Level::op, Level::cell}) {
      const Drawing drawing = graphs::draw(traced.loss, {.trace = &traced.trace, .level = level});
      check_halos(drawing);
      if (level == Level::op) BOOST_CHECK_NO_THROW(check_svg(render(drawing.dot(), "svg")));
    }
  });
}

BOOST_AUTO_TEST_SUITE_END()
