// Every op of autograd/ops.hpp by nested loops over positions.
#include <algorithm>
#include <functional>
#include <map>
#include <numeric>

#include "tests/random/reference.hpp"

namespace random_programs {

namespace {

using Position = std::vector<Index>;

void demand(bool good, const char* what) {
  if (!good) throw Invalid(what);
}

const Number& at(const Value& value, const Position& position) {
  Index offset = 0;
  for (std::size_t axis = 0; axis < value.shape.size(); ++axis) offset = offset * value.shape[axis] + position.at(axis);
  return value.numbers.at(static_cast<std::size_t>(offset));
}

// The number that stands at `position` once the value is broadcast to a larger shape.
const Number& broadcast(const Value& value, const Position& position) {
  Position own(position.end() - static_cast<std::ptrdiff_t>(value.shape.size()), position.end());
  for (std::size_t axis = 0; axis < own.size(); ++axis)
    if (value.shape[axis] == 1) own[axis] = 0;
  return at(value, own);
}

void for_each(const Shape& shape, const std::function<void(const Position&)>& f) {
  Position position(shape.size(), 0);
  for (Index n = size_of(shape); n > 0; --n) {
    f(position);
    for (std::size_t axis = shape.size(); axis-- > 0;) {  // the next one, the last axis fastest
      if (++position[axis] < shape[axis]) break;
      position[axis] = 0;
    }
  }
}

Value made(const Shape& shape, const std::function<Number(const Position&)>& f) {
  Value value{shape, {}};
  for_each(shape, [&](const Position& position) { value.numbers.push_back(f(position)); });
  return value;
}

Shape joint_shape(const Shape& a, const Shape& b) {
  Shape joint(std::max(a.size(), b.size()), 1);
  for (const Shape* shape : {&a, &b})
    for (std::size_t k = 1; k <= shape->size(); ++k) {
      const Index extent = (*shape)[shape->size() - k];
      Index& there = joint[joint.size() - k];
      demand(there == extent || there == 1 || extent == 1, "shapes that do not broadcast");
      if (extent != 1) there = extent;
    }
  return joint;
}

std::size_t normal(Index axis, std::size_t rank) {
  const Index n = static_cast<Index>(rank);
  demand(axis >= -n && axis < n, "no such axis");
  return static_cast<std::size_t>(axis < 0 ? axis + n : axis);
}

// What an op sees of its statement.
class Call {
 public:
  Call(const Statement& statement, const std::vector<Value>& values, Formulas& formulas)
      : f(formulas), statement_(statement), values_(values) {}

  const Value& value(std::size_t i = 0) const { return values_.at(static_cast<std::size_t>(argument(i).values.at(0))); }
  std::vector<const Value*> values(std::size_t i = 0) const {
    std::vector<const Value*> result;
    for (int v : argument(i).values) result.push_back(&values_.at(static_cast<std::size_t>(v)));
    return result;
  }
  Long real(std::size_t i) const { return argument(i).real; }
  Index integer(std::size_t i) const { return argument(i).integers.at(0); }
  bool flag(std::size_t i) const { return integer(i) != 0; }
  const std::vector<Index>& integers(std::size_t i) const { return argument(i).integers; }
  const Shape& ids_shape(std::size_t i) const { return argument(i).shape; }
  std::size_t axis(std::size_t i, const Value& of) const { return normal(integer(i), of.shape.size()); }
  // Which axes are named; all of them by an empty list.
  std::vector<bool> axes(std::size_t i, const Value& of) const {
    std::vector<bool> named(of.shape.size(), integers(i).empty());
    for (Index wanted : integers(i)) {
      const std::size_t axis = normal(wanted, of.shape.size());
      demand(!named[axis], "an axis named twice");
      named[axis] = true;
    }
    return named;
  }

  Formulas& f;

 private:
  const Argument& argument(std::size_t i) const { return statement_.arguments.at(i); }
  const Statement& statement_;
  const std::vector<Value>& values_;
};

using Rule = std::function<Value(const Call&)>;
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
void three_ways(std::map<std::string, Rule>& rules, const std::string& op, const Maker& f) {
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

// ---- Selecting ----
Value where(const Call& c, const Value& condition, const Value& a, const Value& b) {
  const Shape joint = joint_shape(joint_shape(condition.shape, a.shape), b.shape);
  return made(joint, [&](const Position& p) {
    return c.f.compared(broadcast(condition, p), c.f.constant(0)) != 0 ? broadcast(a, p) : broadcast(b, p);
  });
}

// ---- Over axes ----
// The numbers that belong to each entry of the answer, in the order in which they stand.
Value reduced(const Call& c, bool may_be_empty, const std::function<Number(const std::vector<Number>&)>& f) {
  const Value& x = c.value();
  const std::vector<bool> named = c.axes(1, x);
  Value result;
  Shape kept = x.shape;
  for (std::size_t axis = 0; axis < x.shape.size(); ++axis) {
    if (named[axis]) {
      demand(may_be_empty || x.shape[axis] > 0, "nothing to reduce");
      kept[axis] = 1;
    }
    if (!named[axis] || c.flag(2)) result.shape.push_back(kept[axis]);
  }
  std::vector<std::vector<Number>> groups(static_cast<std::size_t>(size_of(kept)));
  for_each(x.shape, [&](const Position& p) {
    Index group = 0;
    for (std::size_t axis = 0; axis < p.size(); ++axis) group = group * kept[axis] + (named[axis] ? 0 : p[axis]);
    groups[static_cast<std::size_t>(group)].push_back(at(x, p));
  });
  for (const auto& group : groups) result.numbers.push_back(f(group));
  return result;
}

Number mean(Formulas& f, const std::vector<Number>& xs) {
  demand(!xs.empty(), "the mean of nothing");
  return f.div(f.total(xs), f.constant(static_cast<Long>(xs.size())));
}
Number variance(Formulas& f, const std::vector<Number>& xs, Index correction) {
  const Number middle = mean(f, xs);
  std::vector<Number> squares;
  for (const Number& x : xs) {
    const Number away = f.sub(x, middle);
    squares.push_back(f.mul(away, away));
  }
  return f.div(f.total(squares), f.constant(static_cast<Long>(static_cast<Index>(xs.size()) - correction)));
}
Number logsumexp(Formulas& f, const std::vector<Number>& xs) {
  std::vector<Number> exps;
  for (const Number& x : xs) exps.push_back(f.exp(x));
  demand(!xs.empty(), "logsumexp of nothing");
  // log of a number that may be near 0, unlike the op's
  const Number sum = f.total(exps);
  return f.tape.record(log(sum.x), false, {{sum, 1 / sum.x}});
}

// The line through `position` along an axis.
std::vector<Number> line(const Value& x, Position position, std::size_t axis) {
  std::vector<Number> result;
  for (Index i = 0; i < x.shape[axis]; ++i) {
    position[axis] = i;
    result.push_back(at(x, position));
  }
  return result;
}
Value softmax(const Call& c, bool logarithm) {
  const Value& x = c.value();
  const std::size_t axis = c.axis(1, x);
  demand(x.shape[axis] > 0, "the softmax of nothing");
  return made(x.shape, [&](const Position& p) {
    const Number log_share = c.f.sub(at(x, p), logsumexp(c.f, line(x, p, axis)));
    return logarithm ? log_share : c.f.exp(log_share);
  });
}
Value cumsum(const Call& c) {
  const Value& x = c.value();
  const std::size_t axis = c.axis(1, x);
  return made(x.shape, [&](const Position& p) {
    std::vector<Number> before = line(x, p, axis);
    before.resize(static_cast<std::size_t>(p[axis] + 1));
    return c.f.total(before);
  });
}
Value add_all(const Call& c) {
  const std::vector<const Value*> xs = c.values();
  demand(!xs.empty(), "nothing to add");
  for (const Value* x : xs) demand(x->shape == xs[0]->shape, "unequal shapes");
  return made(xs[0]->shape, [&](const Position& p) {
    std::vector<Number> terms;
    for (const Value* x : xs) terms.push_back(at(*x, p));
    return c.f.total(terms);
  });
}

// ---- Products ----
Value matmul(const Call& c) {
  Value a = c.value(0), b = c.value(1);
  demand(!a.shape.empty() && !b.shape.empty(), "a product with a single number");
  const bool row = a.shape.size() == 1, column = b.shape.size() == 1;
  if (row) a.shape.insert(a.shape.begin(), 1);
  if (column) b.shape.push_back(1);
  const std::size_t p = a.shape.size(), q = b.shape.size();
  const Index inner = a.shape[p - 1];
  demand(inner == b.shape[q - 2], "inner sizes differ");
  Shape shape = joint_shape(Shape(a.shape.begin(), a.shape.end() - 2), Shape(b.shape.begin(), b.shape.end() - 2));
  const std::size_t lead = shape.size();
  shape.push_back(a.shape[p - 2]);
  shape.push_back(b.shape[q - 1]);
  demand(shape.size() <= 6, "too many axes");
  // At `position` of the product; the row and column of the matrix are given.
  const auto entry = [&](const Value& x, const Position& position, Index i, Index k) {
    const std::size_t own = x.shape.size() - 2;
    Position place(position.begin() + static_cast<std::ptrdiff_t>(lead - own),
                   position.begin() + static_cast<std::ptrdiff_t>(lead));
    for (std::size_t axis = 0; axis < own; ++axis)
      if (x.shape[axis] == 1) place[axis] = 0;
    place.push_back(i);
    place.push_back(k);
    return at(x, place);
  };
  Value y = made(shape, [&](const Position& position) {
    std::vector<Number> terms;
    for (Index k = 0; k < inner; ++k)
      terms.push_back(c.f.mul(entry(a, position, position[lead], k), entry(b, position, k, position[lead + 1])));
    return c.f.total(terms);
  });
  if (column) y.shape.pop_back();
  if (row) y.shape.erase(y.shape.end() - (column ? 1 : 2));
  return y;
}

// ---- Moving numbers ----
Value reshape(const Call& c) {
  demand(size_of(c.integers(1)) == static_cast<Index>(c.value().numbers.size()), "unequal counts");
  for (Index extent : c.integers(1)) demand(extent >= 0, "a negative extent");
  return {c.integers(1), c.value().numbers};
}
// y[p] = x[q] with q[order[i]] = p[i].
Value permuted(const Value& x, const std::vector<std::size_t>& order) {
  Shape shape;
  for (std::size_t axis : order) shape.push_back(x.shape[axis]);
  return made(shape, [&](const Position& p) {
    Position q(p.size());
    for (std::size_t i = 0; i < order.size(); ++i) q[order[i]] = p[i];
    return at(x, q);
  });
}
Value permute(const Call& c) {
  std::vector<std::size_t> order;
  for (Index axis : c.integers(1)) order.push_back(normal(axis, c.value().shape.size()));
  std::vector<std::size_t> sorted = order;
  std::sort(sorted.begin(), sorted.end());
  demand(sorted.size() == c.value().shape.size(), "not every axis is named");
  for (std::size_t i = 0; i < sorted.size(); ++i) demand(sorted[i] == i, "not every axis is named");
  return permuted(c.value(), order);
}
Value swapped(const Value& x, std::size_t a, std::size_t b) {
  std::vector<std::size_t> order(x.shape.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::swap(order[a], order[b]);
  return permuted(x, order);
}
Value broadcast_to(const Call& c) {
  const Shape& shape = c.integers(1);
  demand(joint_shape(c.value().shape, shape) == shape, "shapes that do not broadcast");
  return made(shape, [&](const Position& p) { return broadcast(c.value(), p); });
}
Value sum_to(const Call& c) {
  const Value& x = c.value();
  const Shape& shape = c.integers(1);
  demand(joint_shape(x.shape, shape) == x.shape, "shapes that do not broadcast");
  std::vector<std::vector<Number>> terms(static_cast<std::size_t>(size_of(shape)));
  for_each(x.shape, [&](const Position& p) {
    Index offset = 0;
    for (std::size_t axis = 0; axis < shape.size(); ++axis)
      offset = offset * shape[axis] + (shape[axis] == 1 ? 0 : p[p.size() - shape.size() + axis]);
    terms[static_cast<std::size_t>(offset)].push_back(at(x, p));
  });
  Value y{shape, {}};
  for (const auto& group : terms) y.numbers.push_back(c.f.total(group));
  return y;
}
Value concat(const std::vector<const Value*>& xs, std::size_t axis) {
  Shape shape = xs[0]->shape;
  shape[axis] = 0;
  for (const Value* x : xs) {
    Shape beside = x->shape;
    demand(beside.size() == shape.size(), "unequal ranks");
    beside[axis] = shape[axis];
    demand(beside == shape, "unequal shapes");
    shape[axis] += x->shape[axis];
  }
  return made(shape, [&](Position p) {
    std::size_t i = 0;
    for (; p[axis] >= xs[i]->shape[axis]; ++i) p[axis] -= xs[i]->shape[axis];
    return at(*xs[i], p);
  });
}
Value concat(const Call& c) {
  demand(!c.values().empty(), "nothing to join");
  return concat(c.values(), c.axis(1, *c.values()[0]));
}
Value stack(const Call& c) {
  std::vector<Value> layers;
  demand(!c.values().empty(), "nothing to stack");
  const std::size_t axis = normal(c.integer(1), c.values()[0]->shape.size() + 1);
  for (const Value* x : c.values()) {
    demand(x->shape == c.values()[0]->shape, "unequal shapes");
    layers.push_back(*x);
    layers.back().shape.insert(layers.back().shape.begin() + static_cast<std::ptrdiff_t>(axis), 1);
  }
  std::vector<const Value*> pointers;
  for (const Value& layer : layers) pointers.push_back(&layer);
  return concat(pointers, axis);
}
Value sliced(const Value& x, std::size_t axis, Index start, Index stop) {
  Shape shape = x.shape;
  shape[axis] = stop - start;
  return made(shape, [&](Position p) {
    p[axis] += start;
    return at(x, p);
  });
}
Value slice(const Call& c) {
  const std::size_t axis = c.axis(1, c.value());
  const Index n = c.value().shape[axis];
  const Index start = c.integer(2) + (c.integer(2) < 0 ? n : 0), stop = c.integer(3) + (c.integer(3) < 0 ? n : 0);
  demand(0 <= start && start <= stop && stop <= n, "a slice out of bounds");
  return sliced(c.value(), axis, start, stop);
}
Value split(const Call& c) {
  const std::size_t axis = c.axis(1, c.value());
  const Index n = c.value().shape[axis], pieces = c.integer(2), piece = c.integer(3);
  demand(pieces >= 1 && n % pieces == 0 && piece >= 0 && piece < pieces, "no such piece");
  return sliced(c.value(), axis, n / pieces * piece, n / pieces * (piece + 1));
}
Value leading(const Call& c) {
  const Value& x = c.value();
  demand(!x.shape.empty(), "a single number has no leading axis");
  const Index i = c.integer(1) + (c.integer(1) < 0 ? x.shape[0] : 0);
  demand(i >= 0 && i < x.shape[0], "an index out of bounds");
  Value y = sliced(x, 0, i, i + 1);
  y.shape.erase(y.shape.begin());
  return y;
}
Value flip(const Call& c) {
  const Value& x = c.value();
  const std::vector<bool> named = c.axes(1, x);
  return made(x.shape, [&](Position p) {
    for (std::size_t axis = 0; axis < p.size(); ++axis)
      if (named[axis]) p[axis] = x.shape[axis] - 1 - p[axis];
    return at(x, p);
  });
}
Value pad(const Call& c) {
  const Value& x = c.value();
  const std::size_t axis = c.axis(1, x);
  const Index before = c.integer(2), after = c.integer(3), n = x.shape[axis];
  demand(before >= 0 && after >= 0, "a negative width");
  Shape shape = x.shape;
  shape[axis] += before + after;
  return made(shape, [&](Position p) {
    p[axis] -= before;
    return p[axis] >= 0 && p[axis] < n ? at(x, p) : c.f.constant(c.real(4));
  });
}

// ---- Looking up ----
void demand_ids(const Call& c, std::size_t i, Index limit) {
  for (Index found : c.integers(i)) demand(found >= 0 && found < limit, "an id out of bounds");
}
Index id(const Call& c, std::size_t i, const Position& p) {
  Index offset = 0;
  for (std::size_t axis = 0; axis < p.size(); ++axis) offset = offset * c.ids_shape(i)[axis] + p[axis];
  return c.integers(i).at(static_cast<std::size_t>(offset));
}
Value embedding(const Call& c) {
  const Value& table = c.value();
  demand(!table.shape.empty(), "a single number has no rows");
  demand_ids(c, 1, table.shape[0]);
  const std::size_t many = c.ids_shape(1).size();
  Shape shape = c.ids_shape(1);
  shape.insert(shape.end(), table.shape.begin() + 1, table.shape.end());
  return made(shape, [&](const Position& p) {
    Position q{id(c, 1, Position(p.begin(), p.begin() + static_cast<std::ptrdiff_t>(many)))};
    q.insert(q.end(), p.begin() + static_cast<std::ptrdiff_t>(many), p.end());
    return at(table, q);
  });
}
Value scatter_add(const Call& c) {
  const Value& x = c.value();
  const auto many = static_cast<std::ptrdiff_t>(c.ids_shape(1).size());
  demand(x.shape.size() >= c.ids_shape(1).size() && Shape(x.shape.begin(), x.shape.begin() + many) == c.ids_shape(1),
         "ids of another shape");
  Shape shape{c.integer(2)};
  shape.insert(shape.end(), x.shape.begin() + many, x.shape.end());
  demand(c.integer(2) >= 0, "a negative count of rows");
  demand_ids(c, 1, c.integer(2));
  return made(shape, [&](const Position& p) {
    std::vector<Number> terms;
    for_each(c.ids_shape(1), [&](const Position& source) {
      if (id(c, 1, source) != p[0]) return;
      Position q = source;
      q.insert(q.end(), p.begin() + 1, p.end());
      terms.push_back(at(x, q));
    });
    return c.f.total(terms);
  });
}
Value gather(const Call& c) {
  const Value& x = c.value();
  const std::size_t axis = c.axis(1, x);
  Shape beside = c.ids_shape(2);
  demand(beside.size() == x.shape.size(), "ids of another rank");
  beside[axis] = x.shape[axis];
  demand(beside == x.shape, "ids of another shape");
  demand_ids(c, 2, x.shape[axis]);
  return made(c.ids_shape(2), [&](Position p) {
    p[axis] = id(c, 2, p);
    return at(x, p);
  });
}

std::map<std::string, Rule> all_rules() {
  std::map<std::string, Rule> r;
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

  const auto reduction = [&](const std::string& op, bool may_be_empty, auto f) {
    r[op + "(Tensor, Axes, bool)"] = [f, may_be_empty](const Call& c) {
      return reduced(c, may_be_empty, [&](const std::vector<Number>& xs) { return f(c.f, xs); });
    };
  };
  reduction("sum", true, [](Formulas& f, const auto& xs) { return f.total(xs); });
  reduction("mean", false, mean);
  reduction("max", false, [](Formulas& f, const auto& xs) { return f.greatest(xs, 1); });
  reduction("min", false, [](Formulas& f, const auto& xs) { return f.greatest(xs, -1); });
  reduction("norm", true, [](Formulas& f, const auto& xs) { return f.length(xs); });
  reduction("logsumexp", false, logsumexp);
  r["var(Tensor, Axes, bool, Index)"] = [](const Call& c) {
    Index count = 1;
    const std::vector<bool> named = c.axes(1, c.value());
    for (std::size_t axis = 0; axis < named.size(); ++axis) count *= named[axis] ? c.value().shape[axis] : 1;
    demand(count > c.integer(3), "too few numbers for a variance");
    return reduced(c, false, [&](const std::vector<Number>& xs) { return variance(c.f, xs, c.integer(3)); });
  };
  r["softmax(Tensor, int)"] = [](const Call& c) { return softmax(c, false); };
  r["log_softmax(Tensor, int)"] = [](const Call& c) { return softmax(c, true); };
  r["cumsum(Tensor, int)"] = cumsum;
  r["add_all(span<Tensor>)"] = add_all;
  r["matmul(Tensor, Tensor)"] = matmul;
  r["reshape(Tensor, Shape)"] = reshape;
  r["permute(Tensor, Axes)"] = permute;
  r["transpose(Tensor, int, int)"] = [](const Call& c) {
    return swapped(c.value(), c.axis(1, c.value()), c.axis(2, c.value()));
  };
  r["T(Tensor)"] = [](const Call& c) {
    const std::size_t rank = c.value().shape.size();
    demand(rank >= 2, "no two axes to swap");
    return swapped(c.value(), rank - 2, rank - 1);
  };
  r["broadcast_to(Tensor, Shape)"] = broadcast_to;
  r["sum_to(Tensor, Shape)"] = sum_to;
  for (const std::string list : {"span", "initializer_list"}) {
    r["concat(" + list + "<Tensor>, int)"] = [](const Call& c) { return concat(c); };
    r["stack(" + list + "<Tensor>, int)"] = stack;
  }
  r["slice(Tensor, int, Index, Index)"] = slice;
  r["split(Tensor, int, Index)"] = split;
  r["operator[](Tensor, Index)"] = leading;
  r["flip(Tensor, Axes)"] = flip;
  r["pad(Tensor, int, Index, Index, Real)"] = pad;
  r["embedding(Tensor, Indices)"] = embedding;
  r["scatter_add(Tensor, Indices, Index)"] = scatter_add;
  r["gather(Tensor, int, Indices)"] = gather;
  return r;
}

const std::map<std::string, Rule>& rules() {
  static const std::map<std::string, Rule> all = all_rules();
  return all;
}

}  // namespace

Value computed(const Statement& statement, const std::vector<Value>& values, Formulas& formulas) {
  return rules().at(statement.op)(Call(statement, values, formulas));
}

const std::vector<std::string>& known_ops() {
  static const std::vector<std::string> names = [] {
    std::vector<std::string> result;
    for (const auto& [name, rule] : rules()) result.push_back(name);
    return result;
  }();
  return names;
}

}  // namespace random_programs
