#include "autograd/random.hpp"

#include <array>
#include <map>

#include "tests/autograd/checks.hpp"

using namespace unroll;

BOOST_AUTO_TEST_SUITE(random_numbers)

namespace {

// Σ (count − expected)² / expected, for counts that should all be equal.
double chi_square(const std::vector<Index>& counts) {
  double total = 0, sum = 0;
  for (Index c : counts) total += static_cast<double>(c);
  const double expected = total / static_cast<double>(counts.size());
  for (Index c : counts) sum += std::pow(static_cast<double>(c) - expected, 2) / expected;
  return sum;
}

}  // namespace

// The first numbers of the authors' xoshiro256plusplus.c from the state 1, 2, 3, 4.
BOOST_AUTO_TEST_CASE(the_published_sequence) {
  Random random;
  random.restore({{1, 2, 3, 4}, 0, false});
  for (std::uint64_t expected : std::initializer_list<std::uint64_t>{
           41943041u, 58720359u, 3588806011781223u, 3591011842654386u, 9228616714210784205u, 9973669472204895162u,
           14011001112246962877u, 12406186145184390807u, 15849039046786891736u, 10450023813501588000u})
    BOOST_TEST(random.next() == expected);
}

// The first numbers of splitmix64.c from the seed 1234567.
BOOST_AUTO_TEST_CASE(the_published_seeding) {
  const std::array<std::uint64_t, 4> expected{6457827717110365317u, 3203168211198807973u, 9817491932198370423u,
                                              4593380528125082431u};
  BOOST_TEST(Random(1234567).state().words == expected, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_seed_gives_the_same_numbers_again) {
  BOOST_TEST(same(Random(5).normal({3, 7}), Random(5).normal({3, 7})));
  BOOST_TEST(!same(Random(5).normal({3, 7}), Random(6).normal({3, 7})));
  seed(8);
  const Array first = unroll::random_numbers().uniform({4});
  seed(8);
  BOOST_TEST(same(unroll::random_numbers().uniform({4}), first));
}

BOOST_AUTO_TEST_CASE(a_restored_state_goes_on_where_it_was) {
  Random random(9);
  random.normal();  // its twin waits
  const Random::State state = random.state();
  const Array expected = random.normal({5});
  Random other(1);
  other.restore(state);
  BOOST_TEST(same(other.normal({5}), expected));
}

BOOST_AUTO_TEST_CASE(uniform_numbers_are_uniform) {
  Random random(11);
  constexpr int n = 1'000'000;
  std::vector<Index> bins(64);
  double sum = 0, squares = 0;
  for (int i = 0; i < n; ++i) {
    const double u = random.uniform();
    BOOST_REQUIRE((u >= 0 && u < 1));
    ++bins[static_cast<std::size_t>(u * 64)];
    sum += u;
    squares += u * u;
  }
  BOOST_TEST(std::abs(sum / n - 0.5) < 4 * std::sqrt(1 / 12. / n));
  BOOST_TEST(std::abs(squares / n - 1 / 3.) < 4 * std::sqrt(4 / 45. / n));
  BOOST_TEST(chi_square(bins) < 63 + 4 * std::sqrt(2 * 63.));
}

BOOST_AUTO_TEST_CASE(normal_numbers_are_normal) {
  Random random(12);
  constexpr int n = 1'000'000;
  std::array<double, 5> moments{};
  int beyond = 0;
  for (int i = 0; i < n; ++i) {
    const double z = random.normal();
    for (int k = 1; k <= 4; ++k) moments[static_cast<std::size_t>(k)] += std::pow(z, k) / n;
    beyond += std::abs(z) > 1.959963984540054;
  }
  const double root = std::sqrt(n);
  BOOST_TEST(std::abs(moments[1]) < 4 / root);
  BOOST_TEST(std::abs(moments[2] - 1) < 4 * std::sqrt(2) / root);
  BOOST_TEST(std::abs(moments[3]) < 4 * std::sqrt(15) / root);
  BOOST_TEST(std::abs(moments[4] - 3) < 4 * std::sqrt(96) / root);
  BOOST_TEST(std::abs(beyond / double(n) - 0.05) < 4 * std::sqrt(0.05 * 0.95) / root);
}

BOOST_AUTO_TEST_CASE(arrays_have_the_range_and_deviation_asked_for) {
  const Array u = Random(13).uniform({1000}, -3, 5), z = Random(13).normal({100, 100}, 7, 0.5);
  BOOST_TEST((*std::min_element(u.numbers().begin(), u.numbers().end()) < -2.9));
  BOOST_TEST((*std::max_element(u.numbers().begin(), u.numbers().end()) > 4.9));
  double mean = 0, variance = 0;
  for (Real x : z.numbers()) mean += x / 1e4;
  for (Real x : z.numbers()) variance += (x - mean) * (x - mean) / 1e4;
  BOOST_TEST(std::abs(mean - 7) < 0.02);
  BOOST_TEST(std::abs(std::sqrt(variance) - 0.5) < 0.02);
}

BOOST_AUTO_TEST_CASE(below_is_unbiased) {
  Random random(14);
  std::vector<Index> die(6);
  for (int i = 0; i < 600'000; ++i) ++die.at(static_cast<std::size_t>(random.below(6)));
  BOOST_TEST(chi_square(die) < 5 + 5 * std::sqrt(2 * 5.));

  // A bound of 3/8 of 2^64: without rejection, two residues mod 3 would come in 3/8 and one in 2/8 of all cases.
  std::vector<Index> residues(3);
  for (int i = 0; i < 300'000; ++i) ++residues[static_cast<std::size_t>(random.below(Index{3} << 61) % 3)];
  BOOST_TEST(chi_square(residues) < 2 + 5 * std::sqrt(2 * 2.));

  BOOST_TEST(random.below(1) == 0);
  BOOST_TEST(holds(message_of([&] { random.below(0); }), "at least 1"));
  const Indices ids = random.below({20, 30}, 3);
  BOOST_TEST(to_string(ids.shape()) == "(20, 30)");
  BOOST_TEST((*std::max_element(ids.values().begin(), ids.values().end()) == 2));
}

BOOST_AUTO_TEST_CASE(permutations_are_all_as_likely) {
  Random random(15);
  std::map<std::vector<Index>, Index> counts;
  for (int i = 0; i < 60'000; ++i) ++counts[random.permutation(3)];
  BOOST_TEST(counts.size() == 6u);
  std::vector<Index> list;
  for (const auto& [order, count] : counts) {
    BOOST_TEST((std::is_permutation(order.begin(), order.end(), std::array<Index, 3>{0, 1, 2}.begin())));
    list.push_back(count);
  }
  BOOST_TEST(chi_square(list) < 5 + 5 * std::sqrt(2 * 5.));
  BOOST_TEST(random.permutation(0).empty());
}

BOOST_AUTO_TEST_SUITE_END()
