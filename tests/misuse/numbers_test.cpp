// Shapes, axes and indices that do not fit.
#include "autograd/ops.hpp"
#include "autograd/rule.hpp"
#include "tests/misuse/said.hpp"

using namespace unroll;

BOOST_AUTO_TEST_SUITE(numbers)

namespace {

Tensor ones(const Shape& shape) { return Tensor(Array::ones(shape)); }

}  // namespace

// ---- Making arrays ----

BOOST_AUTO_TEST_CASE(an_array_of_too_few_numbers) {
  BOOST_TEST(said([] { Array({2, 3}, {1, 2, 3}); }) == "an array of shape (2, 3) holds 6 numbers, but 3 were given");
}

BOOST_AUTO_TEST_CASE(indices_of_too_few_integers) {
  BOOST_TEST(said([] {
               Indices(Shape{2, 2}, {1, 2, 3});
             }) == "indices of shape (2, 2) are 4 integers, but 3 were given");
}

BOOST_AUTO_TEST_CASE(an_extent_to_be_worked_out) {
  BOOST_TEST(said([] {
               reshape(ones({6}), {-1, 2});
             }) == "a shape with extent -1: extents are 0 or more, and none is worked out for you");
}

BOOST_AUTO_TEST_CASE(seven_axes) {
  BOOST_TEST(said([] { Array::zeros({1, 1, 1, 1, 1, 1, 1}); }) == "a shape of rank 7: at most 6 axes are supported");
}

BOOST_AUTO_TEST_CASE(more_elements_than_can_be_counted) {
  BOOST_TEST(said([] {
               Array::zeros({Index{1} << 40, Index{1} << 40});
             }) == "a shape with more elements than can be counted");
}

BOOST_AUTO_TEST_CASE(more_rows_than_can_be_counted) {
  const Index most = std::numeric_limits<Index>::max();
  BOOST_TEST(said([&] { pad(ones({1, 0}), 0, most, 0); }) == "concat: more along axis 0 than can be counted");
}

BOOST_AUTO_TEST_CASE(more_pieces_than_can_be_held) {
  BOOST_TEST(split(ones({2, 0}), 1, 4).size() == 4u);
  BOOST_TEST(said([] {
               split(ones({2, 0}), 1, Index{1} << 62);
             }) == "split: (2, 0) into 4611686018427387904 pieces, which nothing holds");
}

#if UNROLL_POOL  // sanitizers end a program that asks for so much
BOOST_AUTO_TEST_CASE(more_numbers_than_the_memory_holds) {
  const Scope scope("scores");
  const Index n = Index{1} << 20;
  BOOST_TEST(said([&] {
               Array::zeros({n, n, 64 / Index{sizeof(Real)}});
             }) ==
             "7.04e+04 GB more do not fit into memory (in scores); make the batch, the sequence or the layer smaller, "
             "or look for shapes that broadcast against each other by mistake");
}
#endif

// ---- Taking numbers out ----

BOOST_AUTO_TEST_CASE(the_one_number_of_many) {
  BOOST_TEST(said([] {
               ones({2, 3}).item();
             }) == "item: (2, 3) holds 6 numbers, not one; take an element with at({…}), or sum or mean first");
}

BOOST_AUTO_TEST_CASE(too_few_indices) {
  BOOST_TEST(said([] {
               Array::ones({2, 3}).at({1});
             }) == "at: 1 indices for an array of shape (2, 3); give one for each axis");
}

BOOST_AUTO_TEST_CASE(an_index_beyond_an_axis) {
  BOOST_TEST(said([] {
               Array::ones({2, 3}).at({0, 3});
             }) == "at: index 3 is outside axis 1 of (2, 3); indices go from -3 to 2");
}

BOOST_AUTO_TEST_CASE(a_step_beyond_the_sequence) {
  const Scope scope("decoder");
  BOOST_TEST(said([] {
               ones({5, 2})[5];
             }) == "[]: index 5 is outside axis 0 of (5, 2); indices go from -5 to 4 (in decoder)");
}

BOOST_AUTO_TEST_CASE(a_step_of_a_single_number) {
  BOOST_TEST(said([] { ones({})[0]; }) == "[]: axis 0 of (): a single number has no axes");
}

BOOST_AUTO_TEST_CASE(a_slice_beyond_the_end) {
  BOOST_TEST(said([] {
               slice(ones({4, 5}), 1, 2, 6);
             }) ==
             "slice: 2 … 6 of axis 1 of (4, 5); start and stop go from 0 to 5, or from -5 at the end, and start may "
             "not be after stop");
}

BOOST_AUTO_TEST_CASE(a_slice_that_ends_before_it_starts) {
  BOOST_TEST(said([] {
               slice(ones({4, 5}), 1, 3, 2);
             }) ==
             "slice: 3 … 2 of axis 1 of (4, 5); start and stop go from 0 to 5, or from -5 at the end, and start may "
             "not be after stop");
}

BOOST_AUTO_TEST_CASE(an_id_that_is_no_row) {
  const Scope scope("encoder");
  BOOST_TEST(said([] {
               embedding(ones({5, 2}), {0, 5});
             }) == "embedding: (5, 2) with id 5 at position 1; ids go from 0 to 4 (in encoder)");
}

BOOST_AUTO_TEST_CASE(a_negative_id) {
  BOOST_TEST(said([] {
               embedding(ones({5, 2}), {-1});
             }) == "embedding: (5, 2) with id -1 at position 0; ids go from 0 to 4");
}

BOOST_AUTO_TEST_CASE(a_table_without_rows) {
  BOOST_TEST(said([] { embedding(ones({}), {0}); }) ==
             "embedding: a single number has no rows; give a table of shape (rows, …)");
}

BOOST_AUTO_TEST_CASE(an_id_beyond_what_is_gathered_from) {
  BOOST_TEST(said([] {
               gather(ones({2, 3}), 1, Indices({2, 1}, {0, 3}));
             }) == "gather: (2, 3) with id 3 at position 1; ids go from 0 to 2");
}

BOOST_AUTO_TEST_CASE(ids_of_another_shape_than_what_is_gathered_from) {
  BOOST_TEST(said([] {
               gather(ones({2, 3}), 1, {0, 1});
             }) == "gather: ids of shape (2) along axis 1 of (2, 3); all other extents must be equal");
}

BOOST_AUTO_TEST_CASE(rows_and_ids_that_differ) {
  BOOST_TEST(said([] {
               scatter_add(ones({2, 3}), {0, 1, 2}, 5);
             }) == "scatter_add: (2, 3) for ids of shape (3); its leading axes must be those of the ids");
}

// ---- Axes ----

BOOST_AUTO_TEST_CASE(an_axis_that_is_not_there) {
  BOOST_TEST(said([] { sum(ones({2, 3}), 2); }) == "sum: axis 2 of (2, 3): axes go from -2 to 1");
}

BOOST_AUTO_TEST_CASE(an_extent_that_a_shape_has_not) {
  const Shape shape{2, 3};
  BOOST_TEST((shape[-1] == 3 && shape[-2] == 2));
  BOOST_TEST(said([&] { shape[2]; }) == "shape: axis 2 of (2, 3): axes go from -2 to 1");
  BOOST_TEST(said([&] {
               Indices(shape, {1, 2, 3, 4, 5, 6}).shape()[-3];
             }) == "shape: axis -3 of (2, 3): axes go from -2 to 1");
  BOOST_TEST(said([] { ones({}).shape()[0]; }) == "shape: axis 0 of (): a single number has no axes");
}

BOOST_AUTO_TEST_CASE(an_axis_of_a_single_number) {
  BOOST_TEST(said([] { softmax(ones({}), 0); }) == "softmax: axis 0 of (): a single number has no axes");
}

BOOST_AUTO_TEST_CASE(an_axis_named_twice) {
  BOOST_TEST(said([] { mean(ones({2, 3}), {0, -2}); }) == "mean: axis 0 of (2, 3) is named twice; name each axis once");
}

BOOST_AUTO_TEST_CASE(too_few_axes_to_permute) {
  BOOST_TEST(said([] {
               permute(ones({2, 3, 4}), {1, 0});
             }) == "permute: 2 axes were named for (2, 3, 4); name every axis once");
}

BOOST_AUTO_TEST_CASE(an_axis_permuted_twice) {
  BOOST_TEST(said([] {
               permute(ones({2, 3}), {1, 1});
             }) == "permute: axis 1 of (2, 3) is named twice; name each axis once");
}

BOOST_AUTO_TEST_CASE(a_vector_transposed) {
  BOOST_TEST(said([] { T(ones({3})); }) == "T: (3) has no two axes to swap; reshape it to a matrix first");
}

BOOST_AUTO_TEST_CASE(the_largest_of_nothing) {
  BOOST_TEST(said([] {
               max(ones({0, 3}), 0);
             }) == "max: (0, 3) has nothing along the axes to reduce; give it at least one element");
}

BOOST_AUTO_TEST_CASE(the_variance_of_one_sample) {
  BOOST_TEST(said([] {
               var(ones({1, 3}), 0, false, 1);
             }) == "var: 1 elements of (1, 3) with correction 1; it must be 0 or more, and below that");
}

// ---- Shapes that do not go together ----

BOOST_AUTO_TEST_CASE(a_batch_that_differs) {
  const Scope encoder("encoder");
  const Scope step("t", 2);
  BOOST_TEST(said([] {
               ones({4, 3}) + ones({5, 3});
             }) ==
             "add: (4, 3) and (5, 3) do not broadcast: 4 and 5 differ in axis -2 (in encoder/t=2); extents must be "
             "equal, or one of them 1");
}

BOOST_AUTO_TEST_CASE(inner_sizes_that_differ) {
  const Scope encoder("encoder");
  const Scope step("t", 2);
  BOOST_TEST(said([] {
               matmul(ones({4, 3}), ones({5, 1}));
             }) ==
             "matmul: (4, 3) times (5, 1): inner sizes 3 and 5 differ (in encoder/t=2); the last axis of the left must "
             "equal the last but one of the right");
}

BOOST_AUTO_TEST_CASE(a_factor_that_should_be_transposed) {
  BOOST_TEST(said([] {
               matmul(ones({4, 3}), ones({5, 3}));
             }) == "matmul: (4, 3) times (5, 3): inner sizes 3 and 5 differ; did you mean to transpose?");
}

BOOST_AUTO_TEST_CASE(batches_of_matrices_that_differ) {
  BOOST_TEST(
      said([] {
        matmul(ones({2, 4, 3}), ones({3, 3, 5}));
      }) ==
      "matmul: (2, 4, 3) times (3, 3, 5): 2 and 3 differ in axis -3; leading extents must be equal, or one of them 1");
}

BOOST_AUTO_TEST_CASE(a_number_times_a_matrix) {
  BOOST_TEST(said([] {
               matmul(ones({}), ones({3, 3}));
             }) == "matmul: () times (3, 3): a single number is not a matrix; use * instead");
}

BOOST_AUTO_TEST_CASE(a_reshape_that_loses_numbers) {
  BOOST_TEST(said([] {
               reshape(ones({4, 3}), {2, 5});
             }) == "reshape: (4, 3) to (2, 5): 12 and 10 numbers; the counts must be equal");
}

BOOST_AUTO_TEST_CASE(a_shape_to_which_nothing_broadcasts) {
  BOOST_TEST(said([] {
               broadcast_to(ones({3}), {3, 4});
             }) == "broadcast_to: (3) does not fit (3, 4); seen from the right, each extent must be equal or 1");
}

BOOST_AUTO_TEST_CASE(a_shape_to_which_nothing_is_summed) {
  BOOST_TEST(said([] {
               sum_to(ones({3, 4}), {3});
             }) ==
             "sum_to: (3, 4) is not what (3) broadcasts to; seen from the right, each extent must be equal or 1 in the "
             "latter");
}

BOOST_AUTO_TEST_CASE(parts_of_different_widths) {
  BOOST_TEST(said([] {
               concat({ones({2, 3}), ones({3, 3})}, 1);
             }) == "concat: (2, 3) and (3, 3) differ beside axis 1; all other extents must be equal");
}

BOOST_AUTO_TEST_CASE(no_parts_at_all) {
  BOOST_TEST(said([] { concat(std::vector<Tensor>{}, 0); }) == "concat: no tensors to join");
}

BOOST_AUTO_TEST_CASE(steps_of_different_shapes) {
  BOOST_TEST(said([] {
               stack({ones({2, 3}), ones({2, 4})});
             }) == "stack: (2, 3) and (2, 4) differ; all tensors must have one shape");
}

BOOST_AUTO_TEST_CASE(no_steps_at_all) {
  BOOST_TEST(said([] { stack(std::vector<Tensor>{}); }) == "stack: no tensors to stack");
}

BOOST_AUTO_TEST_CASE(a_sum_of_different_shapes) {
  BOOST_TEST(said([] {
               add_all(std::vector{ones({2}), ones({1})});
             }) == "add_all: (2) and (1) differ; all tensors must have one shape: broadcast_to it");
}

BOOST_AUTO_TEST_CASE(gates_that_do_not_divide_the_width) {
  BOOST_TEST(said([] {
               split(ones({2, 6}), 1, 4);
             }) == "split: axis 1 of (2, 6) into 4 equal pieces; 6 is not a multiple of 4");
}

BOOST_AUTO_TEST_CASE(a_pad_that_takes_away) {
  BOOST_TEST(said([] { pad(ones({3}), 0, -1, 0); }) == "pad: -1 before and 0 after (3); use slice to take away");
}

BOOST_AUTO_TEST_CASE(arrays_do_not_broadcast) {
  BOOST_TEST(said([] {
               Array::ones({2, 3}) + Array::ones({3});
             }) == "operator+ of arrays: (2, 3) and (3) differ; arrays do not broadcast: use broadcast_to");
}

BOOST_AUTO_TEST_CASE(bounds_in_the_wrong_order) {
  BOOST_TEST(said([] { clamp(ones({2}), 1, 0); }) ==
             "clamp: from 1 to 0; the first bound must not be above the second");
}

// ---- Nothing ----

BOOST_AUTO_TEST_CASE(a_tensor_that_was_never_given_a_value) {
  const Tensor h;
  BOOST_TEST(said([&] { h + ones({2}); }) == "a tensor that holds nothing was used; give it a value first");
}

BOOST_AUTO_TEST_CASE(an_array_that_was_never_given_numbers) {
  BOOST_TEST(said([] { variable(Array()); }) ==
             "a tensor of an array that holds nothing: was it a gradient before any pass?");
}

BOOST_AUTO_TEST_CASE(a_step_that_counts_from_0) {
  const Scope outer("encoder");
  BOOST_TEST(said([] { const Scope step("t", 0); }) == "a scope for step 0: steps count from 1 to T (in encoder)");
}

BOOST_AUTO_TEST_CASE(a_random_number_below_0) {
  BOOST_TEST(said([] { random_numbers().below(0); }) == "random numbers below 0: the bound must be at least 1");
}

BOOST_AUTO_TEST_CASE(the_order_of_fewer_than_none) {
  BOOST_TEST(random_numbers().permutation(0).empty());
  BOOST_TEST(said([] { random_numbers().permutation(-1); }) == "a permutation of -1 numbers: there must be 0 or more");
}

BOOST_AUTO_TEST_SUITE_END()
