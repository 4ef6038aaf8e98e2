#include "nn/embedding.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "autograd/error.hpp"
#include "autograd/ops.hpp"
#include "autograd/random.hpp"

namespace unroll::nn {

namespace {

std::optional<Index> row_of_padding(Index rows, std::optional<Index> index) {
  if (!index) return {};
  if (*index < -rows || *index >= rows)
    throw IndexError(
        fmt::format("Embedding: padding_index {} in a table of {} rows; it is a row like any other, so "
                    "give the table one for it",
                    *index, rows));
  return *index < 0 ? *index + rows : *index;
}

Array first_table(Index rows, Index width, std::optional<Index> padding) {
  if (rows < 1 || width < 1)
    throw Error(
        fmt::format("Embedding: a table of {} rows of {} numbers; there must be at least 1 of each", rows, width));
  Array table = random_numbers().normal({rows, width});
  if (const auto row = row_of_padding(rows, padding)) std::fill_n(table.write() + *row * width, width, Real(0));
  return table;
}

}  // namespace

Embedding::Embedding(Index rows, Index width, Options options)
    : W(parameter("W", first_table(rows, width, options.padding_index))),
      padding_(row_of_padding(rows, options.padding_index)) {}

Tensor Embedding::operator()(const Indices& ids) const {
  const Tensor y = embedding(W, ids);
  if (!padding_) return y;
  Array is_padding = Array::zeros(ids.shape().inserted(ids.shape().rank(), 1));
  bool any = false;
  for (Index i = 0; i < ids.size(); ++i) {
    if (ids[i] != *padding_) continue;
    is_padding.write()[i] = 1;
    any = true;
  }
  return any ? where(Tensor(is_padding), y.detach(), y) : y;  // the row as it is, cut off from the graph
}

}  // namespace unroll::nn
