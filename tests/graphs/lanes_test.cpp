// Layers above each other and directions beside each other: a row for each, whose steps are stamps.
#include "geometry.hpp"
#include "graphs/gallery/models.hpp"

using namespace unroll;
using namespace unroll::graphs;
using namespace unroll::graphs::testing;

BOOST_AUTO_TEST_SUITE(lanes)

namespace {

// h_t = tanh(x_t W + h_{t∓1} U), in a scope of its own, over one tensor for each step.
std::vector<Tensor> recurrence(const char* name, const std::vector<Tensor>& xs, unsigned seed, bool future = false) {
  Scope layer(name);
  const Tensor W = parameter("W_xh", {xs[0].dim(-1), 3}, seed), U = parameter("W_hh", {3, 3}, seed + 1);
  const int T = static_cast<int>(xs.size());
  Tensor h = Tensor(numbers({2, 3}, seed + 2)).named(fmt::format("h_{}", future ? T + 1 : 0));
  h.mark(Role::state, "h", future);
  std::vector<Tensor> states(xs.size());
  for (int i = 1; i <= T; ++i) {
    const int t = future ? T + 1 - i : i;
    Scope step("t", t);
    const Tensor& x = xs[static_cast<std::size_t>(t - 1)];
    h = tanh(matmul(x, W) + matmul(h, U)).mark(Role::state, "h", future).named(fmt::format("h_{}", t));
    states[static_cast<std::size_t>(t - 1)] = h;
  }
  return states;
}

std::vector<Tensor> inputs(int steps) {
  std::vector<Tensor> xs;
  for (int t = 1; t <= steps; ++t)
    xs.push_back(Tensor(numbers({2, 4}, 100 + static_cast<unsigned>(t))).named("x").mark(Role::input));
  return xs;
}

Tensor loss_of(const Tensor& y) { return mean(square(y)).mark(Role::loss).named("L"); }

std::vector<Tensor> beside(const std::vector<Tensor>& a, const std::vector<Tensor>& b) {
  std::vector<Tensor> both;
  for (std::size_t t = 0; t < a.size(); ++t) both.push_back(concat({a[t], b[t]}, -1));
  return both;
}

void check(const Tensor& loss, std::size_t lanes, int steps, Level level) {
  Trace trace(Trace::Keep::arrays);
  loss.backward({.trace = &trace});
  const Picture p({loss}, &trace, level);
  check_geometry(p);
  BOOST_TEST(p.view.lanes().size() == lanes);
  BOOST_TEST(p.layout.panels.size() == lanes * static_cast<std::size_t>(steps));
  for (int lane = 0; lane < static_cast<int>(lanes); ++lane)
    for (int t = 2; t + 2 < steps; ++t) check_stamps(p, t, t + 1, false, lane);
  // A step has the same place in every row.
  for (const Panel& a : p.layout.panels)
    for (const Panel& b : p.layout.panels) BOOST_TEST((a.step != b.step || a.box.left() == b.box.left()));
}

}  // namespace

BOOST_AUTO_TEST_CASE(layers_stack_upwards) {
  for (Level level : {Level::op, Level::cell})
    for (int steps : {1, 2, 5}) {
      const auto below = recurrence("layers.0", inputs(steps), 1);
      const Tensor loss = loss_of(recurrence("layers.1", below, 5).back());
      check(loss, 2, steps, level);
      const Picture p({loss}, nullptr, level);
      BOOST_TEST(p.view.lanes()[0].name == "layers.0");
      BOOST_TEST(p.view.lanes()[1].name == "layers.1");
      for (const Panel& a : p.layout.panels)
        for (const Panel& b : p.layout.panels) BOOST_TEST((a.lane >= b.lane || a.box.top() < b.box.bottom()));
    }
}

BOOST_AUTO_TEST_CASE(two_directions) {
  for (Level level : {Level::op, Level::cell})
    for (int steps : {1, 2, 5}) {
      const auto xs = inputs(steps);
      const auto past = recurrence("past", xs, 1), future = recurrence("future", xs, 5, true);
      const Tensor loss = loss_of(stack(beside(past, future)));
      check(loss, 2, steps, level);

      // The future's states run from right to left, and begin at the right.
      const Picture p({loss}, nullptr, level);
      BOOST_TEST((!p.view.lanes()[0].mirrored && p.view.lanes()[1].mirrored));
      for (const Link& link : p.view.links()) {
        const Item &from = p.view.items()[static_cast<std::size_t>(link.from)],
                   &to = p.view.items()[static_cast<std::size_t>(link.to)];
        const auto x = [&](int i) { return p.layout.items[static_cast<std::size_t>(i)].x; };
        if (from.step == to.step || from.lane != 1 || to.lane != 1 || to.step == 0) continue;
        BOOST_TEST((from.look == Look::rail || x(link.from) > x(link.to)));
      }
    }
}

BOOST_AUTO_TEST_CASE(two_directions_stacked_twice) {
  for (Level level : {Level::op, Level::cell}) {
    const auto xs = inputs(4);
    const auto lower = beside(recurrence("0.past", xs, 1), recurrence("0.future", xs, 5, true));
    const auto past = recurrence("1.past", lower, 9), future = recurrence("1.future", lower, 13, true);
    check(loss_of(stack(beside(past, future))), 4, 4, level);
  }
}

// What comes down from the direction above, and in at the side, does not run through the number beside a circle.
BOOST_AUTO_TEST_CASE(numbers_stand_clear_of_upright_lines) {
  for (const gallery::Model& model : gallery::models()) {
    if (!model.name.ends_with("bidirectional")) continue;
    seed(3);
    const Tensor loss = model.loss();
    Trace trace;
    loss.backward({.trace = &trace});
    const Drawing drawing = draw(loss, {.trace = &trace});
    int numbers = 0;
    for (const Note& note : notes_of(drawing)) {
      if (!note.role.starts_with("gradient of-v")) continue;
      ++numbers;
      for (const Route& route : drawing.layout().links)
        for (std::size_t k = 0; k + 3 < route.curve.size(); k += 3) {
          const Point a = route.curve[k], b = route.curve[k + 3];
          const bool beside = std::abs(a.x - b.x) > 0.01 || std::abs(a.x - note.box.x) > note.box.width / 2;
          const auto [low, high] = std::minmax(a.y, b.y);
          BOOST_TEST((beside || high < note.box.bottom() || low > note.box.top()),
                     model.name << ": a line runs through " << note.words);
        }
    }
    BOOST_TEST(numbers > 6);
  }
}

BOOST_AUTO_TEST_SUITE_END()
