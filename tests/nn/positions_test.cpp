#include "nn/positions.hpp"

#include "autograd/gradcheck.hpp"
#include "autograd/random.hpp"
#include "tests/nn/support.hpp"

using namespace unroll;

BOOST_AUTO_TEST_SUITE(positions)

BOOST_AUTO_TEST_CASE(waves_in_closed_form) {
  for (const Index width : {1, 2, 7, 10}) {
    const Array P = nn::sinusoidal_positions(50, width);
    BOOST_TEST((P.shape() == Shape{50, width}));
    for (Index t = 0; t < 50; ++t)
      for (Index j = 0; j < width; ++j) {
        const long double angle = static_cast<long double>(t) / std::pow(10000.0L, (j - j % 2) / (1.0L * width));
        check_close(P.at({t, j}), j % 2 == 0 ? std::sin(angle) : std::cos(angle));
      }
  }
}

// P[t + k] is P[t] with each pair turned by k times its frequency, the same for all t.
BOOST_AUTO_TEST_CASE(a_shift_is_a_rotation) {
  const Index width = 6, k = 5;
  const Array P = nn::sinusoidal_positions(30, width);
  for (Index i = 0; i < width; i += 2) {
    const double angle = static_cast<double>(k) / std::pow(10000.0, static_cast<double>(i) / width);
    for (Index t = 0; t + k < 30; ++t) {
      const double s = P.at({t, i}), c = P.at({t, i + 1});
      check_close(P.at({t + k, i}), s * std::cos(angle) + c * std::sin(angle), 10 * rounding);
      check_close(P.at({t + k, i + 1}), c * std::cos(angle) - s * std::sin(angle), 10 * rounding);
    }
  }
}

BOOST_AUTO_TEST_CASE(each_sequence_of_a_batch_is_told_the_same) {
  const Tensor xs = variable(random_array({4, 3, 5}));
  const Tensor ys = nn::add_sinusoidal_positions(xs, 2);
  for (Index t = 0; t < 4; ++t)
    for (Index n = 0; n < 3; ++n)
      for (Index j = 0; j < 5; ++j)
        check_close(ys.value().at({t, n, j}), xs.value().at({t, n, j}) + nn::sinusoidal_positions(6, 5).at({t + 2, j}));
  sum(ys).backward();
  BOOST_TEST(same(xs.grad(), Array::ones({4, 3, 5})));
}

BOOST_AUTO_TEST_CASE(going_on_step_by_step_is_the_same) {
  seed(30);
  nn::LearnedPositions learned(6, 4);
  const Tensor xs(random_numbers().normal({6, 2, 4}));
  const Tensor waves = nn::add_sinusoidal_positions(xs), rows = learned(xs);
  for (Index t = 0; t < 6; ++t) {
    const Tensor x = slice(xs, 0, t, t + 1);
    BOOST_TEST(same(nn::add_sinusoidal_positions(x, t).value()[0], waves.value()[t]));
    BOOST_TEST(same(learned(x, t).value()[0], rows.value()[t]));
  }
}

BOOST_AUTO_TEST_CASE(learned_positions_are_learned) {
  seed(31);
  nn::LearnedPositions learned(5, 3);
  const Tensor xs = variable(random_numbers().normal({2, 4, 3}));
  const Tensor ys = learned(xs, 1);
  for (Index t = 0; t < 2; ++t)
    for (Index n = 0; n < 4; ++n)
      for (Index j = 0; j < 3; ++j)
        check_close(ys.value().at({t, n, j}), xs.value().at({t, n, j}) + learned.W.value().at({t + 1, j}));
  sum(ys).backward();  // positions 1 and 2, four sequences each
  for (Index t = 0; t < 5; ++t) BOOST_TEST(same(learned.W.grad()[t], Array::full({3}, t == 1 || t == 2 ? 4 : 0)));
  const auto report = gradcheck([&] { return square(learned(xs, 1)); }, {learned.W, xs}, {.order = 2});
  BOOST_TEST(report.passed, report.text);

  nn::LearnedPositions many(500, 40);  // 20000 numbers: the deviation is known to 0.5 %, here to six times that
  const double deviation = norm(many.W).item() / std::sqrt(20000.0);
  BOOST_TEST(std::abs(deviation / 0.02 - 1) < 0.03);
}

BOOST_AUTO_TEST_CASE(mistakes_are_explained) {
  nn::LearnedPositions learned(5, 3);
  const auto xs = [](const Shape& shape) { return Tensor(Array::ones(shape)); };
  BOOST_TEST(message_of<IndexError>([&] {
               learned(xs({4, 1, 3}), 2);
             }) ==
             "LearnedPositions: 4 steps from position 2 where 5 positions are known; build them for the longest "
             "sequence");
  BOOST_TEST(message_of<ShapeError>([&] {
               learned(xs({4, 1, 2}));
             }) == "LearnedPositions: xs (4, 1, 2) where the positions are 3 wide; build them as wide as xs");
  BOOST_TEST(message_of<ShapeError>([&] {
               nn::add_sinusoidal_positions(xs({4, 3}));
             }) ==
             "add_sinusoidal_positions: a sequence is (T, batch, width), not (4, 3); reshape a single one to (T, 1, "
             "width)");
  BOOST_TEST(holds(message_of<IndexError>([&] { nn::add_sinusoidal_positions(xs({4, 1, 3}), -1); }), "position -1"));
}

BOOST_AUTO_TEST_SUITE_END()
