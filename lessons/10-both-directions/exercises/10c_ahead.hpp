// 10c. A leak detector. A network that is to predict what comes next must not have read it. `network` is any function
// from x_1 … x_T to h_1 … h_T, one tensor each; you cannot look inside. Find out by the gradient how far ahead it
// reads: the largest s − t for which h_t depends on x_s. It is 0 if the network may be a language model, 1 if each h_t
// has read the very symbol that it should predict; if every h_t depends on past inputs alone, it is negative. Only
// some t may leak. At least one h_t depends on some x_s.
//
// grad(root, xs, {.seed = v}) is the gradient of Σ v ⊙ root for each tensor in xs, and 0 for those that root was not
// made from.
#pragma once

#include <functional>
#include <vector>

#include "autograd/backward.hpp"
#include "autograd/error.hpp"
#include "autograd/ops.hpp"
#include "autograd/random.hpp"

using Network = std::function<std::vector<unroll::Tensor>(const std::vector<unroll::Tensor>&)>;

// xs are variables, x_1 … x_T.
inline int reads_ahead(const Network& network, const std::vector<unroll::Tensor>& xs) {
  throw unroll::Todo("10c: ask the gradient; \"Too good to be true\" in lesson 10 explains it");
}
