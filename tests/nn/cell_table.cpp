#include "tests/nn/cell_table.hpp"

#include "lessons/workshop/template_cell.hpp"
#include "nn/gru_cell.hpp"
#include "nn/lstm_cell.hpp"
#include "nn/rnn_cell.hpp"
#include "nn/zoo/antisymmetric_cell.hpp"
#include "nn/zoo/cornn_cell.hpp"
#include "nn/zoo/mgu_cell.hpp"
#include "nn/zoo/mingru_cell.hpp"
#include "nn/zoo/ugrnn_cell.hpp"
#include "tests/nn/unseen_cells.hpp"

namespace cell_table {

const std::vector<CellRow>& cell_table() {
  static const std::vector<CellRow> table = [] {
    std::vector<CellRow> rows{
        row<nn::RNNCell>("rnn"),
        row<nn::RNNCell>("rnn, relu", {.nonlinearity = nn::Nonlinearity::relu}),
        row<nn::LSTMCell>("lstm"),
        row<nn::LSTMCell>("lstm, forget gate open", {.forget_bias = 2}),
        row<nn::LSTMCell>("lstm, no output activation", {.output = nn::OutputActivation::none}),
        row<nn::LSTMCell>("lstm, projection", {.projection = 2}),
        row<nn::GRUCell>("gru"),
        row<nn::GRUCell>("gru, reset before the product", {.reset = nn::Reset::before_product}),
        row<nn::MGUCell>("mgu"),
        row<nn::UGRNNCell>("ugrnn"),
        row<nn::UGRNNCell>("ugrnn, gate open", {.gate_bias = 1}),
        row<nn::AntisymmetricCell>("antisymmetric"),
        row<nn::AntisymmetricCell>("antisymmetric, gated", {.epsilon = 1, .gated = true}),
        row<nn::MinGRUCell>("mingru"),
        row<nn::MinGRUCell>("mingru, gate closed", {.gate_bias = -2}),
        row<nn::CoRNNCell>("cornn"),
        row<nn::CoRNNCell>("cornn, long steps", {.dt = 0.5f, .gamma = 1, .epsilon = 0.5f}),
        row<nn::TemplateCell>("the template of ./learn new-cell"),
        // ./learn new-cell adds its line here.
        row<SlowTraceCell>("never seen by the library"),
        row<FastWeightsCell>("never seen by the library, with a matrix"),
    };
    for (CellRow& row : generated_rows()) rows.push_back(std::move(row));
    return rows;
  }();
  return table;
}

}  // namespace cell_table
