// The strips under a picture: what is left of the last state's gradient at each step, against gradients that are
// asked for one by one, without a trace.
#include "graphs/strip.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <cmath>

#include "autograd/random.hpp"
#include "graphs/draw.hpp"
#include "graphs/text.hpp"
#include "models.hpp"
#include "nn/losses.hpp"
#include "nn/rnn_cell.hpp"
#include "nn/unrolled.hpp"

using namespace unroll;
using namespace unroll::graphs;
using namespace unroll::graphs::testing;

BOOST_AUTO_TEST_SUITE(strip)

namespace {

constexpr double tolerance = sizeof(Real) == 8 ? 1e-12 : 1e-4;

double length(const Array& array) {
  double sum = 0;
  for (Real x : array.numbers()) sum += static_cast<double>(x) * static_cast<double>(x);
  return std::sqrt(sum);
}

View traced_view(const Tensor& loss, Level level = Level::automatic, Fold fold = {}) {
  Trace trace;
  loss.backward({.trace = &trace});
  return View(Snapshot(loss, &trace), {level, false, {}, fold});
}

// Of each state, its gradient as a share of that of `last`.
void check(const Strip& strip, const Tensor& loss, const std::vector<Tensor>& states, const Tensor& last) {
  BOOST_TEST_REQUIRE(strip.segments.size() == states.size());
  const double whole = length(grad(loss, last).value());
  BOOST_TEST(std::abs(strip.whole - whole) <= tolerance * whole);
  for (std::size_t i = 0; i < states.size(); ++i) {
    const double wanted = length(grad(loss, states[i]).value()) / whole;
    BOOST_TEST_REQUIRE(strip.segments[i].ratio.has_value());
    BOOST_TEST(std::abs(*strip.segments[i].ratio - wanted) <= tolerance * wanted, "segment " << i);
  }
}

bool contains(const std::string& text, const std::string& part) { return text.find(part) != text.npos; }
int count(const std::string& text, const std::string& part) {
  int found = 0;
  for (std::size_t from = 0; (from = text.find(part, from)) != text.npos; ++from) ++found;
  return found;
}

}  // namespace

BOOST_AUTO_TEST_CASE(one_segment_for_each_step_at_every_level_and_under_folds) {
  for (const int steps : {1, 3, 30})
    for (const Level level : {Level::op, Level::cell}) {
      const Rnn rnn(steps);
      const auto strips = strips_of(traced_view(rnn.loss, level), false);
      BOOST_TEST_REQUIRE(strips.size() == 1u);
      check(strips[0], rnn.loss, rnn.states, rnn.states.back());
      BOOST_TEST(strips[0].segments.front().step == 1);
      BOOST_TEST(*strips[0].segments.back().ratio == 1);
      BOOST_TEST(strips[0].note == "");
    }
  const Rnn rnn(5);
  BOOST_TEST(strips_of(traced_view(rnn.loss), false)[0].label == "‖∂L/∂hₜ‖ ÷ ‖∂L/∂h₅‖");
}

BOOST_AUTO_TEST_CASE(a_state_with_two_fields_has_two_strips) {
  Tensor h = variable(numbers({2, 5}, 1)), c = variable(numbers({2, 5}, 2));
  const Tensor W = parameter("W", {5, 20}, 3);
  std::vector<Tensor> hs, cs;
  for (int t = 1; t <= 6; ++t) {
    const Scope scope("t", t);
    const std::vector<Tensor> gates = split(matmul(h, W), 1, 4);
    c = (sigmoid(gates[0]) * c + sigmoid(gates[1]) * tanh(gates[2])).mark(Role::state, "c");
    h = (sigmoid(gates[3]) * tanh(c)).mark(Role::state, "h");
    hs.push_back(h), cs.push_back(c);
  }
  const Tensor loss = mean(square(h)).mark(Role::loss);
  const auto strips = strips_of(traced_view(loss), false);
  BOOST_TEST_REQUIRE(strips.size() == 2u);
  BOOST_TEST(strips[0].label == "‖∂L/∂cₜ‖ ÷ ‖∂L/∂c₆‖");
  check(strips[0], loss, cs, cs.back());
  check(strips[1], loss, hs, hs.back());
}

BOOST_AUTO_TEST_CASE(with_a_loss_at_every_step_all_of_the_gradient_counts_and_the_picture_says_so) {
  const Rnn rnn(6, true);
  const auto strips = strips_of(traced_view(rnn.loss), false);
  BOOST_TEST_REQUIRE(strips.size() == 1u);
  check(strips[0], rnn.loss, rnn.states, rnn.states.back());
  BOOST_TEST(contains(strips[0].note, "enters at each step"));
}

// A second root, such as the states before a window, gives nothing back.
BOOST_AUTO_TEST_CASE(what_another_root_reads_does_not_enter) {
  const Rnn rnn(6);
  Trace trace;
  rnn.loss.backward({.trace = &trace});
  for (const Tensor& other : {rnn.states[2], mean(square(rnn.states[3]))}) {
    const auto strips = strips_of(View(Snapshot({rnn.loss, other}, &trace), {}), false);
    BOOST_TEST_REQUIRE(strips.size() == 1u);
    BOOST_TEST(strips[0].note == "");
  }
}

BOOST_AUTO_TEST_CASE(each_lane_counts_from_its_own_end) {
  seed(5);
  nn::RNNCell past(3, 4), future(3, 4);
  const Tensor xs = Tensor(numbers({5, 2, 3}, 1)).named("x").mark(Role::input);
  const auto run = [&](auto& cell, const char* name, nn::Direction direction) {
    const Scope scope(name);
    return nn::unrolled(cell, xs, {.direction = direction});
  };
  const auto a = run(past, "past", nn::Direction::past), b = run(future, "future", nn::Direction::future);
  const Tensor loss = nn::squared_error(a.last().h + b.last().h, Tensor(numbers({2, 4}, 2)));
  const View view = traced_view(loss);
  const auto strips = strips_of(view, false);
  BOOST_TEST_REQUIRE(strips.size() == 2u);
  for (const Strip& strip : strips) {
    const bool mirrored = view.lanes()[static_cast<std::size_t>(strip.lane)].mirrored;
    std::vector<Tensor> states;
    for (const auto& state : mirrored ? b.states : a.states) states.push_back(state.h);
    if (mirrored) std::reverse(states.begin(), states.end());
    check(strip, loss, states, states.back());
    BOOST_TEST(strip.segments.back().step == (mirrored ? 1 : 5));
    BOOST_TEST(contains(strip.label, mirrored ? "h₁‖" : "h₅‖"));
    BOOST_TEST(strip.note == (mirrored ? "future" : "past"));
  }
}

BOOST_AUTO_TEST_CASE(what_comes_after_the_state_that_is_read_has_no_gradient) {
  const Rnn rnn(5);
  const Tensor early = mean(square(rnn.states[2])), late = mean(rnn.states[4]);
  Trace trace;
  early.backward({.trace = &trace});
  const View view(Snapshot({early, late}, &trace), {Level::cell, false, {}, {}});
  const auto strips = strips_of(view, false);
  BOOST_TEST_REQUIRE(strips.size() == 1u);
  BOOST_TEST(contains(strips[0].label, "÷ ‖∂L/∂h₃‖"));
  BOOST_TEST(*strips[0].segments[2].ratio == 1);
  BOOST_TEST(!strips[0].segments[3].ratio.has_value());
  BOOST_TEST(!strips[0].segments[4].ratio.has_value());
}

BOOST_AUTO_TEST_CASE(segments_stand_under_their_panels_and_folds_tell_their_range) {
  const Rnn rnn(30);
  Trace trace;
  rnn.loss.backward({.trace = &trace});
  const Drawing drawing = graphs::draw(rnn.loss, {.trace = &trace, .level = Level::cell, .fold = {2, 3}});
  const std::string& dot = drawing.dot();
  BOOST_TEST(count(dot, "class=\"strip\"") == 2 + 3 + 24);
  for (const Panel& panel : drawing.layout().panels) {
    if (panel.step != panel.last_step) continue;
    const std::string at = fmt::format("  strip0_{} [pos=\"{}", panel.step, coordinate(panel.box.x));
    BOOST_TEST(contains(dot, at + ","), at);
  }
  const auto strips = strips_of(drawing.view(), false);
  double least = 1e300, most = 0;
  for (const auto& s : strips[0].segments)
    if (s.step > 2 && s.step < 28) least = std::min(least, *s.ratio), most = std::max(most, *s.ratio);
  BOOST_TEST(contains(dot, percentage(least) + " … " + percentage(most)));
}

BOOST_AUTO_TEST_CASE(without_a_backward_pass_there_is_none) {
  const Rnn rnn(3);
  BOOST_TEST(strips_of(View(Snapshot(rnn.loss), {}), false).empty());
  const std::string dot = graphs::draw(rnn.loss).dot();
  BOOST_TEST(!contains(dot, "class=\"strip\""));
  BOOST_TEST(contains(dot, "no backward pass was traced"));
}

BOOST_AUTO_TEST_CASE(ratios_are_percentages_until_they_are_tiny_or_huge) {
  BOOST_TEST(percentage(1) == "100 %");
  BOOST_TEST(percentage(0.141) == "14 %");
  BOOST_TEST(percentage(3.232) == "323 %");
  BOOST_TEST(percentage(0.0015) == "0.15 %");
  BOOST_TEST(percentage(2.3e-8) == "2·10⁻⁸");
  BOOST_TEST(percentage(0) == "0");
  BOOST_TEST(percentage(12) == "×12");
  BOOST_TEST(percentage(3e9) == "×3·10⁹");
}

// Under its rails and above the next row, whatever else is in the picture.
BOOST_AUTO_TEST_CASE(a_picture_in_rows_has_them_in_every_row) {
  const Rnn rnn(10), every(10, true);
  for (const Tensor& loss : {rnn.loss, every.loss, Lstm(10).loss})
    for (const int bounds : {false, true})
      for (const Fold fold : {Fold{}, Fold{3, 2}}) {
        Trace trace(Trace::Keep::arrays);
        loss.backward({.trace = &trace});
        const Drawing drawing =
            draw(loss, {.trace = &trace, .level = Level::cell, .fold = fold, .wrap = 3, .bounds = bool(bounds)});
        const auto strips = strips_of(drawing.view(), bounds);
        for (std::size_t i = 0; i < strips.size(); ++i)
          for (const Panel& panel : drawing.layout().panels) {
            if (panel.step != panel.last_step) continue;
            const std::string id = fmt::format("  strip{}_{} [pos=\"{},", i, panel.step, coordinate(panel.box.x));
            const std::size_t found = drawing.dot().find(id);
            BOOST_TEST_REQUIRE(found != std::string::npos, id);
            const double y = std::stod(drawing.dot().substr(found + id.size()));
            for (const Repeat& bar : drawing.layout().repeats)
              BOOST_TEST((y + 12 < bar.box.bottom() || y - 12 > bar.box.top()));
            for (const Panel& other : drawing.layout().panels)
              BOOST_TEST((other.box.y < panel.box.y ? y - 12 > other.box.top() : y + 12 < other.box.bottom()));
          }
      }
}

// What is told at the right of a strip stands where no state runs on to the next row.
BOOST_AUTO_TEST_CASE(a_note_is_told_once) {
  const Rnn rnn(9, true);
  Trace trace;
  rnn.loss.backward({.trace = &trace});
  const Drawing drawing = draw(rnn.loss, {.trace = &trace, .level = Level::cell, .wrap = 3});
  BOOST_TEST(count(drawing.dot(), "÷ ‖") == 3);
  BOOST_TEST(count(drawing.dot(), "enters at each step") == 1);
}

BOOST_AUTO_TEST_SUITE_END()
