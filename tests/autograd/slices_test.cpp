// x[t] of a time-major sequence: a view forward, and added in place into the slice of the whole backward.
#include "autograd/backward.hpp"
#include "autograd/ops.hpp"
#include "tests/autograd/checks.hpp"

using namespace unroll;

BOOST_AUTO_TEST_SUITE(slices)

BOOST_AUTO_TEST_CASE(a_step_is_a_view) {
  const Tensor x = variable(random_array({4, 2, 3}));
  const auto buffers = live_buffers();
  const Tensor step = x[2], last = x[-1], rows = slice(x, 0, 1, 3), same_numbers = reshape(x, {8, 3});
  BOOST_TEST(live_buffers() == buffers);
  BOOST_TEST(step.value().data() == x.value().data() + 12);
  BOOST_TEST(last.value().data() == x.value().data() + 18);
  BOOST_TEST(to_string(step.shape()) == "(2, 3)");
  BOOST_TEST(holds(message_of<IndexError>([&] { x[4]; }), "index 4 is outside axis 0 of (4, 2, 3)"));
}

// A later write to a leaf must not reach the views that graphs were built on.
BOOST_AUTO_TEST_CASE(views_keep_their_numbers_when_the_whole_is_assigned) {
  const Tensor x = variable(Array({2, 2}, {1, 2, 3, 4}));
  const Tensor row = x[1];
  x.assign(Array::zeros({2, 2}));
  BOOST_TEST(same(row.value(), Array({2}, {3, 4})));
}

BOOST_AUTO_TEST_CASE(a_loop_over_steps_gathers_its_gradient) {
  for (const bool whole_too : {false, true}) {
    const Array values = random_array({50, 3}), weights = random_array({50, 3}, 2);
    const Tensor x = variable(values);
    Tensor total(Array::scalar(0));
    if (whole_too) total = sum(x);  // a whole gradient and slices meet in one buffer
    for (Index t = 0; t < 50; ++t) total = total + sum(x[t] * x[t] * Tensor(weights)[t]);
    const Array expected = (2 * Tensor(values) * Tensor(weights) + Real(whole_too)).value();
    BOOST_TEST(close(grad(total, x).value(), expected, 4 * epsilon));
    total.backward();
    BOOST_TEST(close(x.grad(), expected, 4 * epsilon));
    BOOST_TEST(close(grad(total, x, {.create_graph = true}).value(), expected, 4 * epsilon));
  }
}

BOOST_AUTO_TEST_CASE(overlapping_slices_add_up) {
  const Tensor x = variable(Array::arange(5));
  const Tensor root =
      sum(slice(x, 0, 0, 3)) + 10 * sum(slice(x, 0, 2, 5)) + 100 * x[2] + 1000 * sum(slice(x, 0, -2, -1));
  const Array expected({5}, {1, 1, 111, 1010, 10});
  BOOST_TEST(same(grad(root, x).value(), expected));
  BOOST_TEST(same(grad(root, x, {.create_graph = true}).value(), expected));
}

BOOST_AUTO_TEST_CASE(columns_and_middle_axes) {
  const Tensor x = variable(random_array({2, 5, 3}));
  const Tensor root = sum(slice(x, 1, 1, 3) * slice(x, 1, 3, 5)) + sum(slice(slice(x, 2, 1, 2), 0, 1, 2));
  Array expected = Array::zeros({2, 5, 3});
  for (Index i = 0; i < 2; ++i)
    for (Index j = 1; j < 5; ++j)
      for (Index k = 0; k < 3; ++k) expected.set({i, j, k}, x.value().at({i, j < 3 ? j + 2 : j - 2, k}));
  for (Index j = 0; j < 5; ++j) expected.set({1, j, 1}, expected.at({1, j, 1}) + 1);
  BOOST_TEST(close(grad(root, x).value(), expected, 4 * epsilon));
  BOOST_TEST(close(grad(root, x, {.create_graph = true}).value(), expected, 4 * epsilon));
}

// Pieces that lie side by side are put in their places without zeros before; so every order of pieces that touch, leave
// gaps, overlap, lie along other axes or meet a whole gradient has to give what adding to zeros gives.
BOOST_AUTO_TEST_CASE(pieces_in_any_order) {
  Random random(7);
  for (int trial = 0; trial < 400; ++trial) {
    const Shape shape{1 + random.below(3), 1 + random.below(6), 1 + random.below(4)};
    const Tensor x = variable(Array::zeros(shape));
    Array expected = Array::zeros(shape);
    std::vector<Tensor> uses;
    const Index pieces = 1 + random.below(5);
    const int usual_axis = static_cast<int>(random.below(3));
    for (Index k = 0; k < pieces; ++k) {
      const int axis = random.below(4) > 0 ? usual_axis : static_cast<int>(random.below(3));
      const Index start = random.below(shape[axis]);
      const Index stop = start + 1 + random.below(shape[axis] - start);
      const auto scale = static_cast<Real>(1 + random.below(9));
      uses.push_back(scale * sum(slice(x, axis, start, stop)));
      for (Index i = 0; i < expected.size(); ++i) {
        const Index at = i / shape.inner(axis) % shape[axis];
        if (at >= start && at < stop) expected.write()[i] += scale;
      }
    }
    if (random.below(4) == 0) {
      uses.push_back(sum(x));
      for (Index i = 0; i < expected.size(); ++i) expected.write()[i] += 1;
    }
    const std::vector<Index> order = random.permutation(static_cast<Index>(uses.size()));
    Tensor total(Array::scalar(0));
    for (const Index k : order) total = total + uses[static_cast<std::size_t>(k)];
    BOOST_TEST(same(grad(total, x).value(), expected), "trial " << trial);
    Trace trace;
    total.backward({.trace = &trace});
    BOOST_TEST(same(x.grad(), expected), "traced, trial " << trial);
  }
}

BOOST_AUTO_TEST_CASE(a_piece_of_nothing) {
  const Tensor x = variable(Array::zeros({0, 3}));
  sum(slice(x, 1, 0, 2)).backward();
  BOOST_TEST(to_string(x.grad().shape()) == "(0, 3)");
}

// A gradient that a caller still holds is not written to by what is added later.
BOOST_AUTO_TEST_CASE(gradients_that_were_handed_out_stay) {
  const Tensor x = variable(Array::ones({3}));
  sum(x * x).backward();
  const Array first = x.grad();
  (sum(x[0] * 5) + sum(x)).backward();
  BOOST_TEST(same(first, Array::full({3}, 2)));
  BOOST_TEST(same(x.grad(), Array({3}, {8, 3, 3})));
}

BOOST_AUTO_TEST_SUITE_END()
