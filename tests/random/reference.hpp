// The naive interpreter that the engine is held against: single numbers, nested loops, long double. It follows the
// documentation of autograd/ops.hpp, ties and kinks included, and shares no code with the engine.
#pragma once

#include <string>
#include <vector>

#include "tests/random/program.hpp"
#include "tests/random/reference_numbers.hpp"

namespace random_programs {

struct Value {
  Shape shape;
  std::vector<Number> numbers;
};

// Formulas on single numbers, and how far they are from kinks and poles.
class Formulas {
 public:
  Number constant(Long x) const;
  Number add(const Number& a, const Number& b);
  Number sub(const Number& a, const Number& b);
  Number mul(const Number& a, const Number& b);
  Number div(const Number& a, const Number& b);       // refuses b near 0
  Number quotient(const Number& a, const Number& b);  // of exps, which may be as small as they like
  Number pow(const Number& a, const Number& e);
  Number maximum(const Number& a, const Number& b);
  Number minimum(const Number& a, const Number& b);
  Number exp(const Number& x);
  Number log(const Number& x);
  Number log1p(const Number& x);
  Number sin(const Number& x);
  Number cos(const Number& x);
  Number tanh(const Number& x);
  Number sigmoid(const Number& x);
  Number softplus(const Number& x);
  Number erf(const Number& x);
  Number gelu(const Number& x);
  Number sqrt(const Number& x);
  Number relu(const Number& x);
  Number abs(const Number& x);
  Number sign(const Number& x);
  Number clamp(const Number& x, Long low, Long high);
  Number greatest(const std::vector<Number>& xs, int sign);  // of max (1) and min (−1)
  Number length(const std::vector<Number>& xs);              // √Σx²
  Number total(const std::vector<Number>& xs);
  Number dot(const std::vector<Number>& xs, const std::vector<Number>& ys);  // Σ x y
  // Of two numbers, as −1, 0, 1: comparisons and selections jump where it changes.
  int compared(const Number& a, const Number& b);

  Tape tape;
  bool smooth = true;  // a small step along the direction crosses no kink and no jump

 private:
  void kink(const Number& gap);  // there is one at gap = 0
};

class Reference {
 public:
  // Both throw Invalid, and then leave everything as it was.
  void add(const Leaf& leaf);
  void add(const Statement& statement);
  void drop();  // the last statement

  const std::vector<Value>& values() const { return values_; }
  bool smooth() const { return formulas_.smooth; }

  // Of the loss Σ weights · y over the outputs.
  struct Result {
    Long loss = 0;
    std::vector<std::vector<Long>> gradients, seconds;  // of each leaf; empty for a constant
    Long largest_adjoint = 0, largest_tangent = 0;      // of anything on the way
  };
  Result result(const std::vector<int>& outputs);

 private:
  struct Mark {
    std::size_t tape;
    bool smooth;
  };
  std::vector<Mark> before_;  // each value
  std::vector<Value> values_;
  std::vector<bool> variable_;  // each leaf
  Formulas formulas_;
};

// Runs a whole program. Throws Invalid.
Reference interpreted(const Program& program);

// How the reference computes a statement; knows every op.
Value computed(const Statement& statement, const std::vector<Value>& values, Formulas& formulas);
// The declarations that it knows, in the order of ops.hpp.
const std::vector<std::string>& known_ops();

}  // namespace random_programs
