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
  BOOST_TEST(holds(text, "init: weights (0, 5) with fan 0"));
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

namespace {

// Whether n numbers can have been drawn with mean 0 and this variance: both within six standard deviations of what
// they are on average; and from which distribution, by its fourth moment (kurtosis: uniform 9/5, normal 3) and its
// largest number (uniform: not above √3 deviations, and near it).
void check_distribution(const Array& w, long double variance, bool is_uniform) {
  const auto n = static_cast<long double>(w.size());
  const long double kurtosis = is_uniform ? 1.8L : 3, deviation = std::sqrt(variance);
  long double mean = 0, square = 0, fourth = 0, largest = 0;
  for (const long double x : w.numbers()) {
    mean += x / n;
    square += x * x / n;
    fourth += x * x * x * x / n;
    largest = std::max(largest, std::abs(x));
  }
  BOOST_TEST(std::abs(mean) < 6 * deviation / std::sqrt(n));
  BOOST_TEST(std::abs(square - variance) < 6 * variance * std::sqrt((kurtosis - 1) / n));
  BOOST_TEST(std::abs(fourth / (variance * variance) - kurtosis) < 0.2);
  const long double bound = std::sqrt(3.0L) * deviation;
  if (is_uniform)
    BOOST_TEST((largest <= bound * (1 + epsilon) && largest > 0.99 * bound));
  else
    BOOST_TEST(largest > 1.5 * bound);
}

}  // namespace

BOOST_AUTO_TEST_CASE(xavier_and_kaiming_have_their_variances) {
  seed(8);
  constexpr Index inputs = 100, outputs = 300;
  for (const Real gain : {Real(1), Real(3)}) {
    const long double square = gain * gain;
    check_distribution(nn::init::xavier_uniform(inputs, outputs, gain), square * 2 / 400, true);
    check_distribution(nn::init::xavier_normal(inputs, outputs, gain), square * 2 / 400, false);
    check_distribution(nn::init::kaiming_uniform(inputs, outputs, gain), square / 100, true);
    check_distribution(nn::init::kaiming_normal(inputs, outputs, gain), square / 100, false);
  }
  check_distribution(nn::init::xavier_uniform(inputs, outputs), 2 / 400.0L, true);
  check_distribution(nn::init::kaiming_uniform(inputs, outputs), 2 / 100.0L, true);
  check_distribution(nn::init::kaiming_normal(inputs, outputs), 2 / 100.0L, false);
  BOOST_TEST((nn::init::xavier_normal(2, 3).shape() == Shape{2, 3}));
}

// What it is for: through twenty layers of relu, activations keep their mean square.
BOOST_AUTO_TEST_CASE(kaiming_keeps_the_size_of_activations) {
  seed(9);
  constexpr Index width = 256;
  std::vector<double> x(width, 1);
  for (int layer = 0; layer < 20; ++layer) {
    const Array W = nn::init::kaiming_normal(width, width);
    std::vector<double> y(width);
    for (Index i = 0; i < width; ++i)
      for (Index j = 0; j < width; ++j) y[static_cast<std::size_t>(j)] += x[static_cast<std::size_t>(i)] * W.at({i, j});
    for (double& number : y) number = std::max(number, 0.0);
    x = y;
  }
  double square = 0;
  for (const double number : x) square += number * number / width;
  BOOST_TEST((square > 0.15 && square < 2.0));  // on average 1/2; with gain 1 it would be a millionth of that
}

// 1/(1 − f) of the forget gates f = σ(b) is 1 + u: even from 2 to T.
BOOST_AUTO_TEST_CASE(chrono_spreads_memories_evenly) {
  seed(10);
  constexpr Index units = 20000, longest = 101, bins = 20;
  const Array b = nn::init::chrono(units, longest);
  BOOST_TEST((b.shape() == Shape{units}));
  std::vector<int> count(bins);
  for (const long double bias : b.numbers()) {
    const long double forget = 1 / (1 + std::exp(-bias)), steps = 1 / (1 - forget);
    BOOST_TEST_REQUIRE((steps >= 2 * (1 - 8 * epsilon) && steps <= longest * (1 + 64 * epsilon)));
    ++count[std::min<std::size_t>(static_cast<std::size_t>((steps - 2) / (longest - 2) * bins), bins - 1)];
  }
  for (const int in_bin : count) BOOST_TEST(std::abs(in_bin - units / bins) < 6 * 31);  // √(n p (1 − p)) = 31
  const Array shortest = nn::init::chrono(5, 2);
  for (const Real bias : shortest.numbers()) BOOST_TEST(bias == 0);  // f = 1/2: 2 steps
}

BOOST_AUTO_TEST_CASE(nothing_to_initialise_is_refused) {
  BOOST_TEST(holds(message_of([] { nn::init::kaiming_normal(0, 4); }), "init: weights (0, 4) with fan 0"));
  BOOST_TEST(holds(message_of([] { nn::init::xavier_uniform(0, 0); }), "init: weights (0, 0) with fan 0"));
  BOOST_TEST(holds(message_of([] { nn::init::chrono(4, 1); }), "init::chrono: memories of up to 1 steps"));
}

BOOST_AUTO_TEST_SUITE_END()
