// Has s and t the wrong way round: how far back it reads.
#pragma once

#include <functional>
#include <vector>

#include "autograd/backward.hpp"
#include "autograd/ops.hpp"
#include "autograd/random.hpp"

using Network = std::function<std::vector<unroll::Tensor>(const std::vector<unroll::Tensor>&)>;

inline int reads_ahead(const Network& network, const std::vector<unroll::Tensor>& xs) {
  using namespace unroll;
  const std::vector<Tensor> hs = network(xs);
  const int T = static_cast<int>(xs.size());
  int ahead = -T;
  for (int t = 1; t <= T; ++t) {
    const Tensor& h = hs[static_cast<std::size_t>(t - 1)];
    const std::vector<Tensor> dxs = grad(h, xs, {.seed = Tensor(random_numbers().normal(h.shape()))});
    for (int s = 1; s <= T; ++s)
      if (norm(dxs[static_cast<std::size_t>(s - 1)]).item() > 0) ahead = std::max(ahead, t - s);
  }
  return ahead;
}
