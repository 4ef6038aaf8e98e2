// Ops over axes.
#include "tests/random/reference_ops.hpp"

namespace random_programs::naive {

namespace {

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

}  // namespace

Rules reduction_rules() {
  Rules r;
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
  return r;
}

}  // namespace random_programs::naive
