// 2b: the shares against backpropagation written out in loops, and their sum against the shared gradient.
#pragma once

#include "lessons/support/compare.hpp"

// dL/dW_t for t = 1 … T of L = Σ c h_T, by the chain rule in plain loops: with a_t the argument of tanh,
//   dL/da_t = dL/dh_t (1 − h_t²),   dL/dW_t = h_{t−1}ᵀ dL/da_t,   dL/dh_{t−1} = dL/da_t W_hhᵀ.
inline std::vector<Array> shares_in_loops(const nn::RNNCell& cell, const Array& xs, const Array& c) {
  const Index T = xs.dim(0), batch = xs.dim(1), n = cell.outputs();
  const Array &W_xh = cell.W_xh.value(), &W_hh = cell.W_hh.value(), &b = cell.b.value();
  std::vector<Array> h{Array::zeros({batch, n})};
  for (Index t = 1; t <= T; ++t) {
    const Array x = xs[t - 1], &before = h.back();
    Array now = Array::zeros({batch, n});
    for (Index i = 0; i < batch; ++i)
      for (Index j = 0; j < n; ++j) {
        Real a = b.at({j});
        for (Index k = 0; k < x.dim(1); ++k) a += x.at({i, k}) * W_xh.at({k, j});
        for (Index k = 0; k < n; ++k) a += before.at({i, k}) * W_hh.at({k, j});
        now.set({i, j}, std::tanh(a));
      }
    h.push_back(now);
  }
  std::vector<Array> shares(static_cast<std::size_t>(T));
  Array dh = c;
  for (Index t = T; t >= 1; --t) {
    const Array &now = h[std::size_t(t)], &before = h[std::size_t(t - 1)];
    Array share = Array::zeros({n, n}), passed_on = Array::zeros({batch, n});
    for (Index i = 0; i < batch; ++i)
      for (Index j = 0; j < n; ++j) {
        const Real da = dh.at({i, j}) * (1 - now.at({i, j}) * now.at({i, j}));
        for (Index k = 0; k < n; ++k) {
          share.set({k, j}, share.at({k, j}) + before.at({i, k}) * da);
          passed_on.set({i, k}, passed_on.at({i, k}) + da * W_hh.at({k, j}));
        }
      }
    shares[std::size_t(t - 1)] = share;
    dh = passed_on;
  }
  return shares;
}

template <class SharesOf>
void check_2b(SharesOf shares_of_W_hh) {
  seed(2);
  const nn::RNNCell cell(2, 3);
  for (Index T : {1, 2, 6}) {
    const std::string over = "over T = " + std::to_string(T) + " steps ";
    const Array xs = random_numbers().normal({T, 4, 2}), c = random_numbers().normal({4, 3});
    const auto loss = [&](const Tensor& h) { return sum(h * Tensor(c)); };
    const std::vector<Tensor> shares = shares_of_W_hh(cell, Tensor(xs), loss);

    demand(Stage::value, Index(shares.size()) == T,
           over + "you return " + std::to_string(shares.size()) + " gradients; there is one for each step");
    for (const Tensor& share : shares)
      demand(Stage::value, share && share.shape() == Shape{3, 3},
             over + "a gradient is " + (share ? "of shape " + to_string(share.shape()) : "an empty tensor") +
                 "; it should be as large as W_hh, here (3, 3)");

    const Array whole = grad(loss(nn::unrolled(cell, Tensor(xs)).last().h), cell.W_hh).value();
    const std::vector<Array> wanted = shares_in_loops(cell, xs, c);
    const auto agree = [&](Index mine, Index theirs) {
      return close(shares[std::size_t(mine)].value(), wanted[std::size_t(theirs)]);
    };
    if (T > 1) {
      demand(Stage::gradient, !close(shares.front().value(), whole) || !close(shares.back().value(), whole),
             over + "each of your gradients is the whole one: all steps use one variable; make a new one in each step");
      demand(Stage::gradient, !(agree(0, T - 1) && agree(T - 1, 0)),
             over + "your gradients come in the order T … 1; return dL/dW_1 first");
      demand(
          Stage::gradient, T < 3 || largest(shares[1].value()) > 0,
          over + "dL/dW_2 is 0: the graph is cut between the steps; hand h on as it is, without detach() or value()");
    }
    demand(Stage::gradient, close(add_all(shares).value(), whole),
           over + "the sum of your gradients is not the gradient of the shared W_hh; do W_1 … W_T hold its numbers?");
    for (Index t = 1; t <= T; ++t)
      demand(Stage::gradient, agree(t - 1, t - 1),
             over + "dL/dW_" + std::to_string(t) + " is wrong, though the sum is right; W_t multiplies h_{t−1}");
  }
}
