// 7c: values against the recurrence in plain loops, and the way back as it stands in the graph.
#pragma once

#include "lessons/support/compare.hpp"

// h_T number by number; `back` is how far the shortcut reaches.
inline Array shortcuts_in_loops(const std::vector<Tensor>& xs, const Array& W_xh, const Array& W_hh,
                                const Array& W_skip, int k, int back, bool behind_tanh = false) {
  const Index batch = xs[0].dim(0), n = W_hh.dim(0);
  std::vector<Array> h{Array::zeros({batch, n})};
  for (int t = 1; t <= int(xs.size()); ++t) {
    const Array &x = xs[std::size_t(t - 1)].value(), &before = h.back();
    Array now = Array::zeros({batch, n});
    for (Index row = 0; row < batch; ++row)
      for (Index unit = 0; unit < n; ++unit) {
        Real a = 0, skip = 0;
        for (Index i = 0; i < x.dim(1); ++i) a += x.at({row, i}) * W_xh.at({i, unit});
        for (Index i = 0; i < n; ++i) {
          a += before.at({row, i}) * W_hh.at({i, unit});
          if (t > k) skip += h[std::size_t(t - back)].at({row, i}) * W_skip.at({i, unit});
        }
        now.set({row, unit}, behind_tanh ? std::tanh(a) + skip : std::tanh(a + skip));
      }
    h.push_back(now);
  }
  return h.back();
}

template <class WithShortcuts>
void check_7c(WithShortcuts with_shortcuts) {
  seed(7);
  const Tensor W_xh = variable(random_numbers().normal({2, 3})),
               W_hh = variable(random_numbers().normal({3, 3}, 0, 0.5)),
               W_skip = variable(random_numbers().normal({3, 3}, 0, 0.5));
  const auto draw = [](int T) {
    std::vector<Tensor> xs;
    for (int t = 1; t <= T; ++t) xs.push_back(variable(random_numbers().normal({2, 2})));
    return xs;
  };
  for (const auto& [T, k] : {std::pair{1, 2}, {3, 3}, {4, 3}, {9, 3}, {30, 10}}) {
    const std::string with = "with T = " + std::to_string(T) + " and k = " + std::to_string(k) + " ";
    const std::vector<Tensor> xs = draw(T);
    const Tensor got = with_shortcuts(xs, W_xh, W_hh, W_skip, k);
    const auto loops = [&, k = k](int back, bool behind = false) {
      return shortcuts_in_loops(xs, W_xh.value(), W_hh.value(), W_skip.value(), k, back, behind);
    };
    const bool right = got && close(got.value(), loops(k));
    if (got && !right) {
      demand(Stage::value, !close(got.value(), loops(k - 1)),
             with + "your shortcut reaches k − 1 steps back: the step that makes h_t reads h_{t−k}");
      demand(Stage::value, !close(got.value(), loops(k, true)),
             with + "your shortcut enters behind the tanh; it is one more term in its argument");
    }
    demand(Stage::value, right,
           with + "your h_T is " + (got ? to_string(got.value()) : "an empty tensor") + "; it should be " +
               to_string(loops(k)) + (T <= k ? ", without any shortcut, as there is nothing so far back" : ""));
  }

  const std::vector<Tensor> xs = draw(7);
  const auto report = gradcheck([&] { return with_shortcuts(xs, W_xh, W_hh, W_skip, 3); }, {W_xh, W_hh, W_skip, xs[0]});
  demand(Stage::gradient, report.passed,
         "the values are right, but the gradient differs from differences of them: does the shortcut cut the graph, by "
         "detach() or value()? It is there for the way back");

  const auto way = [&](int T) {
    const std::vector<Tensor> inputs = draw(T);
    const Tensor h = with_shortcuts(inputs, W_xh, W_hh, W_skip, 10);
    return graphs::Snapshot(h).shortest_path(inputs[0], h).value_or(0);
  };
  const int shorter = way(41), longer = way(51);
  demand(Stage::drawing, longer - shorter <= 4,
         "with k = 10, ten more steps add " + std::to_string(longer - shorter) +
             " operations to the shortest way from h_T to x_1; one shortcut should add 4 at most");
  const std::vector<Tensor> ten = draw(30);
  const int uses = graphs::Snapshot(with_shortcuts(ten, W_xh, W_hh, W_skip, 10)).uses(W_skip);
  demand(Stage::drawing, uses == 20,
         "over 30 steps with k = 10 the graph uses W_skip " + std::to_string(uses) +
             " times; the 20 steps after the tenth have something to look back to");
}
