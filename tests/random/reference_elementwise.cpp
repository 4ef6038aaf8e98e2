// Elementwise ops, number by number.
#include "tests/random/reference_ops.hpp"

namespace random_programs::naive {

namespace {

using Unary = Number (Formulas::*)(const Number&);
using Binary = Number (Formulas::*)(const Number&, const Number&);

Rule unary(Unary f) {
  return [f](const Call& c) {
    return made(c.value().shape, [&](const Position& p) { return (c.f.*f)(at(c.value(), p)); });
  };
}

// Of two tensors, of a tensor and a number, of a number and a tensor.
Value binary(const Value& a, const Value& b, const std::function<Number(const Number&, const Number&)>& f) {
  return made(joint_shape(a.shape, b.shape), [&](const Position& p) { return f(broadcast(a, p), broadcast(b, p)); });
}
Value number(const Call& c, std::size_t i) { return {{}, {c.f.constant(c.real(i))}}; }

using Maker = std::function<Number(Formulas&, const Number&, const Number&)>;
void three_ways(Rules& rules, const std::string& op, const Maker& f) {
  rules[op + "(Tensor, Tensor)"] = [f](const Call& c) {
    return binary(c.value(0), c.value(1), [&](const Number& a, const Number& b) { return f(c.f, a, b); });
  };
  rules[op + "(Tensor, Real)"] = [f](const Call& c) {
    return binary(c.value(0), number(c, 1), [&](const Number& a, const Number& b) { return f(c.f, a, b); });
  };
  rules[op + "(Real, Tensor)"] = [f](const Call& c) {
    return binary(number(c, 0), c.value(1), [&](const Number& a, const Number& b) { return f(c.f, a, b); });
  };
}

Value where(const Call& c, const Value& condition, const Value& a, const Value& b) {
  const Shape joint = joint_shape(joint_shape(condition.shape, a.shape), b.shape);
  return made(joint, [&](const Position& p) {
    return c.f.compared(broadcast(condition, p), c.f.constant(0)) != 0 ? broadcast(a, p) : broadcast(b, p);
  });
}

}  // namespace

Rules elementwise_rules() {
  Rules r;
  const auto of = [](Binary f) {
    return [f](Formulas& formulas, const Number& a, const Number& b) { return (formulas.*f)(a, b); };
  };
  three_ways(r, "operator+", of(&Formulas::add));
  three_ways(r, "operator-", of(&Formulas::sub));
  three_ways(r, "operator*", of(&Formulas::mul));
  three_ways(r, "operator/", of(&Formulas::div));
  three_ways(r, "pow", of(&Formulas::pow));
  three_ways(r, "maximum", of(&Formulas::maximum));
  three_ways(r, "minimum", of(&Formulas::minimum));
  const auto comparison = [&](const std::string& sign, bool (*holds)(int)) {
    three_ways(r, "operator" + sign, [holds](Formulas& f, const Number& a, const Number& b) {
      return f.constant(holds(f.compared(a, b)) ? 1 : 0);
    });
  };
  comparison("<", [](int order) { return order < 0; });
  comparison("<=", [](int order) { return order <= 0; });
  comparison(">", [](int order) { return order > 0; });
  comparison(">=", [](int order) { return order >= 0; });
  comparison("==", [](int order) { return order == 0; });
  comparison("!=", [](int order) { return order != 0; });

  for (const auto& [op, f] : std::initializer_list<std::pair<const char*, Unary>>{{"sqrt", &Formulas::sqrt},
                                                                                  {"exp", &Formulas::exp},
                                                                                  {"log", &Formulas::log},
                                                                                  {"log1p", &Formulas::log1p},
                                                                                  {"sin", &Formulas::sin},
                                                                                  {"cos", &Formulas::cos},
                                                                                  {"tanh", &Formulas::tanh},
                                                                                  {"sigmoid", &Formulas::sigmoid},
                                                                                  {"relu", &Formulas::relu},
                                                                                  {"gelu", &Formulas::gelu},
                                                                                  {"softplus", &Formulas::softplus},
                                                                                  {"erf", &Formulas::erf},
                                                                                  {"abs", &Formulas::abs},
                                                                                  {"sign", &Formulas::sign}})
    r[std::string(op) + "(Tensor)"] = unary(f);
  r["operator-(Tensor)"] = [](const Call& c) {
    return made(c.value().shape, [&](const Position& p) { return c.f.sub(c.f.constant(0), at(c.value(), p)); });
  };
  r["square(Tensor)"] = [](const Call& c) {
    return made(c.value().shape, [&](const Position& p) { return c.f.mul(at(c.value(), p), at(c.value(), p)); });
  };
  r["clamp(Tensor, Real, Real)"] = [](const Call& c) {
    demand(c.real(1) <= c.real(2), "no number between the bounds");
    return made(c.value().shape, [&](const Position& p) { return c.f.clamp(at(c.value(), p), c.real(1), c.real(2)); });
  };
  r["where(Tensor, Tensor, Tensor)"] = [](const Call& c) { return where(c, c.value(0), c.value(1), c.value(2)); };
  r["where(Tensor, Tensor, Real)"] = [](const Call& c) { return where(c, c.value(0), c.value(1), number(c, 2)); };
  r["where(Tensor, Real, Tensor)"] = [](const Call& c) { return where(c, c.value(0), number(c, 1), c.value(2)); };
  r["where(Tensor, Real, Real)"] = [](const Call& c) { return where(c, c.value(0), number(c, 1), number(c, 2)); };
  r["detach(Tensor)"] = [](const Call& c) {
    Value y = c.value();
    for (Number& x : y.numbers) x = {{x.x.value}, -1, x.exact};
    return y;
  };
  return r;
}

}  // namespace random_programs::naive
