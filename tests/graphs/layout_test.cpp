#include "graphs/layout.hpp"

#include "geometry.hpp"

using namespace unroll;
using namespace unroll::graphs;
using namespace unroll::graphs::testing;

BOOST_AUTO_TEST_SUITE(layout)

BOOST_AUTO_TEST_CASE(rnn_at_every_level) {
  for (int steps : {1, 2, 3, 6, 12})
    for (bool at_every_step : {false, true})
      for (Level level : {Level::op, Level::cell}) {
        const Rnn rnn(steps, at_every_step);
        Trace trace(Trace::Keep::arrays);
        rnn.loss.backward({.trace = &trace});
        const Picture p({rnn.loss}, &trace, level);
        check_geometry(p);
        BOOST_TEST(p.layout.panels.size() == static_cast<std::size_t>(steps));
        for (int t = 2; t + 1 < steps; ++t) check_stamps(p, t, t + 1, false);
      }
}

BOOST_AUTO_TEST_CASE(a_folded_middle) {
  for (bool at_every_step : {false, true}) {
    const Rnn rnn(40, at_every_step);
    Trace trace(Trace::Keep::arrays);
    rnn.loss.backward({.trace = &trace});
    const Picture p({rnn.loss}, &trace, Level::automatic);
    check_geometry(p);
    BOOST_TEST(p.layout.panels.size() == 9u);
    BOOST_TEST(p.layout.panels[3].step == 4);
    BOOST_TEST(p.layout.panels[3].last_step == 35);
    check_stamps(p, 2, 3, false);
    check_stamps(p, 36, 37, false);
  }
}

BOOST_AUTO_TEST_CASE(lstm_with_two_states_and_plumbing) {
  for (Level level : {Level::op, Level::cell}) {
    const Lstm lstm(4);
    Trace trace(Trace::Keep::arrays);
    lstm.loss.backward({.trace = &trace});
    const Picture p({lstm.loss}, &trace, level);
    check_geometry(p);
    check_stamps(p, 2, 3, false);
  }
}

BOOST_AUTO_TEST_CASE(backward_graph_in_frames_aligned_with_the_forward_ones) {
  const Rnn rnn(4);
  const Picture p(grad(rnn.loss, std::vector<Tensor>{rnn.W_hh, rnn.W_xh, rnn.b}, {.create_graph = true}), nullptr,
                  Level::automatic);
  check_geometry(p);
  BOOST_TEST(p.layout.panels.size() == 8u);
  for (const Panel& a : p.layout.panels)
    for (const Panel& b : p.layout.panels)
      if (a.step == b.step && a.backward != b.backward) {
        BOOST_TEST(a.box.left() == b.box.left());
        BOOST_TEST(a.box.width == b.box.width);
        BOOST_TEST((a.box.y > b.box.y) == b.backward);
      }
  check_stamps(p, 2, 3, false);
  check_stamps(p, 2, 3, true);
}

BOOST_AUTO_TEST_CASE(backward_graph_of_a_loss_at_every_step) {
  const Rnn rnn(3, true);
  check_geometry(
      Picture(grad(rnn.loss, std::vector<Tensor>{rnn.W_hh}, {.create_graph = true}), nullptr, Level::automatic));
}

// Truncated: step 3 goes on from a number. It stands on the state's line, and no line leads to it from step 2.
BOOST_AUTO_TEST_CASE(a_cut_between_steps) {
  const Tensor W = parameter("W", {3, 3}, 1);
  Tensor h = Tensor(numbers({1, 3}, 2)).named("h_0").mark(Role::state, "h"), before, loss;
  for (int t = 1; t <= 4; ++t) {
    if (t == 3) before = h, h = h.detach().named("h_2");
    Scope scope("t", t);
    h = tanh(matmul(h, W)).mark(Role::state, "h");
    const Tensor l = sum(square(h)).mark(Role::loss);
    loss = loss ? loss + l : l;
  }
  for (Level level : {Level::op, Level::cell}) {
    const Picture p({loss, before}, nullptr, level);
    check_geometry(p);
    std::size_t kept = 0, state = 0;
    for (std::size_t i = 0; i < p.view.items().size(); ++i) {
      const Item& item = p.view.items()[i];
      if (item.starts && item.label == "h_2") kept = i;
      const bool of_step_3 = item.step == 3 && item.look != Look::leaf;
      if (of_step_3 && p.view.snapshot().nodes()[static_cast<std::size_t>(item.node)].role == Role::state) state = i;
    }
    BOOST_TEST(kept > 0);
    BOOST_TEST(p.view.items()[kept].step == 3);
    BOOST_TEST(p.layout.items[kept].y == p.layout.items[state].y);
    BOOST_TEST(p.layout.items[kept].right() < p.layout.items[state].left());
  }
}

BOOST_AUTO_TEST_CASE(an_expression_without_time) {
  const Tensor w = variable(Array::scalar(0.5)).named("w"), x = variable(Array::scalar(-1.5)).named("x");
  const Tensor y = tanh(w * x + w);
  const Picture p({y * y + y * w}, nullptr, Level::automatic);
  check_geometry(p);
  BOOST_TEST(p.layout.panels.empty());
  for (const Link& l : p.view.links())
    BOOST_TEST(p.layout.items[static_cast<std::size_t>(l.from)].x < p.layout.items[static_cast<std::size_t>(l.to)].x);
}

// From the data to the loss on one level, each parameter under the op that reads it.
BOOST_AUTO_TEST_CASE(layers_without_time_stand_in_a_row) {
  const Tensor W = parameter("a.W", {4, 5}, 1), b = parameter("a.b", {5}, 2), V = parameter("b.W", {5, 2}, 3);
  const Tensor x = Tensor(numbers({3, 4}, 4)).named("x").mark(Role::input);
  const Tensor loss = mean(square(matmul(relu(matmul(x, W) + b), V))).named("L").mark(Role::loss);
  const Picture p({loss}, nullptr, Level::automatic);
  check_geometry(p);
  for (std::size_t i = 0; i < p.view.items().size(); ++i)
    if (!p.view.items()[i].parameter) BOOST_TEST(p.layout.items[i].y == p.layout.items[0].y);
  int below = 0;
  for (const Link& l : p.view.links()) {
    if (!p.view.items()[static_cast<std::size_t>(l.from)].parameter) continue;
    const Box &from = p.layout.items[static_cast<std::size_t>(l.from)],
              &to = p.layout.items[static_cast<std::size_t>(l.to)];
    BOOST_TEST(from.top() < to.bottom());
    BOOST_TEST(std::abs(from.x - to.x) < to.width / 2);
    ++below;
  }
  BOOST_TEST(below == 3);
}

// Cells that no drawing code knows: ops chosen at random from those before.
BOOST_AUTO_TEST_CASE(cells_never_seen_before) {
  for (unsigned seed = 1; seed <= 40; ++seed) {
    unsigned state = seed;
    const auto choose = [&](std::size_t n) {
      state = state * 1664525u + 1013904223u;
      return (state >> 8) % n;
    };
    const std::size_t size = 6 + choose(9);
    std::vector<std::size_t> recipe;
    for (std::size_t i = 0; i < 3 * size; ++i) recipe.push_back(choose(1000));
    const Tensor W = parameter("W", {3, 3}, seed), V = parameter("V", {3, 3}, seed + 1),
                 b = parameter("b", {3}, seed + 2);
    Tensor h = Tensor(numbers({1, 3}, 6)).named("h_0").mark(Role::state, "h");
    for (int t = 1; t <= 4; ++t) {
      Scope scope("t", t);
      std::vector<Tensor> made{Tensor(numbers({1, 3}, 50 + static_cast<unsigned>(t))).named("x").mark(Role::input), h};
      for (std::size_t i = 0; i < size; ++i) {
        const Tensor p = made[recipe[3 * i] % made.size()], q = made[recipe[3 * i + 1] % made.size()];
        switch (recipe[3 * i + 2] % 8) {
          case 0:
            made.push_back(matmul(p, W));
            break;
          case 1:
            made.push_back(matmul(p, V));
            break;
          case 2:
            made.push_back(p + b);
            break;
          case 3:
            made.push_back(p * q);
            break;
          case 4:
            made.push_back(p + q);
            break;
          case 5:
            made.push_back(sigmoid(p));
            break;
          case 6:
            made.push_back(1 - p);
            break;
          default:
            made.push_back(tanh(p));
        }
      }
      h = tanh(made.back() + matmul(h, W)).mark(Role::state, "h");
    }
    const Tensor loss = mean(square(h)).mark(Role::loss);
    Trace trace(Trace::Keep::arrays);
    loss.backward({.trace = &trace});
    BOOST_TEST_CONTEXT("seed " << seed) {
      const Picture p({loss}, &trace, Level::op);
      check_geometry(p);
      check_stamps(p, 2, 3, false);
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()
