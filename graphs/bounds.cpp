#include "graphs/bounds.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "autograd/random.hpp"
#include "autograd/rule.hpp"
#include "autograd/spectral_norm.hpp"

namespace unroll::graphs {

namespace {

std::size_t at(int i) { return static_cast<std::size_t>(i); }

// The part of a snapshot from some nodes, taken as independent of each other, to others that are computed from them.
class Stretch {
 public:
  Stretch(const Snapshot& snapshot, std::vector<int> from, std::vector<int> to)
      : snapshot_(snapshot), from_(std::move(from)), to_(std::move(to)) {
    first_ = *std::min_element(from_.begin(), from_.end());
    depends_.assign(at(std::max(*std::max_element(to_.begin(), to_.end()) + 1 - first_, 1)), false);
    for (int n : from_)
      if (inside(n)) depends_[at(n - first_)] = true;
    for (int n = first_; inside(n); ++n)
      for (const SnapshotEdge& e : snapshot_.inputs(n))
        if (inside(e.from) && depends_[at(e.from - first_)]) depends_[at(n - first_)] = true;
  }

  // Jᵀv, one array for each of `from`: gradients at `to` in, gradients at `from` out, by the rules of the ops between
  // them and of no others.
  std::vector<Array> pull(const std::vector<Array>& v) const {
    std::vector<GradientSum> gradient(depends_.size());
    for (std::size_t i = 0; i < to_.size(); ++i)
      if (inside(to_[i]) && depends_[at(to_[i] - first_)]) gradient[at(to_[i] - first_)].add(v[i], v[i].shape());
    for (int n = first_ + static_cast<int>(depends_.size()); n-- > first_;) {
      GradientSum& sum = gradient[at(n - first_)];
      if (!sum || std::find(from_.begin(), from_.end(), n) != from_.end()) continue;
      const Node& node = *snapshot_.nodes()[at(n)].node;
      const Array dy(node.value.shape(), std::move(sum.numbers(node.value.shape())));
      for (const SnapshotEdge& e : snapshot_.inputs(n)) {
        if (!inside(e.from) || !depends_[at(e.from - first_)] || !node.flows_to(e.input)) continue;
        const Node& x = *snapshot_.nodes()[at(e.from)].node;
        if (x.needs_grad) gradient[at(e.from - first_)].add(node.contribution(e.input, dy), x.value.shape());
      }
    }
    std::vector<Array> result;
    for (int n : from_) {
      const Shape& shape = snapshot_.nodes()[at(n)].shape;
      const bool reached = inside(n) && gradient[at(n - first_)];
      result.push_back(reached ? Array(shape, gradient[at(n - first_)].numbers(shape)) : Array::zeros(shape));
    }
    return result;
  }

  // Why its rules can't be read; empty if they can.
  std::string unreadable() const {
    for (int n = first_; inside(n); ++n) {
      const SnapshotNode& node = snapshot_.nodes()[at(n)];
      if (!depends_[at(n - first_)] || std::find(from_.begin(), from_.end(), n) != from_.end()) continue;
      if (std::string why = why_unreadable(*node.node); !why.empty()) return why;
    }
    return "";
  }

 private:
  bool inside(int n) const { return n >= first_ && n < first_ + static_cast<int>(depends_.size()); }

  const Snapshot& snapshot_;
  std::vector<int> from_, to_;
  int first_;
  std::vector<char> depends_;  // of the nodes from first_ on: on one of from_
};

// One state as rows of numbers, its fields side by side: row b is what sequence b of the batch holds.
class Rows {
 public:
  Rows(const Snapshot& snapshot, const std::vector<int>& nodes, bool whole) {
    for (int n : nodes) shapes_.push_back(snapshot.nodes()[at(n)].shape);
    batch_ = !whole && shapes_.front().rank() > 1 ? shapes_.front()[0] : 1;
    for (const Shape& shape : shapes_)
      if (!whole && (shape.rank() < 2 || shape[0] != batch_)) batch_ = 1;
    for (const Shape& shape : shapes_) {
      widths_.push_back(shape.size() / std::max<Index>(batch_, 1));
      width_ += widths_.back();
    }
  }

  Index batch() const { return batch_; }
  Index width() const { return width_; }  // of a row
  Index widest_field() const { return *std::max_element(widths_.begin(), widths_.end()); }

  // One array for each field, from a function of row and column.
  template <class Value>
  std::vector<Array> make(const Value& value) const {
    std::vector<Array> fields;
    Index start = 0;
    for (std::size_t f = 0; f < shapes_.size(); start += widths_[f++]) {
      fields.push_back(Array::zeros(shapes_[f]));
      Real* out = fields.back().write();
      for (Index b = 0; b < batch_; ++b)
        for (Index i = 0; i < widths_[f]; ++i) *out++ = value(b, start + i);
    }
    return fields;
  }
  // Calls read(row, column, number) for all.
  template <class Read>
  void each(const std::vector<Array>& fields, const Read& read) const {
    Index start = 0;
    for (std::size_t f = 0; f < shapes_.size(); start += widths_[f++]) {
      const auto numbers = fields[f].numbers();
      for (Index b = 0; b < batch_; ++b)
        for (Index i = 0; i < widths_[f]; ++i) read(b, start + i, numbers[at(static_cast<int>(b * widths_[f] + i))]);
    }
  }

 private:
  std::vector<Shape> shapes_;
  std::vector<Index> widths_;
  Index batch_ = 1, width_ = 0;
};

// Does nothing flow from one row of the batch to another? Two different rows differ in some bit of their numbers:
// gradients are sent in at those with the bit, and at those without, and must come out nowhere else.
bool rows_are_independent(const Stretch& stretch, const Rows& rows) {
  Random random(1);
  for (Index bit = 1; bit < rows.batch(); bit *= 2)
    for (bool set : {false, true}) {
      const Array noise = random.normal({rows.batch(), rows.width()});
      const auto in = [&](Index b) { return ((b & bit) != 0) == set; };
      bool clean = true;
      rows.each(stretch.pull(rows.make([&](Index b, Index i) {
        return in(b) ? noise.numbers()[static_cast<std::size_t>(b * rows.width() + i)] : Real(0);
      })),
                [&](Index b, Index, Real number) { clean = clean && (in(b) || number == 0); });
      if (!clean) return false;
    }
  return true;
}

// J of each row of the batch.
std::vector<Array> jacobians(const Stretch& stretch, const Rows& rows) {
  std::vector<Array> result;
  for (Index b = 0; b < rows.batch(); ++b) result.push_back(Array::zeros({rows.width(), rows.width()}));
  for (Index i = 0; i < rows.width(); ++i)
    rows.each(stretch.pull(rows.make([i](Index, Index k) { return Real(k == i); })), [&](Index b, Index j, Real slope) {
      result[static_cast<std::size_t>(b)].write()[i * rows.width() + j] = slope;
    });
  return result;
}

double norm_of(const Array& matrix) {
  const Array transposed = T(matrix);
  const Index n = matrix.dim(0);
  return static_cast<double>(spectral_norm({[&](const Array& v) {
                                              return Array(matmul(matrix, reshape(v, {n, 1})));
                                            },
                                            [&](const Array& u) {
                                              return Array(matmul(transposed, reshape(u, {n, 1})));
                                            },
                                            {n, 1}}));
}

double length_of(const std::vector<Array>& fields) {
  double length = 0;
  for (const Array& field : fields)
    for (Real x : field.numbers()) length = std::hypot(length, static_cast<double>(x));
  return length;
}

// Divides by the largest entry, so that long products neither vanish nor overflow, and returns it.
double take_out_scale(Array& matrix) {
  double largest = 0;
  for (Real x : matrix.numbers()) largest = std::max(largest, std::abs(static_cast<double>(x)));
  if (!(largest > 0) || !std::isfinite(largest)) return 1;
  matrix = matrix / static_cast<Real>(largest);
  return largest;
}

}  // namespace

Bounds bounds_of(const Snapshot& snapshot, const CarriedState& state) {
  Bounds bounds;
  const std::size_t count = state.moments.size();
  std::vector<Stretch> steps;
  for (std::size_t k = 0; k + 1 < count; ++k) {
    steps.emplace_back(snapshot, state.moments[k].nodes, state.moments[k + 1].nodes);
    bounds.missing = steps.back().unreadable();
    if (!bounds.missing.empty()) return bounds;
  }
  Rows rows(snapshot, state.moments.back().nodes, false);
  const auto too_wide = [&] {
    if (rows.widest_field() * static_cast<Index>(count) <= widest_bounds) return false;
    bounds.missing = fmt::format("T · H = {} · {} exceeds {}", count, rows.widest_field(), widest_bounds);
    return true;
  };
  if (too_wide()) return bounds;
  if (!std::all_of(steps.begin(), steps.end(), [&](const Stretch& s) { return rows_are_independent(s, rows); })) {
    rows = Rows(snapshot, state.moments.back().nodes, true);
    if (too_wide()) return bounds;
  }
  bounds.batch = rows.batch();

  const auto batch = static_cast<std::size_t>(rows.batch());
  std::vector<Array> product(batch);  // of all Jacobians so far, and the scale that was taken out
  std::vector<double> scale(batch, 1), factors(batch, 1);
  bounds.of_product = bounds.of_factors = std::vector<double>(count, 1);
  for (std::size_t k = count - 1; k-- > 0;) {
    const std::vector<Array> J = jacobians(steps[k], rows);
    double most = 0, most_factors = 0;
    for (std::size_t b = 0; b < batch; ++b) {
      product[b] = product[b] ? Array(matmul(product[b], J[b])) : J[b];
      scale[b] *= take_out_scale(product[b]);
      factors[b] *= norm_of(J[b]);
      most = std::max(most, scale[b] * norm_of(product[b]));
      most_factors = std::max(most_factors, factors[b]);
    }
    bounds.of_product[k] = most;
    bounds.of_factors[k] = most_factors;
  }

  // The gradient at the last state, each field taken as independent of the others, and what comes back of it.
  const auto root = std::find_if(snapshot.roots().begin(), snapshot.roots().end(), [&](int r) {
    return snapshot.nodes()[at(r)].shape.size() == 1 && snapshot.nodes()[at(r)].gradient;
  });
  if (root == snapshot.roots().end()) return bounds;
  const Stretch end(snapshot, state.moments.back().nodes, {*root});
  if (!end.unreadable().empty()) return bounds;
  std::vector<Array> delta = end.pull({Array::ones(snapshot.nodes()[at(*root)].shape)});
  const double whole = length_of(delta);
  if (!(whole > 0)) return bounds;
  bounds.carried_back.assign(count, 1);
  for (std::size_t k = count - 1; k-- > 0;) {
    delta = steps[k].pull(delta);
    bounds.carried_back[k] = length_of(delta) / whole;
  }
  return bounds;
}

}  // namespace unroll::graphs
