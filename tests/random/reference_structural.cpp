// Products, and ops that move numbers or look them up: by nested loops over positions.
#include <algorithm>
#include <numeric>

#include "tests/random/reference_ops.hpp"

namespace random_programs::naive {

namespace {

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
    std::vector<Number> left, right;
    for (Index k = 0; k < inner; ++k) {
      left.push_back(entry(a, position, position[lead], k));
      right.push_back(entry(b, position, k, position[lead + 1]));
    }
    return c.f.dot(left, right);
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

}  // namespace

Rules structural_rules() {
  Rules r;
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

}  // namespace random_programs::naive
