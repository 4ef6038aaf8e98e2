#include "lessons/workshop/programs/cells.hpp"

#include "nn/gru_cell.hpp"
#include "nn/lstm_cell.hpp"
#include "nn/rnn_cell.hpp"
#include "nn/zoo/antisymmetric_cell.hpp"
#include "nn/zoo/cornn_cell.hpp"
#include "nn/zoo/mgu_cell.hpp"
#include "nn/zoo/mingru_cell.hpp"
#include "nn/zoo/ugrnn_cell.hpp"

namespace unroll::workshop {

const std::vector<Row>& cells() {
  static const std::vector<Row> table{
      row<nn::RNNCell>("rnn"),
      row<nn::LSTMCell>("lstm", {.forget_bias = Real(0)}, "b_f = 0"),
      row<nn::LSTMCell>("lstm-open", {.forget_bias = Real(3)}, "b_f = 3"),
      row<nn::GRUCell>("gru"),
      row<nn::MGUCell>("mgu"),
      row<nn::UGRNNCell>("ugrnn"),
      row<nn::UGRNNCell>("ugrnn-open", {.gate_bias = Real(3)}, "b_g = 3"),
      row<nn::AntisymmetricCell>("antisymmetric", {.epsilon = Real(0.5), .gamma = 0}, "ε = 0.5, γ = 0"),
      row<nn::MinGRUCell>("mingru"),
      row<nn::CoRNNCell>("cornn", {.dt = Real(0.1)}, "Δt = 0.1"),
      // ./learn new-cell adds its line here.
  };
  return table;
}

}  // namespace unroll::workshop
