#include "nn/make_layer.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "autograd/error.hpp"
#include "nn/bidirectional.hpp"
#include "nn/gru_cell.hpp"
#include "nn/lstm_cell.hpp"
#include "nn/recurrent.hpp"
#include "nn/rnn_cell.hpp"
#include "nn/zoo/antisymmetric_cell.hpp"
#include "nn/zoo/cornn_cell.hpp"
#include "nn/zoo/mgu_cell.hpp"
#include "nn/zoo/mingru_cell.hpp"
#include "nn/zoo/ugrnn_cell.hpp"

namespace unroll::nn {

namespace {

using Made = std::unique_ptr<SequenceLayer>;

template <class C>
Made make(Index inputs, Index hidden, const MakeLayerOptions& options, const typename C::Options& cell) {
  const LayerOptions layer{options.layers, options.dropout, options.batch_first};
  if (options.bidirectional) return std::make_unique<Bidirectional<C>>(inputs, hidden, layer, cell);
  return std::make_unique<Recurrent<C>>(inputs, hidden, layer, cell);
}

template <class C>
Made make(Index inputs, Index hidden, const MakeLayerOptions& options) {
  return make<C>(inputs, hidden, options, {});
}

Made make_rnn_relu(Index inputs, Index hidden, const MakeLayerOptions& options) {
  return make<RNNCell>(inputs, hidden, options, {.nonlinearity = Nonlinearity::relu});
}

constexpr struct {
  const char* name;
  Made (*make)(Index inputs, Index hidden, const MakeLayerOptions& options);
} known[] = {
    {"rnn", make<RNNCell>},
    {"rnn-relu", make_rnn_relu},
    {"lstm", make<LSTMCell>},
    {"gru", make<GRUCell>},
    {"mgu", make<MGUCell>},
    {"ugrnn", make<UGRNNCell>},
    {"antisymmetric", make<AntisymmetricCell>},
    {"mingru", make<MinGRUCell>},
    {"cornn", make<CoRNNCell>},
};

}  // namespace

std::unique_ptr<SequenceLayer> make_layer(const std::string& name, Index inputs, Index hidden,
                                          const MakeLayerOptions& options) {
  for (const auto& each : known)
    if (name == each.name) return each.make(inputs, hidden, options);
  throw Error(
      fmt::format("make_layer: there is no layer \"{}\"; choose one of {}", name, fmt::join(layer_names(), ", ")));
}

std::vector<std::string> layer_names() {
  std::vector<std::string> names;
  for (const auto& each : known) names.emplace_back(each.name);
  return names;
}

}  // namespace unroll::nn
