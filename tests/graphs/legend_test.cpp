// The legend names every colour and every kind of thing in a picture, in the picture's own symbols.
#include "graphs/legend.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <regex>
#include <set>
#include <sstream>

#include "graphs/draw.hpp"
#include "graphs/style.hpp"
#include "models.hpp"

using namespace unroll;
using namespace unroll::graphs;
using namespace unroll::graphs::testing;

BOOST_AUTO_TEST_SUITE(legend)

namespace {

// Colours of fills, borders, lines and numbers: those of the picture, and those of the legend.
struct Colours {
  std::set<std::string> picture, legend;
  std::string words;  // of the legend
};

Colours colours_of(const std::string& dot) {
  Colours colours;
  const std::regex colour("(fill|font|)color=\"(#[0-9A-F]{6})\"");
  std::istringstream lines(dot);
  for (std::string line; std::getline(lines, line);) {
    const bool legend = std::regex_search(line, std::regex("class=\"(note )?legend\""));
    if (legend) colours.words += line.substr(0, line.find("class=")) + "\n";
    for (std::sregex_iterator it(line.begin(), line.end(), colour), end; it != end; ++it)
      (legend ? colours.legend : colours.picture).insert((*it)[2]);
  }
  return colours;
}

// On the scale: between two neighbouring colours of it, in every channel.
bool is_heat(const std::string& colour) {
  const auto channel = [](std::string_view c, std::size_t i) {
    return std::stoi(std::string(c.substr(1 + 2 * i, 2)), nullptr, 16);
  };
  for (std::size_t k = 1; k < style::heat.size(); ++k) {
    bool between = true;
    for (std::size_t i = 0; i < 3; ++i) {
      const auto [low, high] = std::minmax({channel(style::heat[k - 1], i), channel(style::heat[k], i)});
      between = between && channel(colour, i) >= low && channel(colour, i) <= high;
    }
    if (between) return true;
  }
  return false;
}

bool contains(const std::string& text, const std::string& part) { return text.find(part) != text.npos; }

// Neutral: white and black, the colours of texts on what is named otherwise.
const std::set<std::string> neutral{"#FFFFFF", "#000000", std::string(style::ink), std::string(style::parameter_ink)};

void check(const std::string& dot, const std::set<std::string>& named_in_place = {}) {
  const Colours colours = colours_of(dot);
  const bool scale = contains(colours.words, "(log)");
  for (const std::string& colour : colours.picture)
    BOOST_TEST((colours.legend.count(colour) || neutral.count(colour) || named_in_place.count(colour) ||
                (scale && is_heat(colour))),
               colour << " is not in the legend:\n"
                      << colours.words);
  // What is drawn, and the word that names it.
  const std::vector<std::pair<const char*, const char*>> kinds{{"class=\"op\"", "operation"},
                                                               {"class=\"state\"", "state"},
                                                               {"class=\"input\"", "input"},
                                                               {"class=\"loss\"", "loss"},
                                                               {"class=\"rail", "shared parameter"},
                                                               {"class=\"parameter\"", "arameter"},
                                                               {"class=\"fold\"", "steps not drawn"},
                                                               {"class=\"sum\"", "sum of one addend"},
                                                               {"class=\"kept\"", "forward pass, read again"},
                                                               {"class=\"grad\"", "gradient"},
                                                               {"class=\"strip\"", "last state’s gradient"},
                                                               {"class=\"cell\"", "the same cell"},
                                                               {"class=\"delay\"", "to the next step"},
                                                               {"class=\"turn\"", "gradient norm"},
                                                               {"id=\"step1\"", "time step"},
                                                               {"style=dashed", "gradient exactly 0"},
                                                               {"<B>⊙</B></FONT>", "entry by entry"},
                                                               {"<B>+</B></FONT>", "\"sum"},
                                                               {"<B>σ</B></FONT>", "sigmoid"},
                                                               {"\"×", "its way back"},
                                                               {"at most ‖∏", "spectral norm"}};
  const std::string drawn = dot.substr(0, dot.find("class=\"legend\""));
  for (const auto& [thing, word] : kinds)
    if (contains(drawn, thing)) BOOST_TEST(contains(colours.words, word), thing << " is not named");
}

template <class Model>
void check_model(const Model& model, bool bounds = false) {
  for (const Level level : {Level::op, Level::cell}) {
    check(graphs::draw(model.loss, {.level = level}).dot());
    Trace trace(Trace::Keep::arrays);
    model.loss.backward({.trace = &trace});
    check(graphs::draw(model.loss, {.trace = &trace, .level = level, .bounds = bounds}).dot());
  }
}

}  // namespace

BOOST_AUTO_TEST_CASE(of_recurrent_networks) {
  check_model(Rnn(3));
  check_model(Rnn(3, true), true);
  check_model(Rnn(30), true);
  check_model(Lstm(3), true);
}

BOOST_AUTO_TEST_CASE(of_a_graph_without_time) {
  const Tensor a = variable(Array::full({}, 2)).named("a"), b = variable(Array::full({}, -3)).named("b");
  const Tensor y = (tanh(a * b) + a).named("y");
  Trace trace(Trace::Keep::arrays);
  y.backward({.trace = &trace});
  check(graphs::draw(y, {.trace = &trace}).dot());
}

BOOST_AUTO_TEST_CASE(of_the_backward_pass) {
  const Rnn rnn(3);
  check(graphs::draw(grad(rnn.loss, rnn.W_hh, {.create_graph = true})).dot());
}

BOOST_AUTO_TEST_CASE(of_rolled_pictures) {
  const Rnn rnn(6), every(6, true);
  for (const Tensor& loss : {rnn.loss, every.loss, Lstm(6).loss}) {
    check(graphs::draw(loss, {.level = Level::rolled}).dot());
    Trace trace;
    loss.backward({.trace = &trace});
    const std::string dot = graphs::draw(loss, {.trace = &trace, .level = Level::rolled}).dot();
    check(dot, {std::string(style::shrinks), std::string(style::panel_border)});  // "∂L/∂h back, 6 times"; squares
    const std::string words = colours_of(dot).words;
    for (const char* word : {"all steps: the same cell", "hands the state to the next step", "gradient norm (log)"})
      BOOST_TEST(contains(words, word));
    // No panel, no rail and no strip is in it, so that none is named.
    for (const char* word : {"time step", "shared parameter", "last state"}) BOOST_TEST(!contains(words, word), word);
    BOOST_TEST(!contains(dot, "class=\"strip\""));
  }
}

BOOST_AUTO_TEST_CASE(of_pictures_in_rows) {
  const Rnn rnn(9, true);
  Trace trace;
  rnn.loss.backward({.trace = &trace});
  check(graphs::draw(rnn.loss, {.trace = &trace, .level = Level::cell, .wrap = 3, .bounds = true}).dot());
}

BOOST_AUTO_TEST_CASE(of_another_quantity) {
  const Rnn rnn(4);
  check(graphs::draw(rnn.loss, {.heat = {"‖value‖", [](const SnapshotNode& n) { return n.norm; }}}).dot());
}

// The tip of an arrow, as wide as it is drawn, does not touch what it means.
BOOST_AUTO_TEST_CASE(arrows_end_before_their_words) {
  const Rnn rnn(8);
  Trace trace;
  rnn.loss.backward({.trace = &trace});
  const std::string dot = graphs::draw(rnn.loss, {.trace = &trace, .level = Level::cell}).dot();
  const std::regex arrow("penwidth=([0-9.]+), pos=\"e,(-?[0-9.]+),(-?[0-9.]+) [^\"]*\", class=\"legend\""),
      words("pos=\"(-?[0-9.]+),(-?[0-9.]+)\", width=([0-9.]+)[^\\n]*gradient on its way back");
  std::smatch tip, text;
  BOOST_TEST_REQUIRE(std::regex_search(dot, tip, arrow));
  BOOST_TEST_REQUIRE(std::regex_search(dot, text, words));
  BOOST_TEST(std::stod(tip[3]) == std::stod(text[2]));
  const double reach = std::stod(tip[1]) / 2 / std::sin(std::atan(0.35));  // of a mitred tip
  BOOST_TEST(std::stod(tip[2]) + reach + 4 < std::stod(text[1]) - std::stod(text[3]) * 36 + 3);
}

// It is as wide as the picture and goes on in the next row; its entries do not overlap.
BOOST_AUTO_TEST_CASE(stays_in_the_picture) {
  const Rnn rnn(2);
  Trace trace;
  rnn.loss.backward({.trace = &trace});
  const Drawing drawing = graphs::draw(rnn.loss, {.trace = &trace, .bounds = true});
  const std::regex entry("pos=\"(-?[0-9.]+),(-?[0-9.]+)\", width=([0-9.]+)[^\\n]*class=\"(?:note )?legend\"");
  const std::string& dot = drawing.dot();
  std::vector<Box> boxes;
  for (std::sregex_iterator it(dot.begin(), dot.end(), entry), end; it != end; ++it)
    boxes.push_back({std::stod((*it)[1]), std::stod((*it)[2]), std::stod((*it)[3]) * 72, 10});
  BOOST_TEST(boxes.size() > 20u);
  const double right = std::max(drawing.layout().bounds.right(), drawing.layout().bounds.left() + 560);
  for (std::size_t i = 0; i < boxes.size(); ++i) {
    BOOST_TEST(boxes[i].right() <= right + 8);
    for (std::size_t j = 0; j < i; ++j)
      BOOST_TEST((boxes[i].y != boxes[j].y || boxes[i].left() >= boxes[j].right() - 0.1 ||
                  boxes[j].left() >= boxes[i].right() - 0.1),
                 "entries " << i << " and " << j);
  }
}

BOOST_AUTO_TEST_SUITE_END()
