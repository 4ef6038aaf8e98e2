// What the checks of the table of cells share.
#pragma once

#include "autograd/backward.hpp"
#include "autograd/ops.hpp"
#include "tests/nn/cell_table.hpp"
#include "tests/nn/support.hpp"

namespace cell_table {

using unroll::Array, unroll::Random, unroll::Real;

struct Sizes {
  Index steps, batch, inputs, hidden;
};

inline Tensor drawn(const unroll::Shape& shape) { return variable(unroll::random_numbers().normal(shape)); }
// As start() shapes it, with numbers that are not 0 and need gradients.
inline Fields drawn_like(const Fields& start) {
  Fields all;
  for (const Tensor& field : start) all.push_back(drawn(field.shape()));
  return all;
}

// One number of many tensors, Σ w y with random, uneven w: a wrong gradient cannot hide behind symmetry.
inline Tensor number_of(const Fields& all) {
  Random random(3);
  Fields terms;
  for (const Tensor& y : all) terms.push_back(sum(y * Tensor(random.normal(y.shape()))));
  return add_all(terms);
}

inline Fields joined(Fields a, const Fields& b) {
  a.insert(a.end(), b.begin(), b.end());
  return a;
}
inline Fields joined(const std::vector<Fields>& states) {
  Fields all;
  for (const Fields& state : states) all = joined(std::move(all), state);
  return all;
}
inline Fields all_of(const Run& run) { return joined(run.last, {run.outputs}); }
inline Fields all_of(const LayerRun& run) { return joined(joined(run.last), {run.outputs}); }

inline void check_equal(const Fields& got, const Fields& wanted, double tolerance = 10 * rounding) {
  BOOST_TEST_REQUIRE(got.size() == wanted.size());
  for (std::size_t i = 0; i < got.size(); ++i)
    BOOST_TEST(close(got[i].value(), wanted[i].value(), tolerance), "tensor " << i << ": ");
}
// Values and the gradients of what is made of them.
inline void check_equal_with_gradients(const Fields& got, const Fields& wanted, const Fields& leaves) {
  check_equal(got, wanted);
  check_equal(grad(number_of(got), leaves), grad(number_of(wanted), leaves), 100 * rounding);
}

}  // namespace cell_table
