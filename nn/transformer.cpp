#include "nn/transformer.hpp"

#include <fmt/format.h>

#include "autograd/error.hpp"
#include "nn/dropout.hpp"
#include "nn/unrolled.hpp"

namespace unroll::nn {

TransformerEncoderLayer::TransformerEncoderLayer(Index width, Index heads, const TransformerOptions& chosen)
    : attention(width, heads, {.dropout = chosen.dropout, .batch_first = chosen.batch_first}),
      widen(width, chosen.feedforward == 0 ? 4 * width : chosen.feedforward),
      narrow(widen.outputs(), width),
      norm_1(width),
      norm_2(width),
      options(chosen) {
  submodule("attention", attention);
  submodule("widen", widen);
  submodule("narrow", narrow);
  submodule("norm_1", norm_1);
  submodule("norm_2", norm_2);
}

Attended TransformerEncoderLayer::run(const Tensor& xs, const AttentionMasks& given) const {
  AttentionMasks masks = given;
  if (options.causal) {
    const Tensor past = causal_mask(xs.dim(options.batch_first ? 1 : 0));
    masks.allowed = masks.allowed ? masks.allowed * past : past;
  }
  const auto drop = [&](const Tensor& x) { return dropout(x, training() ? options.dropout : 0); };
  const auto normed = [](const char* name, const LayerNorm& norm, const Tensor& x) {
    Scope scope(name);
    return norm(x);
  };
  Tensor weights;
  const auto attend = [&](const Tensor& x) {
    Scope scope("attention");
    auto [output, each] = attention(x, masks);
    weights = each;
    return drop(output);
  };
  const auto feedforward = [&](const Tensor& x) {
    Scope scope("feedforward");
    const Tensor wide = widen(x);
    return drop(narrow(drop(options.activation == Activation::relu ? relu(wide) : gelu(wide))));
  };
  if (options.norm_first) {
    const Tensor y = xs + attend(normed("norm_1", norm_1, xs));
    return {y + feedforward(normed("norm_2", norm_2, y)), weights};
  }
  const Tensor y = normed("norm_1", norm_1, xs + attend(xs));
  return {normed("norm_2", norm_2, y + feedforward(y)), weights};
}

TransformerEncoder::TransformerEncoder(Index width, Index heads, const LayerOptions& options,
                                       const TransformerOptions& each)
    : SequenceLayer(width, options) {
  if (each.batch_first)
    throw Error("TransformerEncoder: batch_first is for all layers; set it in the LayerOptions, which come first");
  for (Index l = 0; l < layers(); ++l)
    submodule("layers." + std::to_string(l), layers_.emplace_back(width, heads, each));
  if (each.norm_first) submodule("norm", norm_.emplace(width));
}

TransformerEncoder::Run TransformerEncoder::run(const Tensor& xs, const Indices& lengths) {
  Tensor hs = time_major(xs);
  const Array within = detail::within(lengths, hs.dim(0), hs.dim(1));
  AttentionMasks masks;
  if (within) {
    hs = where(Tensor(within), hs, Real(0));
    masks.allowed = padding_mask(lengths, hs.dim(0));
  }
  Run result;
  for (Index l = 0; l < layers(); ++l) {
    Scope scope("layers." + std::to_string(l));
    auto [output, weights] = layer(l).run(into(l, hs), masks);
    hs = output;
    result.weights.push_back(weights);
  }
  if (norm_) {
    Scope scope("norm");
    hs = (*norm_)(hs);
  }
  result.outputs = as_asked(within ? where(Tensor(within), hs, Real(0)) : hs);
  return result;
}

}  // namespace unroll::nn
