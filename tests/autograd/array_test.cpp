#include "autograd/array.hpp"

#include "autograd/rule.hpp"
#include "tests/autograd/checks.hpp"

using namespace unroll;

BOOST_AUTO_TEST_SUITE(array)

BOOST_AUTO_TEST_CASE(made_and_read) {
  const Array x({2, 3}, {1, 2, 3, 4, 5, 6});
  BOOST_TEST((x.rank() == 2 && x.size() == 6 && x.dim(0) == 2 && x.dim(-1) == 3));
  BOOST_TEST(x.at({1, 0}) == 4);
  BOOST_TEST(x.at({-1, -1}) == 6);
  BOOST_TEST(Array::scalar(7).item() == 7);
  BOOST_TEST(Array({1, 1}, {8}).item() == 8);
  BOOST_TEST(same(Array::eye(2), Array({2, 2}, {1, 0, 0, 1})));
  BOOST_TEST(same(Array::arange(4), Array({4}, {0, 1, 2, 3})));
  BOOST_TEST(same(Array::ones({2}), Array::full({2}, 1)));
  BOOST_TEST(!Array());
  BOOST_TEST(bool(Array::zeros({0, 3})));
  BOOST_TEST(Array::zeros({0, 3}).size() == 0);
}

BOOST_AUTO_TEST_CASE(views_share_their_buffer) {
  const Array x = random_array({4, 3, 5});
  BOOST_TEST(x[2].data() == x.data() + 2 * 15);
  BOOST_TEST(x[-1].data() == x.data() + 3 * 15);
  BOOST_TEST(x[2][1].data() == x.data() + 2 * 15 + 5);
  BOOST_TEST(to_string(x[2].shape()) == "(3, 5)");
  const auto buffers = live_buffers();
  const Array view = x[1], copy = x;
  BOOST_TEST(live_buffers() == buffers);
  BOOST_TEST(copy.data() == x.data());
}

BOOST_AUTO_TEST_CASE(a_view_outlives_the_whole) {
  Array row;
  {
    const Array x({2, 2}, {1, 2, 3, 4});
    row = x[1];
  }
  BOOST_TEST(same(row, Array({2}, {3, 4})));
}

BOOST_AUTO_TEST_CASE(a_write_is_seen_by_nobody_else) {
  Array x({2, 2}, {1, 2, 3, 4});
  Array copy = x, row = x[1];
  copy.set({0, 0}, 9);
  row.set({1}, 8);
  BOOST_TEST(same(x, Array({2, 2}, {1, 2, 3, 4})));
  BOOST_TEST(same(copy, Array({2, 2}, {9, 2, 3, 4})));
  BOOST_TEST(same(row, Array({2}, {3, 8})));
  x.set({1, 0}, 7);
  BOOST_TEST(same(x[1], Array({2}, {7, 4})));
  BOOST_TEST(same(row, Array({2}, {3, 8})));
}

BOOST_AUTO_TEST_CASE(a_write_to_a_sole_owner_copies_nothing) {
  Array x = Array::zeros({3});
  const Real* before = x.data();
  x.set({1}, 5);
  BOOST_TEST(x.data() == before);
  Array y = x;
  y.set({0}, 1);
  BOOST_TEST(y.data() != before);
}

BOOST_AUTO_TEST_CASE(assignment_to_oneself) {
  Array x({2}, {1, 2});
  const Array& alias = x;
  x = alias;
  x = x[0];  // a part of itself
  BOOST_TEST(same(x, Array::scalar(1)));
}

BOOST_AUTO_TEST_CASE(printed_as_numpy_does) {
  BOOST_TEST(to_string(Array::scalar(1.5)) == "1.5");
  BOOST_TEST(to_string(Array({3}, {1, -2.25, 1e10})) == "[1, -2.25, 1e+10]");
  BOOST_TEST(to_string(Array({2, 2}, {1, 2, 3, 4})) == "[[1, 2],\n [3, 4]]");
  BOOST_TEST(to_string(Array::arange(7)) == "[0, 1, 2, …, 4, 5, 6]");
  BOOST_TEST(to_string(Array::arange(6)) == "[0, 1, 2, 3, 4, 5]");
  BOOST_TEST(to_string(Array::zeros({2, 0})) == "[[],\n []]");
  BOOST_TEST(to_string(Array({1}, {Real(0.123456789)}), 3) == "[0.123]");
  BOOST_TEST(to_string(Array()) == "(nothing)");
}

BOOST_AUTO_TEST_CASE(errors_say_what_is_wrong) {
  const Scope scope("here");
  const Array x = Array::zeros({2, 3});
  BOOST_TEST(holds(message_of<ShapeError>([&] { Array({2, 2}, {1, 2, 3}); }), "(2, 2) holds 4 numbers, but 3"));
  BOOST_TEST(holds(message_of<ShapeError>([&] { (void)x.item(); }), "(2, 3) holds 6 numbers, not one"));
  BOOST_TEST(holds(message_of<ShapeError>([&] { (void)Array().item(); }), "(in here)"));
  BOOST_TEST(holds(message_of<IndexError>([&] { (void)x.at({1}); }), "one for each axis"));
  BOOST_TEST(holds(message_of<IndexError>([&] { (void)x.at({0, 3}); }), "index 3 is outside axis 1 of (2, 3)"));
  BOOST_TEST(holds(message_of<IndexError>([&] { (void)x.at({-3, 0}); }), "index -3 is outside axis 0"));
  BOOST_TEST(holds(message_of<IndexError>([&] { (void)x[2]; }), "index 2 is outside axis 0 of (2, 3)"));
  BOOST_TEST(holds(message_of<IndexError>([&] { (void)Array::scalar(1)[0]; }), "a single number has no axes"));
  BOOST_TEST(holds(message_of<ShapeError>([&] { Array::zeros({-1}); }), "extents are 0 or more"));
  BOOST_TEST(holds(message_of<ShapeError>([&] { Array::zeros({1, 1, 1, 1, 1, 1, 1}); }), "at most 6"));
  BOOST_TEST(holds(message_of<ShapeError>([&] { Array::zeros({Index{1} << 40, Index{1} << 40}); }), "counted"));
  BOOST_TEST(holds(message_of<ShapeError>([&] { Array::zeros({0, Index{1} << 40, Index{1} << 40}); }), "counted"));
  BOOST_TEST(holds(message_of<ShapeError>([&] { Array::zeros({Index{1} << 60}); }), "does not fit into memory"));
}

BOOST_AUTO_TEST_CASE(indices_are_integers_with_a_shape) {
  const Indices ids({2, 3}, {4, 0, 1, 4, 4, 2});
  BOOST_TEST((ids.size() == 6 && ids[3] == 4));
  BOOST_TEST(to_string(ids.shape()) == "(2, 3)");
  const Indices copy = ids;
  BOOST_TEST(copy.values().data() == ids.values().data());
  BOOST_TEST(Indices{7}.size() == 1);
  BOOST_TEST(Indices().size() == 0);
  BOOST_TEST(Indices(std::vector<Index>{3, 1})[1] == 1);
  BOOST_TEST(holds(message_of<ShapeError>([] { Indices({2, 2}, {1, 2, 3}); }), "4 integers, but 3"));
}

// A slice of columns, or a row broadcast, is not copied until somebody asks for its numbers side by side; whatever is
// done to it first, it is the same array.
BOOST_AUTO_TEST_CASE(rows_that_lie_apart) {
  const Array x = random_array({3, 40}), row = random_array({32}, 2);
  Array columns = Array::uninitialized({3, 20}), rows = Array::uninitialized({3, 32});
  for (Index i = 0; i < 3; ++i) {
    std::copy_n(x.data() + 40 * i + 7, 20, columns.write() + 20 * i);
    std::copy_n(row.data(), 32, rows.write() + 32 * i);
  }
  const auto cut = [&] { return slice(x, 1, 7, 27); };
  const auto repeated = [&] { return broadcast_to(row, {3, 32}); };

  const auto buffers = live_buffers();
  const Array a = cut(), b = repeated();
  BOOST_TEST(live_buffers() == buffers);  // nothing was copied …
  BOOST_TEST(same(a, columns));
  BOOST_TEST(same(b, rows));
  BOOST_TEST(live_buffers() == buffers + 2);  // … until now

  BOOST_TEST(same(cut() + cut(), Real(2) * columns));
  BOOST_TEST(same(repeated() * rows, square(rows)));
  // Rows of 20 beside rows of 32: their lengths share a divisor of 4 only.
  const Array wide = random_array({320}, 3), narrow = random_array({320}, 4);
  BOOST_TEST(same(Array({320}, wide.storage(), 32, 32) + Array({320}, narrow.storage(), 20, 20), wide + narrow));

  BOOST_TEST(same(cut()[1], columns[1]));
  BOOST_TEST(cut().at({2, 19}) == x.at({2, 26}));
  BOOST_TEST(to_string(repeated()) == to_string(rows));
  Array written = cut();
  written.set({0, 0}, 5);
  BOOST_TEST(written.at({0, 0}) == 5);
  BOOST_TEST(written.at({2, 19}) == x.at({2, 26}));
  BOOST_TEST(x.at({0, 7}) == columns.at({0, 0}));  // the whole has not changed
  Array whole = x;
  const Array before = slice(whole, 1, 7, 27);
  whole.set({0, 7}, 9);
  BOOST_TEST(same(before, columns));  // nor has the slice
  BOOST_TEST(same(sum(cut()), sum(columns)));
  BOOST_TEST(same(Array(matmul(cut(), T(cut()))), Array(matmul(columns, T(columns)))));
}

BOOST_AUTO_TEST_SUITE_END()
