// 1b: the backward sweep over nodes that are already in order.
#pragma once

#include <functional>

#include "checks/graphs.hpp"
#include "lessons/support/check.hpp"

namespace unroll::lessons {

using Sweep = void (*)(const std::vector<scalar::Value>&);

inline void check_1b(Sweep answer) {
  const auto sweep = [&](const std::vector<scalar::Value>& order) {
    try {
      answer(order);
    } catch (const std::bad_function_call&) {
      demand(Stage::value, false, "your sweep calls the rule of a leaf, which has none; `if (node->rule)` tells");
    }
  };
  {  // L = (x − 1)², a chain: L, then x − 1, then x and 1
    const auto x = scalar::leaf(3), one = scalar::leaf(1), difference = scalar::subtract(x, one);
    const auto L = scalar::square(difference);
    sweep({L, difference, x, one});
    demand_close(Stage::value, "dL/dL", L->gradient, 1, 1e-12, "the sweep begins by setting the root's gradient");
    demand_close(Stage::value, "for L = (x - 1)² at x = 3, dL/d(x - 1)", difference->gradient, 4, 1e-12,
                 "ask the node's rule for the shares, with the node's own gradient as dy");
    demand_close(Stage::value, "for L = (x - 1)² at x = 3, dL/dx", x->gradient, 4, 1e-12);
    demand_close(Stage::value, "for L = (x - c)² at x = 3, c = 1, dL/dc", one->gradient, -4, 1e-12,
                 "each input gets its own share: share i belongs to input i");
  }
  {  // x, added to itself twelve times over: 2,048 paths lead from L to the first of these sums
    int asked = 0;
    const auto x = scalar::leaf(1), twice = scalar::record(2, {x, x}, [&asked](double dy) {
                                      ++asked;
                                      return scalar::Shares{dy, dy};
                                    });
    std::vector<scalar::Value> order{twice, x};
    for (int i = 1; i < 12; ++i) order.insert(order.begin(), scalar::add(order.front(), order.front()));
    sweep(order);
    demand(Stage::behaviour, asked == 1,
           "your sweep asks the rule of one node " + std::to_string(asked) +
               " times, and 2048 paths lead to it; go through `order`, in which a node's gradient is complete when its "
               "turn comes, and ask each rule once");
  }
  {  // x is used twice, at the end by one operation
    const auto x = scalar::leaf(3), xx = product(x, x), L = scalar::add(xx, x);
    sweep({L, xx, x});
    demand_close(Stage::gradient, "for L = x x + x at x = 3, dL/dx", x->gradient, 7, 1e-12,
                 "x is used three times, and each use sends a share (3, 3 and 1); a sweep that overwrites "
                 "the gradient "
                 "keeps only the last, where it should add");
  }
  {  // an inner node that is used twice
    const auto x = scalar::leaf(2), y = scalar::square(x), L = scalar::add(scalar::square(y), y);
    sweep({L, L->inputs()[0], y, x});
    demand_close(Stage::gradient, "for y = x², L = y² + y at x = 2, dL/dx", x->gradient, 36, 1e-12,
                 "y has to hand on the sum of what both its uses sent");
  }
}

}  // namespace unroll::lessons
