// Double only: central differences in single precision would not reach the digits that are drawn.
//
// The numbers in a picture, read from its DOT text, against central differences: a parameter's gradient at its rail,
// each step's share at its tap, the gradient of each input and each state, and the gain from state to state. The cells
// are made up by a seed; no drawing code and no rule for their gradients is used here.
#include <fmt/format.h>
#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <cmath>
#include <functional>

#include "autograd/random.hpp"
#include "graphs/draw.hpp"
#include "graphs/text.hpp"
#include "models.hpp"
#include "nn/unrolled.hpp"
#include "tests/nn/generated_cell.hpp"

using namespace unroll;
using namespace unroll::graphs;
using namespace unroll::graphs::testing;
using cell_table::GeneratedCell;

BOOST_AUTO_TEST_SUITE(drawn_numbers)

namespace {

constexpr int steps = 4;

// The norm of the gradient of f with respect to what x holds, by differences of fourth order.
double norm_by_differences(const Tensor& x, const std::function<Real()>& f) {
  const NoGrad off;
  const Array before = x.value();
  constexpr Real h = Real(1e-3);
  double squares = 0;
  for (Index i = 0; i < before.size(); ++i) {
    const auto at = [&](Real distance) {
      Array moved(before.shape(), before.numbers());
      moved.write()[i] += distance;
      x.assign(moved);
      return f();
    };
    const double slope = (8 * (at(h) - at(-h)) - (at(2 * h) - at(-2 * h))) / (12 * h);
    squares += slope * slope;
  }
  x.assign(before);
  return std::sqrt(squares);
}

// The line of the DOT text that holds `mark`.
std::string line_with(const std::string& dot, const std::string& mark) {
  const std::size_t at = dot.find(mark);
  if (at == std::string::npos) return "";
  const std::size_t begin = dot.rfind('\n', at) + 1;
  return dot.substr(begin, dot.find('\n', at) - begin);
}
std::string between(const std::string& text, const std::string& begin, const std::string& end) {
  const std::size_t at = text.find(begin);
  if (at == std::string::npos) return "";
  const std::size_t start = at + begin.size();
  return text.substr(start, text.find(end, start) - start);
}

// To the digits that are drawn; what differences can't tell from 0 is drawn as 0 or as 10 to a power below −9.
void check_drawn(const std::string& drawn, double number) {
  const double error = 1e-6 * number + 1e-11;
  const bool rest = number < 1e-10 && (drawn == "0" || drawn.find("·10⁻¹") != drawn.npos);
  const bool same = rest || drawn == short_number(number) || drawn == short_number(number + error) ||
                    drawn == short_number(std::max(0.0, number - error));
  BOOST_TEST(same, "drawn is \"" << drawn << "\", and differences give " << number);
}

// Its number, or −1: what a cell's last state does not depend on is no part of the graph.
int number_of(const Tensor& tensor, const Snapshot& s) {
  const auto found =
      std::find_if(s.nodes().begin(), s.nodes().end(), [&](const auto& n) { return n.node == tensor.node(); });
  return found == s.nodes().end() ? -1 : static_cast<int>(found - s.nodes().begin());
}

template <std::size_t fields, bool projects>
int check_cell(std::uint64_t drawn) {
  using Cell = GeneratedCell<fields, projects>;
  seed(drawn);
  Cell cell(3, 3, {drawn}), in_one_step(3, 3, {drawn});
  std::vector<Tensor> xs;
  for (int t = 1; t <= steps; ++t)
    xs.push_back(variable(numbers({1, 3}, static_cast<unsigned>(t))).named(fmt::format("x_{}", t)).mark(Role::input));
  const auto loss_of = [](const Tensor& y) { return mean(square(y - Real(0.3))).mark(Role::loss); };
  const auto chain = nn::unrolled(cell, xs);
  const Tensor loss = loss_of(chain.last().h);
  Trace trace(Trace::Keep::arrays);
  loss.backward({.trace = &trace});
  const auto again = [&] { return loss_of(nn::unrolled(cell, xs).last().h).item(); };
  int numbers = 0;

  for (Level level : {Level::op, Level::cell}) {
    const Drawing drawing = graphs::draw(loss, {.trace = &trace, .level = level});
    const auto& items = drawing.view().items();
    for (std::size_t i = 0; i < items.size(); ++i) {
      if (!items[i].gradient) continue;
      const std::string id = fmt::format("v{}", i);
      const std::string tooltip = between(line_with(drawing.dot(), fmt::format("id=\"{}\"", id)), "‖gradient‖ ", "\"");
      for (const nn::NamedParameter& p : cell.named_parameters())
        if (items[i].look == Look::rail && number_of(p.tensor, drawing.snapshot()) == items[i].node) {
          const double norm = norm_by_differences(p.tensor, again);
          check_drawn(between(line_with(drawing.dot(), "gradient of-" + id + "\""), "<B>", "</B>"), norm);
          check_drawn(tooltip, norm);
          ++numbers;
        }
      for (const Tensor& x : xs)
        if (number_of(x, drawing.snapshot()) == items[i].node)
          check_drawn(tooltip, norm_by_differences(x, again)), ++numbers;
    }

    // Each step's share: the same parameters, but in one step those of another cell, which alone are moved.
    const auto own = cell.parameters(), others = in_one_step.parameters();
    for (std::size_t k = 0; k < own.size(); ++k) others[k].assign(own[k].value());
    for (std::size_t l = 0; l < drawing.view().links().size(); ++l) {
      const Link& link = drawing.view().links()[l];
      const Item &rail = items[static_cast<std::size_t>(link.from)], &user = items[static_cast<std::size_t>(link.to)];
      if (rail.look != Look::rail || level != Level::cell || fields > 1) continue;  // one tap in each step
      for (std::size_t k = 0; k < own.size(); ++k) {
        if (number_of(own[k], drawing.snapshot()) != rail.node) continue;
        const double share = norm_by_differences(others[k], [&] {
          auto state = cell.start(1);
          for (int t = 1; t <= steps; ++t)
            state = (t == user.step ? in_one_step : cell).step(xs[static_cast<std::size_t>(t - 1)], state);
          return loss_of(state.h).item();
        });
        check_drawn(between(line_with(drawing.dot(), fmt::format("share of-e{}\"", l)), "label=\"", "\\l"), share);
        ++numbers;
      }
    }
  }

  // The states: what comes after one depends on the past through its fields alone.
  const Drawing drawing = graphs::draw(loss, {.trace = &trace, .level = Level::cell});
  std::vector<double> of_h;
  for (int t = 1; t < steps; ++t) {
    auto state = chain.states[static_cast<std::size_t>(t - 1)];
    const std::vector<Tensor> rest(xs.begin() + t, xs.end());
    std::vector<Tensor> before;
    for (Tensor* field : nn::fields(state)) {
      before.push_back(*field);
      *field = variable(field->value());
    }
    for (std::size_t f = 0; f < before.size(); ++f) {
      const double norm = norm_by_differences(*nn::fields(state)[f],
                                              [&] { return loss_of(nn::unrolled(cell, rest, state).last().h).item(); });
      if (f == 0) of_h.push_back(norm);
      const int node = number_of(before[f], drawing.snapshot());
      for (std::size_t i = 0; i < drawing.view().items().size(); ++i) {
        const Item& item = drawing.view().items()[i];
        if (item.look != Look::state || item.node != node) continue;
        const std::string line = line_with(drawing.dot(), fmt::format("id=\"v{}\"", i));
        if (!item.gradient) {
          BOOST_TEST(norm < 1e-11);
          continue;
        }
        check_drawn(between(line, "‖gradient‖ ", "\""), norm);
        BOOST_TEST(line.find("‖ " + short_number(*item.gradient) + "</FONT>") != line.npos);
        ++numbers;
      }
    }
  }
  if (fields > 1) return numbers;  // the gradient has several ways from state to state
  for (std::size_t l = 0; l < drawing.view().links().size(); ++l) {
    const Link& link = drawing.view().links()[l];
    const Item &from = drawing.view().items()[static_cast<std::size_t>(link.from)],
               &to = drawing.view().items()[static_cast<std::size_t>(link.to)];
    if (from.look != Look::state || to.look != Look::state || to.step == steps) continue;
    check_drawn(between(line_with(drawing.dot(), fmt::format("gain of-e{}\"", l)), "label=\"×", "\""),
                of_h[static_cast<std::size_t>(from.step - 1)] / of_h[static_cast<std::size_t>(to.step - 1)]);
    ++numbers;
  }
  return numbers;
}

}  // namespace

BOOST_AUTO_TEST_CASE(agree_with_central_differences) {
  int numbers = 0;
  for (std::uint64_t n = 1; n <= 12; n += 4) {
    BOOST_TEST_CONTEXT("seed " << n) { numbers += check_cell<1, true>(n); }
    BOOST_TEST_CONTEXT("seed " << n + 1) { numbers += check_cell<2, false>(n + 1); }
    BOOST_TEST_CONTEXT("seed " << n + 2) { numbers += check_cell<3, true>(n + 2); }
    BOOST_TEST_CONTEXT("seed " << n + 3) { numbers += check_cell<4, false>(n + 3); }
  }
  BOOST_TEST(numbers > 200);
}

BOOST_AUTO_TEST_SUITE_END()
