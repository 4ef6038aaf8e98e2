// What the graph itself costs: nanoseconds per op where the arithmetic is next to nothing, and the cost per time
// step of a loop over x[t] as sequences get longer.
#include <fmt/format.h>

#include <cmath>

#include "autograd/error.hpp"
#include "autograd/ops.hpp"
#include "autograd/random.hpp"
#include "bench/timing.hpp"

namespace {

using namespace unroll;

constexpr int ops = 1000;

// x ← x·a, x + b, tanh(x), in turn; x, a, b need gradients. A scope is open for each turn, as for a time step.
struct Chain {
  Tensor x = variable(Array::scalar(Real(0.5))).named("x");
  Tensor a = variable(Array::scalar(Real(0.99))).named("a");
  Tensor b = variable(Array::scalar(Real(0.01))).named("b");

  Tensor forward() const {
    Tensor y = x;
    for (int i = 0, t = 1; i < ops; ++t) {
      const Scope step("t", t);
      if (i++ < ops) y = y * a;
      if (i++ < ops) y = y + b;
      if (i++ < ops) y = tanh(y);
    }
    return y;
  }
};

// The floor: the same chain as closures on numbers, one allocation an op, without a graph that could be drawn,
// differentiated twice or checked for shapes.
struct Closures {
  struct Value {
    Real value, gradient = 0;
  };
  std::vector<Value> values;
  std::vector<std::function<void()>> tape;

  void run(bool backward) {
    values.clear();
    values.reserve(ops + 3);
    tape.clear();
    tape.reserve(ops);
    values.assign({{Real(0.99)}, {Real(0.01)}, {Real(0.5)}});
    Value *a = &values[0], *b = &values[1], *x = &values[2];
    for (int i = 0; i < ops; ++i) {
      Value* const in = x;
      if (i % 3 == 0) {
        x = &values.emplace_back(Value{in->value * a->value});
        tape.emplace_back([in, a, y = x] {
          in->gradient += y->gradient * a->value;
          a->gradient += y->gradient * in->value;
        });
      } else if (i % 3 == 1) {
        x = &values.emplace_back(Value{in->value + b->value});
        tape.emplace_back([in, b, y = x] {
          in->gradient += y->gradient;
          b->gradient += y->gradient;
        });
      } else {
        x = &values.emplace_back(Value{std::tanh(in->value)});
        tape.emplace_back([in, y = x] { in->gradient += y->gradient * (1 - y->value * y->value); });
      }
    }
    if (!backward) return;
    x->gradient = 1;
    for (auto rule = tape.rbegin(); rule != tape.rend(); ++rule) (*rule)();
  }
};

// h ← tanh(x[t] + h W), t = 1 … T: forward, backward and freeing, per step. x needs gradients.
double loop_over_slices(Index steps) {
  const Tensor x = variable(random_numbers().normal({steps, 1, 8}));
  const Tensor W = variable(random_numbers().normal({8, 8}, 0, 0.2));
  return bench::seconds_of(1,
                           [&] {
                             Tensor h(Array::zeros({1, 8}));
                             for (Index t = 0; t < steps; ++t) {
                               const Scope step("t", static_cast<int>(t) + 1);
                               h = tanh(x[t] + matmul(h, W));
                             }
                             sum(h).backward();
                           }) /
         static_cast<double>(steps);
}

void report_chain() {
  Chain chain;
  Closures closures;
  // The closures' numbers and the graph's are the same: otherwise the floor would measure something else.
  chain.forward().backward();
  closures.run(true);
  const double graph = chain.x.grad().item(), floor = closures.values[2].gradient;
  if (!(std::abs(graph - floor) <= 1e-4 * std::abs(graph)))
    throw Error("the two chains differ: the comparison is void");

  const auto median =
      bench::interleaved(15, {
                                 [&] { return bench::seconds_of(50, [&] { chain.forward(); }); },
                                 [&] { return bench::seconds_of(50, [&] { chain.forward().backward(); }); },
                                 [&] { return bench::seconds_of(50, [&] { closures.run(false); }); },
                                 [&] { return bench::seconds_of(50, [&] { closures.run(true); }); },
                             });
  const auto ns = [](double seconds) { return seconds / ops * 1e9; };
  fmt::print("A chain of {} one-element ops (mul, add, tanh; a scope every three), ns per op\n", ops);
  fmt::print("  {:<34}{:>10}{:>22}\n", "", "forward", "forward + backward");
  fmt::print("  {:<34}{:>10.1f}{:>22.1f}\n", "graph, with its freeing", ns(median[0]), ns(median[1]));
  fmt::print("  {:<34}{:>10.1f}{:>22.1f}\n", "closures, no graph (the floor)", ns(median[2]), ns(median[3]));
  fmt::print("  {:<34}{:>10.2f}{:>22.2f}\n\n", "ratio", median[0] / median[2], median[1] / median[3]);
}

void report_slices() {
  const auto median =
      bench::interleaved(9, {[] { return loop_over_slices(1024); }, [] { return loop_over_slices(16384); }});
  fmt::print("A loop over x[t], x needing gradients: ns per step, forward + backward\n");
  fmt::print("  T = 1,024 {:>12.0f}\n  T = 16,384 {:>11.0f}\n  ratio {:>16.2f}\n", median[0] * 1e9, median[1] * 1e9,
             median[1] / median[0]);
}

}  // namespace

int main() {
  fmt::print("{}\n\n", sizeof(Real) == 8 ? "double precision" : "single precision");
  report_chain();
  report_slices();
}
