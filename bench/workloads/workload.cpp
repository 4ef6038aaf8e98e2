#include "bench/workloads/workload.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "autograd/error.hpp"
#include "autograd/random.hpp"

namespace bench {

namespace {

Numbers uniform(Index count, double bound) {
  const unroll::Array drawn = unroll::random_numbers().uniform({count}, -bound, bound);
  return {drawn.numbers().begin(), drawn.numbers().end()};
}

double norm(const Numbers& numbers) {
  double squares = 0;
  for (const Real n : numbers) squares += double(n) * double(n);
  return std::sqrt(squares);
}

// By norms: Adam moves a parameter whose gradient is next to nothing by as much as any other, whichever way rounding
// has it point.
void check_close(const std::string& what, const Numbers& a, const Numbers& b, double tolerance) {
  if (a.size() != b.size()) throw unroll::Error(fmt::format("{}: {} numbers and {}", what, a.size(), b.size()));
  Numbers difference(a);
  for (std::size_t i = 0; i < a.size(); ++i) difference[i] -= b[i];
  if (!(norm(difference) <= tolerance * norm(a)))
    throw unroll::Error(
        fmt::format("{}: numbers of norm {:.4g} differ by {:.4g}; the comparison of speeds would be void", what,
                    norm(a), norm(difference)));
}

constexpr double rounding = sizeof(Real) == 4 ? 1e-3 : 1e-9;

}  // namespace

Recurrence::Recurrence(Cell cell, Index steps, Index batch, Index inputs, Index hidden)
    : cell(cell), steps(steps), batch(batch), inputs(inputs), hidden(hidden) {
  unroll::seed(1);
  const double bound = 1 / std::sqrt(double(hidden));
  x = uniform(steps * batch * inputs, 1);
  target = uniform(batch * hidden, 1);
  W_xh = uniform(inputs * gates() * hidden, bound);
  W_hh = uniform(hidden * gates() * hidden, bound);
  b = uniform(gates() * hidden, bound);
  if (cell == Cell::gru) b_hn = uniform(hidden, bound);
}

Attention::Attention(Index steps, Index batch, Index width, Index heads)
    : steps(steps), batch(batch), width(width), heads(heads) {
  unroll::seed(1);
  const double bound = 1 / std::sqrt(double(width));
  x = uniform(steps * batch * width, 1);
  W_qkv = uniform(width * 3 * width, bound);
  b_qkv = uniform(3 * width, bound);
  W_o = uniform(width * width, bound);
  b_o = uniform(width, bound);
}

Results results(const Runner& runner) {
  Answer first = runner.answer();
  for (int i = 0; i < 3; ++i) runner.step();
  std::vector<Numbers> changes = runner.answer().parameters;
  for (std::size_t i = 0; i < changes.size(); ++i)
    for (std::size_t j = 0; j < changes[i].size(); ++j) changes[i][j] -= first.parameters[i][j];
  return {std::move(first), std::move(changes)};
}

void check_same(const std::string& what, const Results& a, const Results& b) {
  check_close(what + ", the loss", {Real(a.first.loss)}, {Real(b.first.loss)}, rounding);
  const auto check_all = [&](const char* kind, const auto& left, const auto& right, double tolerance) {
    if (left.size() != right.size())
      throw unroll::Error(fmt::format("{}: {} and {} of {}", what, left.size(), right.size(), kind));
    for (std::size_t i = 0; i < left.size(); ++i)
      check_close(fmt::format("{}, {} {}", what, kind, i), left[i], right[i], tolerance);
  };
  check_all("gradient", a.first.gradients, b.first.gradients, rounding);
  check_all("change of parameter", a.changes, b.changes, 0.02);  // each some units in the last digit
}

}  // namespace bench
