// 1d: a gradient check. It must accept three right gradients and reject five wrong ones, each at ten random
// points.
#pragma once

#include <cmath>
#include <functional>
#include <numeric>

#include "autograd/random.hpp"
#include "lessons/support/check.hpp"

namespace unroll::lessons {

using Point = std::vector<double>;
using Function = std::function<double(const Point&)>;
using Gradient = std::function<Point(const Point&)>;
using GradientCheck = bool (*)(const Function&, const Gradient&, const Point&);

// scale · tanh(w x + b) y with x = p[0] … and w, b, y: four numbers, and the partial derivative by each.
inline Function neuron(double scale) {
  return [=](const Point& p) { return scale * std::tanh(p[0] * p[1] + p[2]) * p[3]; };
}
inline Gradient neuron_gradient(double scale) {
  return [=](const Point& p) {
    const double y = std::tanh(p[0] * p[1] + p[2]), inside = scale * (1 - y * y) * p[3];
    return Point{inside * p[1], inside * p[0], inside, scale * y};
  };
}

inline void check_1d(GradientCheck accepts) {
  Random random(1);
  const auto each_point = [&](const std::function<void(const Point&)>& look) {
    for (int i = 0; i < 10; ++i) {
      Point p(4);
      for (double& entry : p) entry = (0.3 + 0.7 * random.uniform()) * (random.below(2) ? 1 : -1);
      look(p);
    }
  };
  const auto changed = [](const Gradient& right, const std::function<void(Point&)>& change) {
    return [=](const Point& p) {
      Point g = right(p);
      change(g);
      return g;
    };
  };
  const Function f = neuron(1), large = neuron(1e6), small = neuron(1e-6);
  const Gradient g = neuron_gradient(1);

  each_point([&](const Point& p) {
    demand(Stage::value, accepts(f, g, p),
           "your check rejects a right gradient, of y tanh(w x + b); is the step so small that rounding "
           "drowns the "
           "difference, or so large that the curve bends?");
    demand(Stage::value, accepts(large, neuron_gradient(1e6), p),
           "your check rejects a right gradient whose entries are near a million; compare the error with "
           "their size");
    const auto valley = [p](const Point& q) {
      double sum = 5;  // + (q − p)², expanded so that rounding shows
      for (std::size_t i = 0; i < q.size(); ++i) sum = sum + q[i] * q[i] - 2 * p[i] * q[i] + p[i] * p[i];
      return sum;
    };
    demand(Stage::value,
           accepts(
               valley, [](const Point& q) { return Point(q.size(), 0.0); }, p),
           "your check rejects a right gradient that is 0, at the bottom of a valley; the measured slope is "
           "not quite 0 "
           "there, because f itself is rounded, so allow an error that is tiny beside f");
  });

  each_point([&](const Point& p) {
    demand(Stage::gradient,
           !accepts(f,
                    changed(g,
                            [](Point& v) {
                              for (double& e : v) e = -e;
                            }),
                    p),
           "your check accepts a gradient with the wrong sign");
    demand(Stage::gradient, !accepts(f, changed(g, [](Point& v) { std::swap(v[0], v[2]); }), p),
           "your check accepts a gradient with two entries swapped; compare entry by entry, not a sum or a "
           "length");
    demand(Stage::gradient, !accepts(f, changed(g, [](Point& v) { v.back() = 0; }), p),
           "your check accepts a gradient whose last entry is missing; look at every entry");
    demand(Stage::gradient, !accepts(small, changed(neuron_gradient(1e-6), [](Point& v) { v[1] = -v[1]; }), p),
           "your check accepts a wrong gradient whose entries are near a millionth; compare the error with "
           "their size");
    demand(Stage::gradient,
           !accepts(f,
                    changed(g,
                            [](Point& v) {
                              for (double& e : v) e *= 1.001;
                            }),
                    p),
           "your check accepts a gradient that is wrong by a factor of 1.001; central differences can tell, "
           "their error "
           "is near 1e-10");
  });
}

}  // namespace unroll::lessons
