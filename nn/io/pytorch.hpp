// Models to PyTorch and back: safetensors files in the names and the layout of PyTorch's state_dict.
//
//   nn::io::save_pytorch("tagger.safetensors", model);
//   nn::io::load_pytorch("tagger.safetensors", model);
//
// In PyTorch, the model is made of the modules of the same names:
//
//   here                          PyTorch                    its tensors
//   Linear                        Linear                     weight = Wᵀ, bias = b
//   Embedding                     Embedding                  weight = W
//   LayerNorm                     LayerNorm                  weight = g, bias = b
//   RNNCell, LSTMCell, GRUCell    the same                   weight_ih = W_xhᵀ, weight_hh = W_hhᵀ, bias_ih, bias_hh
//   Recurrent, Bidirectional      RNN, LSTM, GRU             weight_ih_l0, weight_hh_l0, bias_ih_l0, bias_hh_l0, …;
//     of these cells                (bidirectional)          of an LSTM with a projection weight_hr_l0 = W_hrᵀ;
//                                                            weight_ih_l0_reverse, … of the cells called future
//   MultiheadAttention            MultiheadAttention         in_proj_weight = W_qkvᵀ, in_proj_bias,
//                                                            out_proj.weight = W_oᵀ, out_proj.bias
//   TransformerEncoderLayer       TransformerEncoderLayer    self_attn, linear1, linear2, norm1, norm2
//   TransformerEncoder            TransformerEncoder         layers.0, …; norm
//
// Other modules are containers: what is inside keeps its path ("encoder.weight_ih_l0"). Parameters of modules that
// PyTorch does not have keep their names and their layout, for a module of one's own there.
//
// Biases. Our cells have one, as in the formula, PyTorch's have two that are always added: loading takes the sum,
// saving writes bias_ih = b and bias_hh = 0. (Trained on in PyTorch, both get the same gradient, so that the bias
// moves twice as far as here.) Of a GRU, r and z are treated so; n has two biases here, too: b_n and b_hn.
//
// Options are not in the file: the nonlinearity of an RNN, the heads of an attention, norm_first and the activation
// of a Transformer must be chosen alike on both sides. What cannot be chosen there is refused with an Error: a GRU
// whose reset comes before the product, an LSTM without output activation, an LSTMCell of its own with a projection.
#pragma once

#include "nn/io/safetensors.hpp"
#include "nn/module.hpp"

namespace unroll::nn::io {

// What PyTorch's model.state_dict() is to hold, in its order.
std::vector<NamedArray> pytorch_state(const Module& model);

void save_pytorch(const std::filesystem::path& path, const Module& model, const Metadata& metadata = {{"format", "pt"}},
                  Dtype dtype = own_dtype);

// Checks everything first: if a name is missing or unexpected or has another shape, a FileError lists them all, and
// nothing has changed.
void load_pytorch(const std::filesystem::path& path, Module& model);

}  // namespace unroll::nn::io
