#include "nn/attention.hpp"

#include <fmt/format.h>

#include <cmath>
#include <limits>

#include "autograd/error.hpp"
#include "nn/dropout.hpp"
#include "nn/init.hpp"
#include "nn/linear.hpp"

namespace unroll::nn {

Tensor causal_mask(Index steps) {
  const Tensor step(Array::arange(steps));
  return (step <= reshape(step, {steps, 1})).named("mask");
}

Tensor padding_mask(const Indices& lengths, Index steps) {
  Array allowed = Array::zeros({lengths.size(), 1, steps});
  for (Index b = 0; b < lengths.size(); ++b) {
    if (lengths[b] < 0 || lengths[b] > steps)
      throw IndexError(fmt::format("padding_mask: sequence {} has length {}; lengths go from 0 to the {} steps{}", b,
                                   lengths[b], steps, here()));
    for (Index j = 0; j < lengths[b]; ++j) allowed.write()[b * steps + j] = 1;
  }
  return Tensor(allowed).named("mask");
}

Attended attend(const Tensor& scores, const Tensor& values, const AttentionMasks& masks, Real dropout) {
  for (const Tensor& mask : {masks.allowed, masks.added})
    if (mask && !broadcasts_to(mask.shape(), scores.shape()))
      throw ShapeError(fmt::format("attention: a mask {} for scores {}{}; each of its extents must be theirs, or 1",
                                   to_string(mask.shape()), to_string(scores.shape()), here()));
  Tensor masked = scores, allowed = masks.allowed;
  if (masks.added) {
    const Tensor possible = masks.added != -std::numeric_limits<Real>::infinity();
    allowed = allowed ? allowed * possible : possible;
    masked = masked + masks.added;
  }
  // The least finite number and not −∞, so that a row of nothing else has a softmax, which then is put out.
  if (allowed) masked = where(allowed, masked, std::numeric_limits<Real>::lowest());
  Tensor weights = softmax(masked);
  if (allowed) weights = where(allowed, weights, Real(0));
  weights.mark(Role::weights).named("weights");
  return {matmul(nn::dropout(weights, dropout), values), weights};
}

Attended attention(const Tensor& q, const Tensor& k, const Tensor& v, const AttentionMasks& masks, Real dropout) {
  if (q.rank() < 2 || k.rank() < 2 || v.rank() < 2 || q.dim(-1) != k.dim(-1) || k.dim(-2) != v.dim(-2))
    throw ShapeError(
        fmt::format("attention: queries {}, keys {}, values {}{}; they are (…, T_q, d), (…, T_k, d) and "
                    "(…, T_k, d_v): keys as wide as queries, and a value for each",
                    to_string(q.shape()), to_string(k.shape()), to_string(v.shape()), here()));
  return attend(matmul(q, T(k)) / std::sqrt(static_cast<Real>(q.dim(-1))), v, masks, dropout);
}

AdditiveScore::AdditiveScore(Index queries, Index keys, Index hidden)
    : W(parameter("W", init::uniform({queries, hidden}, queries))),
      U(parameter("U", init::uniform({keys, hidden}, keys))),
      v(parameter("v", init::uniform({hidden}, hidden))) {}

Tensor AdditiveScore::scores(const Tensor& queries, const Tensor& projected) const {
  const Tensor q = matmul(queries, W);
  const Shape rows = q.shape().inserted(q.rank() - 1, 1);
  const Shape columns = projected.shape().inserted(normal_axis("AdditiveScore", projected.shape(), -2), 1);
  return matmul(tanh(reshape(q, rows) + reshape(projected, columns)), v);
}

GeneralScore::GeneralScore(Index queries, Index keys) : W(parameter("W", init::uniform({queries, keys}, keys))) {}

MultiheadAttention::MultiheadAttention(Index width, Index heads, const MultiheadOptions& options)
    : W_qkv(parameter("W_qkv", init::xavier_uniform(width, 3 * width))),
      b_qkv(parameter("b_qkv", Array::zeros({3 * width}))),
      W_o(parameter("W_o", init::uniform({width, width}, width))),
      b_o(parameter("b_o", Array::zeros({width}))),
      heads_(heads),
      options_(options) {
  if (heads < 1 || width % heads != 0)
    throw Error(fmt::format("MultiheadAttention: {} heads in a width of {}; choose a divisor of it", heads, width));
}

Attended MultiheadAttention::operator()(const Tensor& queries, const Tensor& keys, const Tensor& values,
                                        const AttentionMasks& masks) const {
  const std::vector<Tensor> W = split(W_qkv, 1, 3), b = split(b_qkv, 0, 3);
  const auto in_heads = [&](const Tensor& x, std::size_t i) {  // (batch, heads, T, width / heads)
    if (x.rank() != 3 || x.dim(2) != width())
      throw ShapeError(fmt::format("MultiheadAttention: {} where ({}, {}) is read{}; reshape or project it to that",
                                   to_string(x.shape()), options_.batch_first ? "batch, T" : "T, batch", width(),
                                   here()));
    const Tensor y = reshape(linear(x, W[i], b[i]), {x.dim(0), x.dim(1), heads_, width() / heads_});
    return options_.batch_first ? permute(y, {0, 2, 1, 3}) : permute(y, {1, 2, 0, 3});
  };
  const auto for_heads = [](const Tensor& mask) {  // (batch, T_q, T_k) has no axis for them
    return mask && mask.rank() == 3 ? reshape(mask, mask.shape().inserted(1, 1)) : mask;
  };
  const auto [output, weights] =
      attention(in_heads(queries, 0), in_heads(keys, 1), in_heads(values, 2),
                {for_heads(masks.allowed), for_heads(masks.added)}, training() ? options_.dropout : 0);
  const Tensor joined = options_.batch_first ? permute(output, {0, 2, 1, 3}) : permute(output, {2, 0, 1, 3});
  return {linear(reshape(joined, queries.shape()), W_o, b_o), weights};
}

}  // namespace unroll::nn
