// Lesson 1. What is recorded when a program computes, and how do we know that a gradient is right?
//
// First a small expression: what was recorded, and what flows back along each edge. Then a recurrent network
// over ten steps: the engine's gradient against slopes that are measured by trying, with every step size from
// 0.1 down to 1e-12.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <complex>

#include "autograd/backward.hpp"
#include "autograd/ops.hpp"
#include "graphs/draw.hpp"
#include "graphs/plot.hpp"
#include "lessons/support/lesson.hpp"
#include "lessons/support/measure.hpp"
#include "lessons/support/plain_rnn.hpp"
#include "nn/losses.hpp"
#include "nn/rnn_cell.hpp"
#include "nn/unrolled.hpp"

using namespace unroll;
using lessons::Numbers, lessons::log_slope, lessons::relative_error;

// ---- What is recorded: y = tanh(w x + b), L = y y + w y ----

struct Expression {
  Tensor w, x, b, y, L;

  Expression(Real w_, Real x_, Real b_)
      : w(variable(Array::scalar(w_)).named("w").mark(Role::parameter)),
        x(Tensor(Array::scalar(x_)).named("x").mark(Role::input)),
        b(variable(Array::scalar(b_)).named("b").mark(Role::parameter)),
        y(tanh(w * x + b).named("y")),
        L(((y * y).named("y y") + (w * y).named("w y")).named("L")) {}  // y is used three times, w twice
};

void what_is_recorded(lessons::Lesson& lesson) {
  lesson.heading("What is recorded: y = tanh(w x + b), L = y y + w y");
  Random& random = random_numbers();
  const Real w = Real(0.6 + 0.4 * random.uniform()), x = Real(0.6 + 0.4 * random.uniform());
  const Expression e(w, x, Real(0.2 * random.uniform()));
  Trace trace(Trace::Keep::arrays);
  e.L.backward({.trace = &trace});
  const graphs::Snapshot graph(e.L, &trace);

  lesson.finding("nodes", "nodes recorded: three leaves and six operations", double(graph.nodes().size()));
  const auto unrecorded = [&] {
    const NoGrad off;
    return graphs::Snapshot(Expression(w, x, 0).L).nodes().size();
  };
  lesson.control("nodes", "with recording switched off", double(unrecorded()));

  // Each use of y sends a share of the gradient back to it.
  std::vector<std::vector<std::string>> rows;
  double sum = 0, last = 0;
  for (const auto& edge : graph.edges())
    if (edge.from == graph.find(e.y)) {
      last = edge.share.item();
      sum += last;
      lesson.quote(fmt::format("share_{}", rows.size() + 1), last);
      rows.push_back({fmt::format("in {}, input {}", graph.nodes()[std::size_t(edge.to)].name, edge.input),
                      fmt::format("{:.6f}", last)});
    }
  const double whole = trace.gradient(e.y.node()).item();
  rows.push_back({"dL/dy", fmt::format("{:.6f}", whole)});
  lesson.table({"use of y", "share"}, rows);
  lesson.quote("dy", whole);
  lesson.finding("shares", "dL/dy minus the shares of y's three uses, added", whole - sum);
  lesson.control("shares", "minus the last share alone, as if each overwrote the others", whole - last);

  // By hand: dL/dw = (2y + w)(1 − y²) x + y.
  const double y = e.y.item(), through_y = (2 * y + w) * (1 - y * y) * x;
  lesson.finding("by_hand", "dL/dw by the engine minus dL/dw on paper", e.w.grad().item() - (through_y + y));
  lesson.control("by_hand", "on paper, but forgetting that w is also used directly", e.w.grad().item() - through_y);
  lesson.save(graphs::draw(e.L, {.title = "y = tanh(w x + b), L = y y + w y", .trace = &trace}), "expression");
}

// ---- Is it right: a recurrent network over ten steps ----

constexpr Index steps = 10, inputs = 3, hidden = 4;

struct Network {
  nn::RNNCell cell{inputs, hidden};
  Tensor xs = Tensor(random_numbers().normal({steps, 1, inputs})).named("x");
  Tensor target = Tensor(random_numbers().uniform({1, hidden}, -1, 1)).named("target");

  Tensor loss() const { return nn::squared_error(nn::unrolled(cell, xs).last().h, target, nn::Reduction::sum); }
};

Numbers<double> flat(const std::vector<Array>& arrays) {
  Numbers<double> all;
  for (const Array& array : arrays) all.insert(all.end(), array.numbers().begin(), array.numbers().end());
  return all;
}

// The slopes of f at w, one for each weight, in the arithmetic of Number: (f(w + ε) − f(w − ε)) / 2ε.
template <class Number, class Function>
Numbers<double> central_differences(const Function& f, const Numbers<double>& weights, double epsilon) {
  Numbers<Number> w(weights.begin(), weights.end());
  Numbers<double> slopes;
  for (Number& entry : w) {
    const Number before = entry, e = Number(epsilon);
    entry = before + e;
    const Number above = f(w);
    entry = before - e;
    const Number below = f(w);
    entry = before;
    slopes.push_back(double((above - below) / (2 * e)));
  }
  return slopes;
}

// The same without a subtraction: Im f(w + iε) / ε (Squire and Trapp 1998).
template <class Function>
Numbers<double> complex_steps(const Function& f, const Numbers<double>& weights, double epsilon) {
  Numbers<std::complex<double>> w(weights.begin(), weights.end());
  Numbers<double> slopes;
  for (auto& entry : w) {
    const auto before = std::exchange(entry, entry + std::complex<double>(0, epsilon));
    slopes.push_back(f(w).imag() / epsilon);
    entry = before;
  }
  return slopes;
}

void is_it_right(lessons::Lesson& lesson) {
  lesson.heading("Is it right: a recurrent network over ten steps, 32 weights");
  const Network net;
  const Tensor loss = net.loss();
  Trace trace;
  loss.backward({.trace = &trace});
  const auto& cell = net.cell;
  const auto weights = flat({cell.W_xh.value(), cell.W_hh.value(), cell.b.value()});
  const auto gradient = flat({cell.W_xh.grad(), cell.W_hh.grad(), cell.b.grad()});
  auto wrong = gradient;
  for (double& entry : wrong) entry *= 1.001;

  // The same network as plain loops: it shares no line with the engine.
  const auto f = [xs = flat({net.xs.value()}), target = flat({net.target.value()})](const auto& w) {
    return lessons::plain_rnn_loss(w, xs, target);
  };
  lesson.finding("same_loss", "the loss by the engine minus the loss by plain loops", loss.item() - f(weights));
  lesson.control("same_loss", "by plain loops in float",
                 loss.item() - double(f(Numbers<float>(weights.begin(), weights.end()))));

  Numbers<double> epsilons, in_double, in_float, by_complex, of_wrong;
  std::vector<std::vector<std::string>> rows;
  for (int digits = 1; digits <= 12; ++digits) {
    const double epsilon = std::pow(10, -digits);
    const auto slopes = central_differences<double>(f, weights, epsilon);
    epsilons.push_back(epsilon);
    in_double.push_back(relative_error(slopes, gradient));
    in_float.push_back(relative_error(central_differences<float>(f, weights, epsilon), gradient));
    by_complex.push_back(relative_error(complex_steps(f, weights, epsilon), gradient));
    of_wrong.push_back(relative_error(slopes, wrong));
    lesson.quote(fmt::format("double_{}", digits), in_double.back());
    rows.push_back({fmt::format("1e-{}", digits)});
    for (const auto* errors : {&in_double, &in_float, &by_complex, &of_wrong})
      rows.back().push_back(fmt::format("{:.1e}", errors->back()));
  }
  lesson.table({"step ε", "double", "float", "complex step", "gradient 0.1 % wrong"}, rows);

  lesson.quote("complex", by_complex.back());
  const auto best = [](const Numbers<double>& errors) { return *std::min_element(errors.begin(), errors.end()); };
  const auto best_step = [&](const Numbers<double>& errors) {
    return -std::log10(epsilons[std::size_t(std::min_element(errors.begin(), errors.end()) - errors.begin())]);
  };
  lesson.finding("best_double", "the smallest error, in double", best(in_double));
  lesson.control("best_double", "of a gradient that is 0.1 % wrong", best(of_wrong));
  lesson.control("best_double", "in float", best(in_float));
  lesson.finding("best_step", "the step that gives it, as n in 1e-n", best_step(in_double));
  lesson.control("best_step", "in float", best_step(in_float));
  lesson.finding("best_float", "the smallest error, in float", best(in_float));
  lesson.control("best_float", "in double", best(in_double));
  lesson.finding("slope_large", "slope of log error, ε from 1e-2 to 1e-4: the curve bends",
                 log_slope(epsilons, in_double, 1e-2, 1e-4));
  lesson.control("slope_large", "of a gradient that is 0.1 % wrong", log_slope(epsilons, of_wrong, 1e-2, 1e-4));
  lesson.finding("slope_small", "slope of log error, ε from 1e-6 to 1e-12: rounding",
                 log_slope(epsilons, in_double, 1e-6, 1e-12));
  lesson.control("slope_small", "with complex steps, which subtract nothing",
                 log_slope(epsilons, by_complex, 1e-6, 1e-12));

  graphs::Plot plot("How far the measured slope is from the engine's gradient", {"step ε", graphs::Scale::log},
                    {"relative error", graphs::Scale::log});
  plot.line("0.1 % wrong", epsilons, of_wrong);
  plot.line("double", epsilons, in_double);
  plot.line("float", epsilons, in_float);
  plot.line("complex step", epsilons, by_complex);
  lesson.save(plot, "v-curve");
  lesson.save(graphs::draw(loss, {.title = "The network over ten steps", .trace = &trace}), "rnn");
}

int main(int argc, char* argv[]) {
  return lessons::run("01-gradient", argc, argv, [](lessons::Lesson& lesson) {
    what_is_recorded(lesson);
    is_it_right(lesson);
  });
}
