#include "tests/random/engine_nn.hpp"

#include <stdexcept>

#include "nn/attention.hpp"
#include "nn/gru_cell.hpp"
#include "nn/layer_norm.hpp"
#include "nn/linear.hpp"
#include "nn/losses.hpp"
#include "nn/lstm_cell.hpp"
#include "nn/rnn_cell.hpp"
#include "nn/unrolled.hpp"
#include "nn/zoo/antisymmetric_cell.hpp"
#include "nn/zoo/cornn_cell.hpp"
#include "nn/zoo/mgu_cell.hpp"
#include "nn/zoo/mingru_cell.hpp"
#include "nn/zoo/ugrnn_cell.hpp"

namespace random_programs {

namespace {

namespace nn = unroll::nn;
using unroll::Indices, unroll::Tensor;

template <class C>
EngineModule cell(const Statement& statement, Index inputs, Index hidden, typename C::Options options = {}) {
  const auto made = std::make_shared<C>(inputs, hidden, options);
  const std::vector<Index>& how = statement.arguments.at(2).integers;
  nn::UnrollOptions unroll_options;
  if (const std::vector<Index>& lengths = statement.arguments.at(3).integers; !lengths.empty())
    unroll_options.lengths = Indices(lengths);
  if (how.at(0) != 0) unroll_options.direction = nn::Direction::future;
  unroll_options.project_first = how.at(1) != 0;
  return {made->parameters(),
          [made, unroll_options](const Tensor& xs) { return nn::unrolled(*made, xs, unroll_options).outputs(); }};
}

}  // namespace

EngineModule module_of(const Statement& s, const std::vector<unroll::Shape>& shapes) {
  const Index first = shapes.at(0)[0];
  if (s.op == "nn::LayerNorm") {
    const auto made = std::make_shared<nn::LayerNorm>(first);
    return {made->parameters(), [made](const Tensor& x) { return (*made)(x); }};
  }
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
  if (s.op == "nn::cross_entropy(Tensor, Indices)") {
    const Argument& targets = s.arguments.at(1);
    return nn::cross_entropy(tensor(0), Indices(unroll::Shape(std::span(targets.shape)), targets.integers));
  }
  throw std::logic_error("no such function: " + s.op);
}

}  // namespace random_programs
