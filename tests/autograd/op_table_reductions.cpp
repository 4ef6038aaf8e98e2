// Rows of the ops that reduce axes. The reference collects the numbers that belong to each entry of the answer,
// and folds them in long double by the textbook's definition.
#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "tests/autograd/op_table.hpp"

namespace op_table::inline UNROLL_PRECISION {

namespace {

using unroll::Axes;
using Long = long double;
using Bucket = std::vector<Long>;

Long total(const Bucket& xs) { return std::accumulate(xs.begin(), xs.end(), Long{0}); }
Long average(const Bucket& xs) { return total(xs) / static_cast<Long>(xs.size()); }
Long squares(const Bucket& xs, Long center) {
  return std::accumulate(xs.begin(), xs.end(), Long{0},
                         [&](Long sum, Long x) { return sum + (x - center) * (x - center); });
}
Long variance(const Bucket& xs, int correction) {
  return squares(xs, average(xs)) / (static_cast<Long>(xs.size()) - static_cast<Long>(correction));
}
Long log_sum_exp(const Bucket& xs) {
  return std::log(std::accumulate(xs.begin(), xs.end(), Long{0}, [](Long sum, Long x) { return sum + std::exp(x); }));
}

bool is_reduced(const Axes& axes, int axis, int rank) {
  const auto list = axes.list();
  return list.empty() || std::any_of(list.begin(), list.end(), [&](int a) { return a == axis || a + rank == axis; });
}

// For each entry of the reduced array, fold(the numbers that it stands for).
template <class Fold>
Numbers reduced(const Numbers& x, const Axes& axes, bool keepdim, Fold fold) {
  const int rank = x.shape.rank();
  std::vector<Index> extents;
  for (int axis = 0; axis < rank; ++axis)
    if (!is_reduced(axes, axis, rank))
      extents.push_back(x.shape[axis]);
    else if (keepdim)
      extents.push_back(1);
  return made(Shape(extents), [&](const Position& p) {
    Bucket bucket;
    made(x.shape, [&](const Position& q) {
      std::size_t next = 0;
      bool ours = true;
      for (int axis = 0; axis < rank; ++axis)
        if (!is_reduced(axes, axis, rank))
          ours = ours && q[static_cast<std::size_t>(axis)] == p[next++];
        else if (keepdim)
          ++next;
      if (ours) bucket.push_back(x.at(q));
      return 0;
    });
    return fold(bucket);
  });
}

struct Over {
  Axes axes;
  bool keepdim = false;
};

// An op (x, axes, keepdim): over all, over one, over two axes, from the end; with axes kept and dropped.
template <class Op, class Fold>
void over_axes(std::vector<OpRow>& rows, std::string op, std::string name, Op f, Fold fold, bool of_nothing) {
  for (const Over& over : {Over{}, Over{{}, true}, Over{1}, Over{-2, true}, Over{{0, 2}}, Over{{-3, 1}, true}}) {
    OpRow row{.op = op,
              .name = name,
              .run = [=](const Inputs& x) { return f(x[0], over.axes, over.keepdim); },
              .reference = [=](const AllNumbers& x) { return reduced(x[0], over.axes, over.keepdim, fold); },
              .shapes = {{{2, 3, 5}}, {{2, 1, 1}}, {{1, 3, 1}}},
              .ranges = {{}}};
    if (of_nothing) row.shapes.insert(row.shapes.end(), {{{2, 0, 5}}, {{0, 3, 0}}});
    if (over.axes.size() == 0) row.shapes.insert(row.shapes.end(), {{{5}}, {Shape{}}});
    if (over.axes.size() == 1) row.shapes.push_back({{0, 3, 2}});
    rows.push_back(row);
  }
  rows.back().wrong = {
      {[=](const Inputs& x) { return f(x[0], Axes(3), false); }, {{2, 3, 5}}, "axes go from -3 to 2"},
      {[=](const Inputs& x) {
         return f(x[0], Axes({1, -2}), false);
       },
       {{2, 3, 5}},
       "name each axis once"},
      {[=](const Inputs& x) { return f(x[0], Axes(0), false); }, {Shape{}}, "a single number has no axes"}};
  if (!of_nothing)
    rows.back().wrong.push_back(
        {[=](const Inputs& x) { return f(x[0], 1, false); }, {{2, 0, 5}}, "give it at least one element"});
}

// An op (x, axis) that keeps the shape; the reference maps the numbers along the axis to new ones.
template <class Op, class Along>
void along_axis(std::vector<OpRow>& rows, std::string op, std::string name, Op f, Along along, bool of_nothing) {
  for (const int axis : {-1, 0, 1}) {
    const auto reference = [=](const AllNumbers& x) {
      const Shape& shape = x[0].shape;
      const auto at = static_cast<std::size_t>(axis < 0 ? axis + shape.rank() : axis);
      return made(shape, [&](Position p) {
        Bucket line;
        const auto i = static_cast<std::size_t>(p[at]);
        for (p[at] = 0; p[at] < shape[static_cast<int>(at)]; ++p[at]) line.push_back(x[0].at(p));
        return along(line, i);
      });
    };
    rows.push_back({.op = op,
                    .name = name,
                    .run = [=](const Inputs& x) { return f(x[0], axis); },
                    .reference = reference,
                    .shapes = {{{2, 3, 5}}, {{2, 1, 5}}, {{1, 3, 1}}},
                    .ranges = {{}},
                    .wrong = {{[=](const Inputs& x) { return f(x[0], 3); }, {{2, 3, 5}}, "axes go from -3 to 2"}}});
    for (const Shape& empty : {Shape{2, 0, 5}, Shape{3, 2, 0}, Shape{0, 2}})
      if (of_nothing || empty[axis < 0 ? axis + empty.rank() : axis] > 0) rows.back().shapes.push_back({empty});
  }
  if (!of_nothing)
    rows.back().wrong.push_back(
        {[=](const Inputs& x) { return f(x[0], 1); }, {{2, 0, 5}}, "give it at least one element"});
}

OpRow var_row(Index correction, std::vector<std::vector<Shape>> shapes) {
  return {.op = "var(Tensor, Axes, bool, Index)",
          .name = "var",
          .run = [=](const Inputs& x) { return var(x[0], 1, false, correction); },
          .reference =
              [=](const AllNumbers& x) {
                return reduced(x[0], 1, false,
                               [&](const Bucket& xs) { return variance(xs, static_cast<int>(correction)); });
              },
          .shapes = std::move(shapes),
          .ranges = {{}},
          .wrong = {{[=](const Inputs& x) { return var(x[0], 1, false, 3); },
                     {{2, 3, 5}},
                     "must be 0 or more, and below that"},
                    {[=](const Inputs& x) { return var(x[0], 1, false, std::numeric_limits<Index>::min()); },
                     {{2, 3, 5}},
                     "with correction -9223372036854775808; it must be 0 or more"}}};
}

}  // namespace

std::vector<OpRow> reduction_rows() {
  std::vector<OpRow> rows;
  over_axes(
      rows, "sum(Tensor, Axes, bool)", "sum",
      [](const Tensor& x, const Axes& axes, bool keep) { return sum(x, axes, keep); }, total, true);
  over_axes(
      rows, "mean(Tensor, Axes, bool)", "mean",
      [](const Tensor& x, const Axes& axes, bool keep) { return mean(x, axes, keep); }, average, false);
  over_axes(
      rows, "var(Tensor, Axes, bool, Index)", "var",
      [](const Tensor& x, const Axes& axes, bool keep) { return var(x, axes, keep); },
      [](const Bucket& xs) { return variance(xs, 0); }, false);
  rows.push_back(var_row(1, {{{2, 3, 5}}, {{0, 3}}}));
  over_axes(
      rows, "max(Tensor, Axes, bool)", "max",
      [](const Tensor& x, const Axes& axes, bool keep) { return max(x, axes, keep); },
      [](const Bucket& xs) { return *std::max_element(xs.begin(), xs.end()); }, false);
  over_axes(
      rows, "min(Tensor, Axes, bool)", "min",
      [](const Tensor& x, const Axes& axes, bool keep) { return min(x, axes, keep); },
      [](const Bucket& xs) { return *std::min_element(xs.begin(), xs.end()); }, false);
  over_axes(
      rows, "norm(Tensor, Axes, bool)", "norm",
      [](const Tensor& x, const Axes& axes, bool keep) { return norm(x, axes, keep); },
      [](const Bucket& xs) { return std::sqrt(squares(xs, 0)); }, true);
  over_axes(
      rows, "logsumexp(Tensor, Axes, bool)", "logsumexp",
      [](const Tensor& x, const Axes& axes, bool keep) { return logsumexp(x, axes, keep); }, log_sum_exp, false);

  along_axis(
      rows, "softmax(Tensor, int)", "softmax", [](const Tensor& x, int axis) { return softmax(x, axis); },
      [](const Bucket& xs, std::size_t i) { return std::exp(xs[i]) / std::exp(log_sum_exp(xs)); }, false);
  along_axis(
      rows, "log_softmax(Tensor, int)", "log_softmax", [](const Tensor& x, int axis) { return log_softmax(x, axis); },
      [](const Bucket& xs, std::size_t i) { return xs[i] - log_sum_exp(xs); }, false);
  along_axis(
      rows, "cumsum(Tensor, int)", "cumsum", [](const Tensor& x, int axis) { return cumsum(x, axis); },
      [](const Bucket& xs, std::size_t i) {
        return std::accumulate(xs.begin(), xs.begin() + static_cast<std::ptrdiff_t>(i) + 1, Long{0});
      },
      true);
  return rows;
}

}  // namespace op_table::inline UNROLL_PRECISION
