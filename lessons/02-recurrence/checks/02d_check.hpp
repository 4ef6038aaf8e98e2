// 2d: the count against graphs of known size, and the prediction against graphs of the recurrence itself.
#pragma once

#include "lessons/support/compare.hpp"

inline Tensor loss_without_bias(int T) {
  const Tensor W_xh = variable(random_numbers().normal({2, 3})), W_hh = variable(random_numbers().normal({3, 3}));
  const Array xs = random_numbers().normal({T, 1, 2});
  Tensor h(Array::zeros({1, 3}));
  for (int t = 1; t <= T; ++t) h = tanh(matmul(Tensor(xs[t - 1]), W_xh) + matmul(h, W_hh));
  return sum(h);
}

template <class Predicted, class Count>
void check_2d(Predicted predicted_ops, Count count_ops) {
  seed(2);
  const Tensor x = variable(Array::ones({2, 3}));

  lessons::demand_close(Stage::value, "the count for tanh(x x)", count_ops(tanh(x * x)), 2, 0,
                        "a product and a tanh; x is a leaf");
  lessons::demand_close(Stage::value, "the count for sum(T(x))", count_ops(sum(T(x))), 1, 0,
                        "the transpose only moves numbers: its kind is Kind::plumbing");

  Tensor doubled = x;
  for (int i = 0; i < 12; ++i) doubled = doubled + doubled;
  lessons::demand_close(Stage::behaviour, "the count for x, added to itself 12 times over", count_ops(doubled), 12, 0,
                        "a node that is used twice is one node; remember which you have seen");
  lessons::demand_close(Stage::behaviour, "the count for a variable", count_ops(x), 0, 0);

  for (int T : {1, 2, 3, 10, 50}) {
    const Tensor loss = loss_without_bias(T);
    const int drawn = graphs::Snapshot(loss).count();
    const std::string steps = std::to_string(T) + (T == 1 ? " step" : " steps");
    lessons::demand_close(Stage::drawing, "the count for " + steps, count_ops(loss), drawn, 0);
    demand(Stage::drawing, predicted_ops(T) != drawn - 1,
           "you predict " + std::to_string(drawn - 1) + " for " + steps + ", and the graph holds " +
               std::to_string(drawn) + ": the sum at the end is an operation, too");
    lessons::demand_close(Stage::drawing, "your prediction for " + steps, predicted_ops(T), drawn, 0,
                          "that is what the graph holds; which operations make one step?");
  }
}
