// 3b: the cut changes no number, stops the gradient exactly, and leaves nothing behind it in the graph.
#pragma once

#include "checks/gradients.hpp"
#include "graphs/snapshot.hpp"

template <class Windowed>
void check_3b(Windowed windowed) {
  seed(3);
  const Index T = 7;
  const Tensor W_xh = variable(random_numbers().normal({2, 3})), W_hh = variable(random_numbers().normal({3, 3}));
  const Tensor xs = variable(random_numbers().normal({T, 4, 2}));
  Tensor h(Array::zeros({4, 3}));
  for (Index t = 0; t < T; ++t) h = tanh(matmul(xs[t], W_xh) + matmul(h, W_hh));
  const Array whole = grad(sum(h), xs).value();
  const auto with = [](int k) { return "with k = " + std::to_string(k) + " and T = 7 "; };

  for (int k : {7, 9, 3, 1}) {
    const Tensor got = windowed(xs, W_xh, W_hh, k);
    demand(Stage::value, got && close(got.value(), h.value()),
           with(k) + "your h_T is not that of the whole recurrence: a cut stops gradients and changes no number");
  }
  for (int k : {7, 9, 3, 1}) {
    const Array dxs = grad(sum(windowed(xs, W_xh, W_hh, k)), xs).value();
    const int reach = std::min(k, 7);
    int steps = 0;
    for (Index t = 0; t < T; ++t) steps += largest(dxs[t]) != 0;
    demand(Stage::gradient, steps == reach,
           with(k) + "the gradient reaches " + std::to_string(steps) + " of the inputs; it should reach the last " +
               std::to_string(reach) + " and be exactly 0 at the others");
    for (Index t = T - reach; t < T; ++t)
      demand(Stage::gradient, close(dxs[t], whole[t]),
             with(k) + "dL/dx_" + std::to_string(t + 1) +
                 " is not what it is without a cut; right of the cut nothing changes");
  }
  for (int k : {3, 1}) {
    const graphs::Snapshot graph(sum(windowed(Tensor(xs.value()), W_xh, W_hh, k)));
    demand(Stage::drawing, graph.count() <= 4 * k + 1,
           with(k) + "a drawing from sum(h_T) shows " + std::to_string(graph.count()) +
               " ops; it should show 4 k + 1 = " + std::to_string(4 * k + 1) +
               " at most: nothing left of the cut may be reached, even if its gradient is 0");
  }
}
