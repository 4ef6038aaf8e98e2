// The Transformer's encoder (Vaswani et al. 2017): no recurrence; every step reads all others by attention, then
// each is worked on by itself. Both parts add to what they read, and the sum is normalised after the addition, as in
// the paper, or the part's input before it, which keeps a straight path for gradients (Xiong et al. 2020):
//
//   post-norm:  y = norm_1(x + attention(x)),  z = norm_2(y + feedforward(y))
//   pre-norm:   y = x + attention(norm_1(x)),  z = y + feedforward(norm_2(y))
//
//   feedforward(x) = narrow(activation(widen(x)))
//
// It is the same for all orders of the steps unless positions are added to its input (positions.hpp) or it is causal.
#pragma once

#include <deque>
#include <optional>

#include "nn/attention.hpp"
#include "nn/layer_norm.hpp"
#include "nn/linear.hpp"
#include "nn/sequence_layer.hpp"

namespace unroll::nn {

enum class Activation { relu, gelu };

struct TransformerOptions {
  Index feedforward = 0;  // units between widen and narrow; 0: four times the width, as in the paper
  Activation activation = Activation::relu;
  bool norm_first = false;  // pre-norm
  bool causal = false;      // each step reads only itself and those before: for predicting what comes next
  Real dropout = 0;         // while training: of attention weights, of the wide units, of what each part adds
  bool batch_first = false;
};

// One layer; first values are those of its parts (as in PyTorch).
class TransformerEncoderLayer : public Module {
 public:
  TransformerEncoderLayer(Index width, Index heads, const TransformerOptions& options = {});

  // xs (T, batch, width), and masks as MultiheadAttention takes them: the output is of xs's shape, the weights are
  // (batch, heads, T, T).
  Attended run(const Tensor& xs, const AttentionMasks& masks = {}) const;
  Tensor operator()(const Tensor& xs, const AttentionMasks& masks = {}) const { return run(xs, masks).output; }

  MultiheadAttention attention;
  Linear widen;   // (width, feedforward)
  Linear narrow;  // (feedforward, width)
  LayerNorm norm_1, norm_2;

  const TransformerOptions options;
};

// Several of them, one above the other, as a layer of sequences; with norm_first, its outputs are normalised once more.
// LayerOptions say how many, and in which layout: batch_first is theirs here, and not that of `each`.
class TransformerEncoder : public SequenceLayer {
 public:
  struct Run {
    Tensor outputs;               // of the highest layer, (T, batch, width)
    std::vector<Tensor> weights;  // of each layer, (batch, heads, T, T)
  };

  TransformerEncoder(Index width, Index heads, const LayerOptions& options = {}, const TransformerOptions& each = {});

  Index outputs() const override { return inputs(); }
  TransformerEncoderLayer& layer(Index l) { return layers_.at(static_cast<std::size_t>(l)); }

  // Beyond a sequence's length nothing is read, whatever stands there, and outputs are 0.
  Run run(const Tensor& xs, const Indices& lengths = {});
  Tensor forward(const Tensor& xs, const Indices& lengths = {}) override { return run(xs, lengths).outputs; }

 private:
  std::deque<TransformerEncoderLayer> layers_;  // modules do not move
  std::optional<LayerNorm> norm_;
};

}  // namespace unroll::nn
