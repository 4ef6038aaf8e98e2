// Layers and modules of nn/, by the formulas in their headers: each sequence on its own, as rows of numbers.
#include <algorithm>
#include <numbers>

#include "tests/random/reference_cells.hpp"

namespace random_programs::naive {

namespace {

using Rows = std::vector<Row>;                 // a sequence, step by step
using Parameters = std::vector<const Value*>;  // in the order in which a module has them

std::size_t at(Index i) { return static_cast<std::size_t>(i); }

Row affine(Formulas& f, const Row& x, const Value& W, const Value& b, Index from = 0, Index outputs = -1) {
  demand(W.shape.size() == 2 && W.shape[0] == static_cast<Index>(x.size()) && b.shape == Shape{W.shape[1]},
         "another width");
  Row y;
  for (Index k = from; k < from + (outputs < 0 ? W.shape[1] : outputs); ++k)
    y.push_back(f.add(times_column(f, x, W, k), naive::at(b, {k})));
  return y;
}

Row sum(Formulas& f, const Row& a, const Row& b) {
  Row y;
  for (std::size_t k = 0; k < a.size(); ++k) y.push_back(f.add(a[k], b.at(k)));
  return y;
}

// g (x − μ) / √(σ² + ε) + b, ε = 1e-5.
Row normed(Formulas& f, const Row& x, const Value& g, const Value& b) {
  const Shape width{static_cast<Index>(x.size())};
  demand(!x.empty() && g.shape == width && b.shape == width, "another width");
  const Number count = f.constant(static_cast<Long>(x.size())), mean = f.div(f.total(x), count);
  Row centred, y;
  for (const Number& entry : x) centred.push_back(f.sub(entry, mean));
  const Number deviation = f.sqrt(f.add(f.div(f.dot(centred, centred), count), f.constant(1e-5)));
  for (std::size_t k = 0; k < x.size(); ++k)
    y.push_back(f.add(f.mul(g.numbers[k], f.div(centred[k], deviation)), b.numbers[k]));
  return y;
}

// What one query reads: Σ_j α_j v_j, α = softmax of the scores of the keys that are allowed; 0 if none is.
Row attended(Formulas& f, const Row& scores, const std::vector<bool>& allowed, const Rows& values) {
  Row weights, result;
  for (std::size_t j = 0; j < scores.size(); ++j) weights.push_back(allowed[j] ? f.exp(scores[j]) : f.constant(0));
  const bool none = std::find(allowed.begin(), allowed.end(), true) == allowed.end();
  for (std::size_t k = 0; k < values.at(0).size(); ++k) {
    Row column;
    for (const Row& value : values) column.push_back(value[k]);
    result.push_back(none ? f.constant(0) : f.quotient(f.dot(weights, column), f.total(weights)));
  }
  return result;
}

// Which keys a query may read: the first so many, and none after its own step if the layer is causal.
struct Sight {
  Index keys;
  bool causal;
  std::vector<bool> of(std::size_t query, std::size_t count) const {
    std::vector<bool> allowed(count);
    for (std::size_t j = 0; j < count; ++j) allowed[j] = static_cast<Index>(j) < keys && (!causal || j <= query);
    return allowed;
  }
};

// Vaswani et al. 2017, section 3.2.2, with W_qkv, b_qkv, W_o and b_o; `added` to the score of head, query and key.
using Added = std::function<Number(Index head, Index query, Index key, const Number& score)>;
Rows multihead(Formulas& f, const Rows& queries, const Rows& keys, const Rows& values, const Parameters& p, Index heads,
               const Sight& sight, const Added& added) {
  const Index width = p.at(2)->shape.at(0);
  demand(heads > 0 && width % heads == 0 && p[0]->shape == Shape{width, 3 * width} && !keys.empty(), "another width");
  const auto projected = [&](const Rows& xs, Index which) {
    Rows result;
    for (const Row& x : xs) result.push_back(affine(f, x, *p[0], *p[1], which * width, width));
    return result;
  };
  const auto part = [&](const Row& x, Index head) {
    const Index size = width / heads;
    return Row(x.begin() + head * size, x.begin() + (head + 1) * size);
  };
  const Rows q = projected(queries, 0), k = projected(keys, 1), v = projected(values, 2);
  const Number root = f.constant(std::sqrt(static_cast<Long>(width / heads)));
  Rows result;
  for (std::size_t i = 0; i < q.size(); ++i) {
    Row joined;
    for (Index head = 0; head < heads; ++head) {
      Row scores;
      Rows read;
      for (std::size_t j = 0; j < k.size(); ++j) {
        const Number score = f.div(f.dot(part(q[i], head), part(k[j], head)), root);
        scores.push_back(added ? added(head, static_cast<Index>(i), static_cast<Index>(j), score) : score);
        read.push_back(part(v[j], head));
      }
      const Row output = attended(f, scores, sight.of(i, k.size()), read);
      joined.insert(joined.end(), output.begin(), output.end());
    }
    result.push_back(affine(f, joined, *p[2], *p[3]));
  }
  return result;
}

// ---- Sequences (T, batch, width), or (batch, T, width) ----
Index steps_of(const Value& xs, bool batch_first) { return xs.shape[batch_first ? 1 : 0]; }
Index batch_of(const Value& xs, bool batch_first) { return xs.shape[batch_first ? 0 : 1]; }
Rows sequence(const Value& xs, Index b, bool batch_first) {
  Rows rows;
  for (Index t = 0; t < steps_of(xs, batch_first); ++t)
    rows.push_back(row_at(xs, batch_first ? Position{b, t} : Position{t, b}));
  return rows;
}
Value joined(const std::vector<Rows>& sequences, bool batch_first) {
  const Index batch = static_cast<Index>(sequences.size()), steps = static_cast<Index>(sequences.at(0).size()),
              width = static_cast<Index>(sequences[0].at(0).size());
  return made(batch_first ? Shape{batch, steps, width} : Shape{steps, batch, width}, [&](const Position& p) {
    return sequences[at(p[batch_first ? 0 : 1])][at(p[batch_first ? 1 : 0])][at(p[2])];
  });
}
// How much of each sequence counts: all of it if nothing is said.
std::vector<Index> lengths_of(const Call& c, std::size_t argument, Index batch, Index steps) {
  std::vector<Index> lengths = c.integers(argument);
  if (lengths.empty()) lengths.assign(at(batch), steps);
  demand(static_cast<Index>(lengths.size()) == batch, "lengths of another batch");
  for (Index length : lengths) demand(length >= 0 && length <= steps, "a length beyond the end");
  return lengths;
}
void demand_sequence(const Value& xs) { demand(xs.shape.size() == 3 && size_of(xs.shape) > 0, "no sequence"); }

Value multihead_attention(const Call& c) {
  const Value &q = c.value(0), &k = c.value(4), &v = c.value(5);
  const std::vector<Index>& how = c.integers(2);
  const bool batch_first = how.at(1) != 0, causal = how.at(2) != 0;
  for (const Value* xs : {&q, &k, &v}) demand_sequence(*xs);
  const Index batch = batch_of(q, batch_first), keys = steps_of(k, batch_first);
  demand(k.shape == v.shape && batch_of(k, batch_first) == batch && k.shape[2] == q.shape[2], "unequal shapes");
  demand(!causal || steps_of(q, batch_first) == keys, "unequal lengths");
  const std::vector<Index> lengths = lengths_of(c, 3, batch, keys);
  const Parameters bias = c.values(6);
  if (!bias.empty())
    demand(joint_shape(bias[0]->shape.size() == 3 ? Shape{bias[0]->shape[0], 1, bias[0]->shape[1], bias[0]->shape[2]}
                                                  : bias[0]->shape,
                       {batch, how[0], steps_of(q, batch_first), keys}) ==
               Shape{batch, how[0], steps_of(q, batch_first), keys},
           "a mask of another shape");
  std::vector<Rows> result;
  for (Index b = 0; b < batch; ++b) {
    const Added added = [&](Index head, Index i, Index j, const Number& score) {
      const Value& mask = *bias[0];
      return c.f.add(score, broadcast(mask, mask.shape.size() == 3 ? Position{b, i, j} : Position{b, head, i, j}));
    };
    result.push_back(multihead(c.f, sequence(q, b, batch_first), sequence(k, b, batch_first),
                               sequence(v, b, batch_first), c.values(1), how[0], {lengths[at(b)], causal},
                               bias.empty() ? Added() : added));
  }
  return joined(result, batch_first);
}

// ---- The Transformer's encoder ----
constexpr std::ptrdiff_t per_layer = 12;  // W_qkv, b_qkv, W_o, b_o; W, b twice; g, b twice

struct TransformerHow {
  Index heads;
  bool batch_first, causal, gelu, norm_first;
  explicit TransformerHow(const std::vector<Index>& how)
      : heads(how.at(0)), batch_first(how.at(1)), causal(how.at(2)), gelu(how.at(3)), norm_first(how.at(4)) {}
};

// One sequence through one layer.
Rows transformed(Formulas& f, const Rows& xs, const Parameters& p, const TransformerHow& how, const Sight& sight) {
  const auto normed_all = [&](const Rows& rows, std::size_t which) {
    Rows result;
    for (const Row& row : rows) result.push_back(normed(f, row, *p[which], *p[which + 1]));
    return result;
  };
  const auto attention = [&](const Rows& rows) { return multihead(f, rows, rows, rows, p, how.heads, sight, {}); };
  const auto feedforward = [&](const Rows& rows) {
    Rows result;
    for (const Row& row : rows) {
      Row wide = affine(f, row, *p[4], *p[5]);
      for (Number& x : wide) x = how.gelu ? f.gelu(x) : f.relu(x);
      result.push_back(affine(f, wide, *p[6], *p[7]));
    }
    return result;
  };
  const auto beside = [&](const Rows& a, const Rows& b) {
    Rows result;
    for (std::size_t t = 0; t < a.size(); ++t) result.push_back(sum(f, a[t], b[t]));
    return result;
  };
  if (how.norm_first) {
    const Rows y = beside(xs, attention(normed_all(xs, 8)));
    return beside(y, feedforward(normed_all(y, 10)));
  }
  const Rows y = normed_all(beside(xs, attention(xs)), 8);
  return normed_all(beside(y, feedforward(y)), 10);
}

Value transformer_layer(const Call& c) {
  const Value& xs = c.value(0);
  const Parameters p = c.values(1);
  const TransformerHow how(c.integers(2));
  demand_sequence(xs);
  demand(p.size() == per_layer, "other parameters");
  demand(xs.shape[2] % how.heads == 0 && size_of(p[4]->shape) > 0, "another width");
  const Index batch = batch_of(xs, how.batch_first);
  const std::vector<Index> lengths = lengths_of(c, 3, batch, steps_of(xs, how.batch_first));
  std::vector<Rows> result;
  for (Index b = 0; b < batch; ++b)
    result.push_back(transformed(c.f, sequence(xs, b, how.batch_first), p, how, {lengths[at(b)], how.causal}));
  return joined(result, how.batch_first);
}

// Each sequence as if it were alone and as long as it is; beyond that, the outputs are 0.
Value transformer(const Call& c) {
  const Value& xs = c.value(0);
  const Parameters p = c.values(1);
  const TransformerHow how(c.integers(2));
  demand_sequence(xs);
  const std::ptrdiff_t last = how.norm_first ? 2 : 0,
                       layers = (static_cast<std::ptrdiff_t>(p.size()) - last) / per_layer;
  demand(layers > 0 && static_cast<std::ptrdiff_t>(p.size()) == layers * per_layer + last, "other parameters");
  demand(xs.shape[2] % how.heads == 0 && size_of(p[4]->shape) > 0, "another width");
  const Index batch = batch_of(xs, how.batch_first), steps = steps_of(xs, how.batch_first);
  const std::vector<Index> lengths = lengths_of(c, 3, batch, steps);
  std::vector<Rows> result;
  for (Index b = 0; b < batch; ++b) {
    Rows hs = sequence(xs, b, how.batch_first);
    hs.resize(at(lengths[at(b)]));
    for (std::ptrdiff_t l = 0; l < layers && !hs.empty(); ++l)
      hs = transformed(c.f, hs, Parameters(p.begin() + l * per_layer, p.begin() + (l + 1) * per_layer), how,
                       {static_cast<Index>(hs.size()), how.causal});
    if (how.norm_first)
      for (Row& h : hs) h = normed(c.f, h, *p[p.size() - 2], *p.back());
    hs.resize(at(steps), Row(at(xs.shape[2]), c.f.constant(0)));
    result.push_back(hs);
  }
  return joined(result, how.batch_first);
}

// ---- Layers of cells, in one direction or both: each reads what the one below says ----
Value layers_of_cells(const Call& c, bool both) {
  const Value& xs = c.value(0);
  const Parameters p = c.values(1);
  const std::vector<Index>& how = c.integers(2);
  const std::string& op = layer_kinds().at(at(how.at(0))).second;
  const bool batch_first = how.at(2) != 0;
  demand_sequence(xs);
  const std::size_t cells = at(how.at(1)) * (both ? 2 : 1), own = cells == 0 ? 0 : p.size() / cells;
  demand(cells > 0 && own * cells == p.size(), "other parameters");
  const Index batch = batch_of(xs, batch_first), steps = steps_of(xs, batch_first);
  const std::vector<Index> lengths = lengths_of(c, 3, batch, steps);
  std::vector<Rows> result;
  for (Index b = 0; b < batch; ++b) {
    Rows hs = sequence(xs, b, batch_first);
    for (std::size_t i = 0; i < cells; i += both ? 2 : 1) {
      const auto run = [&](std::size_t cell, bool future) {
        const auto first = p.begin() + static_cast<std::ptrdiff_t>(cell * own);
        return over_time(c.f, op, Parameters(first, first + static_cast<std::ptrdiff_t>(own)), hs, lengths[at(b)],
                         future)
            .outputs;
      };
      Rows next = run(i, false);
      if (both) {
        const Rows future = run(i + 1, true);
        for (std::size_t t = 0; t < next.size(); ++t) next[t].insert(next[t].end(), future[t].begin(), future[t].end());
      }
      hs = next;
    }
    result.push_back(hs);
  }
  return joined(result, batch_first);
}

// ---- What gives sequences to them ----

// W[ids]; no gradient flows into the row of padding.
Value embedded(const Call& c) {
  const Value& W = *c.values(0).at(0);
  demand(W.shape.size() == 2 && W.shape[1] > 0, "no table");
  const std::vector<Index>& padding = c.integers(1);
  Value y{c.ids_shape(2), {}};
  y.shape.push_back(W.shape[1]);
  for (Index id : c.integers(2)) {
    demand(id >= 0 && id < W.shape[0], "no such row");
    const Index row = padding.empty() ? -1 : padding[0] < 0 ? padding[0] + W.shape[0] : padding[0];
    demand(padding.empty() || (row >= 0 && row < W.shape[0]), "no such row of padding");
    for (Number x : row_at(W, {id})) {
      if (id == row) {
        c.f.smooth = false;  // a step moves it all the same
        x = {{x.x.value}, -1, x.exact};
      }
      y.numbers.push_back(x);
    }
  }
  return y;
}

Value positioned(const Call& c, const std::function<Number(Index t, Index k)>& position) {
  const Value& xs = c.value(0);
  demand_sequence(xs);
  return made(xs.shape, [&](const Position& p) { return c.f.add(naive::at(xs, p), position(p[0], p[2])); });
}
Value learned_positions(const Call& c) {
  const Value& W = *c.values(1).at(0);
  const Index first = c.integers(2).at(0);
  demand(c.value(0).shape.size() == 3 && W.shape.size() == 2 && W.shape[1] == c.value(0).shape[2] &&
             first + c.value(0).shape[0] <= W.shape[0],
         "other positions");
  return positioned(c, [&](Index t, Index k) { return naive::at(W, {first + t, k}); });
}
// sin and cos of t / 10000^(2i/width), Vaswani et al. 2017, section 3.5.
Value sinusoidal_positions(const Call& c) {
  return positioned(c, [&](Index t, Index k) {
    const Long width = static_cast<Long>(c.value(0).shape[2]), i = static_cast<Long>(k / 2);
    const Long angle = static_cast<Long>(c.integer(1) + t) / std::pow(10000.0L, 2 * i / width);
    return c.f.constant(k % 2 == 0 ? std::sin(angle) : std::cos(angle));
  });
}

// ---- Other ways to attend: (batch, T, width) ----

// y_i = Σ_j φ(q_i)ᵀ φ(k_j) v_j / Σ_j φ(q_i)ᵀ φ(k_j), φ = elu + 1, over the keys that are allowed; 0 if none is.
Value linear_attention(const Call& c, bool causal) {
  const Value &q = c.value(0), &k = c.value(1), &v = c.value(2);
  for (const Value* xs : {&q, &k, &v}) demand_sequence(*xs);
  demand(k.shape[0] == q.shape[0] && v.shape[0] == q.shape[0] && k.shape[2] == q.shape[2] && k.shape[1] == v.shape[1],
         "unequal shapes");
  demand(!causal || q.shape[1] == k.shape[1], "unequal lengths");
  std::vector<Index> lengths(at(q.shape[0]), k.shape[1]);
  if (!causal) lengths = lengths_of(c, 3, q.shape[0], k.shape[1]);
  const auto features = [&](Row x) {
    for (Number& each : x) each = positive_feature(c.f, each);
    return x;
  };
  std::vector<Rows> result;
  for (Index b = 0; b < q.shape[0]; ++b) {
    Rows outputs;
    for (Index i = 0; i < q.shape[1]; ++i) {
      const Row query = features(row_at(q, {b, i}));
      Row matches;
      for (Index j = 0; j < (causal ? i + 1 : lengths[at(b)]); ++j)
        matches.push_back(c.f.dot(query, features(row_at(k, {b, j}))));
      Row y;
      for (Index d = 0; d < v.shape[2]; ++d) {
        Row column;
        for (std::size_t j = 0; j < matches.size(); ++j) column.push_back(naive::at(v, {b, static_cast<Index>(j), d}));
        y.push_back(matches.empty() ? c.f.constant(0) : c.f.quotient(c.f.dot(matches, column), c.f.total(matches)));
      }
      outputs.push_back(y);
    }
    result.push_back(outputs);
  }
  return joined(result, true);
}

// Attention by a score that is learnt: qᵀ W k, or vᵀ tanh(W q + U k).
Value scored(const Call& c, bool additive) {
  const Value &q = c.value(0), &k = c.value(2), &v = c.value(3);
  const Parameters p = c.values(1);
  for (const Value* xs : {&q, &k, &v}) demand_sequence(*xs);
  demand(k.shape[0] == q.shape[0] && v.shape[0] == q.shape[0] && k.shape[1] == v.shape[1], "unequal shapes");
  demand(p.at(0)->shape.at(0) == q.shape[2], "another width");
  if (additive)
    demand(p.at(1)->shape.at(0) == k.shape[2] && p[1]->shape.at(1) == p[0]->shape.at(1) &&
               p.at(2)->shape == Shape{p[0]->shape[1]},
           "another width");
  else
    demand(p[0]->shape.at(1) == k.shape[2], "another width");
  std::vector<Rows> result;
  for (Index b = 0; b < q.shape[0]; ++b) {
    const Rows values = sequence(v, b, true);
    Rows outputs;
    for (Index i = 0; i < q.shape[1]; ++i) {
      Row scores, projected;
      for (Index h = 0; h < p[0]->shape[1]; ++h) projected.push_back(times_column(c.f, row_at(q, {b, i}), *p[0], h));
      for (Index j = 0; j < k.shape[1]; ++j) {
        const Row key = row_at(k, {b, j});
        if (!additive) {
          scores.push_back(c.f.dot(projected, key));
          continue;
        }
        Row hidden;
        for (std::size_t h = 0; h < projected.size(); ++h)
          hidden.push_back(c.f.tanh(c.f.add(projected[h], times_column(c.f, key, *p[1], static_cast<Index>(h)))));
        scores.push_back(c.f.dot(hidden, p[2]->numbers));
      }
      outputs.push_back(attended(c.f, scores, std::vector<bool>(scores.size(), true), values));
    }
    result.push_back(outputs);
  }
  return joined(result, true);
}

// Linear, tanh, Linear, in a row.
Value two_layers(const Call& c) {
  const Value& x = c.value(0);
  const Parameters p = c.values(1);
  demand(p.size() == 4 && !x.shape.empty() && size_of(x.shape) > 0 && p[2]->shape.size() == 2, "other parameters");
  Value y{x.shape, {}};
  y.shape.back() = p[2]->shape[1];
  const std::size_t width = at(x.shape.back());
  for (std::size_t i = 0; i < x.numbers.size(); i += width) {
    const auto begin = x.numbers.begin() + static_cast<std::ptrdiff_t>(i);
    Row hidden = affine(c.f, Row(begin, begin + static_cast<std::ptrdiff_t>(width)), *p[0], *p[1]);
    for (Number& h : hidden) h = c.f.tanh(h);
    for (const Number& each : affine(c.f, hidden, *p[2], *p[3])) y.numbers.push_back(each);
  }
  return y;
}

}  // namespace

Rules layer_rules() {
  Rules r;
  r["nn::MultiheadAttention"] = multihead_attention;
  r["nn::TransformerEncoderLayer"] = transformer_layer;
  r["nn::TransformerEncoder"] = transformer;
  r["nn::Recurrent"] = [](const Call& c) { return layers_of_cells(c, false); };
  r["nn::Bidirectional"] = [](const Call& c) { return layers_of_cells(c, true); };
  r["nn::Embedding"] = embedded;
  r["nn::LearnedPositions"] = learned_positions;
  r["nn::add_sinusoidal_positions(Tensor, Index)"] = sinusoidal_positions;
  r["nn::linear_attention(Tensor, Tensor, Tensor)"] = [](const Call& c) { return linear_attention(c, false); };
  r["nn::causal_linear_attention(Tensor, Tensor, Tensor)"] = [](const Call& c) { return linear_attention(c, true); };
  r["nn::GeneralScore"] = [](const Call& c) { return scored(c, false); };
  r["nn::AdditiveScore"] = [](const Call& c) { return scored(c, true); };
  r["nn::Sequential"] = two_layers;
  return r;
}

}  // namespace random_programs::naive
