// Layers of a cell over time. What holds for every cell is in cells_test.cpp.
#include "nn/recurrent.hpp"

#include "autograd/backward.hpp"
#include "autograd/random.hpp"
#include "nn/gru_cell.hpp"
#include "nn/lstm_cell.hpp"
#include "nn/rnn_cell.hpp"
#include "tests/nn/support.hpp"

using namespace unroll;

BOOST_AUTO_TEST_SUITE(recurrent)

namespace {
constexpr Index steps = 5, B = 3, I = 3, H = 4;

Tensor sequence() { return Tensor(random_numbers().normal({steps, B, I})); }
}  // namespace

BOOST_AUTO_TEST_CASE(parameters_go_by_their_paths) {
  const nn::Recurrent<nn::GRUCell> layer(I, H, {.layers = 2});
  std::vector<std::string> names;
  for (const auto& parameter : layer.named_parameters()) {
    names.push_back(parameter.name);
    BOOST_TEST(parameter.tensor.name() == parameter.name);
  }
  const std::vector<std::string> wanted{"layers.0.W_xh", "layers.0.W_hh", "layers.0.b", "layers.0.b_hn",
                                        "layers.1.W_xh", "layers.1.W_hh", "layers.1.b", "layers.1.b_hn"};
  BOOST_TEST(names == wanted, boost::test_tools::per_element());
  BOOST_TEST((layer.named_parameters()[4].tensor.shape() == Shape{H, 3 * H}));
  BOOST_TEST((layer.inputs() == I && layer.outputs() == H && layer.layers() == 2));
}

// The second layer reads what the first says: with a projection, that is narrower than its cell.
BOOST_AUTO_TEST_CASE(layers_read_what_the_one_below_says) {
  nn::Recurrent<nn::LSTMCell> layer(I, H, {.layers = 3}, {.projection = 2});
  BOOST_TEST((layer.cell(0).inputs() == I && layer.cell(1).inputs() == 2 && layer.outputs() == 2));
  BOOST_TEST((layer(sequence()).shape() == Shape{steps, B, 2}));
}

BOOST_AUTO_TEST_CASE(scopes_say_layer_and_step) {
  nn::Recurrent<nn::RNNCell> layer(I, H, {.layers = 2});
  const auto run = layer.run(variable(sequence().value()));
  BOOST_TEST(run.last[1].h.node()->scope.text() == "layers.1/t=5");
  BOOST_TEST(run.last[1].h.name() == "h_5");
}

BOOST_AUTO_TEST_CASE(what_lies_beyond_a_sequence_is_not_read) {
  seed(61);
  nn::Recurrent<nn::LSTMCell> layer(I, H, {.layers = 2});
  const Indices lengths{2, 5, 0};
  const Tensor xs = sequence();
  const auto run = layer.run(xs, lengths);
  for (Index i = 0; i < B; ++i)
    for (Index t = 0; t < steps; ++t) {
      Real largest = 0;
      for (const Real h : run.outputs.value()[t][i].numbers()) largest = std::max(largest, std::abs(h));
      BOOST_TEST((largest == 0) == (t >= lengths[i]));
    }
  BOOST_TEST(same(run.last[1].h.value()[0], run.outputs.value()[1][0]));
  BOOST_TEST(same(run.last[1].h.value()[1], run.outputs.value()[4][1]));
  BOOST_TEST(same(run.last[0].c.value()[2], Array::zeros({H})));
  // All as long as xs is as good as no lengths at all.
  BOOST_TEST(same(layer(xs, {5, 5, 5}).value(), layer(xs).value()));
}

// Dropout lies between the layers: it changes what the second reads, and only while training.
BOOST_AUTO_TEST_CASE(dropout_is_between_layers_while_training) {
  seed(62);
  nn::Recurrent<nn::RNNCell> one(I, H, {.dropout = Real(0.5)}), two(I, H, {.layers = 2, .dropout = Real(0.5)});
  const Tensor xs = sequence();
  BOOST_TEST(same(one(xs).value(), one(xs).value()));
  const Array dropped = two(xs).value();
  BOOST_TEST(!same(dropped, two(xs).value()));
  two.train(false);
  const Array whole = two(xs).value();
  BOOST_TEST(same(whole, two(xs).value()));
  const auto below = nn::unrolled(two.cell(0), xs);
  BOOST_TEST(close(whole, nn::unrolled(two.cell(1), below.outputs()).outputs().value(), rounding));
  // The layer below is the same, dropped or not.
  two.train();
  BOOST_TEST(same(two.run(xs).last[0].h.value(), below.last().h.value()));

  // Step by step, too.
  const Tensor x = xs[0];
  auto states = two.start(B), again = two.start(B);
  BOOST_TEST(!same(two.step(x, states).value(), two.step(x, again).value()));
}

// A sum of the last output has gradients in all T steps; of one cut in two, only in the second stretch.
BOOST_AUTO_TEST_CASE(truncated_backpropagation_through_time) {
  seed(63);
  nn::Recurrent<nn::GRUCell> layer(I, H);
  const Tensor first = variable(sequence().value()), second = variable(sequence().value());
  const auto begun = layer.run(first);
  const auto cut = layer.run(second, nn::detach(begun.last));
  sum(cut.outputs).backward();
  BOOST_TEST((static_cast<bool>(second.grad()) && !first.grad()));
  const auto whole = layer.run(second, begun.last);
  BOOST_TEST(same(whole.outputs.value(), cut.outputs.value()));
  sum(whole.outputs).backward();
  BOOST_TEST(static_cast<bool>(first.grad()));
}

BOOST_AUTO_TEST_CASE(wrong_use_is_refused) {
  nn::Recurrent<nn::RNNCell> layer(I, H, {.layers = 2}), batch_first(I, H, {.batch_first = true});
  const auto shape_message = [](nn::SequenceLayer& any, const Shape& shape) {
    return message_of<ShapeError>([&] { any(Tensor(Array::zeros(shape))); });
  };
  BOOST_TEST(holds(shape_message(layer, {steps, B, I + 1}), "(5, 3, 4) where (T, batch, 3) is read"));
  BOOST_TEST(holds(shape_message(batch_first, {B, I}), "(3, 3) where (batch, T, 3) is read"));
  BOOST_TEST(holds(shape_message(layer, {0, B, I}), "has no steps"));
  const Tensor xs = sequence();
  BOOST_TEST(holds(message_of([&] { layer.run(xs, nn::Recurrent<nn::RNNCell>::States(3)); }), "3 states for 2 layers"));
  nn::Recurrent<nn::RNNCell>::States none;
  BOOST_TEST(holds(message_of([&] { layer.step(xs[0], none); }), "0 states for 2 layers"));
  BOOST_TEST(holds(message_of<ShapeError>([&] { layer(xs, {1, 2}); }), "lengths (2) for a batch of 3"));
  BOOST_TEST(holds(message_of<IndexError>([&] { layer(xs, {1, 2, 6}); }), "sequence 2 has length 6, and xs has 5"));
  BOOST_TEST(holds(message_of<IndexError>([&] { layer(xs, {1, -1, 5}); }), "sequence 1 has length -1"));
  using Layer = nn::Recurrent<nn::RNNCell>;
  BOOST_TEST(holds(message_of([&] { Layer(I, H, {.layers = 0}); }), "0 layers"));
  BOOST_TEST(holds(message_of([&] { Layer(0, H); }), "0 features"));
  BOOST_TEST(holds(message_of([&] { Layer(I, 0); }), "1 unit"));
  BOOST_TEST(holds(message_of([&] { Layer(I, H, {.dropout = 1}); }), "from 0 up to below 1"));
}

BOOST_AUTO_TEST_SUITE_END()
