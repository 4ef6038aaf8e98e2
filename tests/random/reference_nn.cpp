// Cells, losses and attention of nn/, by the formulas in their headers, one sequence and one number at a time.
#include <algorithm>

#include "tests/random/cells.hpp"
#include "tests/random/reference_ops.hpp"

namespace random_programs {

std::vector<Shape> parameter_shapes(const std::string& op, Index inputs, Index hidden) {
  const Index n = inputs, h = hidden;
  if (op.starts_with("nn::RNNCell")) return {{n, h}, {h, h}, {h}};
  if (op == "nn::LSTMCell, projection") return {{n, 4 * h}, {2, 4 * h}, {4 * h}, {h, 2}};
  if (op.starts_with("nn::LSTMCell")) return {{n, 4 * h}, {h, 4 * h}, {4 * h}};
  if (op == "nn::GRUCell") return {{n, 3 * h}, {h, 3 * h}, {3 * h}, {h}};
  if (op.starts_with("nn::GRUCell")) return {{n, 3 * h}, {h, 3 * h}, {3 * h}};
  if (op == "nn::MGUCell" || op == "nn::UGRNNCell") return {{n, 2 * h}, {h, 2 * h}, {2 * h}};
  if (op == "nn::AntisymmetricCell") return {{n, h}, {h, h}, {h}};
  if (op.starts_with("nn::AntisymmetricCell")) return {{n, 2 * h}, {h, h}, {2 * h}};
  if (op == "nn::MinGRUCell") return {{n, 2 * h}, {2 * h}};
  if (op == "nn::CoRNNCell") return {{n, h}, {h, h}, {h, h}, {h}};
  throw Invalid("no such cell");
}

namespace naive {

namespace {

using Row = std::vector<Number>;

class Cell {
 public:
  Cell(const Call& c, const std::string& op) : f_(c.f), op_(op), p_(c.values(1)) {
    demand(!p_.empty(), "no parameters");
    const Shape& last = p_.back()->shape;
    inputs_ = p_[0]->shape.at(0);
    hidden_ = op == "nn::MinGRUCell"             ? last.at(0) / 2
              : op == "nn::LSTMCell, projection" ? last.at(0)
                                                 : p_[1]->shape.at(0);
    const std::vector<Shape> shapes = parameter_shapes(op, inputs_, hidden_);
    demand(shapes.size() == p_.size() && inputs_ > 0 && hidden_ > 0, "other parameters");
    for (std::size_t i = 0; i < p_.size(); ++i) demand(p_[i]->shape == shapes[i], "parameters of other shapes");
  }
  Index inputs() const { return inputs_; }
  std::vector<Row> start() const {
    const Row zeros(static_cast<std::size_t>(hidden_), f_.constant(0));
    if (op_ == "nn::LSTMCell, projection") return {Row(2, f_.constant(0)), zeros};
    return {zeros, zeros};  // h, and c or z where there is one
  }
  // The next state of one sequence.
  std::vector<Row> step(const Row& x, const std::vector<Row>& old) {
    const Row& h = old[0];
    Row next, second = old[1];
    for (Index k = 0; k < hidden_; ++k) {
      const Number h_k = op_ == "nn::LSTMCell, projection" ? f_.constant(0) : h[static_cast<std::size_t>(k)];
      if (op_.starts_with("nn::RNNCell")) {
        const Number a = sum({column(x, 0, k), column(h, 1, k), bias(2, k)});
        next.push_back(op_ == "nn::RNNCell" ? f_.tanh(a) : f_.relu(a));
      } else if (op_.starts_with("nn::LSTMCell")) {
        const auto gate = [&](Index g) {
          return sum({column(x, 0, g * hidden_ + k), column(h, 1, g * hidden_ + k), bias(2, g * hidden_ + k)});
        };
        const Number i = f_.sigmoid(gate(0)), forget = f_.sigmoid(gate(1)), g = f_.tanh(gate(2)),
                     o = f_.sigmoid(gate(3));
        const Number c = f_.add(f_.mul(forget, old[1][static_cast<std::size_t>(k)]), f_.mul(i, g));
        second[static_cast<std::size_t>(k)] = c;
        next.push_back(f_.mul(o, op_ == "nn::LSTMCell, no output activation" ? c : f_.tanh(c)));
      } else if (op_.starts_with("nn::GRUCell")) {
        const Number z = f_.sigmoid(part(x, h, 1, k));
        const Number from_x = f_.add(column(x, 0, 2 * hidden_ + k), bias(2, 2 * hidden_ + k));
        Number from_h;
        if (op_ == "nn::GRUCell") {
          from_h = f_.mul(f_.sigmoid(part(x, h, 0, k)), f_.add(column(h, 1, 2 * hidden_ + k), bias(3, k)));
        } else {
          from_h = column(scaled(h, [&](Index j) { return f_.sigmoid(part(x, h, 0, j)); }), 1, 2 * hidden_ + k);
        }
        next.push_back(mixed(z, h_k, f_.tanh(f_.add(from_x, from_h))));
      } else if (op_ == "nn::MGUCell") {
        const auto gate = [&](Index j) { return f_.sigmoid(part(x, h, 0, j)); };
        const Number from_h = column(scaled(h, gate), 1, hidden_ + k);
        const Number fresh = f_.tanh(sum({column(x, 0, hidden_ + k), from_h, bias(2, hidden_ + k)}));
        next.push_back(mixed(gate(k), fresh, h_k));
      } else if (op_ == "nn::UGRNNCell") {
        next.push_back(mixed(f_.sigmoid(part(x, h, 1, k)), h_k, f_.tanh(part(x, h, 0, k))));
      } else if (op_.starts_with("nn::AntisymmetricCell")) {
        const Number flow = antisymmetric(h, k);
        Number fresh = f_.tanh(sum({column(x, 0, k), flow, bias(2, k)}));
        if (op_ != "nn::AntisymmetricCell")
          fresh = f_.mul(fresh, f_.sigmoid(sum({column(x, 0, hidden_ + k), flow, bias(2, hidden_ + k)})));
        next.push_back(f_.add(h_k, f_.mul(f_.constant(0.5L), fresh)));
      } else if (op_ == "nn::MinGRUCell") {
        const Number z = f_.sigmoid(f_.add(column(x, 0, k), bias(1, k)));
        next.push_back(mixed(z, f_.add(column(x, 0, hidden_ + k), bias(1, hidden_ + k)), h_k));
      } else {  // coRNN
        const Number z_k = old[1][static_cast<std::size_t>(k)];
        const Number push = f_.tanh(sum({column(x, 0, k), column(h, 1, k), column(old[1], 2, k), bias(3, k)}));
        const Number pull = f_.add(h_k, f_.mul(f_.constant(0.5L), z_k));  // γ = 1, ε = 0.5
        const Number z = f_.add(z_k, f_.mul(f_.constant(0.5L), f_.sub(push, pull)));
        second[static_cast<std::size_t>(k)] = z;
        next.push_back(f_.add(h_k, f_.mul(f_.constant(0.5L), z)));
      }
    }
    if (op_ == "nn::LSTMCell, projection") {
      const Row whole = next;
      next = {column(whole, 3, 0), column(whole, 3, 1)};
    }
    return {next, second};
  }

 private:
  Number sum(const std::vector<Number>& xs) { return f_.total(xs); }
  Number column(const Row& x, std::size_t parameter, Index k) {  // Σ x_i W_ik
    std::vector<Number> terms;
    for (std::size_t i = 0; i < x.size(); ++i)
      terms.push_back(f_.mul(x[i], at(*p_[parameter], {static_cast<Index>(i), k})));
    return sum(terms);
  }
  Number bias(std::size_t parameter, Index k) { return at(*p_[parameter], {k}); }
  Number part(const Row& x, const Row& h, Index gate, Index k) {  // of several side by side in W_xh, W_hh and b
    return sum({column(x, 0, gate * hidden_ + k), column(h, 1, gate * hidden_ + k), bias(2, gate * hidden_ + k)});
  }
  template <class F>
  Row scaled(const Row& h, F gate) {
    Row result;
    for (std::size_t j = 0; j < h.size(); ++j) result.push_back(f_.mul(gate(static_cast<Index>(j)), h[j]));
    return result;
  }
  Number mixed(const Number& share, const Number& a, const Number& b) {
    return f_.add(f_.mul(share, a), f_.mul(f_.sub(f_.constant(1), share), b));
  }
  Number antisymmetric(const Row& h, Index k) {  // Σ h_i (W − Wᵀ − γI)_ik, γ = 0.25
    std::vector<Number> terms;
    for (Index i = 0; i < hidden_; ++i) {
      Number w = f_.sub(at(*p_[1], {i, k}), at(*p_[1], {k, i}));
      if (i == k) w = f_.sub(w, f_.constant(0.25L));
      terms.push_back(f_.mul(h[static_cast<std::size_t>(i)], w));
    }
    return sum(terms);
  }

  Formulas& f_;
  std::string op_;
  std::vector<const Value*> p_;
  Index inputs_ = 0, hidden_ = 0;
};

// Over time, each sequence up to its own length; beyond it, the outputs are 0.
Value unrolled(const Call& c, const std::string& op) {
  const Value& xs = c.value(0);
  demand(xs.shape.size() == 3, "no sequence");
  Cell cell(c, op);
  const Index steps = xs.shape[0], batch = xs.shape[1];
  demand(xs.shape[2] == cell.inputs() && steps > 0 && batch > 0, "another width");
  const std::vector<Index>& lengths = c.integers(3);
  demand(lengths.empty() || static_cast<Index>(lengths.size()) == batch, "lengths of another batch");
  for (Index length : lengths) demand(length >= 0 && length <= steps, "a length beyond the end");
  const bool future = c.integers(2).at(0) != 0;
  std::vector<std::vector<Row>> h(static_cast<std::size_t>(steps));
  for (Index b = 0; b < batch; ++b) {
    std::vector<Row> state = cell.start();
    const Row nothing(state[0].size(), c.f.constant(0));
    for (Index i = 0; i < steps; ++i) {
      const Index t = future ? steps - 1 - i : i;
      const bool within = lengths.empty() || t < lengths[static_cast<std::size_t>(b)];
      Row x;
      for (Index k = 0; k < xs.shape[2]; ++k) x.push_back(at(xs, {t, b, k}));
      if (within) state = cell.step(x, state);
      h[static_cast<std::size_t>(t)].push_back(within ? state[0] : nothing);
    }
  }
  return made({steps, batch, static_cast<Index>(cell.start()[0].size())}, [&](const Position& p) {
    return h[static_cast<std::size_t>(p[0])][static_cast<std::size_t>(p[1])][static_cast<std::size_t>(p[2])];
  });
}

Value mean_of(const Call& c, const std::vector<Number>& terms) {
  demand(!terms.empty(), "the mean of nothing");
  return {{}, {c.f.div(c.f.total(terms), c.f.constant(static_cast<Long>(terms.size())))}};
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
