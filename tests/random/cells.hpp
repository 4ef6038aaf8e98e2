// The cells of nn/ that random programs unroll: as statements, "nn::GRUCell" and the options that it is given.
#pragma once

#include <string>
#include <vector>

#include "tests/random/program.hpp"

namespace random_programs {

struct CellKind {
  std::string op;       // in a statement
  std::string type;     // in C++, with its options
  std::string options;  // as C++
  std::string header;
  int fields = 1;  // of its state
};
inline const std::vector<CellKind>& cell_kinds() {
  static const std::vector<CellKind> kinds{
      {"nn::RNNCell", "nn::RNNCell", "", "nn/rnn_cell.hpp"},
      {"nn::RNNCell, relu", "nn::RNNCell", "{.nonlinearity = nn::Nonlinearity::relu}", "nn/rnn_cell.hpp"},
      {"nn::LSTMCell", "nn::LSTMCell", "", "nn/lstm_cell.hpp", 2},
      {"nn::LSTMCell, no output activation", "nn::LSTMCell", "{.output = nn::OutputActivation::none}",
       "nn/lstm_cell.hpp", 2},
      {"nn::LSTMCell, projection", "nn::LSTMCell", "{.projection = 2}", "nn/lstm_cell.hpp", 2},
      {"nn::GRUCell", "nn::GRUCell", "", "nn/gru_cell.hpp"},
      {"nn::GRUCell, reset before", "nn::GRUCell", "{.reset = nn::Reset::before_product}", "nn/gru_cell.hpp"},
      {"nn::MGUCell", "nn::MGUCell", "", "nn/zoo/mgu_cell.hpp"},
      {"nn::UGRNNCell", "nn::UGRNNCell", "", "nn/zoo/ugrnn_cell.hpp"},
      {"nn::AntisymmetricCell", "nn::AntisymmetricCell", "{.epsilon = 0.5, .gamma = 0.25}",
       "nn/zoo/antisymmetric_cell.hpp"},
      {"nn::AntisymmetricCell, gated", "nn::AntisymmetricCell", "{.epsilon = 0.5, .gamma = 0.25, .gated = true}",
       "nn/zoo/antisymmetric_cell.hpp"},
      {"nn::MinGRUCell", "nn::MinGRUCell", "", "nn/zoo/mingru_cell.hpp"},
      {"nn::CoRNNCell", "nn::CoRNNCell", "{.dt = 0.5, .gamma = 1, .epsilon = 0.5}", "nn/zoo/cornn_cell.hpp", 2},
      {"nn::LinearAttentionCell", "nn::LinearAttentionCell", "", "nn/linear_attention.hpp", 3},
  };
  return kinds;
}

// Those that layers are made of: their names in nn::make_layer, and as cells.
inline const std::vector<std::pair<std::string, std::string>>& layer_kinds() {
  static const std::vector<std::pair<std::string, std::string>> kinds{
      {"rnn", "nn::RNNCell"}, {"rnn-relu", "nn::RNNCell, relu"}, {"lstm", "nn::LSTMCell"},    {"gru", "nn::GRUCell"},
      {"mgu", "nn::MGUCell"}, {"ugrnn", "nn::UGRNNCell"},        {"mingru", "nn::MinGRUCell"}};
  return kinds;
}

// What a cell of so many inputs and units has as its parameters, in their order.
std::vector<Shape> parameter_shapes(const std::string& op, Index inputs, Index hidden);
// And which number of units gives it these.
Index hidden_of(const std::string& op, const std::vector<Shape>& shapes);

}  // namespace random_programs
