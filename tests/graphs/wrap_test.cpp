// Rows of a few steps each: every row is stamps, and what is carried from one to the next runs round.
#include "autograd/error.hpp"
#include "geometry.hpp"
#include "graphs/text.hpp"
#include "nn/bidirectional.hpp"
#include "nn/gru_cell.hpp"
#include "nn/recurrent.hpp"

using namespace unroll;
using namespace unroll::graphs;
using namespace unroll::graphs::testing;

BOOST_AUTO_TEST_SUITE(wrap)

namespace {

Picture wrapped(const Tensor& loss, int n, Level level, Fold fold = {}) {
  Trace trace(Trace::Keep::arrays);
  loss.backward({.trace = &trace});
  return Picture({loss}, &trace, {.level = level, .fold = fold, .wrap = n});
}

// Panels of one row share their height; each row begins at the same place, below the one before.
void check_rows(const Picture& p, int n, int steps) {
  for (int step = 1; step < steps; ++step) {
    const Point shift = shift_of(p, step, step + 1, false);
    if (step % n == 0)
      BOOST_TEST(((shift.x < 0 || n == 1) && shift.y < 0));
    else
      BOOST_TEST((shift.x > 0 && shift.y == 0));
    if (step % n == 0) BOOST_TEST(std::abs(shift_of(p, step + 1 - n, step + 1, false).x) < 1e-6);
  }
}

}  // namespace

BOOST_AUTO_TEST_CASE(rows_are_stamps) {
  for (Level level : {Level::op, Level::cell})
    for (bool every : {false, true})
      for (int n : {1, 3, 4}) {
        const Picture p = wrapped(Rnn(10, every).loss, n, level);
        check_geometry(p);
        check_rows(p, n, 10);
        for (int t = 2; t < 9; ++t)
          if (t % n != 0) check_stamps(p, t, t + 1, false);
      }
}

BOOST_AUTO_TEST_CASE(two_states_return_side_by_side) {
  const Picture p = wrapped(Lstm(6).loss, 2, Level::op);
  check_geometry(p);
  check_rows(p, 2, 6);
}

// What is computed for all steps at once stands in the first row, and its lines run past it and down the side.
BOOST_AUTO_TEST_CASE(layers_in_rows) {
  nn::Recurrent<nn::GRUCell> layer(3, 4, {.layers = 2});
  const Tensor xs = Tensor(numbers({6, 2, 3}, 1)).named("x").mark(Role::input);
  check_geometry(wrapped(mean(square(layer.forward(xs))).mark(Role::loss), 3, Level::op));
}

// Lines from earlier rows to what comes after time pass to the right of the sums beside the bars of the upper lane.
BOOST_AUTO_TEST_CASE(no_line_runs_over_the_sums_of_shares) {
  nn::Bidirectional<nn::GRUCell> layer(3, 4);
  const Tensor xs = Tensor(numbers({6, 2, 3}, 1)).named("x").mark(Role::input);
  for (Level level : {Level::op, Level::cell})
    for (int n : {2, 3, 4}) {
      const Picture p = wrapped(mean(square(layer.forward(xs))).mark(Role::loss), n, level);
      check_geometry(p);
      for (std::size_t i = 0; i < p.layout.items.size(); ++i) {
        const Item& item = p.view.items()[i];
        const Box& bar = p.layout.items[i];
        if (item.look != Look::rail || !item.gradient) continue;
        const double right = bar.right() + 14 + text_width(sum_of_shares(item) + " = 0.00", 10);
        for (const Route& route : p.layout.links)
          for (std::size_t k = 0; k + 3 < route.curve.size(); k += 3) {
            const Point a = route.curve[k], b = route.curve[k + 3];
            const bool upright = a.x == b.x && std::min(a.y, b.y) < bar.y && std::max(a.y, b.y) > bar.y;
            if (upright && a.x > bar.right() + 8 && a.x < right)
              BOOST_ERROR("a line runs over the sum of " << item.label);
          }
      }
    }
}

// A parameter has a bar in each row, as long as the row; together they have all taps, each in its own row.
BOOST_AUTO_TEST_CASE(bars_in_every_row) {
  const Picture p = wrapped(Rnn(10).loss, 4, Level::op);
  BOOST_TEST(p.layout.repeats.size() == 3u * 2);  // two more rows for W_xh, W_hh and b
  std::size_t taps = 0;
  for (std::size_t l = 0; l < p.layout.links.size(); ++l) {
    if (!p.layout.links[l].junction) continue;
    ++taps;
    const Point junction = *p.layout.links[l].junction;
    const int rail = p.view.links()[l].from;
    std::vector<Box> bars{p.layout.items[static_cast<std::size_t>(rail)]};
    for (const Repeat& r : p.layout.repeats)
      if (r.item == rail) bars.push_back(r.box);
    BOOST_TEST(bars.size() == 3u);
    int hits = 0;
    for (const Box& bar : bars)
      hits += std::abs(bar.top() - junction.y) < 1e-6 && junction.x > bar.left() && junction.x < bar.right();
    BOOST_TEST(hits == 1);
  }
  BOOST_TEST(taps == 30u);
}

BOOST_AUTO_TEST_CASE(a_wrapped_picture_is_narrower_and_shows_every_step) {
  const Rnn rnn(30);
  const Picture one({rnn.loss}, nullptr, {.level = Level::op, .fold = {30, 1}}),
      rows({rnn.loss}, nullptr, {.level = Level::op, .wrap = 5});
  BOOST_TEST(rows.layout.panels.size() == 30u);
  BOOST_TEST(rows.layout.bounds.width < one.layout.bounds.width / 4);
  BOOST_TEST(rows.view.links().size() == one.view.links().size());
  // By default 30 steps would be folded; in rows there is room for them.
  BOOST_TEST((Picture({rnn.loss}, nullptr, {.wrap = 10}).layout.panels.size() == 30u));
}

BOOST_AUTO_TEST_CASE(a_fold_counts_as_one_panel) {
  const Picture p = wrapped(Rnn(30).loss, 4, Level::cell, {3, 5});
  check_geometry(p);
  BOOST_TEST(p.layout.panels.size() == 9u);
  std::set<double> rows;
  for (const Panel& panel : p.layout.panels) rows.insert(panel.box.y);
  BOOST_TEST(rows.size() == 3u);
}

BOOST_AUTO_TEST_CASE(what_cannot_be_wrapped) {
  const auto message = [](const std::vector<Tensor>& roots, const ViewOptions& options) {
    try {
      Picture(roots, nullptr, options);
    } catch (const Error& e) {
      return std::string(e.what());
    }
    return std::string("no error");
  };
  const Rnn rnn(3);
  BOOST_TEST(message({rnn.loss}, {.wrap = -1}).find("give at least 1") != std::string::npos);
  BOOST_TEST(message({tanh(rnn.W_xh)}, {.wrap = 2}).find("no time steps") != std::string::npos);
  BOOST_TEST(message(grad(rnn.loss, std::vector<Tensor>{rnn.W_hh}, {.create_graph = true}), {.wrap = 2})
                 .find("leave wrap out") != std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
