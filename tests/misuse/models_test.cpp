// Modules, cells, layers, losses: built wrongly, or given what they cannot read.
#include "nn/attention.hpp"
#include "nn/bidirectional.hpp"
#include "nn/dropout.hpp"
#include "nn/embedding.hpp"
#include "nn/encoder_decoder.hpp"
#include "nn/gru_cell.hpp"
#include "nn/init.hpp"
#include "nn/jacobian.hpp"
#include "nn/layer_norm.hpp"
#include "nn/linear.hpp"
#include "nn/linear_attention.hpp"
#include "nn/losses.hpp"
#include "nn/lstm_cell.hpp"
#include "nn/make_layer.hpp"
#include "nn/positions.hpp"
#include "nn/recurrent.hpp"
#include "nn/rnn_cell.hpp"
#include "nn/sequential.hpp"
#include "nn/transformer.hpp"
#include "tests/misuse/said.hpp"

using namespace unroll;

BOOST_AUTO_TEST_SUITE(models)

namespace {

Tensor ones(const Shape& shape) { return Tensor(Array::ones(shape)); }

// What a module can be told from outside.
struct Open : nn::Module {
  using nn::Module::parameter;
  using nn::Module::submodule;
};

}  // namespace

// ---- Modules ----

BOOST_AUTO_TEST_CASE(two_parameters_of_one_name) {
  Open module;
  module.parameter("W", Array::ones({2}));
  BOOST_TEST(said([&] { module.parameter("W", Array::ones({3})); }) ==
             "Module: the parameter \"W\": there is a member of that name already; choose another");
}

BOOST_AUTO_TEST_CASE(a_parameter_without_a_name) {
  Open module;
  BOOST_TEST(said([&] { module.parameter("", Array::ones({2})); }) ==
             "Module: a parameter without a name; files and drawings go by names");
}

BOOST_AUTO_TEST_CASE(a_parameter_that_is_called_like_a_path) {
  Open module;
  BOOST_TEST(said([&] { module.parameter("head.W", Array::ones({2})); }) ==
             "Module: the parameter \"head.W\": dots separate modules; leave them out");
}

BOOST_AUTO_TEST_CASE(a_module_registered_twice) {
  Open first, second;
  nn::Linear head(2, 3);
  first.submodule("head", head);
  BOOST_TEST(said([&] { second.submodule("classifier", head); }) ==
             "Module: the submodule \"classifier\" is registered already, as \"head\"; register a module once, and "
             "call it as often as you like");
}

BOOST_AUTO_TEST_CASE(a_module_that_contains_itself) {
  Open module;
  BOOST_TEST(said([&] { module.submodule("me", module); }) ==
             "Module: \"me\" is the module itself; register its members");
}

BOOST_AUTO_TEST_CASE(nothing_in_a_row_of_modules) {
  nn::Sequential net;
  net.add<nn::Linear>(2, 2);
  BOOST_TEST(said([&] { net.add(std::unique_ptr<nn::Linear>()); }) ==
             "Sequential: an empty pointer at position 1; give it a module");
  BOOST_TEST(said([&] { net.add(nn::Sequential::Function()); }) ==
             "Sequential: an empty function at position 1; give it one to call");
}

BOOST_AUTO_TEST_CASE(a_layer_that_nobody_knows) {
  BOOST_TEST(said([] { nn::make_layer("lstms", 2, 3); }) ==
             "make_layer: there is no layer \"lstms\"; choose one of rnn, rnn-relu, lstm, gru, mgu, ugrnn, "
             "antisymmetric, mingru, cornn");
}

BOOST_AUTO_TEST_CASE(a_layer_without_units) {
  BOOST_TEST(said([] { nn::Linear(0, 3); }) ==
             "init: weights (0, 3) with fan 0; a layer needs at least 1 input and 1 unit");
  BOOST_TEST(said([] { nn::LSTMCell(3, 0); }) ==
             "init: weights (3, 0) with fan 0; a layer needs at least 1 input and 1 unit");
}

BOOST_AUTO_TEST_CASE(no_layers) {
  BOOST_TEST(said([] { nn::Recurrent<nn::GRUCell>(2, 3, {.layers = 0}); }) ==
             "SequenceLayer: 0 layers that read 2 features; there must be at least 1 of each");
}

BOOST_AUTO_TEST_CASE(everything_dropped) {
  BOOST_TEST(said([] { nn::Recurrent<nn::GRUCell>(2, 3, {.dropout = 1}); }) ==
             "SequenceLayer: dropout 1; it must be from 0 up to below 1");
  BOOST_TEST(said([] { nn::Dropout(Real(1.5)); }) == "dropout: a probability of 1.5; it must be from 0 up to below 1");
}

BOOST_AUTO_TEST_CASE(a_norm_of_nothing) {
  BOOST_TEST(said([] { nn::LayerNorm(0); }) == "LayerNorm: 0 features; there must be at least 1");
}

BOOST_AUTO_TEST_CASE(memories_of_one_step) {
  BOOST_TEST(said([] { nn::init::chrono(4, 1); }) == "init::chrono: memories of up to 1 steps; give at least 2");
}

BOOST_AUTO_TEST_CASE(heads_that_do_not_divide_the_width) {
  BOOST_TEST(said([] { nn::MultiheadAttention(10, 4); }) ==
             "MultiheadAttention: 4 heads in a width of 10; choose a divisor of it");
}

// ---- Inputs of other widths ----

BOOST_AUTO_TEST_CASE(features_that_a_layer_does_not_take) {
  const nn::Linear head(4, 2);
  const Scope scope("head");
  BOOST_TEST(said([&] {
               head(ones({3, 5}));
             }) ==
             "linear: x (3, 5) does not end in the 4 features that W (4, 2) takes (in head); reshape or transpose x, "
             "or build the layer with as many inputs as x has features");
}

BOOST_AUTO_TEST_CASE(features_that_a_norm_does_not_take) {
  const nn::LayerNorm norm(4);
  BOOST_TEST(said([&] {
               norm(ones({3, 5}));
             }) ==
             "LayerNorm: x (3, 5) does not end in the 4 features of g; reshape or transpose x, or build the layer for "
             "as many features as x has");
}

BOOST_AUTO_TEST_CASE(features_that_a_cell_does_not_take) {
  nn::LSTMCell cell(4, 3);
  BOOST_TEST(said([&] {
               nn::unrolled(cell, ones({5, 2, 6}));
             }) ==
             "linear: x (2, 6) does not end in the 4 features that W_xh (4, 12) takes (in t=1); reshape or transpose "
             "x, or build the layer with as many inputs as x has features");
}

BOOST_AUTO_TEST_CASE(features_that_a_recurrent_layer_does_not_take) {
  nn::Recurrent<nn::GRUCell> layer(4, 3);
  BOOST_TEST(said([&] {
               layer(ones({5, 2, 6}));
             }) ==
             "SequenceLayer: xs (5, 2, 6) where (T, batch, 4) is read; reshape or embed it, or build the layer with as "
             "many inputs as xs has features");
}

BOOST_AUTO_TEST_CASE(a_single_sequence_without_its_batch) {
  nn::Bidirectional<nn::GRUCell> layer(4, 3, {.batch_first = true});
  BOOST_TEST(said([&] {
               layer(ones({5, 4}));
             }) ==
             "SequenceLayer: xs (5, 4) where (batch, T, 4) is read; reshape or embed it, or build the layer with as "
             "many inputs as xs has features");
  nn::RNNCell cell(4, 3);
  BOOST_TEST(said([&] {
               nn::unrolled(cell, ones({5, 4}));
             }) ==
             "unrolled: a sequence is (T, batch, features), not (5, 4); reshape a single one to (T, 1, features)");
  BOOST_TEST(said([&] { nn::unrolled(cell, std::vector{ones({4})}); }) ==
             "unrolled: each step's input is (batch, features), not (4); reshape a single one to (1, features)");
}

BOOST_AUTO_TEST_CASE(a_sequence_without_steps) {
  nn::RNNCell cell(4, 3);
  BOOST_TEST(said([&] {
               nn::unrolled(cell, ones({0, 2, 4}));
             }) == "unrolled: the sequence (0, 2, 4) has no steps; it needs at least one");
  BOOST_TEST(said([&] { nn::unrolled(cell, std::vector<Tensor>{}); }) ==
             "unrolled: the sequence has no steps; it needs at least one");
}

// ---- States ----

BOOST_AUTO_TEST_CASE(a_state_of_a_cell_of_another_size) {
  nn::LSTMCell large(4, 8), small(4, 3);
  BOOST_TEST(said([&] {
               nn::unrolled(small, ones({5, 2, 4}), large.start(2));
             }) ==
             "unrolled: h of the state to start from is (2, 8), and not (2, 3); take one from start(2), or what the "
             "same cell ended with");
}

BOOST_AUTO_TEST_CASE(a_state_of_another_batch) {
  nn::GRUCell cell(4, 3);
  BOOST_TEST(said([&] {
               nn::unrolled(cell, ones({5, 2, 4}), cell.start(3));
             }) ==
             "unrolled: h of the state to start from is (3, 3), and not (2, 3); take one from start(2), or what the "
             "same cell ended with");
}

BOOST_AUTO_TEST_CASE(a_state_that_was_never_started) {
  nn::LSTMCell cell(4, 3);
  BOOST_TEST(said([&] {
               nn::unrolled(cell, ones({5, 2, 4}), nn::LSTMCell::State{});
             }) ==
             "unrolled: h of the state to start from is empty, and not (2, 3); take one from start(2), or what the "
             "same cell ended with");
}

BOOST_AUTO_TEST_CASE(states_of_a_layer_of_another_height) {
  nn::Recurrent<nn::GRUCell> one(4, 3), two(4, 3, {.layers = 2});
  BOOST_TEST(said([&] {
               two.run(ones({5, 2, 4}), one.start(2));
             }) == "SequenceLayer: 1 states for 2 layers; pass what start() or run() returned");
}

BOOST_AUTO_TEST_CASE(a_field_that_the_state_does_not_have) {
  nn::GRUCell cell(4, 3);
  BOOST_TEST(said([&] {
               nn::jacobian(nn::one_step(cell, ones({2, 4}), cell.start(2), {.field = "c"}));
             }) == "a Jacobian of the field \"c\": the state has h; name one of these, or none for all");
}

// ---- Lengths ----

BOOST_AUTO_TEST_CASE(a_length_beyond_the_sequence) {
  nn::GRUCell cell(4, 3);
  BOOST_TEST(said([&] {
               nn::unrolled(cell, ones({5, 2, 4}), {.lengths = {5, 6}});
             }) == "unrolled: sequence 1 has length 6, and xs has 5 steps; lengths go from 0 to T");
}

BOOST_AUTO_TEST_CASE(fewer_lengths_than_sequences) {
  nn::Recurrent<nn::GRUCell> layer(4, 3);
  BOOST_TEST(said([&] {
               layer(ones({5, 2, 4}), {5});
             }) == "unrolled: lengths (1) for a batch of 2; give each sequence of xs (T, batch, …) one (in layers.0)");
}

BOOST_AUTO_TEST_CASE(time_and_batch_swapped) {
  nn::Recurrent<nn::GRUCell> layer(4, 3);
  BOOST_TEST(said([&] {
               layer(ones({2, 5, 4}), {5, 3});
             }) == "unrolled: lengths (2) for a batch of 5; give each sequence of xs (T, batch, …) one (in layers.0)");
}

BOOST_AUTO_TEST_CASE(a_padding_mask_of_a_longer_sequence) {
  BOOST_TEST(said([] {
               nn::padding_mask({2, 4}, 3);
             }) == "padding_mask: sequence 1 has length 4; lengths go from 0 to the 3 steps");
}

// ---- Words ----

BOOST_AUTO_TEST_CASE(a_word_out_of_the_vocabulary) {
  const nn::Embedding words(10, 3);
  const Scope scope("encoder");
  BOOST_TEST(said([&] {
               words(Indices({2, 2}, {1, 2, 10, 3}));
             }) == "embedding: (10, 3) with id 10 at position 2; ids go from 0 to 9 (in encoder)");
}

BOOST_AUTO_TEST_CASE(a_vocabulary_without_room_for_padding) {
  BOOST_TEST(
      said([] { nn::Embedding(10, 3, {.padding_index = 10}); }) ==
      "Embedding: padding_index 10 in a table of 10 rows; it is a row like any other, so give the table one for it");
  BOOST_TEST(said([] { nn::Embedding(0, 3); }) ==
             "Embedding: a table of 0 rows of 3 numbers; there must be at least 1 of each");
}

BOOST_AUTO_TEST_CASE(a_position_that_was_not_built) {
  const nn::LearnedPositions positions(4, 3);
  BOOST_TEST(
      said([&] {
        positions(ones({5, 2, 3}));
      }) ==
      "LearnedPositions: 5 steps from position 0 where 4 positions are known; build them for the longest sequence");
  BOOST_TEST(said([&] {
               positions(ones({3, 2, 6}));
             }) == "LearnedPositions: xs (3, 2, 6) where the positions are 3 wide; build them as wide as xs");
  BOOST_TEST(said([&] {
               positions(ones({3, 2, 3}), -1);
             }) == "LearnedPositions: from position -1; positions count from 0");
  BOOST_TEST(said([&] {
               positions(ones({3, 2, 3}), std::numeric_limits<Index>::max());
             }) ==
             "LearnedPositions: 3 steps from position 9223372036854775807 where 4 positions are known; build "
             "them for the longest sequence");
  BOOST_TEST(
      said([] {
        nn::add_sinusoidal_positions(ones({5, 3}));
      }) ==
      "add_sinusoidal_positions: a sequence is (T, batch, width), not (5, 3); reshape a single one to (T, 1, width)");
}

BOOST_AUTO_TEST_CASE(a_source_without_its_batch) {
  nn::EncoderDecoder<nn::GRUCell> model(5, 5, {.embedding = 2, .hidden = 3});
  BOOST_TEST(
      said([&] {
        model.generate({1, 2, 3});
      }) ==
      "EncoderDecoder: source ids (3); they are (T, batch), of at least one step: reshape a single sequence to (T, 1)");
}

BOOST_AUTO_TEST_CASE(more_targets_than_sources) {
  nn::EncoderDecoder<nn::GRUCell> model(5, 5, {.embedding = 2, .hidden = 3});
  BOOST_TEST(said([&] {
               model(Indices({2, 1}, {1, 2}), {}, Indices({2, 2}, {0, 1, 2, 3}));
             }) == "EncoderDecoder: previous ids (2, 2) for a batch of 1; each source has a target of its own");
}

// ---- Attention ----

BOOST_AUTO_TEST_CASE(keys_of_another_width_than_queries) {
  BOOST_TEST(said([] {
               nn::attention(ones({4, 3}), ones({5, 2}), ones({5, 2}));
             }) ==
             "attention: queries (4, 3), keys (5, 2), values (5, 2); they are (…, T_q, d), (…, T_k, d) and (…, T_k, "
             "d_v): keys as wide as queries, and a value for each");
  BOOST_TEST(said([] {
               nn::linear_attention(ones({4, 3}), ones({5, 2}), ones({5, 2}));
             }) ==
             "linear_attention: queries (4, 3), keys (5, 2), values (5, 2); they are (…, T_q, d), (…, T_k, d) and (…, "
             "T_k, d_v): keys as wide as queries, and a value for each");
}

BOOST_AUTO_TEST_CASE(fewer_values_than_keys) {
  BOOST_TEST(said([] {
               nn::attention(ones({4, 3}), ones({5, 3}), ones({4, 3}));
             }) ==
             "attention: queries (4, 3), keys (5, 3), values (4, 3); they are (…, T_q, d), (…, T_k, d) and (…, T_k, "
             "d_v): keys as wide as queries, and a value for each");
}

BOOST_AUTO_TEST_CASE(a_mask_of_another_length) {
  const Scope scope("attention");
  BOOST_TEST(said([] {
               nn::attention(ones({4, 3}), ones({5, 3}), ones({5, 3}), {.allowed = nn::causal_mask(4)});
             }) ==
             "attention: a mask (4, 4) for scores (4, 5) (in attention); each of its extents must be theirs, or 1");
}

BOOST_AUTO_TEST_CASE(heads_that_read_another_width) {
  const nn::MultiheadAttention attention(4, 2);
  BOOST_TEST(said([&] {
               attention(ones({5, 2, 6}));
             }) == "MultiheadAttention: (5, 2, 6) where (T, batch, 4) is read; reshape or project it to that");
}

BOOST_AUTO_TEST_CASE(a_transformer_whose_layers_take_the_batch_first) {
  BOOST_TEST(said([] { nn::TransformerEncoder(4, 2, {}, {.batch_first = true}); }) ==
             "TransformerEncoder: batch_first is for all layers; set it in the LayerOptions, which come first");
}

// ---- Losses ----

BOOST_AUTO_TEST_CASE(targets_of_another_shape) {
  BOOST_TEST(said([] {
               nn::squared_error(ones({4, 1}), ones({4}));
             }) ==
             "squared_error: the prediction (4, 1) and the target (4) differ in shape; reshape one of them, so that "
             "each number meets its own");
  BOOST_TEST(said([] {
               nn::binary_cross_entropy(ones({4, 1}), ones({4}));
             }) ==
             "binary_cross_entropy: the logits (4, 1) and the targets (4) differ in shape; reshape one of them, so "
             "that each number meets its own");
  BOOST_TEST(said([] {
               nn::kl_divergence(ones({4, 3}), ones({4}));
             }) ==
             "kl_divergence: the log_p (4, 3) and the q (4) differ in shape; reshape one of them, so that each number "
             "meets its own");
}

BOOST_AUTO_TEST_CASE(targets_that_are_not_one_for_each_row) {
  const Scope scope("head");
  BOOST_TEST(said([] {
               nn::cross_entropy(ones({5, 2, 3}), {0, 1});
             }) ==
             "cross_entropy: logits (5, 2, 3) and targets (2); logits have one axis more, the classes, which is the "
             "last, and are otherwise of the targets' shape (in head)");
  BOOST_TEST(said([] {
               nn::nll(ones({5, 3}), Indices({5, 1}, {0, 0, 0, 0, 0}));
             }) ==
             "nll: log_p (5, 3) and targets (5, 1); log_p have one axis more, the classes, which is the last, and are "
             "otherwise of the targets' shape (in head)");
}

BOOST_AUTO_TEST_CASE(a_target_that_is_no_class) {
  BOOST_TEST(said([] {
               nn::cross_entropy(ones({2, 2, 3}), Indices({2, 2}, {0, 1, 3, 2}));
             }) ==
             "cross_entropy: target 3 at (1, 0): logits (2, 2, 3) have the classes 0 to 2; give padding a value of its "
             "own and pass it as ignore_index");
}

BOOST_AUTO_TEST_CASE(nothing_but_padding) {
  BOOST_TEST(said([] {
               nn::cross_entropy(ones({2, 3}), {-1, -1}, {.ignore_index = -1});
             }) ==
             "cross_entropy: none of the 2 targets counts, so that they have no mean; leave such batches out, or use "
             "Reduction::sum");
}

BOOST_AUTO_TEST_CASE(weights_for_other_classes) {
  BOOST_TEST(said([] {
               nn::cross_entropy(ones({2, 3}), {0, 1}, {.class_weights = Array::ones({2})});
             }) == "cross_entropy: class_weights (2) for logits (2, 3); give one weight for each of the 3 classes");
}

BOOST_AUTO_TEST_CASE(a_smoothing_that_is_no_part) {
  BOOST_TEST(said([] {
               nn::cross_entropy(ones({2, 3}), {0, 1}, {.label_smoothing = 2});
             }) == "cross_entropy: label_smoothing 2; it is the part of a target that all classes share, from 0 to 1");
}

BOOST_AUTO_TEST_SUITE_END()
