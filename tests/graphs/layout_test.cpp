// The geometry: nothing overlaps, nothing leaves the frame, every step is the same stamp, time runs left to right.
#include "graphs/layout.hpp"

#include <boost/test/unit_test.hpp>

#include "graphs/draw.hpp"
#include "models.hpp"

using namespace unroll;
using namespace unroll::graphs;
using namespace unroll::graphs::testing;

namespace {

struct Picture {
  View view;
  Layout layout;
  Picture(const std::vector<Tensor>& roots, const Trace* trace, Level level)
      : view(Snapshot(roots, trace), {level, false, {}, {}}), layout(view) {}
};

bool overlap(const Box& a, const Box& b) {
  constexpr double air = 2;
  return a.left() < b.right() + air && b.left() < a.right() + air && a.bottom() < b.top() + air &&
         b.bottom() < a.top() + air;
}

void check_lines(const Picture& p);

void check_geometry(const Picture& p) {
  check_lines(p);
  const auto& items = p.view.items();
  const auto& boxes = p.layout.items;
  for (std::size_t i = 0; i < boxes.size(); ++i) {
    BOOST_TEST(boxes[i].width > 0);
    for (std::size_t j = i + 1; j < boxes.size(); ++j)
      BOOST_TEST(!overlap(boxes[i], boxes[j]), items[i].label << " of step " << items[i].step << " overlaps "
                                                              << items[j].label << " of step " << items[j].step);
    for (const Panel& panel : p.layout.panels) {
      if (panel.step != items[i].step || panel.backward != items[i].backward) continue;
      BOOST_TEST((boxes[i].left() > panel.box.left() && boxes[i].right() < panel.box.right() &&
                  boxes[i].bottom() > panel.box.bottom() && boxes[i].top() < panel.box.top()),
                 items[i].label << " leaves the panel of step " << panel.step);
    }
  }
  for (const Panel& a : p.layout.panels)
    for (const Panel& b : p.layout.panels) BOOST_TEST((&a == &b || !overlap(a.box, b.box)));
  const Box& frame = p.layout.bounds;
  const auto inside = [&](Point q) {
    return q.x >= frame.left() - 0.01 && q.x <= frame.right() + 0.01 && q.y >= frame.bottom() - 0.01 &&
           q.y <= frame.top() + 0.01;
  };
  for (const Box& b : boxes) BOOST_TEST((inside({b.left(), b.bottom()}) && inside({b.right(), b.top()})));
  for (std::size_t l = 0; l < p.layout.links.size(); ++l) {
    const auto& curve = p.layout.links[l].curve;
    BOOST_TEST(curve.size() % 3 == 1u);
    for (const Point& q : curve) BOOST_TEST((std::isfinite(q.x) && std::isfinite(q.y) && inside(q)));
    for (std::size_t k = 3; k + 3 < curve.size(); k += 3) {  // smooth where its pieces meet
      const Point a{curve[k].x - curve[k - 1].x, curve[k].y - curve[k - 1].y};
      const Point b{curve[k + 1].x - curve[k].x, curve[k + 1].y - curve[k].y};
      BOOST_TEST(a.x * b.x + a.y * b.y >= -1e-9);
    }
    // A link begins and ends at its items.
    const Link& link = p.view.links()[l];
    const auto touches = [](const Box& b, Point q) {
      return q.x >= b.left() - 0.5 && q.x <= b.right() + 0.5 && q.y >= b.bottom() - 0.5 && q.y <= b.top() + 0.5;
    };
    BOOST_TEST(touches(boxes[static_cast<std::size_t>(link.from)], curve.front()));
    BOOST_TEST(touches(boxes[static_cast<std::size_t>(link.to)], curve.back()));
  }
}

// No line runs through an item that it does not belong to. (Bars are no obstacles: taps pass behind them.)
void check_lines(const Picture& p) {
  const auto& items = p.view.items();
  for (std::size_t l = 0; l < p.layout.links.size(); ++l) {
    const Link& link = p.view.links()[l];
    if (!link.drawn) continue;
    const auto& curve = p.layout.links[l].curve;
    for (std::size_t i = 0; i < items.size(); ++i) {
      if (items[i].look == Look::rail || items[i].look == Look::sum) continue;
      if (static_cast<int>(i) == link.from || static_cast<int>(i) == link.to) continue;
      const Box& b = p.layout.items[i];
      bool hit = false;
      for (std::size_t k = 0; k + 3 < curve.size(); k += 3)
        for (int step = 0; step <= 40; ++step) {
          const double u = step / 40.0, v = 1 - u;
          const auto at = [&](double Point::*c) {
            return v * v * v * curve[k].*c + 3 * v * v * u * curve[k + 1].*c + 3 * v * u * u * curve[k + 2].*c +
                   u * u * u * curve[k + 3].*c;
          };
          const double x = at(&Point::x), y = at(&Point::y);
          hit = hit || (x > b.left() && x < b.right() && y > b.bottom() && y < b.top());
        }
      BOOST_TEST(!hit, "the line from " << items[static_cast<std::size_t>(link.from)].label << " to "
                                        << items[static_cast<std::size_t>(link.to)].label << " runs through "
                                        << items[i].label << " of step " << items[i].step);
    }
  }
}

Point shift_of(const Picture& p, int from, int to, bool backward) {
  Point a, b;
  for (const Panel& panel : p.layout.panels) {
    if (panel.backward != backward) continue;
    if (panel.step == from) a = {panel.box.x, panel.box.y};
    if (panel.step == to) b = {panel.box.x, panel.box.y};
  }
  return {b.x - a.x, b.y - a.y};
}

// The items of a step, in their order, lie where those of the other step lie, shifted as its panel is.
void check_stamps(const Picture& p, int from, int to, bool backward) {
  std::vector<std::size_t> a, b;
  for (std::size_t i = 0; i < p.view.items().size(); ++i) {
    if (p.view.items()[i].backward != backward) continue;
    if (p.view.items()[i].step == from) a.push_back(i);
    if (p.view.items()[i].step == to) b.push_back(i);
  }
  const Point shift = shift_of(p, from, to, backward);
  BOOST_TEST(shift.x > 0);
  BOOST_TEST(shift.y == 0);
  BOOST_REQUIRE(a.size() == b.size());
  BOOST_TEST(!a.empty());
  for (std::size_t i = 0; i < a.size(); ++i) {
    const Box &first = p.layout.items[a[i]], &second = p.layout.items[b[i]];
    BOOST_TEST(std::abs(second.x - first.x - shift.x) < 1e-6);
    BOOST_TEST(std::abs(second.y - first.y) < 1e-6);
    BOOST_TEST(second.width == first.width);
  }
}

}  // namespace

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
