#include "tests/random/engine_nn.hpp"

#include <stdexcept>

#include "nn/attention.hpp"
#include "nn/embedding.hpp"
#include "nn/gru_cell.hpp"
#include "nn/layer_norm.hpp"
#include "nn/linear.hpp"
#include "nn/linear_attention.hpp"
#include "nn/losses.hpp"
#include "nn/lstm_cell.hpp"
#include "nn/make_layer.hpp"
#include "nn/positions.hpp"
#include "nn/rnn_cell.hpp"
#include "nn/sequential.hpp"
#include "nn/transformer.hpp"
#include "nn/unrolled.hpp"
#include "nn/zoo/antisymmetric_cell.hpp"
#include "nn/zoo/cornn_cell.hpp"
#include "nn/zoo/mgu_cell.hpp"
#include "nn/zoo/mingru_cell.hpp"
#include "nn/zoo/ugrnn_cell.hpp"
#include "tests/random/cells.hpp"

namespace random_programs {

namespace {

namespace nn = unroll::nn;
using unroll::Indices, unroll::Tensor;

using Inputs = std::span<const Tensor>;

Indices lengths_of(const Statement& statement, std::size_t argument) {
  const std::vector<Index>& lengths = statement.arguments.at(argument).integers;
  return lengths.empty() ? Indices() : Indices(lengths);
}

template <class C>
EngineModule cell(const Statement& statement, Index inputs, Index hidden, typename C::Options options = {}) {
  const auto made = std::make_shared<C>(inputs, hidden, options);
  const std::vector<Index>& how = statement.arguments.at(2).integers;
  nn::UnrollOptions unroll_options;
  unroll_options.lengths = lengths_of(statement, 3);
  if (how.at(0) != 0) unroll_options.direction = nn::Direction::future;
  unroll_options.project_first = how.at(1) != 0;
  return {made->parameters(), [made, unroll_options, last = how.at(2)](Inputs read) {
            typename C::State start = made->start(read[0].dim(1));
            if (read.size() > 1)
              for (std::size_t k = 0; k + 1 < read.size(); ++k) *nn::fields(start)[k] = read[k + 1];
            const auto chain = nn::unrolled(*made, read[0], start, unroll_options);
            if (last == 0) return chain.outputs();
            typename C::State end = chain.last();
            return *nn::fields(end)[static_cast<std::size_t>(last - 1)];
          }};
}

// Where nothing trains, dropout does nothing, whatever its p.
template <class M, class Run>
EngineModule resting(std::shared_ptr<M> made, Run run) {
  made->train(false);
  return {made->parameters(), [made, run](Inputs read) { return run(*made, read); }};
}
constexpr unroll::Real dropped = 0.5;

EngineModule multihead(const Statement& s, const std::vector<unroll::Shape>& shapes) {
  const std::vector<Index> how = s.arguments.at(2).integers;
  const bool batch_first = how.at(1) != 0, causal = how.at(2) != 0;
  const auto made =
      std::make_shared<nn::MultiheadAttention>(shapes.at(2)[0], how.at(0), nn::MultiheadOptions{dropped, batch_first});
  return resting(made, [=, lengths = lengths_of(s, 3)](const auto& layer, Inputs read) {
    const Index steps = read[1].dim(batch_first ? 1 : 0);
    nn::AttentionMasks masks;
    if (lengths.size() > 0) masks.allowed = nn::padding_mask(lengths, steps);
    if (causal) masks.allowed = masks.allowed ? masks.allowed * nn::causal_mask(steps) : nn::causal_mask(steps);
    if (read.size() > 3) masks.added = read[3];
    return layer(read[0], read[1], read[2], masks).output;
  });
}

EngineModule transformer(const Statement& s, const std::vector<unroll::Shape>& shapes) {
  const std::vector<Index> how = s.arguments.at(2).integers;
  const Index width = shapes.at(2)[0];
  const bool batch_first = how.at(1) != 0, first = how.at(4) != 0;
  nn::TransformerOptions options;
  options.feedforward = shapes.at(5)[0];
  options.activation = how.at(3) != 0 ? nn::Activation::gelu : nn::Activation::relu;
  options.norm_first = first;
  options.causal = how.at(2) != 0;
  options.dropout = dropped;
  if (s.op == "nn::TransformerEncoder") {
    const Index layers = static_cast<Index>(shapes.size() - (first ? 2 : 0)) / 12;
    const auto made = std::make_shared<nn::TransformerEncoder>(width, how.at(0),
                                                               nn::LayerOptions{layers, dropped, batch_first}, options);
    return resting(made, [lengths = lengths_of(s, 3)](auto& layer, Inputs read) { return layer(read[0], lengths); });
  }
  options.batch_first = batch_first;
  const auto made = std::make_shared<nn::TransformerEncoderLayer>(width, how.at(0), options);
  return resting(made, [=, lengths = lengths_of(s, 3)](const auto& layer, Inputs read) {
    nn::AttentionMasks masks;
    if (lengths.size() > 0) masks.allowed = nn::padding_mask(lengths, read[0].dim(batch_first ? 1 : 0));
    return layer(read[0], masks);
  });
}

EngineModule layers_of_cells(const Statement& s, const std::vector<unroll::Shape>& shapes) {
  const std::vector<Index> how = s.arguments.at(2).integers;
  const auto& [name, op] = layer_kinds().at(static_cast<std::size_t>(how.at(0)));
  const bool both = s.op == "nn::Bidirectional";
  const Index inputs = shapes.at(0)[0];
  std::vector<Shape> own;
  for (const unroll::Shape& shape : shapes) own.emplace_back(shape.extents().begin(), shape.extents().end());
  own.resize(own.size() / static_cast<std::size_t>(how.at(1) * (both ? 2 : 1)));
  const std::shared_ptr<nn::SequenceLayer> made =
      nn::make_layer(name, inputs, hidden_of(op, own),
                     {.layers = how.at(1), .dropout = dropped, .batch_first = how.at(2) != 0, .bidirectional = both});
  return resting(made, [lengths = lengths_of(s, 3)](auto& layer, Inputs read) { return layer(read[0], lengths); });
}

template <class S>
EngineModule scored(std::shared_ptr<S> made) {
  return {made->parameters(), [made](Inputs read) { return nn::attend((*made)(read[0], read[1]), read[2]).output; }};
}

}  // namespace

EngineModule module_of(const Statement& s, const std::vector<unroll::Shape>& shapes) {
  const Index first = shapes.at(0)[0];
  if (s.op == "nn::LayerNorm") {
    const auto made = std::make_shared<nn::LayerNorm>(first);
    return {made->parameters(), [made](Inputs read) { return (*made)(read[0]); }};
  }
  if (s.op == "nn::MultiheadAttention") return multihead(s, shapes);
  if (s.op.starts_with("nn::TransformerEncoder")) return transformer(s, shapes);
  if (s.op == "nn::Recurrent" || s.op == "nn::Bidirectional") return layers_of_cells(s, shapes);
  if (s.op == "nn::Embedding") {
    nn::Embedding::Options options;
    if (const std::vector<Index>& padding = s.arguments.at(1).integers; !padding.empty())
      options.padding_index = padding[0];
    const auto made = std::make_shared<nn::Embedding>(first, shapes.at(0)[1], options);
    const Argument& ids = s.arguments.at(2);
    return {made->parameters(), [made, looked_up = Indices(unroll::Shape(std::span(ids.shape)), ids.integers)](Inputs) {
              return (*made)(looked_up);
            }};
  }
  if (s.op == "nn::LearnedPositions") {
    const auto made = std::make_shared<nn::LearnedPositions>(first, shapes.at(0)[1]);
    return {made->parameters(),
            [made, from = s.arguments.at(2).integers.at(0)](Inputs read) { return (*made)(read[0], from); }};
  }
  if (s.op == "nn::GeneralScore") return scored(std::make_shared<nn::GeneralScore>(first, shapes.at(0)[1]));
  if (s.op == "nn::AdditiveScore")
    return scored(std::make_shared<nn::AdditiveScore>(first, shapes.at(1)[0], shapes.at(0)[1]));
  if (s.op == "nn::Sequential") {
    const auto made = std::make_shared<nn::Sequential>();
    made->add<nn::Linear>(first, shapes.at(0)[1]);
    made->add(unroll::tanh);
    made->add<nn::Linear>(shapes.at(2)[0], shapes.at(2)[1]);
    return {made->parameters(), [made](Inputs read) { return (*made)(read[0]); }};
  }
  if (s.op == "nn::LinearAttentionCell") return cell<nn::LinearAttentionCell>(s, first, shapes.back()[0] / 3);
  if (s.op == "nn::MinGRUCell") return cell<nn::MinGRUCell>(s, first, shapes.back()[0] / 2);
  if (s.op == "nn::LSTMCell, projection") return cell<nn::LSTMCell>(s, first, shapes.back()[0], {.projection = 2});
  const Index hidden = shapes.at(1)[0];
  if (s.op == "nn::RNNCell") return cell<nn::RNNCell>(s, first, hidden);
  if (s.op == "nn::RNNCell, relu") return cell<nn::RNNCell>(s, first, hidden, {.nonlinearity = nn::Nonlinearity::relu});
  if (s.op == "nn::LSTMCell") return cell<nn::LSTMCell>(s, first, hidden);
  if (s.op == "nn::LSTMCell, no output activation")
    return cell<nn::LSTMCell>(s, first, hidden, {.output = nn::OutputActivation::none});
  if (s.op == "nn::GRUCell") return cell<nn::GRUCell>(s, first, hidden);
  if (s.op == "nn::GRUCell, reset before")
    return cell<nn::GRUCell>(s, first, hidden, {.reset = nn::Reset::before_product});
  if (s.op == "nn::MGUCell") return cell<nn::MGUCell>(s, first, hidden);
  if (s.op == "nn::UGRNNCell") return cell<nn::UGRNNCell>(s, first, hidden);
  if (s.op == "nn::AntisymmetricCell")
    return cell<nn::AntisymmetricCell>(s, first, hidden, {.epsilon = 0.5f, .gamma = 0.25f});
  if (s.op == "nn::AntisymmetricCell, gated")
    return cell<nn::AntisymmetricCell>(s, first, hidden, {.epsilon = 0.5f, .gamma = 0.25f, .gated = true});
  if (s.op == "nn::CoRNNCell") return cell<nn::CoRNNCell>(s, first, hidden, {.dt = 0.5f, .gamma = 1, .epsilon = 0.5f});
  throw std::logic_error("no such module: " + s.op);
}

Tensor computed_by_nn(const Statement& s, std::span<const Tensor> values) {
  const auto tensor = [&](std::size_t i) { return values[static_cast<std::size_t>(s.arguments.at(i).values.at(0))]; };
  if (s.op == "nn::linear(Tensor, Tensor, Tensor)") return nn::linear(tensor(0), tensor(1), tensor(2));
  if (s.op == "nn::attention(Tensor, Tensor, Tensor)") return nn::attention(tensor(0), tensor(1), tensor(2)).output;
  if (s.op == "nn::attention, causal")
    return nn::attention(tensor(0), tensor(1), tensor(2), {.allowed = nn::causal_mask(tensor(1).dim(1))}).output;
  if (s.op == "nn::squared_error(Tensor, Tensor)") return nn::squared_error(tensor(0), tensor(1));
  if (s.op == "nn::binary_cross_entropy(Tensor, Tensor)") return nn::binary_cross_entropy(tensor(0), tensor(1));
  if (s.op == "nn::kl_divergence(Tensor, Tensor)") return nn::kl_divergence(tensor(0), tensor(1));
  if (s.op.starts_with("nn::cross_entropy") || s.op.starts_with("nn::nll")) {
    const Argument& targets = s.arguments.at(1);
    const Indices ids(unroll::Shape(std::span(targets.shape)), targets.integers);
    nn::CrossEntropyOptions options;
    if (s.op.ends_with("with options")) {
      const std::vector<Index>& how = s.arguments.at(2).integers;
      options.label_smoothing = static_cast<unroll::Real>(how.at(0)) / 4;
      if (how.at(1) >= 0) options.ignore_index = how[1];
      if (how.at(2) != 0) {
        options.class_weights = unroll::Array::zeros({tensor(0).dim(-1)});
        for (Index k = 0; k < tensor(0).dim(-1); ++k)
          options.class_weights.write()[k] = static_cast<unroll::Real>(k) / 2;
      }
      options.reduction = how.at(3) == 0   ? nn::Reduction::mean
                          : how.at(3) == 1 ? nn::Reduction::sum
                                           : nn::Reduction::none;
    }
    return s.op.starts_with("nn::nll") ? nn::nll(tensor(0), ids, options) : nn::cross_entropy(tensor(0), ids, options);
  }
  if (s.op.starts_with("nn::add_sinusoidal"))
    return nn::add_sinusoidal_positions(tensor(0), s.arguments.at(1).integers.at(0));
  if (s.op.starts_with("nn::linear_attention")) {
    const Indices lengths = lengths_of(s, 3);
    return nn::linear_attention(tensor(0), tensor(1), tensor(2),
                                lengths.size() > 0 ? nn::padding_mask(lengths, tensor(1).dim(1)) : Tensor());
  }
  if (s.op.starts_with("nn::causal_linear")) return nn::causal_linear_attention(tensor(0), tensor(1), tensor(2));
  throw std::logic_error("no such function: " + s.op);
}

}  // namespace random_programs
