// Layers that read both ways. What holds for every cell is in cells_test.cpp.
#include "nn/bidirectional.hpp"

#include "autograd/backward.hpp"
#include "autograd/random.hpp"
#include "nn/lstm_cell.hpp"
#include "nn/rnn_cell.hpp"
#include "tests/nn/support.hpp"

using namespace unroll;

BOOST_AUTO_TEST_SUITE(bidirectional)

namespace {
constexpr Index steps = 4, B = 2, I = 3, H = 5;
}

BOOST_AUTO_TEST_CASE(parameters_go_by_their_paths) {
  nn::Bidirectional<nn::RNNCell> layer(I, H, {.layers = 2});
  std::vector<std::string> names;
  for (const auto& parameter : layer.named_parameters()) names.push_back(parameter.name);
  const std::vector<std::string> wanted{"layers.0.past.W_xh",   "layers.0.past.W_hh",   "layers.0.past.b",
                                        "layers.0.future.W_xh", "layers.0.future.W_hh", "layers.0.future.b",
                                        "layers.1.past.W_xh",   "layers.1.past.W_hh",   "layers.1.past.b",
                                        "layers.1.future.W_xh", "layers.1.future.W_hh", "layers.1.future.b"};
  BOOST_TEST(names == wanted, boost::test_tools::per_element());
  BOOST_TEST((layer.outputs() == 2 * H && layer.past(1).inputs() == 2 * H && layer.future(1).inputs() == 2 * H));
  BOOST_TEST((nn::Bidirectional<nn::LSTMCell>(I, H, {}, {.projection = 2}).outputs() == 4));
}

// The output of step t holds, first, what has read x_1 … x_t, then what has read x_T … x_t.
BOOST_AUTO_TEST_CASE(each_half_has_read_its_side) {
  seed(71);
  nn::Bidirectional<nn::RNNCell> layer(I, H);
  const Tensor xs = variable(random_numbers().normal({steps, B, I}));
  const Tensor hs = layer(xs);
  BOOST_TEST((hs.shape() == Shape{steps, B, 2 * H}));
  for (Index t = 0; t < steps; ++t)
    for (const bool future : {false, true}) {
      const Array flow = grad(sum(slice(hs[t], 1, future ? H : 0, future ? 2 * H : H)), xs).value();
      for (Index from = 0; from < steps; ++from) {
        Real largest = 0;
        for (const Real number : flow[from].numbers()) largest = std::max(largest, std::abs(number));
        BOOST_TEST((largest > 0) == (future ? from >= t : from <= t));
      }
    }
}

// A short sequence is read from its own end.
BOOST_AUTO_TEST_CASE(the_future_begins_at_each_sequence_s_end) {
  seed(72);
  nn::Bidirectional<nn::LSTMCell> layer(I, H);
  const Tensor xs(random_numbers().normal({steps, B, I}));
  const auto run = layer.run(xs, {2, 4});
  const auto alone = layer.run(slice(slice(xs, 0, 0, 2), 1, 0, 1));
  BOOST_TEST(close(run.outputs.value()[0][0], alone.outputs.value()[0][0], rounding));
  BOOST_TEST(close(run.last[0].future.c.value()[0], alone.last[0].future.c.value()[0], rounding));
  BOOST_TEST(same(run.outputs.value()[2][0], Array::zeros({2 * H})));
  BOOST_TEST(same(run.last[0].future.h.value()[1], slice(Tensor(run.outputs.value()[0][1]), 0, H, 2 * H).value()));
}

BOOST_AUTO_TEST_CASE(states_are_marked_by_direction) {
  nn::Bidirectional<nn::RNNCell> layer(I, H, {.layers = 2});
  const auto run = layer.run(variable(random_numbers().normal({steps, B, I})));
  const Node &past = *run.last[1].past.h.node(), &future = *run.last[1].future.h.node();
  BOOST_TEST((past.track == 0 && future.track == 1));
  BOOST_TEST((past.name() == "h_4" && future.name() == "h_1"));
  BOOST_TEST((past.scope.text() == "layers.1.past/t=4" && future.scope.text() == "layers.1.future/t=1"));
}

BOOST_AUTO_TEST_CASE(wrong_use_is_refused) {
  nn::Bidirectional<nn::RNNCell> layer(I, H);
  const Tensor xs(Array::zeros({steps, B, I}));
  BOOST_TEST(holds(message_of<ShapeError>([&] { layer(xs[0]); }), "(2, 3) where (T, batch, 3) is read"));
  BOOST_TEST(holds(message_of([&] { layer.run(xs, nn::Bidirectional<nn::RNNCell>::States{}); }), "0 states for 1"));
  BOOST_TEST(holds(message_of<IndexError>([&] { layer(xs, {5, 4}); }), "sequence 0 has length 5, and xs has 4"));
}

BOOST_AUTO_TEST_SUITE_END()
