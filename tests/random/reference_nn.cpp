// Losses, attention and cells over time, by the formulas in the headers of nn/, one sequence and one number at a time.
#include <algorithm>

#include "tests/random/reference_cells.hpp"

namespace random_programs {

namespace naive {

namespace {

// Over time, each sequence up to its own length: all outputs, or a field of the last state.
Value unrolled(const Call& c, const std::string& op) {
  const Value& xs = c.value(0);
  demand(xs.shape.size() == 3, "no sequence");
  const Index steps = xs.shape[0], batch = xs.shape[1];
  const std::vector<Index>&how = c.integers(2), &lengths = c.integers(3);
  demand(lengths.empty() || static_cast<Index>(lengths.size()) == batch, "lengths of another batch");
  demand(batch > 0, "an empty batch");
  std::vector<OverTime> runs;
  for (Index b = 0; b < batch; ++b) {
    std::vector<Row> sequence, start;
    for (Index t = 0; t < steps; ++t) sequence.push_back(row_at(xs, {t, b}));
    for (const Value* field : c.values(4)) {
      demand(!field->shape.empty() && field->shape[0] == batch, "a state of another batch");
      start.push_back(row_at(*field, {b}));
    }
    const Index length = lengths.empty() ? steps : lengths[static_cast<std::size_t>(b)];
    runs.push_back(over_time(c.f, op, c.values(1), sequence, length, how.at(0) != 0, start));
  }
  if (how.at(2) == 0)
    return made({steps, batch, static_cast<Index>(runs[0].outputs[0].size())}, [&](const Position& p) {
      return runs[static_cast<std::size_t>(p[1])]
          .outputs[static_cast<std::size_t>(p[0])][static_cast<std::size_t>(p[2])];
    });
  const auto field = static_cast<std::size_t>(how.at(2) - 1);
  demand(field < runs[0].last.size(), "no such field");
  const Index width = static_cast<Index>(runs[0].last[0].size());
  Value last{{batch, static_cast<Index>(runs[0].last[field].size())}, {}};
  if (op == "nn::LinearAttentionCell" && field == 1) last.shape = {batch, width, width};
  for (const OverTime& run : runs)
    last.numbers.insert(last.numbers.end(), run.last[field].begin(), run.last[field].end());
  return last;
}

Value mean_of(const Call& c, const std::vector<Number>& terms) {
  demand(!terms.empty(), "the mean of nothing");
  return {{}, {c.f.div(c.f.total(terms), c.f.constant(static_cast<Long>(terms.size())))}};
}

// Of class k: 0, ½, 1, 1½ …
Long class_weight(Index k) { return static_cast<Long>(k) / 2; }

// (1 − ε) w_y (−log p_y) + ε/classes Σ_k w_k (−log p_k), of the targets that are not ignored; the mean is the sum by
// that of their w_y. The options are 4 ε, which target is ignored, whether there are weights; mean, sum or none.
Value likelihood(const Call& c, bool of_logits, const std::vector<Index>& options) {
  const Value& x = c.value(0);
  demand(!x.shape.empty() && x.shape.back() > 0, "no classes");
  const Index classes = x.shape.back();
  const Long smoothing = static_cast<Long>(options[0]) / 4;
  demand(Shape(x.shape.begin(), x.shape.end() - 1) == c.ids_shape(1), "other targets");
  Value terms{c.ids_shape(1), {}};
  Long total = 0;
  for (std::size_t i = 0; i < c.integers(1).size(); ++i) {
    const Index y = c.integers(1)[i];
    demand(y >= 0 && y < classes, "no such class");
    if (y == options[1]) {
      terms.numbers.push_back(c.f.constant(0));
      continue;
    }
    std::vector<Number> row, exps;
    for (Index k = 0; k < classes; ++k) {
      row.push_back(x.numbers[i * static_cast<std::size_t>(classes) + static_cast<std::size_t>(k)]);
      exps.push_back(c.f.exp(row.back()));
    }
    const Number all = c.f.total(exps);
    const Number log_all = of_logits ? c.f.tape.record(log(all.x), false, {{all, 1 / all.x}}) : c.f.constant(0);
    std::vector<Number> parts;
    for (Index k = 0; k < classes; ++k) {
      const Long w = options[2] != 0 ? class_weight(k) : 1, share = smoothing / static_cast<Long>(classes);
      const Long factor = w * (share + (k == y ? 1 - smoothing : 0));
      parts.push_back(c.f.mul(c.f.constant(factor), c.f.sub(log_all, row[static_cast<std::size_t>(k)])));
      if (k == y) total += w;
    }
    terms.numbers.push_back(c.f.total(parts));
  }
  if (options[3] == 2) return terms;
  const Number sum = c.f.total(terms.numbers);
  if (options[3] == 1) return {{}, {sum}};
  demand(total > 0, "the mean of nothing");
  return {{}, {c.f.div(sum, c.f.constant(total))}};
}

// −log p of each target, p = exp(x_y) / Σ exp(x).
Value cross_entropy(const Call& c) {
  const Value& x = c.value(0);
  demand(!x.shape.empty() && Shape(x.shape.begin(), x.shape.end() - 1) == c.ids_shape(1), "other targets");
  const Index classes = x.shape.back();
  std::vector<Number> terms;
  for (std::size_t i = 0; i < c.integers(1).size(); ++i) {
    const Index y = c.integers(1)[i];
    demand(y >= 0 && y < classes, "no such class");
    std::vector<Number> exps;
    for (Index k = 0; k < classes; ++k)
      exps.push_back(c.f.exp(x.numbers[i * static_cast<std::size_t>(classes + 0) + static_cast<std::size_t>(k)]));
    const Number all = c.f.total(exps);
    const Number log_all = c.f.tape.record(log(all.x), false, {{all, 1 / all.x}});
    terms.push_back(c.f.sub(log_all, x.numbers[i * static_cast<std::size_t>(classes) + static_cast<std::size_t>(y)]));
  }
  return mean_of(c, terms);
}

Value paired(const Call& c, const std::function<Number(const Number&, const Number&)>& term) {
  demand(c.value(0).shape == c.value(1).shape, "unequal shapes");
  std::vector<Number> terms;
  for (std::size_t i = 0; i < c.value(0).numbers.size(); ++i)
    terms.push_back(term(c.value(0).numbers[i], c.value(1).numbers[i]));
  return mean_of(c, terms);
}

// (batch, T, d): y_i = Σ_j α_ij v_j, α_ij = exp(q_i k_j / √d) / Σ_j exp(q_i k_j / √d).
Value attention(const Call& c, bool causal) {
  const Value &q = c.value(0), &k = c.value(1), &v = c.value(2);
  demand(q.shape.size() == 3 && k.shape.size() == 3 && v.shape.size() == 3, "not (batch, T, width)");
  const Index batch = q.shape[0], queries = q.shape[1], keys = k.shape[1], width = q.shape[2];
  demand(k.shape[0] == batch && v.shape[0] == batch && k.shape[2] == width && v.shape[1] == keys, "unequal shapes");
  demand(keys > 0 && width > 0 && (!causal || queries == keys), "unequal lengths");
  return made({batch, queries, v.shape[2]}, [&](const Position& p) {
    std::vector<Number> weights, terms;
    for (Index j = 0; j < (causal ? p[1] + 1 : keys); ++j) {
      std::vector<Number> products;
      for (Index d = 0; d < width; ++d) products.push_back(c.f.mul(at(q, {p[0], p[1], d}), at(k, {p[0], j, d})));
      weights.push_back(c.f.exp(c.f.div(c.f.total(products), c.f.constant(std::sqrt(static_cast<Long>(width))))));
      terms.push_back(c.f.mul(weights.back(), at(v, {p[0], j, p[2]})));
    }
    const Number all = c.f.total(weights), sum = c.f.total(terms);
    return c.f.tape.record(sum.x / all.x, false, {{sum, 1 / all.x}, {all, -sum.x / (all.x * all.x)}});
  });
}

// g (x − μ) / √(σ² + ε) + b over the last axis, ε = 1e-5 as a double.
Value layer_norm(const Call& c) {
  const Value& x = c.value(0);
  const std::vector<const Value*> p = c.values(1);
  demand(p.size() == 2 && !x.shape.empty(), "other parameters");
  const Index width = x.shape.back();
  demand(width > 0 && p[0]->shape == Shape{width} && p[1]->shape == Shape{width}, "another width");
  return made(x.shape, [&](Position position) {
    const Index here = position.back();
    std::vector<Number> row, squares;
    for (position.back() = 0; position.back() < width; ++position.back()) row.push_back(at(x, position));
    const Number count = c.f.constant(static_cast<Long>(width)), mean = c.f.div(c.f.total(row), count);
    for (const Number& entry : row) {
      const Number away = c.f.sub(entry, mean);
      squares.push_back(c.f.mul(away, away));
    }
    const Number variance = c.f.add(c.f.div(c.f.total(squares), count), c.f.constant(1e-5));
    const Number centred = c.f.sub(row[static_cast<std::size_t>(here)], mean);
    const Number y = c.f.div(centred, c.f.sqrt(variance));
    return c.f.add(c.f.mul(at(*p[0], {here}), y), at(*p[1], {here}));
  });
}

// x W + b.
Value linear(const Call& c) {
  const Value &x = c.value(0), &W = c.value(1), &b = c.value(2);
  demand(!x.shape.empty() && W.shape.size() == 2 && x.shape.back() == W.shape[0] && b.shape == Shape{W.shape[1]},
         "other widths");
  Shape shape = x.shape;
  shape.back() = W.shape[1];
  return made(shape, [&](Position p) {
    const Index k = p.back();
    std::vector<Number> terms{at(b, {k})};
    for (p.back() = 0; p.back() < W.shape[0]; ++p.back()) terms.push_back(c.f.mul(at(x, p), at(W, {p.back(), k})));
    return c.f.total(terms);
  });
}

}  // namespace

Rules nn_rules() {
  Rules r;
  for (const CellKind& kind : cell_kinds()) r[kind.op] = [op = kind.op](const Call& c) { return unrolled(c, op); };
  r["nn::LayerNorm"] = layer_norm;
  r["nn::linear(Tensor, Tensor, Tensor)"] = linear;
  r["nn::attention(Tensor, Tensor, Tensor)"] = [](const Call& c) { return attention(c, false); };
  r["nn::attention, causal"] = [](const Call& c) { return attention(c, true); };
  r["nn::cross_entropy(Tensor, Indices)"] = cross_entropy;
  r["nn::cross_entropy, with options"] = [](const Call& c) { return likelihood(c, true, c.integers(2)); };
  r["nn::nll(Tensor, Indices)"] = [](const Call& c) { return likelihood(c, false, {0, -1, 0, 0}); };
  r["nn::nll, with options"] = [](const Call& c) { return likelihood(c, false, c.integers(2)); };
  r["nn::squared_error(Tensor, Tensor)"] = [](const Call& c) {
    return paired(c, [&](const Number& a, const Number& b) {
      const Number away = c.f.sub(a, b);
      return c.f.mul(away, away);
    });
  };
  // −t log σ(x) − (1 − t) log(1 − σ(x)) = softplus(x) − t x
  r["nn::binary_cross_entropy(Tensor, Tensor)"] = [](const Call& c) {
    return paired(c, [&](const Number& x, const Number& t) { return c.f.sub(c.f.softplus(x), c.f.mul(t, x)); });
  };
  // Σ q (log q − log p)
  r["nn::kl_divergence(Tensor, Tensor)"] = [](const Call& c) {
    return paired(c, [&](const Number& log_p, const Number& q) { return c.f.mul(q, c.f.sub(c.f.log(q), log_p)); });
  };
  return r;
}

}  // namespace naive

}  // namespace random_programs
