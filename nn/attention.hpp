// Attention: every query reads all values, each by how well its key answers the query,
//
//   y_i = Σ_j α_ij v_j   with   α_i = softmax over j of score(q_i, k_j)
//
// Queries are (…, T_q, d), keys (…, T_k, d), values (…, T_k, d_v); leading axes broadcast. Scores and weights α
// are (…, T_q, T_k), the outputs (…, T_q, d_v). The modules around it (MultiheadAttention) are time-major, as all
// of nn.
//
// A query that may attend to nothing gets 0: its weights are all 0, its output is 0, and no gradient flows through
// it, at any order. That is our definition; by the formula it would be NaN, as it is in PyTorch.
#pragma once

#include "autograd/ops.hpp"
#include "nn/module.hpp"

namespace unroll::nn {

// What keeps a query from a key. Both broadcast to the scores; neither need be given.
struct AttentionMasks {
  Tensor allowed = {};  // 1 where it may attend, else 0 (PyTorch's boolean masks are the other way round)
  Tensor added = {};    // added to the scores, and differentiable: a bias. −∞ forbids.
};

// (T, T): step i may attend to the steps j ≤ i, so that nothing is learnt from the future.
Tensor causal_mask(Index steps);
// (batch, 1, T): all queries may attend to the first lengths[b] steps of sequence b. Allowed by both masks:
// causal_mask(T) * padding_mask(lengths, T).
Tensor padding_mask(const Indices& lengths, Index steps);

struct Attended {
  Tensor output;
  Tensor weights;  // α, marked as weights for drawings; each row adds up to 1, or is 0
};

// Softmax over the last axis, and the weighted sum of the values. Dropout leaves weights out at random, after
// the softmax.
Attended attend(const Tensor& scores, const Tensor& values, const AttentionMasks& masks = {}, Real dropout = 0);

// By scaled dot products (Vaswani et al. 2017, equation 1): softmax(q kᵀ / √d) v. Unscaled, scores of wide keys
// would saturate the softmax.
Attended attention(const Tensor& queries, const Tensor& keys, const Tensor& values, const AttentionMasks& masks = {},
                   Real dropout = 0);

// How well a query and a key match. This one is their dot product, qᵀ k, which has nothing to learn (Luong et al.
// 2015, equation 8); those below learn it. What can be done with the keys alone, project() does, once for all queries.
class Score : public Module {
 public:
  // (…, T_q, queries) and (…, T_k, keys) -> (…, T_q, T_k)
  Tensor operator()(const Tensor& queries, const Tensor& keys) const { return scores(queries, project(keys)); }
  virtual Tensor project(const Tensor& keys) const { return keys; }
  virtual Tensor scores(const Tensor& queries, const Tensor& projected) const { return matmul(queries, T(projected)); }
};

// qᵀ W k, "general" (Luong et al. 2015, equation 8). W is first drawn uniformly from ±1/√keys.
class GeneralScore : public Score {
 public:
  GeneralScore(Index queries, Index keys);
  Tensor project(const Tensor& keys) const override { return matmul(keys, T(W)); }

  const Tensor W;  // (queries, keys)
};

// vᵀ tanh(W q + U k), "additive" (Bahdanau et al. 2015, appendix A.1.2). Each is first drawn uniformly from ±1/√fan,
// fan being what it sums over. Here W and U multiply rows: q W + k U.
class AdditiveScore : public Score {
 public:
  AdditiveScore(Index queries, Index keys, Index hidden);
  Tensor project(const Tensor& keys) const override { return matmul(keys, U); }
  Tensor scores(const Tensor& queries, const Tensor& projected) const override;

  const Tensor W;  // (queries, hidden)
  const Tensor U;  // (keys, hidden)
  const Tensor v;  // (hidden)
};

struct MultiheadOptions {
  Real dropout = 0;          // of weights, while training
  bool batch_first = false;  // (batch, T, width) instead of (T, batch, width)
};

// Several attentions side by side, each over its own part of the width (Vaswani et al. 2017, section 3.2.2):
//
//   head_i = attention(q W_i^q + b_i^q, k W_i^k + b_i^k, v W_i^v + b_i^v),   y = [head_1 … head_n] W_o + b_o
//
// W_qkv holds the W_i^q of all heads, then the W_i^k and the W_i^v. As in PyTorch it is first drawn uniformly from
// ±√(6 / (4 width)) (Glorot and Bengio 2010), W_o from ±1/√width; biases start at 0.
class MultiheadAttention : public Module {
 public:
  // An Error unless the width is a multiple of the number of heads.
  MultiheadAttention(Index width, Index heads, const MultiheadOptions& options = {});

  // Queries (T_q, batch, width), keys and values (T_k, batch, width): the output is of the queries' shape, the weights
  // are (batch, heads, T_q, T_k). Masks are (T_q, T_k), (batch, T_q, T_k) or (batch, heads, T_q, T_k), where any
  // extent may be 1.
  Attended operator()(const Tensor& queries, const Tensor& keys, const Tensor& values,
                      const AttentionMasks& masks = {}) const;
  // Self-attention: a sequence asks itself.
  Attended operator()(const Tensor& xs, const AttentionMasks& masks = {}) const { return (*this)(xs, xs, xs, masks); }

  Index width() const { return W_o.dim(0); }
  Index heads() const { return heads_; }

  const Tensor W_qkv;  // (width, 3 width)
  const Tensor b_qkv;  // (3 width)
  const Tensor W_o;    // (width, width)
  const Tensor b_o;    // (width)

 private:
  Index heads_;
  MultiheadOptions options_;
};

}  // namespace unroll::nn
