#include "nn/linear_attention.hpp"

#include <fmt/format.h>

#include "autograd/error.hpp"
#include "nn/attention.hpp"
#include "nn/init.hpp"
#include "nn/linear.hpp"

namespace unroll::nn {

namespace {

void check(const char* op, const Tensor& q, const Tensor& k, const Tensor& v) {
  if (q.rank() < 2 || k.rank() < 2 || v.rank() < 2 || q.dim(-1) != k.dim(-1) || k.dim(-2) != v.dim(-2))
    throw ShapeError(
        fmt::format("{}: queries {}, keys {}, values {}; they are (…, T_q, d), (…, T_k, d) and (…, T_k, d_v): keys as "
                    "wide as queries, and a value for each{}",
                    op, to_string(q.shape()), to_string(k.shape()), to_string(v.shape()), here()));
}

// The matches add up to 0 only if there are none (or all are too small for the precision): then 0, not 0/0.
Tensor divide(const Tensor& sums, const Tensor& matches) { return sums / where(matches == 0, Real(1), matches); }

}  // namespace

// By maximum and minimum, which halve the gradient at 0, so that the halves add up there to 1.
Tensor positive_features(const Tensor& x) { return maximum(x, 0) + exp(minimum(x, 0)); }

Tensor linear_attention(const Tensor& queries, const Tensor& keys, const Tensor& values, const Tensor& allowed) {
  check("linear_attention", queries, keys, values);
  const Tensor q = positive_features(queries);
  Tensor k = positive_features(keys);
  if (allowed) {
    if (allowed.rank() < 2 || allowed.dim(-2) != 1 || !broadcasts_to(T(allowed).shape(), k.shape()))
      throw ShapeError(
          fmt::format("linear_attention: allowed {} for keys {}; it is (…, 1, T_k), one number for each "
                      "key, as padding_mask makes it{}",
                      to_string(allowed.shape()), to_string(keys.shape()), here()));
    k = k * T(allowed);
  }
  return divide(matmul(q, matmul(T(k), values)), matmul(q, T(sum(k, -2, true))));
}

Tensor causal_linear_attention(const Tensor& queries, const Tensor& keys, const Tensor& values) {
  check("causal_linear_attention", queries, keys, values);
  if (queries.dim(-2) != keys.dim(-2))
    throw ShapeError(fmt::format("causal_linear_attention: {} queries and {} keys; step by step there is one of each{}",
                                 queries.dim(-2), keys.dim(-2), here()));
  const Tensor matches = matmul(positive_features(queries), T(positive_features(keys))) * causal_mask(queries.dim(-2));
  return divide(matmul(matches, values), sum(matches, -1, true));
}

LinearAttentionCell::LinearAttentionCell(Index inputs, Index hidden, Options)
    : W_qkv(parameter("W_qkv", init::uniform({inputs, 3 * hidden}, inputs))),
      b(parameter("b", init::uniform({3 * hidden}, inputs))) {}

LinearAttentionCell::State LinearAttentionCell::start(Index batch) const {
  const Index n = outputs();
  return {Tensor(Array::zeros({batch, n})), Tensor(Array::zeros({batch, n, n})), Tensor(Array::zeros({batch, n}))};
}

Tensor LinearAttentionCell::project(const Tensor& xs) const { return linear(xs, W_qkv, b); }

LinearAttentionCell::State LinearAttentionCell::advance(const Tensor& projected, const State& state) const {
  const std::vector<Tensor> qkv = split(projected, -1, 3);
  const Tensor q = positive_features(qkv[0]), k = positive_features(qkv[1]), &v = qkv[2];
  const Index batch = v.dim(0), n = outputs();
  const Tensor S = state.S + reshape(k, {batch, n, 1}) * reshape(v, {batch, 1, n});
  const Tensor z = state.z + k;
  const Tensor read = reshape(matmul(reshape(q, {batch, 1, n}), S), {batch, n});
  return {divide(read, sum(q * z, -1, true)), S, z};
}

}  // namespace unroll::nn
