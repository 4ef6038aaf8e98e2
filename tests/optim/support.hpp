// A function whose minimisation can be followed by hand, and what else the tests of optimizers share.
#pragma once

#include <array>

#include "autograd/ops.hpp"
#include "optim/optimizer.hpp"
#include "tests/nn/support.hpp"

// f = Σ_i (x_i⁴ / 4 − i x_i) for i = 1 … 5, with x spread over two parameters: p (2), q (3, 1). Its gradient
// is x_i³ − i.
struct Quartic {
  unroll::Tensor p = unroll::variable(unroll::Array({2}, {1, -1}));
  unroll::Tensor q = unroll::variable(unroll::Array({3, 1}, {unroll::Real(0.5), 2, 0}));

  static std::array<long double, 5> numbers() { return {1, -1, 0.5, 2, 0}; }

  static std::array<long double, 5> gradient(const std::array<long double, 5>& x) {
    std::array<long double, 5> g{};
    for (std::size_t i = 0; i < 5; ++i) g[i] = x[i] * x[i] * x[i] - static_cast<long double>(i + 1);
    return g;
  }

  void differentiate() const {
    using namespace unroll;
    p.clear_grad();
    q.clear_grad();
    const Tensor a(Array({2}, {1, 2})), b(Array({3, 1}, {3, 4, 5}));
    (sum(square(square(p))) / 4 + sum(square(square(q))) / 4 - sum(a * p) - sum(b * q)).backward();
  }

  void check(const std::array<long double, 5>& x) const {
    check_all_close(p.value(), std::array{x[0], x[1]}, 100 * rounding);
    check_all_close(q.value(), std::array{x[2], x[3], x[4]}, 100 * rounding);
  }

  // Follows an optimizer of p and q for 20 steps: x_i must go to update(i, t, x_i, its gradient), for i = 0 … 4 and
  // t = 1 … 20.
  template <class Update>
  void follow(unroll::optim::Optimizer& optimizer, Update update) const {
    std::array<long double, 5> x = numbers();
    for (int t = 1; t <= 20; ++t) {
      differentiate();
      optimizer.step();
      const auto g = gradient(x);
      for (std::size_t i = 0; i < 5; ++i) x[i] = update(i, t, x[i], g[i]);
      check(x);
    }
  }
};

// A step along a gradient that is given.
inline void step_along(unroll::optim::Optimizer& optimizer, const unroll::Tensor& x, const unroll::Array& g) {
  x.set_grad(g);
  optimizer.step();
}
