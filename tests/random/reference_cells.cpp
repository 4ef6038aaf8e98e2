// One step after the other, for one sequence, by the formulas in the cells' headers.
#include "tests/random/reference_cells.hpp"

#include <algorithm>

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
  if (op == "nn::LinearAttentionCell") return {{n, 3 * h}, {3 * h}};
  if (op == "nn::MinGRUCell") return {{n, 2 * h}, {2 * h}};
  if (op == "nn::CoRNNCell") return {{n, h}, {h, h}, {h, h}, {h}};
  throw Invalid("no such cell");
}

Index hidden_of(const std::string& op, const std::vector<Shape>& shapes) {
  for (Index hidden = 1; hidden <= shapes.at(0).back(); ++hidden)
    if (parameter_shapes(op, shapes.at(0).at(0), hidden) == shapes) return hidden;
  throw Invalid("other parameters");
}

namespace naive {

Row row_at(const Value& value, const Position& leading) {
  Index offset = 0;
  for (std::size_t axis = 0; axis < leading.size(); ++axis) offset = offset * value.shape.at(axis) + leading[axis];
  const Index size =
      size_of(Shape(value.shape.begin() + static_cast<std::ptrdiff_t>(leading.size()), value.shape.end()));
  const auto begin = value.numbers.begin() + static_cast<std::ptrdiff_t>(offset * size);
  return Row(begin, begin + static_cast<std::ptrdiff_t>(size));
}

Number times_column(Formulas& f, const Row& x, const Value& W, Index k) {
  Row column;
  for (std::size_t i = 0; i < x.size(); ++i) column.push_back(at(W, {static_cast<Index>(i), k}));
  return f.dot(x, column);
}

Number positive_feature(Formulas& f, const Number& x) {
  return f.add(f.maximum(x, f.constant(0)), f.exp(f.minimum(x, f.constant(0))));
}

namespace {

class Cell {
 public:
  Cell(Formulas& f, const std::string& op, const std::vector<const Value*>& parameters)
      : f_(f), op_(op), p_(parameters) {
    demand(!p_.empty(), "no parameters");
    const Shape& last = p_.back()->shape;
    inputs_ = p_[0]->shape.at(0);
    hidden_ = op == "nn::MinGRUCell"             ? last.at(0) / 2
              : op == "nn::LinearAttentionCell"  ? last.at(0) / 3
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
    if (op_ == "nn::LinearAttentionCell")
      return {zeros, Row(static_cast<std::size_t>(hidden_ * hidden_), f_.constant(0)), zeros};
    if (op_.starts_with("nn::LSTMCell") || op_ == "nn::CoRNNCell") return {zeros, zeros};  // h, and c or z
    return {zeros};
  }
  // The next state of one sequence.
  std::vector<Row> step(const Row& x, const std::vector<Row>& old) {
    if (op_ == "nn::LinearAttentionCell") return attended(x, old);
    const Row& h = old[0];
    Row next, second = old.back();
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
    return old.size() == 1 ? std::vector<Row>{next} : std::vector<Row>{next, second};
  }

 private:
  Number sum(const std::vector<Number>& xs) { return f_.total(xs); }
  Number column(const Row& x, std::size_t parameter, Index k) { return times_column(f_, x, *p_[parameter], k); }
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
  std::vector<Row> attended(const Row& x, const std::vector<Row>& old) {
    const auto part = [&](Index which, Index k) {  // of q, k, v
      return f_.add(column(x, 0, which * hidden_ + k), bias(1, which * hidden_ + k));
    };
    Row h, q, S = old[1], z = old[2];
    for (Index i = 0; i < hidden_; ++i) {
      q.push_back(positive_feature(f_, part(0, i)));
      const Number k = positive_feature(f_, part(1, i));
      for (Index j = 0; j < hidden_; ++j) {
        Number& s = S[static_cast<std::size_t>(i * hidden_ + j)];
        s = f_.add(s, f_.mul(k, part(2, j)));
      }
      Number& sum_of_keys = z[static_cast<std::size_t>(i)];
      sum_of_keys = f_.add(sum_of_keys, k);
    }
    for (Index j = 0; j < hidden_; ++j) {
      Row column;
      for (Index i = 0; i < hidden_; ++i) column.push_back(S[static_cast<std::size_t>(i * hidden_ + j)]);
      h.push_back(f_.div(f_.dot(q, column), f_.dot(q, z)));  // z may begin anywhere
    }
    return {h, S, z};
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

}  // namespace

OverTime over_time(Formulas& f, const std::string& op, const std::vector<const Value*>& parameters,
                   const std::vector<Row>& xs, Index length, bool future, const std::vector<Row>& start) {
  Cell cell(f, op, parameters);
  std::vector<Row> state = cell.start();
  for (const Row& x : xs) demand(static_cast<Index>(x.size()) == cell.inputs(), "another width");
  if (!start.empty()) {
    demand(start.size() == state.size(), "another state");
    for (std::size_t k = 0; k < state.size(); ++k) demand(start[k].size() == state[k].size(), "another state");
    state = start;
  }
  const Row nothing(state[0].size(), f.constant(0));
  const Index steps = static_cast<Index>(xs.size());
  demand(length >= 0 && length <= steps && steps > 0, "a length beyond the end");
  OverTime result{std::vector<Row>(xs.size(), nothing), {}};
  for (Index i = 0; i < steps; ++i) {
    const auto t = static_cast<std::size_t>(future ? steps - 1 - i : i);
    if (static_cast<Index>(t) >= length) continue;
    state = cell.step(xs[t], state);
    result.outputs[t] = state[0];
  }
  result.last = state;
  return result;
}

}  // namespace naive

}  // namespace random_programs
