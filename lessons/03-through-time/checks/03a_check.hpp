// 3a: three loops against the engine; and against what typical mistakes in them would give.
#pragma once

#include "checks/gradients.hpp"

struct Network3a {
  Tensor xs, ys;
  std::vector<Tensor> weights;  // W_xh, W_hh, b

  explicit Network3a(Index T)
      : xs(random_numbers().normal({T, 4, 2})),
        ys(random_numbers().normal({T, 4, 3})),
        weights{variable(random_numbers().normal({2, 3})), variable(random_numbers().normal({3, 3})),
                variable(random_numbers().normal({3}))} {}

  // h_1 … h_T; with `between`, what is handed from one step to the next goes through it.
  std::vector<Tensor> states(const std::function<Tensor(const Tensor&)>& between = {}) const {
    std::vector<Tensor> hs;
    Tensor h(Array::zeros({4, 3}));
    for (Index t = 0; t < xs.dim(0); ++t) {
      h = tanh(matmul(xs[t], weights[0]) + matmul(h, weights[1]) + weights[2]);
      hs.push_back(h);
      if (between) h = between(h);
    }
    return hs;
  }
  std::vector<Tensor> gradients(const std::vector<Tensor>& hs) const {
    return grad(sum(square(stack(hs) - ys)) * Real(0.5), weights);
  }

  // Which mistake the loops below make.
  enum class Slip { first_share, last_share, straight, no_slope, same_h };
  std::vector<Tensor> with(Slip slip) const {
    NoGrad no_grad;
    const std::vector<Tensor> hs = states();
    const Tensor &W_xh = weights[0], &W_hh = weights[1], &b = weights[2];
    std::vector<Tensor> total{W_xh * Real(0), W_hh * Real(0), b * Real(0)};
    Tensor back = hs[0] * Real(0);
    for (std::size_t t = hs.size(); t-- > 0;) {
      const Tensor dh = hs[t] - ys[Index(t)] + back;
      const Tensor delta = slip == Slip::no_slope ? dh : dh * (1 - square(hs[t]));
      const Tensor before = slip == Slip::same_h ? hs[t] : t > 0 ? hs[t - 1] : hs[0] * Real(0);
      const std::vector<Tensor> share{matmul(T(xs[Index(t)]), delta), matmul(T(before), delta), sum(delta, {0})};
      for (std::size_t i = 0; i < 3; ++i)
        if (slip == Slip::first_share || (slip == Slip::last_share && t + 1 == hs.size()))
          total[i] = share[i];
        else if (slip != Slip::last_share)
          total[i] = total[i] + share[i];
      back = matmul(delta, slip == Slip::straight ? W_hh : T(W_hh));
    }
    return total;
  }
};

template <class ThroughTime>
void check_3a(ThroughTime through_time) {
  seed(3);
  using Slip = Network3a::Slip;
  const auto answer = [&](const Network3a& net) {
    NoGrad no_grad;
    return through_time(net.xs, net.ys, net.weights[0].detach(), net.weights[1].detach(), net.weights[2].detach());
  };
  {
    const Network3a one(1);
    const std::vector<Tensor> got = answer(one), wanted = one.gradients(one.states());
    demand_shapes(got, one.weights, "W_xh, W_hh and b");
    std::vector<Tensor> negative;
    for (const Tensor& w : wanted) negative.push_back(-w);
    demand(Stage::value, !close(got, negative),
           "over one step all your gradients have the wrong sign: dL/dh_t is h_t − y_t");
    demand(Stage::value, !close(got, one.with(Slip::no_slope)),
           "over one step your gradients lack the slope of tanh: δ_t is dL/dh_t times 1 − h_t²");
    demand(Stage::value, largest(got[1].value()) == 0,
           "over one step dL/dW_hh is not 0, though h_0 is: the share of step t is h_{t−1}ᵀ δ_t, with the h before the "
           "step");
    demand(Stage::value, close(got, wanted),
           "over one step your gradients are wrong: with δ = (h_1 − y_1)(1 − h_1²) they are x_1ᵀ δ, 0 and the sum "
           "of δ over the batch");
  }
  for (Index T : {2, 7}) {
    const std::string over = "over " + std::to_string(T) + " steps ";
    const Network3a net(T);
    const std::vector<Tensor> got = answer(net), wanted = net.gradients(net.states());
    demand_shapes(got, net.weights, "W_xh, W_hh and b");
    demand(Stage::gradient, !close(got, net.with(Slip::first_share)) && !close(got, net.with(Slip::last_share)),
           over +
               "your gradients are the share of one step: the loop overwrites where it should add, since every "
               "step used the same weights");
    demand(Stage::gradient, !close(got, net.gradients(net.states([](const Tensor& h) { return h.detach(); }))),
           over +
               "each of your steps answers only for its own error: dL/dh_t is h_t − y_t plus what comes back "
               "from step t + 1, δ_{t+1} W_hhᵀ");
    demand(Stage::gradient, !close(got, net.with(Slip::straight)),
           over +
               "your error goes back through W_hh; it needs the transpose, as W_hh[i][j] leads from unit i to unit j "
               "and the error returns from j to i");
    demand(Stage::gradient, !close(got, net.with(Slip::same_h)),
           over + "your dL/dW_hh uses h_t; the share of step t is h_{t−1}ᵀ δ_t, with the h before the step");
    demand(Stage::gradient, close(got, wanted),
           over +
               "your gradients are not those of the engine, though over one step they are; look at how δ_t depends on "
               "δ_{t+1}");
  }
}
