// 3d: the gradient of the whole graph, from a graph that never holds much of it.
#pragma once

#include "autograd/pool.hpp"
#include "checks/gradients.hpp"

struct Recurrence3d {
  Tensor W = variable(random_numbers().normal({3, 3}, 0, 0.4));
  Tensor U = variable(random_numbers().normal({2, 3}));
  Tensor start = Tensor(random_numbers().normal({4, 3}));
  Tensor xs, c = Tensor(random_numbers().normal({4, 3}));
  // What a caller of step() does is seen here.
  mutable int steps = 0;
  mutable std::ptrdiff_t most_nodes = 0;

  explicit Recurrence3d(int T) : xs(random_numbers().normal({T, 4, 2})) {}

  Tensor step(const Tensor& h, int t) const {
    ++steps;
    most_nodes = std::max(most_nodes, live_nodes());
    return tanh(matmul(xs[t - 1], U) + matmul(h, W));
  }
  Tensor loss(const Tensor& h) const { return sum(h * c); }
};

template <class WithCheckpoints>
void check_3d(WithCheckpoints with_checkpoints) {
  seed(3);
  for (int T : {1, 2, 9, 100, 110}) {
    const std::string over = "over " + std::to_string(T) + " steps ";
    const Recurrence3d r(T);
    const auto step = [&](const Tensor& h, int t) {
      demand(Stage::behaviour, t >= 1 && t <= T,
             over + "you ask for step " + std::to_string(t) + "; there are steps 1 to T");
      return r.step(h, t);
    };
    const auto loss = [&](const Tensor& h) { return r.loss(h); };

    std::ptrdiff_t before = live_nodes();
    std::vector<Tensor> wanted;
    {
      Tensor h = r.start;
      for (int t = 1; t <= T; ++t) h = step(h, t);
      wanted = grad(loss(h), {r.W, r.U});
    }
    const auto whole = r.most_nodes - before;
    r.steps = 0, r.most_nodes = before = live_nodes();
    const std::vector<Tensor> got = with_checkpoints(step, loss, r.start, T, {r.W, r.U});
    const auto most = r.most_nodes - before;

    demand_shapes(got, {r.W, r.U}, "the weights");
    demand(Stage::behaviour, r.steps >= T, over + "you compute " + std::to_string(r.steps) + " of them");
    demand(Stage::behaviour, r.steps <= 2 * T,
           over + "you compute " + std::to_string(r.steps) +
               "; each needs computing twice at most, once on the way there and "
               "once when its stretch is recorded, so keep the state at which each stretch begins");
    if (T >= 100) {
      const auto allowed = whole / T * (static_cast<int>(std::sqrt(T)) + 2) + static_cast<int>(std::sqrt(T)) + 20;
      demand(Stage::behaviour, most <= allowed,
             over + "you hold up to " + std::to_string(most) + " nodes at once, and the whole graph has about " +
                 std::to_string(whole) + "; a stretch of √T steps and the kept states need at most " +
                 std::to_string(allowed) + ": record one stretch at a time, and the way there under NoGrad");
    }
    demand(
        Stage::gradient, close(got, wanted),
        over +
            "your gradient is not that of the whole graph: each stretch hands the gradient of its first state to the "
            "stretch before it, as the seed, and the shares of all stretches are added");
  }
}
