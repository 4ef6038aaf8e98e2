// The arithmetic of the reference: long doubles that carry their derivative along one direction (Dual), and a list
// of all that was computed with them (Tape), which is then read from its end: forward-mode within reverse-mode. One
// pass gives the gradient and, as its tangent, the second derivative along the direction. Nothing here knows the
// engine.
#pragma once

#include <cmath>
#include <numbers>
#include <stdexcept>
#include <vector>

namespace random_programs {

using Long = long double;

// What the reference refuses: shapes that do not fit, numbers near a pole, numbers out of bounds.
struct Invalid : std::runtime_error {
  using std::runtime_error::runtime_error;
};

struct Dual {
  Long value = 0, tangent = 0;
  Dual() = default;
  Dual(Long v, Long t = 0) : value(v), tangent(t) {}
};
inline Dual operator+(Dual a, Dual b) { return {a.value + b.value, a.tangent + b.tangent}; }
inline Dual operator-(Dual a, Dual b) { return {a.value - b.value, a.tangent - b.tangent}; }
inline Dual operator-(Dual a) { return {-a.value, -a.tangent}; }
inline Dual operator*(Dual a, Dual b) { return {a.value * b.value, a.tangent * b.value + a.value * b.tangent}; }
inline Dual operator/(Dual a, Dual b) {  // without b², which would be 0 long before b is
  const Long y = a.value / b.value;
  return {y, (a.tangent - y * b.tangent) / b.value};
}
inline Dual exp(Dual a) { return {std::exp(a.value), std::exp(a.value) * a.tangent}; }
inline Dual log(Dual a) { return {std::log(a.value), a.tangent / a.value}; }
inline Dual sin(Dual a) { return {std::sin(a.value), std::cos(a.value) * a.tangent}; }
inline Dual cos(Dual a) { return {std::cos(a.value), -std::sin(a.value) * a.tangent}; }
inline Dual sqrt(Dual a) { return {std::sqrt(a.value), a.tangent / (2 * std::sqrt(a.value))}; }
inline Dual tanh(Dual a) {
  const Long y = std::tanh(a.value);
  return {y, (1 - y * y) * a.tangent};
}
inline Dual erf(Dual a) {
  return {std::erf(a.value), 2 / std::sqrt(std::numbers::pi_v<Long>) * std::exp(-a.value * a.value) * a.tangent};
}
inline Dual pow(Dual a, Dual e) {
  const Long y = std::pow(a.value, e.value);
  Long tangent = 0;
  if (a.tangent != 0 && e.value != 0) tangent += e.value * std::pow(a.value, e.value - 1) * a.tangent;
  if (e.tangent != 0 && a.value != 0) tangent += y * std::log(a.value) * e.tangent;
  return {y, tangent};
}

// A number of the program. It is exact if float and double both hold it without rounding, whatever the order of
// sums: only such numbers may tie.
struct Number {
  Dual x;
  int node = -1;  // on the tape; −1: a constant
  bool exact = false;
};

class Tape {
 public:
  struct Part {
    const Number& of;
    Dual partial;  // d(result)/d(of)
  };

  Number variable(Dual x, bool exact) {
    ends_.push_back(parents_.size());
    return {x, static_cast<int>(ends_.size()) - 1, exact};
  }
  Number record(Dual x, bool exact, const std::vector<Part>& parts) {
    bool constant = true;
    for (const Part& part : parts)
      if (part.of.node >= 0) {
        parents_.push_back({part.of.node, part.partial});
        constant = false;
      }
    return constant ? Number{{x.value}, -1, exact} : variable(x, exact);
  }

  // d(result)/d(each number on the tape), as numbers and along the direction.
  std::vector<Dual> gradient(const Number& result) const {
    std::vector<Dual> adjoints(ends_.size());
    if (result.node < 0) return adjoints;
    adjoints[static_cast<std::size_t>(result.node)] = 1;
    for (std::size_t i = ends_.size(); i-- > 0;)
      for (std::size_t k = i == 0 ? 0 : ends_[i - 1]; k < ends_[i]; ++k) {
        Dual& parent = adjoints[static_cast<std::size_t>(parents_[k].node)];
        parent = parent + adjoints[i] * parents_[k].partial;
      }
    return adjoints;
  }

  std::size_t size() const { return ends_.size(); }
  void cut(std::size_t size) {  // forgets what was recorded since
    ends_.resize(size);
    parents_.resize(size == 0 ? 0 : ends_.back());
  }

 private:
  struct Parent {
    int node;
    Dual partial;
  };
  std::vector<Parent> parents_;    // of all nodes, one after the other
  std::vector<std::size_t> ends_;  // where the parents of each node end
};

}  // namespace random_programs
