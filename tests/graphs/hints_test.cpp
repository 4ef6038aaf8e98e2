// How a cell's hints shape its step, and that nothing worse than the automatic layout comes of any text in them.
#include "graphs/hints.hpp"

#include <array>
#include <set>

#include "geometry.hpp"
#include "nn/bidirectional.hpp"
#include "nn/gru_cell.hpp"
#include "nn/losses.hpp"
#include "nn/lstm_cell.hpp"
#include "nn/recurrent.hpp"
#include "nn/rnn_cell.hpp"

using namespace unroll;
using namespace unroll::graphs;
using namespace unroll::graphs::testing;

BOOST_AUTO_TEST_SUITE(hints)

namespace {

using Words = std::vector<std::string>;

std::size_t at(int i) { return static_cast<std::size_t>(i); }

Tensor sequence(int steps) { return Tensor(numbers({steps, 2, 4}, 7)).named("x").mark(Role::input); }

Picture picture(const Tensor& last, bool traced = true) {
  const Tensor loss = nn::squared_error(last, Tensor(Array::zeros(last.shape())));
  Trace trace(Trace::Keep::arrays);
  loss.backward({.trace = &trace});
  return Picture({loss}, traced ? &trace : nullptr, Level::op);
}

template <class C>
Picture picture_of(bool project_first = false, const typename C::Options& options = {}, int steps = 4) {
  C cell(4, 3, options);
  return picture(nn::unrolled(cell, sequence(steps), {.project_first = project_first}).last().h);
}

const SnapshotNode& node_of(const Picture& p, int item) {
  return p.view.snapshot().nodes()[at(p.view.items()[at(item)].node)];
}

bool carries(const Picture& p, const Link& link, const std::string& field) {
  const Item &from = p.view.items()[at(link.from)], &to = p.view.items()[at(link.to)];
  return link.drawn && !from.backward && node_of(p, link.from).role == Role::state &&
         node_of(p, link.from).field == field && to.step > 0 && to.step != from.step && to.lane == from.lane;
}

// Of the state's line, if it is straight: all its boxes, and one way from each step to the next.
double height_of_line(const Picture& p, const std::string& field, int lane = 0) {
  std::optional<double> height;
  int last = 0;
  std::set<int> level;  // the steps that the line goes on to without leaving its height
  for (std::size_t i = 0; i < p.view.items().size(); ++i) {
    const Item& item = p.view.items()[i];
    const SnapshotNode& n = node_of(p, static_cast<int>(i));
    if (n.role != Role::state || n.field != field || item.lane != lane || item.step == 0) continue;
    if (!height) height = p.layout.items[i].y;
    BOOST_TEST(p.layout.items[i].y == *height);
    last = std::max(last, item.step);
  }
  BOOST_REQUIRE(height);
  for (std::size_t l = 0; l < p.view.links().size(); ++l) {
    const Link& link = p.view.links()[l];
    if (!carries(p, link, field) || p.view.items()[at(link.to)].lane != lane) continue;
    const auto& curve = p.layout.links[l].curve;
    if (std::all_of(curve.begin(), curve.end(), [&](Point q) { return std::abs(q.y - *height) < 1e-6; }))
      level.insert(p.view.items()[at(link.to)].step);
  }
  BOOST_TEST(static_cast<int>(level.size()) == last);
  return *height;
}

Box box_of(const Picture& p, const std::string& letter, int step) {
  for (std::size_t i = 0; i < p.view.items().size(); ++i)
    if (p.view.items()[i].step == step && p.view.items()[i].look == Look::op &&
        node_of(p, static_cast<int>(i)).field == letter)
      return p.layout.items[i];
  BOOST_FAIL("nothing is called " << letter << " in step " << step);
  return {};
}

// An LSTM that a student wrote without a thought of drawings, and others with a wrong one.
struct Plain : nn::LSTMCell {
  using nn::LSTMCell::LSTMCell;
  static constexpr auto hints = "";
};
struct Upside : nn::LSTMCell {
  using nn::LSTMCell::LSTMCell;
  static constexpr auto hints = "h c | o g f i";
};
struct Strange : nn::LSTMCell {
  using nn::LSTMCell::LSTMCell;
  static constexpr auto hints = "|| q c zz c h | f f i | h c | | ⊙ \xff";
};
struct Circular : nn::GRUCell {
  using nn::GRUCell::GRUCell;
  static constexpr auto hints = "h | r n";  // n is made from r
};

}  // namespace

BOOST_AUTO_TEST_CASE(lines_and_columns) {
  const Hints lstm("c h | f i g o");
  BOOST_TEST(lstm.lines == (Words{"c", "h"}), boost::test_tools::per_element());
  BOOST_REQUIRE(lstm.columns.size() == 1u);
  BOOST_TEST(lstm.columns[0] == (Words{"f", "i", "g", "o"}), boost::test_tools::per_element());
  const Hints two("h|z  r| n ");
  BOOST_TEST(two.lines == (Words{"h"}), boost::test_tools::per_element());
  BOOST_REQUIRE(two.columns.size() == 2u);
  BOOST_TEST(two.columns[0] == (Words{"z", "r"}), boost::test_tools::per_element());
  BOOST_TEST(two.columns[1] == (Words{"n"}), boost::test_tools::per_element());
  BOOST_TEST((Hints().lines.empty() && Hints("  ").lines.empty() && Hints().columns.empty()));
}

BOOST_AUTO_TEST_CASE(lstm_with_straight_lines_and_a_column_of_gates) {
  for (bool project_first : {false, true})
    for (int steps : {1, 2, 4}) {
      const Picture p = picture_of<nn::LSTMCell>(project_first, {}, steps);
      check_geometry(p);
      BOOST_TEST(height_of_line(p, "c") > height_of_line(p, "h"));
      for (int t = 1; t <= steps; ++t) {
        const std::array gates{box_of(p, "f", t), box_of(p, "i", t), box_of(p, "g", t), box_of(p, "o", t)};
        for (std::size_t k = 1; k < gates.size(); ++k) {
          BOOST_TEST(gates[k].x == gates[0].x);
          BOOST_TEST(gates[k].y < gates[k - 1].y);
        }
        BOOST_TEST(gates[3].y == height_of_line(p, "h"));
      }
      for (int t = 1; t < steps; ++t) check_stamps(p, t, t + 1, false);
    }
}

BOOST_AUTO_TEST_CASE(gates_carry_their_letters) {
  const Picture lstm = picture_of<nn::LSTMCell>(), gru = picture_of<nn::GRUCell>();
  const auto count = [](const Picture& p, const char* label) {
    return std::count_if(p.view.items().begin(), p.view.items().end(), [&](const Item& i) { return i.label == label; });
  };
  for (const char* label : {"σ f", "σ i", "tanh g", "σ o"}) BOOST_TEST(count(lstm, label) == 4);
  for (const char* label : {"σ r", "σ z", "tanh n", "1 − z"}) BOOST_TEST(count(gru, label) == 4);
}

BOOST_AUTO_TEST_CASE(gru_in_all_its_forms) {
  for (bool project_first : {false, true})
    for (nn::Reset reset : {nn::Reset::after_product, nn::Reset::before_product}) {
      const Picture p = picture_of<nn::GRUCell>(project_first, {reset});
      check_geometry(p);
      height_of_line(p, "h");
      for (int t = 1; t <= 4; ++t) {
        BOOST_TEST(box_of(p, "z", t).x == box_of(p, "r", t).x);
        BOOST_TEST(box_of(p, "z", t).y > box_of(p, "r", t).y);
        BOOST_TEST(box_of(p, "n", t).x > box_of(p, "r", t).x);
      }
      for (int t = 1; t < 4; ++t) check_stamps(p, t, t + 1, false);
    }
}

BOOST_AUTO_TEST_CASE(without_hints_states_are_straight_too) {
  for (bool project_first : {false, true}) {
    const Picture p = picture_of<Plain>(project_first);
    check_geometry(p);
    height_of_line(p, "c");
    height_of_line(p, "h");
    for (int t = 1; t < 4; ++t) check_stamps(p, t, t + 1, false);
  }
  check_geometry(picture_of<nn::RNNCell>());
}

BOOST_AUTO_TEST_CASE(a_wrong_hint_costs_the_look_only) {
  const Picture upside = picture_of<Upside>();
  check_geometry(upside);
  BOOST_TEST(height_of_line(upside, "h") > height_of_line(upside, "c"));
  check_geometry(picture_of<Strange>());
  check_geometry(picture_of<Circular>());
}

BOOST_AUTO_TEST_CASE(a_direction_that_reads_backwards_is_a_mirror_image) {
  nn::Bidirectional<nn::LSTMCell> layer(4, 3);
  const Picture p = picture(layer(sequence(4)));
  check_geometry(p);
  BOOST_REQUIRE(p.view.lanes().size() == 2u);
  for (int lane : {0, 1}) {
    BOOST_TEST(height_of_line(p, "c", lane) > height_of_line(p, "h", lane));
    check_stamps(p, 2, 3, false, lane);
  }
  // A gate is as far from the left of its panel as the other direction's is from the right.
  const auto place = [&](const char* letter, int lane) {
    for (const Panel& panel : p.layout.panels)
      for (std::size_t i = 0; i < p.view.items().size(); ++i)
        if (panel.step == 2 && panel.lane == lane && p.view.items()[i].step == 2 && p.view.items()[i].lane == lane &&
            node_of(p, static_cast<int>(i)).field == letter) {
          const Box& b = p.layout.items[i];
          return Point{lane == 0 ? b.x - panel.box.left() : panel.box.right() - b.x, panel.box.top() - b.y};
        }
    return Point{-1, -1};
  };
  for (const char* letter : {"f", "i", "g", "o"}) {
    BOOST_TEST(place(letter, 0).x > 0);
    BOOST_TEST(place(letter, 0).x == place(letter, 1).x, boost::test_tools::tolerance(1e-9));
    BOOST_TEST(place(letter, 0).y == place(letter, 1).y, boost::test_tools::tolerance(1e-9));
  }
}

BOOST_AUTO_TEST_CASE(stacked_layers) {
  nn::Recurrent<nn::LSTMCell> lstm(4, 3, {.layers = 2});
  nn::Recurrent<nn::GRUCell> gru(4, 3, {.layers = 2});
  nn::Bidirectional<nn::GRUCell> both(4, 3, {.layers = 2});
  for (nn::SequenceLayer* layer : std::initializer_list<nn::SequenceLayer*>{&lstm, &gru, &both})
    check_geometry(picture((*layer)(sequence(3))));
}

BOOST_AUTO_TEST_SUITE_END()
