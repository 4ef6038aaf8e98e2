// Pictures of what is not there, or not there yet.
#include <thread>

#include "autograd/backward.hpp"
#include "autograd/ops.hpp"
#include "graphs/cost.hpp"
#include "graphs/draw.hpp"
#include "graphs/painted_sequence.hpp"
#include "graphs/plot.hpp"
#include "nn/attention.hpp"
#include "nn/rnn_cell.hpp"
#include "nn/unrolled.hpp"
#include "tests/misuse/said.hpp"

using namespace unroll;

BOOST_AUTO_TEST_SUITE(drawings)

namespace {

// h_T of an RNN over T steps, summed.
struct Net {
  nn::RNNCell cell{2, 2};
  Tensor loss;
  explicit Net(Index steps) { loss = sum(nn::unrolled(cell, Tensor(Array::ones({steps, 1, 2}))).last().h); }
};

graphs::Plot plot() { return {"Loss", {"step"}, {"loss"}}; }

}  // namespace

// ---- Graphs ----

BOOST_AUTO_TEST_CASE(nothing_to_draw) {
  BOOST_TEST(said([] { graphs::draw(Tensor()); }) == "a tensor that holds nothing was used; give it a value first");
  BOOST_TEST(said([] { graphs::draw(std::vector<Tensor>{}); }) ==
             "snapshot: there is no root; hand over what was computed, such as the loss");
}

BOOST_AUTO_TEST_CASE(a_graph_drawn_before_its_backward_pass) {
  const Net net(3);
  Trace trace;
  BOOST_TEST(said([&] { graphs::draw(net.loss, {.trace = &trace}); }) ==
             "snapshot: the trace is empty; call backward({.trace = &trace}) before drawing, or leave the trace out");
}

BOOST_AUTO_TEST_CASE(a_graph_drawn_with_the_trace_of_another) {
  const Net net(3), other(3);
  Trace trace;
  other.loss.backward({.trace = &trace});
  BOOST_TEST(said([&] { graphs::draw(net.loss, {.trace = &trace}); }) ==
             "snapshot: the trace is of a pass through another graph, that of sum (); call backward({.trace = &trace}) "
             "on what is drawn, or leave the trace out");
}

BOOST_AUTO_TEST_CASE(a_graph_of_another_thread) {
  const Net net(2);
  std::string sentence;
  std::thread([&] { sentence = said([&] { graphs::draw(net.loss); }); }).join();
  BOOST_TEST(holds(sentence, "snapshot: a tensor made by thread 1 was used by thread "));
}

BOOST_AUTO_TEST_CASE(a_way_that_does_not_lead_there) {
  const Net net(2);
  const Tensor other = variable(Array::ones({2})).named("other");
  BOOST_TEST(said([&] { graphs::draw(net.loss, {.way = {.from = other, .to = net.loss}}); }) ==
             "snapshot: the leaf \"other\" of shape (2) is not a part of this graph: its root was not computed from "
             "it, or not while recording was on");
  BOOST_TEST(said([&] { graphs::draw(net.loss, {.way = {.from = net.loss, .to = net.cell.b}}); }) ==
             "draw: no way leads from sum () to b (variable) (2), which should be pointed out; an input comes first, "
             "what was computed from it second");
}

BOOST_AUTO_TEST_CASE(a_path_to_what_is_no_part_of_the_graph) {
  const Net net(2);
  const Tensor h = tanh(net.cell.b);
  BOOST_TEST(said([&] { graphs::Snapshot(net.loss).shortest_path(h, net.loss); }) ==
             "snapshot: the tanh of shape (2) is not a part of this graph: its root was not computed from it, or not "
             "while recording was on");
}

BOOST_AUTO_TEST_CASE(rows_of_a_graph_without_time) {
  BOOST_TEST(said([] { graphs::draw(sum(variable(Array::ones({2}))), {.wrap = 3}); }) ==
             "wrap: the graph has no time steps to put in rows; leave it out, or open Scope(\"t\", t) for each step");
  const Net net(2);
  BOOST_TEST(said([&] { graphs::draw(net.loss, {.wrap = -1}); }) ==
             "wrap: -1 steps a row; give at least 1, or 0 for one row");
}

BOOST_AUTO_TEST_CASE(a_loop_of_what_has_none) {
  BOOST_TEST(said([] { graphs::draw(sum(variable(Array::ones({2}))), {.level = graphs::Level::rolled}); }) ==
             "rolled: the graph has no time steps, so that nothing goes round; open Scope(\"t\", t) for each step, or "
             "draw it at op level");
}

BOOST_AUTO_TEST_CASE(a_loop_with_steps_to_fold) {
  const Net net(4);
  BOOST_TEST(said([&] { graphs::draw(net.loss, {.level = graphs::Level::rolled, .fold = {.first = 1, .last = 1}}); }) ==
             "rolled: one cell has no middle to fold; leave it out, or draw the steps side by side at cell level");
  BOOST_TEST(said([&] { graphs::draw(net.loss, {.level = graphs::Level::rolled, .wrap = 2}); }) ==
             "rolled: one cell has no steps to wrap; leave it out, or draw the steps side by side at cell level");
}

BOOST_AUTO_TEST_CASE(modules_of_negative_depth) {
  const Net net(2);
  BOOST_TEST(said([&] { graphs::draw(net.loss, {.level = graphs::Level::op, .depth = -1}); }) ==
             "depth: -1 levels of modules; give 0 to close all of them, or more");
  BOOST_TEST(said([&] { graphs::draw(net.loss, {.level = graphs::Level::cell, .depth = 1}); }) ==
             "depth: closed modules hide operations, which only the op level shows one by one; leave depth out, or "
             "draw the forward graph at op level");
}

BOOST_AUTO_TEST_CASE(a_neighbourhood_of_negative_size) {
  const Net net(2);
  BOOST_TEST(said([&] { graphs::draw(net.loss, {.focus = {.node = net.cell.b, .radius = -1}}); }) ==
             "focus: a radius of -1 links; give 0 or more");
}

BOOST_AUTO_TEST_CASE(a_head_that_attention_does_not_have) {
  const Tensor x = variable(Array::ones({3, 2}));
  const Tensor loss = sum(nn::attention(x, x, x).output);
  BOOST_TEST(said([&] { graphs::draw(loss, {.attention = {.head = 2}}); }) ==
             "draw: no head 2 in attention weights (3, 3); there are 1, from 0, and −1 shows all");
  BOOST_TEST(said([&] { graphs::draw(loss, {.attention = {.batch = 1}}); }) ==
             "draw: no batch entry 1 in attention weights (3, 3); there are 1, from 0");
}

BOOST_AUTO_TEST_CASE(a_format_that_nobody_writes) {
  const Net net(2);
  BOOST_TEST(said([&] { graphs::draw(net.loss).save("unwritten", {"jpeg"}); }) ==
             "render: \"jpeg\" is not a picture's format; choose dot, svg, png or pdf, or save a drawing as html");
  BOOST_TEST(said([] { plot().save("unwritten", {"dot"}); }) ==
             "plot: \"dot\" is not a plot's format; choose svg, png or pdf");
}

BOOST_AUTO_TEST_CASE(text_that_is_no_graph) {
  BOOST_TEST(said([] { graphs::render("digraph {", "svg"); }) ==
             "render: Graphviz does not understand the DOT text: Error: syntax error in line 1");
}

// ---- Plots ----

BOOST_AUTO_TEST_CASE(a_curve_with_fewer_heights_than_places) {
  BOOST_TEST(said([] {
               plot().line("GRU", {1, 2, 3}, {0.5, 0.4});
             }) == "plot: \"GRU\" has 3 xs and 2 ys; give one y for each x");
}

BOOST_AUTO_TEST_CASE(a_colour_by_its_name) {
  BOOST_TEST(said([] {
               plot().line("GRU", {1, 2}, {3, 4}, "blue");
             }) == "plot: \"blue\" is no colour for \"GRU\"; write it as #2B6CB0");
}

BOOST_AUTO_TEST_CASE(an_empty_plot) {
  BOOST_TEST(said([] { plot().render("svg"); }) ==
             "plot: there is nothing that the axis \"step\" can show; add a line, or give the axis both ends");
}

BOOST_AUTO_TEST_CASE(a_logarithm_of_what_is_not_positive) {
  graphs::Plot p("Loss", {"step"}, {.label = "loss", .scale = graphs::Scale::log});
  p.line("GRU", {1, 2}, {0, -1});
  BOOST_TEST(said([&] { p.render("svg"); }) ==
             "plot: there is nothing that the axis \"loss\" can show: no number is positive and finite");
}

BOOST_AUTO_TEST_CASE(a_plot_of_nothing_but_nan) {
  graphs::Plot p = plot();
  p.line("GRU", {1, 2}, {std::nan(""), std::nan("")});
  BOOST_TEST(said([&] { p.render("svg"); }) ==
             "plot: there is nothing that the axis \"loss\" can show: no number is finite");
}

BOOST_AUTO_TEST_CASE(bars_without_names_of_their_own) {
  graphs::Plot p("Accuracy", {.label = "cell", .names = {"RNN", "LSTM"}}, {"accuracy"});
  BOOST_TEST(said([&] {
               p.bars("T = 50", {0.5, 0.9, 1});
             }) == "plot: the bars \"T = 50\" are 3, and the axis \"cell\" has names for 2; give as many");
}

BOOST_AUTO_TEST_CASE(a_heat_map_of_a_cube) {
  BOOST_TEST(said([] {
               plot().heat(Array::ones({2, 3, 4}), {"weight"});
             }) == "plot: a heat map needs rows and columns, not (2, 3, 4); reshape it");
}

BOOST_AUTO_TEST_CASE(two_heat_maps_in_one_plot) {
  graphs::Plot p = plot();
  p.heat(Array::ones({2, 3}), {"weight"});
  BOOST_TEST(said([&] {
               p.heat(Array::ones({2, 3}), {"weight"});
             }) == "plot: there is a heat map already; make a second plot and put it under this one with above()");
}

BOOST_AUTO_TEST_CASE(a_symbol_without_its_value) {
  BOOST_TEST(said([] {
               graphs::PaintedSequence{.symbols = {"a", "b"}, .values = {1}}.render("svg");
             }) == "painted sequence: 2 symbols and 1 values; give one value for each");
}

BOOST_AUTO_TEST_SUITE_END()
