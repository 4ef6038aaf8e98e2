// Attention whose cost grows with T and not with T² (Katharopoulos et al. 2020, "Transformers are RNNs"). In place of
// exp(qᵀ k) a query and a key match by φ(q)ᵀ φ(k), a product, so that the sum over all keys can be taken first:
//
//   y_i = Σ_j φ(q_i)ᵀ φ(k_j) v_j / Σ_j φ(q_i)ᵀ φ(k_j) = φ(q_i)ᵀ S / φ(q_i)ᵀ z,   S = Σ_j φ(k_j) v_jᵀ,  z = Σ_j φ(k_j)
//
// with φ(x) = elu(x) + 1, applied to each feature. Where step i may read only j ≤ i, S and z are running sums: a
// recurrent cell, with a matrix as its state. Queries and keys are (…, T, d), values (…, T, d_v), as in attention.hpp;
// here, too, what may attend to nothing is 0.
#pragma once

#include "autograd/ops.hpp"
#include "nn/cell.hpp"

namespace unroll::nn {

// φ(x) = x + 1 where x > 0, else exp(x): positive, and φ'(0) = 1 from both sides.
Tensor positive_features(const Tensor& x);

// Each query reads all keys, or those that are allowed: (…, 1, T_k), as padding_mask() makes it. No matrix of
// T × T numbers is made, so there are no weights to ask for.
Tensor linear_attention(const Tensor& queries, const Tensor& keys, const Tensor& values, const Tensor& allowed = {});

// Step i reads the steps j ≤ i. The parallel form: all steps at once, by a masked T × T product.
Tensor causal_linear_attention(const Tensor& queries, const Tensor& keys, const Tensor& values);

// The recurrent form, one step at a time: (q_t, k_t, v_t) = x_t W_qkv + b, side by side, and
//
//   S_t = S_{t−1} + φ(k_t) v_tᵀ,   z_t = z_{t−1} + φ(k_t),   h_t = φ(q_t)ᵀ S_t / φ(q_t)ᵀ z_t
//
// Nothing is forgotten, and h is not read again. W_qkv and b are first drawn uniformly from ±1/√inputs.
class LinearAttentionCell : public Module {
 public:
  struct Options {};
  struct State {
    Tensor h;  // (batch, hidden)
    Tensor S;  // (batch, hidden, hidden)
    Tensor z;  // (batch, hidden)
    static constexpr std::array names{"h", "S", "z"};
  };

  LinearAttentionCell(Index inputs, Index hidden, Options options);
  LinearAttentionCell(Index inputs, Index hidden) : LinearAttentionCell(inputs, hidden, Options{}) {}

  Index inputs() const { return W_qkv.dim(0); }
  Index outputs() const { return W_qkv.dim(1) / 3; }

  State start(Index batch) const;  // all 0
  State step(const Tensor& x, const State& state) const { return advance(project(x), state); }

  Tensor project(const Tensor& xs) const;
  State advance(const Tensor& projected, const State& state) const;

  const Tensor W_qkv;  // (inputs, 3 hidden)
  const Tensor b;      // (3 hidden)
};

}  // namespace unroll::nn
