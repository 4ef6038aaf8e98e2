#include "nn/init.hpp"

#include "autograd/random.hpp"
#include "tests/nn/support.hpp"

using namespace unroll;

BOOST_AUTO_TEST_SUITE(init)

namespace {

// Each entry of A Aᵀ (or of Aᵀ A), in long double.
long double product(const Array& a, Index i, Index j, bool of_columns) {
  long double sum = 0;
  for (Index k = 0; k < a.dim(of_columns ? 0 : 1); ++k)
    sum +=
        static_cast<long double>(of_columns ? a.at({k, i}) : a.at({i, k})) * (of_columns ? a.at({k, j}) : a.at({j, k}));
  return sum;
}

}  // namespace

BOOST_AUTO_TEST_CASE(uniform_fills_its_interval_evenly) {
  seed(1);
  const Array w = nn::init::uniform({200, 300}, 16);
  long double mean = 0, square = 0, largest = 0;
  for (const Real x : w.numbers()) {
    mean += x / 60000.0L;
    square += x * x / 60000.0L;
    largest = std::max<long double>(largest, std::abs(x));
  }
  BOOST_TEST((largest <= 0.25 && largest > 0.2499));
  BOOST_TEST(std::abs(mean) < 0.003);                     // its standard deviation is 0.0006
  BOOST_TEST(std::abs(square - 0.25 * 0.25 / 3) < 3e-4);  // and here 0.00008
}

BOOST_AUTO_TEST_CASE(a_seed_gives_the_same_numbers_again) {
  seed(7);
  const Array first = nn::init::uniform({3, 4}, 3), more = nn::init::orthogonal(3, 4);
  seed(7);
  const Array again = nn::init::uniform({3, 4}, 3);
  check_all_close(again, first.numbers(), 0);
  check_all_close(nn::init::orthogonal(3, 4), more.numbers(), 0);
  BOOST_TEST(nn::init::uniform({3, 4}, 3).at({0, 0}) != first.at({0, 0}));
}

BOOST_AUTO_TEST_CASE(uniform_wants_a_fan) {
  const auto text = message_of([] { nn::init::uniform({0, 5}, 0); });
  BOOST_TEST(holds(text, "init::uniform: weights (0, 5) with fan 0"));
}

BOOST_AUTO_TEST_CASE(orthogonal_keeps_lengths) {
  seed(2);
  for (const auto& [rows, columns] : {std::pair<Index, Index>{1, 1}, {5, 5}, {3, 8}, {8, 3}, {60, 60}}) {
    const Array w = nn::init::orthogonal(rows, columns, 3);
    BOOST_TEST((w.shape() == Shape{rows, columns}));
    const bool tall = rows > columns;
    for (Index i = 0; i < std::min(rows, columns); ++i)
      for (Index j = 0; j < std::min(rows, columns); ++j) check_close(product(w, i, j, tall), i == j ? 9 : 0);
  }
}

// Every direction is as likely: entries have mean 0 and mean square 1/n, also those on the diagonal.
BOOST_AUTO_TEST_CASE(orthogonal_prefers_no_direction) {
  seed(3);
  constexpr Index n = 4, draws = 20000;
  std::vector<double> mean(n * n), square(n * n);
  for (Index k = 0; k < draws; ++k) {
    const Array w = nn::init::orthogonal(n, n);
    for (std::size_t i = 0; i < n * n; ++i) {
      mean[i] += w.data()[i] / draws;
      square[i] += w.data()[i] * w.data()[i] / draws;
    }
  }
  for (std::size_t i = 0; i < n * n; ++i) {
    BOOST_TEST(std::abs(mean[i]) < 0.02);  // its standard deviation is 0.0035
    BOOST_TEST(std::abs(square[i] - 0.25) < 0.01);
  }
}

BOOST_AUTO_TEST_CASE(identity_is_scaled) {
  const Array w = nn::init::identity(3, Real(0.5));
  for (Index i = 0; i < 3; ++i)
    for (Index j = 0; j < 3; ++j) BOOST_TEST(w.at({i, j}) == (i == j ? 0.5 : 0));
}

BOOST_AUTO_TEST_SUITE_END()
