// 10b: small graphs whose ways one can count, then both directions of a network, and the prediction against the graph.
#pragma once

#include "lessons/support/compare.hpp"

// What a network that reads both ways has in the end.
struct Ends10b {
  nn::RNNCell forwards{2, 3}, backwards{2, 3};
  std::vector<Tensor> xs;
  Tensor past, future;

  explicit Ends10b(int T) {
    for (int t = 1; t <= T; ++t) xs.push_back(variable(random_numbers().normal({1, 2})));
    past = nn::unrolled(forwards, xs).last().h;
    future = nn::unrolled(backwards, xs, {.direction = nn::Direction::future}).last().h;
  }
};

struct Distances10b {
  int past, future;
};

template <class Predicted, class Fewest>
void check_10b(Predicted predicted, Fewest fewest) {
  seed(10);
  const auto demand_way = [&](const std::string& what, int got, int wanted, const std::string& hint) {
    demand(
        Stage::value, got == wanted,
        what + " you find " + std::to_string(got) + " operations; there are " + std::to_string(wanted) + ": " + hint);
  };
  const Tensor x = variable(random_numbers().normal({2, 3})), other = variable(random_numbers().normal({2, 3}));
  demand_way("from x to tanh(x)", fewest(x, tanh(x)), 1, "the end counts, the beginning does not");
  demand_way("from x to x", fewest(x, x), 0, "nothing lies between");
  demand_way("from x to a tensor that was made without it", fewest(x, tanh(other)), -1,
             "no way leads there, which is −1");
  demand_way("from x to tanh(transpose(x, 0, 1))", fewest(x, tanh(transpose(x, 0, 1))), 1,
             "a transpose only moves numbers, Kind::plumbing, and counts 0");
  const Tensor longer = tanh(tanh(tanh(x)));
  demand_way("from x to tanh(tanh(tanh(x))) + x", fewest(x, longer + x), 1, "+ reads x directly");
  demand_way("from x to x + tanh(tanh(tanh(x)))", fewest(x, x + longer), 1, "+ reads x directly");
  Tensor turned = x;
  for (int i = 0; i < 4; ++i) turned = transpose(turned, 0, 1);
  for (const bool swapped : {false, true}) {
    const Tensor a = tanh(turned), b = tanh(tanh(x));
    demand_way(swapped ? "from x to tanh(tanh(x)) + tanh(x transposed four times)"
                       : "from x to tanh(x transposed four times) + tanh(tanh(x))",
               fewest(x, swapped ? b + a : a + b), 2,
               "a node may be met by a longer way first, so that it has to be looked at again");
  }

  const Ends10b ends(9);
  for (int t : {1, 4, 9}) {
    const Tensor& from = ends.xs[std::size_t(t - 1)];
    for (const auto& [name, end] :
         {std::pair{"the last state forwards", &ends.past}, {"the last state backwards", &ends.future}}) {
      const int wanted = graphs::Snapshot(*end).shortest_path(from, *end).value_or(-1), got = fewest(from, *end);
      demand(Stage::behaviour, got == wanted,
             "in a network over 9 steps, from x_" + std::to_string(t) + " to " + name + ", you find " +
                 std::to_string(got) + " operations; there are " + std::to_string(wanted));
    }
  }

  for (int T : {1, 2, 9, 20}) {
    const Ends10b both(T);
    const graphs::Snapshot past(both.past), future(both.future);
    for (int t = 1; t <= T; t += (T > 9 ? 9 : 1)) {
      const Tensor& from = both.xs[std::size_t(t - 1)];
      const Distances10b wanted{*past.shortest_path(from, both.past), *future.shortest_path(from, both.future)};
      const auto got = predicted(t, T);
      const std::string place = "from x_" + std::to_string(t) + " of " + std::to_string(T) + " you predict ";
      demand(Stage::drawing, got.past == wanted.past,
             place + std::to_string(got.past) + " operations to the last state forwards; the graph has " +
                 std::to_string(wanted.past) + ": 4 in the step that reads x_t, 3 in each one after it");
      demand(Stage::drawing, got.future == wanted.future,
             place + std::to_string(got.future) + " operations to the last state backwards; the graph has " +
                 std::to_string(wanted.future) + ": that direction ends at t = 1");
    }
  }
}
