#include "tests/random/reference.hpp"

#include <algorithm>

namespace random_programs {

namespace {

constexpr Long bound = 64;           // of every number
constexpr Long too_close = 1e-3L;    // to a kink, for a number that has been rounded
constexpr Long far_enough = 0.003L;  // steps along the direction that differences take, and some more

// A multiple of 2^-10 that is small: sums of some of them are exact in float, in any order.
bool exactly(Long x) { return std::abs(x) <= 1024 && x * 1024 == std::round(x * 1024); }

void demand(bool good, const char* what) {
  if (!good) throw Invalid(what);
}

}  // namespace

Number Formulas::constant(Long x) const { return {{x}, -1, exactly(x)}; }

void Formulas::kink(const Number& gap) {
  const Long distance = std::abs(gap.x.value);
  if (gap.exact && distance == 0) {
    if (gap.node >= 0 || gap.x.tangent != 0) smooth = false;
    return;
  }
  demand(gap.exact || distance > too_close, "too close to a kink");
  if (distance < far_enough * std::abs(gap.x.tangent)) smooth = false;
}

int Formulas::compared(const Number& a, const Number& b) {
  kink({a.x - b.x, std::max(a.node, b.node), a.exact && b.exact});
  return a.x.value > b.x.value ? 1 : a.x.value < b.x.value ? -1 : 0;
}

Number Formulas::add(const Number& a, const Number& b) {
  const Dual y = a.x + b.x;
  return tape.record(y, a.exact && b.exact && exactly(y.value), {{a, 1}, {b, 1}});
}
Number Formulas::sub(const Number& a, const Number& b) {
  const Dual y = a.x - b.x;
  return tape.record(y, a.exact && b.exact && exactly(y.value), {{a, 1}, {b, -1}});
}
Number Formulas::mul(const Number& a, const Number& b) {
  const Dual y = a.x * b.x;
  return tape.record(y, a.exact && b.exact && exactly(y.value), {{a, b.x}, {b, a.x}});
}
Number Formulas::div(const Number& a, const Number& b) {
  demand(std::abs(b.x.value) > 0.1L, "a division by nearly 0");
  const Dual y = a.x / b.x;
  const bool exact = a.exact && b.exact && exactly(y.value) && y.value * b.x.value == a.x.value;
  return tape.record(y, exact, {{a, 1 / b.x}, {b, -a.x / (b.x * b.x)}});
}

// The derivative by a is e a^(e−1), at e = 0 it is 0; that by e is y log a, at a = 0 it is 0.
Number Formulas::pow(const Number& a, const Number& e) {
  const Long base = a.x.value, power = e.x.value;
  const bool whole = e.node < 0 && power == std::round(power);
  demand(base > 0.1L || (whole && base < -0.1L) || (whole && power >= 0 && a.exact) ||
             (a.node < 0 && base == 0 && power > 0.1L),
         "a power near 0");
  const Dual by_a = e.node < 0 && power == 0 ? Dual(0) : e.x * random_programs::pow(a.x, e.x - 1);
  const Dual y = random_programs::pow(a.x, e.x);
  if (e.node < 0) return tape.record(y, false, {{a, by_a}});
  return tape.record(y, false, {{a, by_a}, {e, base == 0 ? Dual(0) : y * random_programs::log(a.x)}});
}

Number Formulas::exp(const Number& x) {
  const Dual y = random_programs::exp(x.x);
  return tape.record(y, false, {{x, y}});
}
Number Formulas::log(const Number& x) {
  demand(x.x.value > 0.1L, "a logarithm near 0");
  return tape.record(random_programs::log(x.x), false, {{x, 1 / x.x}});
}
Number Formulas::log1p(const Number& x) {
  demand(x.x.value > -0.9L, "a logarithm near 0");
  return tape.record(random_programs::log(1 + x.x), false, {{x, 1 / (1 + x.x)}});
}
Number Formulas::sin(const Number& x) {
  return tape.record(random_programs::sin(x.x), false, {{x, random_programs::cos(x.x)}});
}
Number Formulas::cos(const Number& x) {
  return tape.record(random_programs::cos(x.x), false, {{x, -random_programs::sin(x.x)}});
}
Number Formulas::tanh(const Number& x) {
  const Dual y = random_programs::tanh(x.x);
  return tape.record(y, false, {{x, 1 - y * y}});
}
Number Formulas::sigmoid(const Number& x) {
  const Dual y = 1 / (1 + random_programs::exp(-x.x));
  return tape.record(y, false, {{x, y * (1 - y)}});
}
Number Formulas::softplus(const Number& x) {
  return tape.record(random_programs::log(1 + random_programs::exp(x.x)), false,
                     {{x, 1 / (1 + random_programs::exp(-x.x))}});
}
Number Formulas::erf(const Number& x) {
  const Dual slope = 2 / std::sqrt(std::numbers::pi_v<Long>) * random_programs::exp(-x.x * x.x);
  return tape.record(random_programs::erf(x.x), false, {{x, slope}});
}
Number Formulas::gelu(const Number& x) {
  return mul(x, div(add(constant(1), erf(div(x, constant(std::numbers::sqrt2_v<Long>)))), constant(2)));
}
Number Formulas::sqrt(const Number& x) {
  demand(x.x.value > 0.1L, "a root near 0");
  const Dual y = random_programs::sqrt(x.x);
  return tape.record(y, false, {{x, 1 / (2 * y)}});
}

// Where both are equal, each gets half of the gradient.
Number Formulas::maximum(const Number& a, const Number& b) {
  const int order = compared(a, b);
  const Long share = order > 0 ? 1 : order < 0 ? 0 : 0.5L;
  return tape.record(
      order >= 0 ? Dual(a.x.value, share * a.x.tangent + (1 - share) * b.x.tangent) : Dual(b.x.value, b.x.tangent),
      a.exact && b.exact, {{a, share}, {b, 1 - share}});
}
Number Formulas::minimum(const Number& a, const Number& b) {
  return sub(constant(0), maximum(sub(constant(0), a), sub(constant(0), b)));
}
Number Formulas::relu(const Number& x) {
  const Long slope = compared(x, constant(0)) > 0 ? 1 : 0;
  return tape.record(Dual(slope) * x.x, x.exact, {{x, slope}});
}
Number Formulas::abs(const Number& x) {
  const Long slope = compared(x, constant(0));
  return tape.record(Dual(slope) * x.x, x.exact, {{x, slope}});
}
Number Formulas::sign(const Number& x) { return constant(compared(x, constant(0))); }
Number Formulas::clamp(const Number& x, Long low, Long high) {
  if (compared(x, constant(low)) < 0) return constant(low);
  if (compared(x, constant(high)) > 0) return constant(high);
  return x;
}

// Equal extremes share the gradient.
Number Formulas::greatest(const std::vector<Number>& xs, int sign) {
  demand(!xs.empty(), "an extreme of nothing");
  std::size_t best = 0;
  for (std::size_t i = 1; i < xs.size(); ++i)
    if (static_cast<Long>(sign) * (xs[i].x.value - xs[best].x.value) > 0) best = i;
  std::vector<std::size_t> equals;
  bool exact = true;
  for (std::size_t i = 0; i < xs.size(); ++i) {
    if (i == best || compared(xs[best], xs[i]) == 0) equals.push_back(i);
    exact = exact && xs[i].exact;
  }
  const Long share = 1 / static_cast<Long>(equals.size());
  std::vector<Tape::Part> parts;
  Dual y(xs[best].x.value);
  for (std::size_t i : equals) {
    parts.push_back({xs[i], share});
    y.tangent += share * xs[i].x.tangent;
  }
  return tape.record(y, exact, parts);
}

// Its gradient at 0 is 0.
Number Formulas::length(const std::vector<Number>& xs) {
  Dual squares;
  bool exact = true;
  for (const Number& x : xs) {
    squares = squares + x.x * x.x;
    exact = exact && x.exact;
  }
  if (squares.value == 0 && exact) {
    smooth = false;
    return constant(0);
  }
  demand(squares.value > 0.01L, "the length of nearly nothing");
  const Dual y = random_programs::sqrt(squares);
  std::vector<Tape::Part> parts;
  for (const Number& x : xs) parts.push_back({x, x.x / y});
  return tape.record(y, false, parts);
}

Number Formulas::total(const std::vector<Number>& xs) {
  Number sum = constant(0);
  for (const Number& x : xs) sum = add(sum, x);
  return sum;
}

Number Formulas::dot(const std::vector<Number>& xs, const std::vector<Number>& ys) {
  demand(xs.size() == ys.size(), "unequal lengths");
  Dual sum;
  bool exact = true;
  std::vector<Tape::Part> parts;
  parts.reserve(2 * xs.size());
  for (std::size_t i = 0; i < xs.size(); ++i) {
    const Dual product = xs[i].x * ys[i].x;
    sum = sum + product;
    exact = exact && xs[i].exact && ys[i].exact && exactly(product.value) && exactly(sum.value);
    parts.push_back({xs[i], ys[i].x});
    parts.push_back({ys[i], xs[i].x});
  }
  return tape.record(sum, exact, parts);
}
Number Formulas::quotient(const Number& a, const Number& b) {
  return tape.record(a.x / b.x, false, {{a, 1 / b.x}, {b, -(a.x / b.x) / b.x}});
}

void Reference::add(const Leaf& leaf) {
  before_.push_back({formulas_.tape.size(), formulas_.smooth});
  Value value{leaf.shape, {}};
  const int number = static_cast<int>(values_.size());
  for (std::size_t k = 0; k < leaf.numbers.size(); ++k) {
    const Long x = leaf.numbers[k];
    value.numbers.push_back(leaf.variable
                                ? formulas_.tape.variable({x, direction(number, static_cast<Index>(k))}, exactly(x))
                                : formulas_.constant(x));
  }
  values_.push_back(std::move(value));
  variable_.push_back(leaf.variable);
}

void Reference::add(const Statement& statement) {
  const Mark mark{formulas_.tape.size(), formulas_.smooth};
  try {
    Value value = computed(statement, values_, formulas_);
    if (static_cast<Index>(value.numbers.size()) != size_of(value.shape))
      throw std::logic_error("reference: " + statement.op);
    demand(value.shape.size() <= 6, "too many axes");
    for (const Number& number : value.numbers) demand(std::abs(number.x.value) <= bound, "out of bounds");
    values_.push_back(std::move(value));
    before_.push_back(mark);
  } catch (const Invalid&) {
    formulas_.tape.cut(mark.tape);
    formulas_.smooth = mark.smooth;
    throw;
  }
}

void Reference::drop() {
  formulas_.tape.cut(before_.back().tape);
  formulas_.smooth = before_.back().smooth;
  before_.pop_back();
  values_.pop_back();
}

Reference::Result Reference::result(const std::vector<int>& outputs) {
  const std::size_t mark = formulas_.tape.size();
  Number loss = formulas_.constant(0);
  for (std::size_t i = 0; i < outputs.size(); ++i) {
    const std::vector<Number>& ys = values_.at(static_cast<std::size_t>(outputs[i])).numbers;
    for (std::size_t k = 0; k < ys.size(); ++k)
      loss = formulas_.add(
          loss, formulas_.mul(formulas_.constant(weight(static_cast<int>(i), static_cast<Index>(k))), ys[k]));
  }
  const std::vector<Dual> adjoints = formulas_.tape.gradient(loss);
  Result result;
  result.loss = loss.x.value;
  for (const Dual& adjoint : adjoints) {
    result.largest_adjoint = std::max(result.largest_adjoint, std::abs(adjoint.value));
    result.largest_tangent = std::max(result.largest_tangent, std::abs(adjoint.tangent));
  }
  for (std::size_t i = 0; i < variable_.size(); ++i) {
    result.gradients.emplace_back();
    result.seconds.emplace_back();
    if (!variable_[i]) continue;
    for (const Number& number : values_[i].numbers) {
      result.gradients.back().push_back(adjoints[static_cast<std::size_t>(number.node)].value);
      result.seconds.back().push_back(adjoints[static_cast<std::size_t>(number.node)].tangent);
    }
  }
  formulas_.tape.cut(mark);
  return result;
}

Reference interpreted(const Program& program) {
  std::vector<bool> owned(program.leaves.size());  // a module's parameters are leaves, and its alone
  for (const Statement& statement : program.statements)
    for (int v : statement.parameters()) {
      const auto at = static_cast<std::size_t>(v);
      demand(at < owned.size() && !owned[at] && program.leaves[at].variable, "parameters that are none");
      owned[at] = true;
    }
  Reference reference;
  for (const Leaf& leaf : program.leaves) reference.add(leaf);
  for (const Statement& statement : program.statements) reference.add(statement);
  return reference;
}

}  // namespace random_programs
