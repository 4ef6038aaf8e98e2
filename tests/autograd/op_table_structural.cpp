// Rows of the ops that move numbers, look them up, or multiply matrices. The references are loops over positions.
#include <limits>

#include "tests/autograd/op_table.hpp"

namespace op_table::inline UNROLL_PRECISION {

namespace {

using unroll::Axes, unroll::Indices;
using Long = long double;
using Shapes = std::vector<Shape>;

std::size_t at(int i) { return static_cast<std::size_t>(i); }

// (…, m, k) times (…, k, n) where both have at least two axes.
Numbers product(const Numbers& a, const Numbers& b) {
  const int rank = std::max(a.shape.rank(), b.shape.rank());
  std::vector<Index> extents(at(rank));
  for (int axis = 1; axis <= rank; ++axis) {
    const Index p = axis <= a.shape.rank() ? a.shape[a.shape.rank() - axis] : 1;
    const Index q = axis <= b.shape.rank() ? b.shape[b.shape.rank() - axis] : 1;
    extents[at(rank - axis)] = axis == 1 ? q : axis == 2 ? p : p == 1 ? q : p;
  }
  return made(Shape(extents), [&](const Position& p) {
    Long sum = 0;
    Position left = p, right = p;
    for (Index k = 0; k < a.shape[a.shape.rank() - 1]; ++k) {
      left[at(rank - 1)] = right[at(rank - 2)] = k;
      const auto entry = [](const Numbers& x, Position q) {  // the last two axes never broadcast
        q.erase(q.begin(), q.end() - x.shape.rank());
        for (int axis = 0; axis < x.shape.rank() - 2; ++axis)
          if (x.shape[axis] == 1) q[at(axis)] = 0;
        return x.at(q);
      };
      sum += entry(a, left) * entry(b, right);
    }
    return sum;
  });
}

// A vector on the left is a row, on the right a column; that axis is dropped afterwards.
Numbers matrix_product(const AllNumbers& x) {
  Numbers a = x[0], b = x[1];
  if (a.shape.rank() == 1) a.shape = {1, a.shape[0]};
  if (b.shape.rank() == 1) b.shape = {b.shape[0], 1};
  Numbers y = product(a, b);
  if (x[1].shape.rank() == 1) y.shape = y.shape.erased(y.shape.rank() - 1);
  if (x[0].shape.rank() == 1) y.shape = y.shape.erased(y.shape.rank() - (x[1].shape.rank() == 1 ? 1 : 2));
  return y;
}

OpRow matmul_row() {
  const Run run = [](const Inputs& x) { return matmul(x[0], x[1]); };
  return {.op = "matmul(Tensor, Tensor)",
          .name = "matmul",
          .run = run,
          .reference = matrix_product,
          .shapes = {{{2, 3}, {3, 5}},
                     {{3}, {3, 5}},
                     {{2, 3}, {3}},
                     {{3}, {3}},
                     {{1, 1}, {1, 1}},
                     {{2, 0}, {0, 5}},
                     {{0, 3}, {3, 5}},
                     {{2, 3}, {3, 0}},
                     {{5, 2, 3}, {5, 3, 2}},
                     {{5, 2, 3}, {3, 2}},
                     {{2, 3}, {5, 3, 2}},
                     {{2, 1, 3, 5}, {3, 5, 2}},
                     {{1, 3, 5}, {2, 5, 1}},
                     {{5, 2, 3}, {3}},
                     {{3}, {5, 3, 2}},
                     {{0, 2, 3}, {3, 5}}},
          .ranges = {{}, {}},
          .wrong = {{run, {{4, 3}, {5, 1}}, "inner sizes 3 and 5 differ"},
                    {run, {{2, 4, 3}, {5, 3, 1}}, "2 and 5 differ in axis -3"},
                    {run, {{2, 3}, {2}}, "inner sizes 3 and 2 differ"},
                    {run, {{}, {2, 3}}, "a single number"}}};
}

// The entry of the answer at p is the entry of x at source(p).
template <class Source>
auto moved(const Shape& shape, Source source) {
  return [=](const AllNumbers& x) { return made(shape, [&](const Position& p) { return x[0].at(source(p)); }); };
}

OpRow reshape_row(const Shape& from, const Shape& to) {
  return {.op = "reshape(Tensor, Shape)",
          .name = "reshape",
          .run = [=](const Inputs& x) { return reshape(x[0], to); },
          .reference =
              [=](const AllNumbers& x) {
                return Numbers{to, x[0].values};
              },
          .shapes = {{from}},
          .ranges = {{}},
          .wrong = {{[](const Inputs& x) {
                       return reshape(x[0], {5, 7});
                     },
                     {{2, 3, 5}},
                     "30"}}};
}

void layout_rows(std::vector<OpRow>& rows) {
  for (const auto& [from, to] : std::initializer_list<std::pair<Shape, Shape>>{
           {{2, 3, 5}, {5, 6}}, {{1}, {}}, {{2, 0}, {0, 3}}, {{3, 2}, {1, 6, 1}}})
    rows.push_back(reshape_row(from, to));

  for (const Shape& shape : {Shape{2, 3, 5}, Shape{1, 3, 1}, Shape{2, 0, 5}}) {
    const auto permute_run = [](const Inputs& x) { return permute(x[0], {2, 0, -2}); };
    rows.push_back({.op = "permute(Tensor, Axes)",
                    .name = "permute",
                    .run = permute_run,
                    .reference = moved({shape[2], shape[0], shape[1]},
                                       [](const Position& p) {
                                         return Position{p[1], p[2], p[0]};
                                       }),
                    .shapes = {{shape}},
                    .ranges = {{}},
                    .wrong = {{permute_run, {{2, 3}}, "axes"},
                              {[](const Inputs& x) {
                                 return permute(x[0], {0, 0, 1});
                               },
                               {{2, 3, 5}},
                               "once"}}});
    rows.push_back(
        {.op = "transpose(Tensor, int, int)",
         .name = "transpose",
         .run = [](const Inputs& x) { return transpose(x[0], 0, -1); },
         .reference = moved({shape[2], shape[1], shape[0]},
                            [](const Position& p) {
                              return Position{p[2], p[1], p[0]};
                            }),
         .shapes = {{shape}},
         .ranges = {{}},
         .wrong = {{[](const Inputs& x) { return transpose(x[0], 0, 2); }, {{2, 3}}, "axes go from -2 to 1"}}});
    rows.push_back({.op = "T(Tensor)",
                    .name = "T",
                    .run = [](const Inputs& x) { return T(x[0]); },
                    .reference = moved({shape[0], shape[2], shape[1]},
                                       [](const Position& p) {
                                         return Position{p[0], p[2], p[1]};
                                       }),
                    .shapes = {{shape}},
                    .ranges = {{}},
                    .wrong = {{[](const Inputs& x) { return T(x[0]); }, {{3}}, "two axes"}}});
  }

  const Shape whole{2, 3, 5};
  for (const Shape& from : {Shape{2, 3, 5}, Shape{5}, Shape{3, 1}, Shape{1, 3, 5}, Shape{}}) {
    rows.push_back(
        {.op = "broadcast_to(Tensor, Shape)",
         .name = "broadcast_to",
         .run = [=](const Inputs& x) { return broadcast_to(x[0], whole); },
         .reference =
             [=](const AllNumbers& x) { return made(whole, [&](const Position& p) { return x[0].broadcast(p); }); },
         .shapes = {{from}},
         .ranges = {{}},
         .wrong = {{[=](const Inputs& x) { return broadcast_to(x[0], whole); }, {{2, 5}}, "(2, 3, 5)"}}});
    rows.push_back({.op = "sum_to(Tensor, Shape)",
                    .name = "sum_to",
                    .run = [=](const Inputs& x) { return sum_to(x[0], from); },
                    .reference =
                        [=](const AllNumbers& x) {
                          Numbers y = made(from, [](const Position&) { return 0; });
                          made(whole, [&](const Position& p) {  // add each number where a broadcast would have read
                            Index offset = 0;
                            for (int axis = 0; axis < from.rank(); ++axis)
                              offset = offset * from[axis] + (from[axis] == 1 ? 0 : p[at(axis + 3 - from.rank())]);
                            y.values[static_cast<std::size_t>(offset)] += x[0].at(p);
                            return 0;
                          });
                          return y;
                        },
                    .shapes = {{whole}},
                    .ranges = {{}},
                    .wrong = {{[](const Inputs& x) {
                                 return sum_to(x[0], {2, 5});
                               },
                               {{2, 3, 5}},
                               "(2, 5)"}}});
  }
}

// All inputs differ from one another in one axis only, along which they are joined.
Numbers joined(const AllNumbers& xs, int axis) {
  Index extent = 0;
  for (const Numbers& x : xs) extent += x.shape[axis];
  return made(xs[0].shape.with(axis, extent), [&](Position p) {
    std::size_t piece = 0;
    while (p[at(axis)] >= xs[piece].shape[axis]) p[at(axis)] -= xs[piece++].shape[axis];
    return xs[piece].at(p);
  });
}

void piece_rows(std::vector<OpRow>& rows) {
  const Run concat_run = [](const Inputs& x) { return unroll::concat(x, 1); };
  rows.push_back({.op = "concat(span<Tensor>, int)",
                  .name = "concat",
                  .run = concat_run,
                  .reference = [](const AllNumbers& x) { return joined(x, 1); },
                  .shapes = {{{2, 3, 5}, {2, 1, 5}, {2, 2, 5}}, {{2, 3}}, {{2, 0}, {2, 3}, {2, 0}}, {{0, 2}, {0, 3}}},
                  .ranges = {{}},
                  .wrong = {{concat_run, {{2, 3}, {3, 3}}, "must be equal"},
                            {concat_run, {{2, 3}, {2, 3, 1}}, "must be equal"},
                            {concat_run, {}, "no tensors"}}});
  rows.push_back({.op = "concat(initializer_list<Tensor>, int)",
                  .name = "concat",
                  .run =
                      [](const Inputs& x) {
                        return unroll::concat({x[0], x[1], x[0]}, -2);
                      },
                  .reference =
                      [](const AllNumbers& x) {
                        return joined({x[0], x[1], x[0]}, 0);
                      },
                  .shapes = {{{2, 5}, {3, 5}}},
                  .ranges = {{}, {}}});

  const auto stacked = [](int axis) {
    return [=](const AllNumbers& xs) {
      return made(xs[0].shape.inserted(axis, static_cast<Index>(xs.size())), [&](Position p) {
        const auto piece = static_cast<std::size_t>(p[at(axis)]);
        p.erase(p.begin() + axis);
        return xs[piece].at(p);
      });
    };
  };
  rows.push_back(
      {.op = "stack(span<Tensor>, int)",
       .name = "stack",
       .run = [](const Inputs& x) { return unroll::stack(x, 1); },
       .reference = stacked(1),
       .shapes = {{{2, 3}, {2, 3}, {2, 3}, {2, 3}, {2, 3}}, {{2, 1}}, {{3, 0}, {3, 0}}},
       .ranges = {{}},
       .wrong = {{[](const Inputs& x) { return unroll::stack(x, 1); }, {{2, 3}, {2, 5}}, "must have one shape"}}});
  rows.push_back({.op = "stack(initializer_list<Tensor>, int)",
                  .name = "stack",
                  .run =
                      [](const Inputs& x) {
                        return unroll::stack({x[0], x[1]});
                      },
                  .reference = stacked(0),
                  .shapes = {{{3, 5}, {3, 5}}, {{}, {}}},
                  .ranges = {{}, {}}});
  rows.push_back(
      {.op = "add_all(span<Tensor>)",
       .name = "add_all",
       .run = [](const Inputs& x) { return unroll::add_all(x); },
       .reference =
           [](const AllNumbers& x) {
             return made(x[0].shape, [&](const Position& p) {
               Long sum = 0;
               for (const Numbers& one : x) sum += one.at(p);
               return sum;
             });
           },
       .shapes = {{{2, 3}, {2, 3}, {2, 3}}, {{2, 3}}, {{0}, {0}}, {{}, {}}},
       .ranges = {{}},
       .wrong = {{[](const Inputs& x) { return unroll::add_all(x); }, {{2, 3}, {2, 5}}, "must have one shape"}}});

  const auto slice_row = [&](const Shape& shape, int axis, Index start, Index stop, Index first, Index length) {
    const int normal = axis < 0 ? axis + shape.rank() : axis;
    rows.push_back({.op = "slice(Tensor, int, Index, Index)",
                    .name = "slice",
                    .run = [=](const Inputs& x) { return slice(x[0], axis, start, stop); },
                    .reference = moved(shape.with(normal, length),
                                       [=](Position p) {
                                         p[at(normal)] += first;
                                         return p;
                                       }),
                    .shapes = {{shape}},
                    .ranges = {{}},
                    .wrong = {{[](const Inputs& x) { return slice(x[0], 1, 1, 4); }, {{2, 3}}, "from 0 to 3"},
                              {[](const Inputs& x) { return slice(x[0], 1, 2, 1); }, {{2, 3}}, "may not be after"},
                              {[](const Inputs& x) { return slice(x[0], 2, 0, 1); }, {{2, 3}}, "from -2 to 1"}}});
  };
  slice_row({2, 3, 5}, 2, 1, 4, 1, 3);
  slice_row({5, 3, 2}, 0, 1, 3, 1, 2);
  slice_row({2, 5, 3}, 1, -3, -1, 2, 2);
  slice_row({2, 3}, -1, 1, 1, 1, 0);
  slice_row({2, 1}, 1, 0, 1, 0, 1);
  slice_row({0, 3}, 1, 0, 2, 0, 2);

  rows.push_back({.op = "split(Tensor, int, Index)",
                  .name = "split",
                  .run =
                      [](const Inputs& x) {
                        const std::vector<Tensor> pieces = split(x[0], 1, 3);
                        return pieces.at(0) - 2 * pieces.at(1) + 3 * pieces.at(2);
                      },
                  .reference =
                      [](const AllNumbers& x) {
                        const Index step = x[0].shape[1] / 3;
                        return made(x[0].shape.with(1, step), [&](Position p) {
                          const Long a = x[0].at(p);
                          p[1] += step;
                          const Long b = x[0].at(p);
                          p[1] += step;
                          return a - 2 * b + 3 * x[0].at(p);
                        });
                      },
                  .shapes = {{{2, 6, 5}}, {{2, 3}}, {{0, 3}}, {{2, 0}}},
                  .ranges = {{}},
                  .wrong = {{[](const Inputs& x) { return split(x[0], 1, 2).at(0); }, {{2, 3}}, "equal pieces"},
                            {[](const Inputs& x) { return split(x[0], 1, 0).at(0); }, {{2, 3}}, "pieces"}}});
  rows.push_back({.op = "flip(Tensor, Axes)",
                  .name = "flip",
                  .run =
                      [](const Inputs& x) {
                        return flip(x[0], {0, -1});
                      },
                  .reference =
                      [](const AllNumbers& x) {
                        return made(x[0].shape, [&](Position p) {
                          p[0] = x[0].shape[0] - 1 - p[0];
                          p[2] = x[0].shape[2] - 1 - p[2];
                          return x[0].at(p);
                        });
                      },
                  .shapes = {{{2, 3, 5}}, {{1, 3, 1}}, {{2, 0, 5}}},
                  .ranges = {{}},
                  .wrong = {{[](const Inputs& x) { return flip(x[0], 2); }, {{2, 3}}, "axes go from -2 to 1"}}});
  rows.push_back({.op = "pad(Tensor, int, Index, Index, Real)",
                  .name = "pad",
                  .run = [](const Inputs& x) { return pad(x[0], 1, 2, 1, -0.5f); },
                  .reference =
                      [](const AllNumbers& x) {
                        return made(x[0].shape.with(1, x[0].shape[1] + 3), [&](Position p) {
                          p[1] -= 2;
                          return p[1] < 0 || p[1] >= x[0].shape[1] ? -0.5L : x[0].at(p);
                        });
                      },
                  .shapes = {{{2, 3, 5}}, {{2, 1}}, {{2, 0, 5}}, {{0, 3}}},
                  .ranges = {{}},
                  .wrong = {{[](const Inputs& x) { return pad(x[0], 1, -1, 0); }, {{2, 3}}, "slice"}}});
}

void lookup_rows(std::vector<OpRow>& rows) {
  const Indices ids({2, 3}, {4, 0, 1, 4, 4, 2});  // 4 three times, 3 never
  rows.push_back({.op = "embedding(Tensor, Indices)",
                  .name = "embedding",
                  .run = [=](const Inputs& x) { return embedding(x[0], ids); },
                  .reference =
                      [=](const AllNumbers& x) {
                        std::vector<Index> extents(x[0].shape.extents().begin(), x[0].shape.extents().end());
                        extents.erase(extents.begin());
                        extents.insert(extents.begin(), {2, 3});
                        return made(Shape(extents), [&](Position p) {
                          p[1] = ids[p[0] * 3 + p[1]];
                          p.erase(p.begin());
                          return x[0].at(p);
                        });
                      },
                  .shapes = {{{5, 2}}, {{5}}, {{5, 1, 3}}, {{5, 0}}},
                  .ranges = {{}},
                  .wrong = {{[=](const Inputs& x) { return embedding(x[0], ids); }, {{3, 2}}, "ids go from 0 to 2"}}});
  rows.push_back(
      {.op = "scatter_add(Tensor, Indices, Index)",
       .name = "scatter_add",
       .run = [=](const Inputs& x) { return scatter_add(x[0], ids, 5); },
       .reference =
           [=](const AllNumbers& x) {
             std::vector<Index> extents(x[0].shape.extents().begin() + 1, x[0].shape.extents().end());
             extents[0] = 5;
             return made(Shape(extents), [&](Position p) {
               Long sum = 0;
               p.insert(p.begin(), 0);
               const Index row = p[1];
               for (Index i = 0; i < 6; ++i) {
                 p[0] = i / 3, p[1] = i % 3;
                 if (ids[i] == row) sum += x[0].at(p);
               }
               return sum;
             });
           },
       .shapes = {{{2, 3, 5}}, {{2, 3}}, {{2, 3, 0}}},
       .ranges = {{}},
       .wrong = {{[=](const Inputs& x) { return scatter_add(x[0], ids, 3); }, {{2, 3, 5}}, "ids go from 0 to 2"},
                 {[=](const Inputs& x) { return scatter_add(x[0], ids, std::numeric_limits<Index>::min()); },
                  {{2, 3, 5}},
                  "-9223372036854775808 rows; give 0 or more"},
                 {[=](const Inputs& x) { return scatter_add(x[0], ids, 5); }, {{3, 2, 5}}, "(2, 3)"}}});

  const Indices picks({2, 4, 1}, {2, 0, 2, 1, 1, 1, 0, 0});
  rows.push_back(
      {.op = "gather(Tensor, int, Indices)",
       .name = "gather",
       .run = [=](const Inputs& x) { return gather(x[0], 1, picks); },
       .reference =
           [=](const AllNumbers& x) {
             return made(picks.shape(), [&](Position p) {
               p[1] = picks[p[0] * 4 + p[1]];
               return x[0].at(p);
             });
           },
       .shapes = {{{2, 3, 1}}, {{2, 5, 1}}},
       .ranges = {{}},
       .wrong = {{[=](const Inputs& x) { return gather(x[0], 1, picks); }, {{2, 2, 1}}, "ids go from 0 to 1"},
                 {[=](const Inputs& x) { return gather(x[0], 1, picks); }, {{3, 3, 1}}, "(2, 4, 1)"}}});
}

}  // namespace

std::vector<OpRow> structural_rows() {
  std::vector<OpRow> rows{matmul_row()};
  layout_rows(rows);
  piece_rows(rows);
  lookup_rows(rows);
  return rows;
}

}  // namespace op_table::inline UNROLL_PRECISION
