// Layers of a Transformer, one above the other, with parts left out.
#pragma once

#include <deque>
#include <string>

#include "autograd/backward.hpp"
#include "autograd/ops.hpp"
#include "autograd/random.hpp"
#include "nn/transformer.hpp"

using namespace unroll;

enum class Norm { none, between, inside };  // between: of what is handed on; inside: of what a part reads
struct Parts {
  std::string name, says;
  bool residual;
  Norm norm;
};
const Parts bare{"bare", "neither", false, Norm::none}, normed{"normed", "norms alone", false, Norm::between},
    added{"added", "residuals alone", true, Norm::none}, post{"post", "both, norms between", true, Norm::between},
    pre{"pre", "both, norms inside", true, Norm::inside};

// One layer's two parts, attention and feed-forward, each with a residual around it and a norm, or without.
inline Tensor through(const nn::TransformerEncoderLayer& layer, const Parts& parts, const Tensor& x) {
  const auto one = [&](const Tensor& in, const nn::LayerNorm& norm, const auto& part) {
    const Tensor out = part(parts.norm == Norm::inside ? norm(in) : in), sum = parts.residual ? in + out : out;
    return parts.norm == Norm::between ? norm(sum) : sum;
  };
  const Tensor y = one(x, layer.norm_1, [&](const Tensor& in) { return layer.attention(in).output; });
  return one(y, layer.norm_2, [&](const Tensor& in) { return layer.narrow(relu(layer.widen(in))); });
}

class Stack {
 public:
  Stack(int layers, const Parts& parts, Index width, Index heads) : parts_(parts) {
    for (int l = 0; l < layers; ++l) layers_.emplace_back(width, heads, nn::TransformerOptions{.batch_first = true});
  }
  // What every layer is given, and the last one says: x (batch, T, width) first.
  std::vector<Tensor> run(const Tensor& x) const {
    std::vector<Tensor> hs{x};
    for (const auto& layer : layers_) hs.push_back(through(layer, parts_, hs.back()));
    return hs;
  }

 private:
  Parts parts_;
  std::deque<nn::TransformerEncoderLayer> layers_;  // modules do not move
};
