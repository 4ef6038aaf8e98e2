// The largest singular value by power iteration, against closed forms and against rotations in long double.
#include "autograd/spectral_norm.hpp"

#include <boost/test/unit_test.hpp>

#include <cmath>
#include <limits>

#include "autograd/random.hpp"
#include "autograd/rule.hpp"
#include "tests/singular_values.hpp"

using namespace unroll;

BOOST_AUTO_TEST_SUITE(spectral_norm)

namespace {

constexpr double tolerance = sizeof(Real) == 8 ? 1e-9 : 1e-4;

double norm_of(const Array& a, const PowerIteration& options = {}) {
  return static_cast<double>(unroll::spectral_norm({[&](const Array& v) { return Array(matmul(a, v)); },
                                                    [&](const Array& u) { return Array(matmul(T(a), u)); },
                                                    {a.dim(1), 1}},
                                                   options));
}

}  // namespace

BOOST_AUTO_TEST_CASE(of_matrices_of_every_form) {
  for (const auto& [rows, columns] : {std::pair<Index, Index>{1, 1}, {5, 5}, {7, 3}, {3, 7}, {1, 6}, {6, 1}}) {
    const Array a = Random(static_cast<std::uint64_t>(10 * rows + columns)).normal({rows, columns});
    testing::Matrix m(static_cast<std::size_t>(rows));
    for (Index i = 0; i < rows; ++i)
      for (Index j = 0; j < columns; ++j) m[static_cast<std::size_t>(i)].push_back(a.at({i, j}));
    const double wanted = static_cast<double>(testing::largest_singular_value(m));
    BOOST_TEST(std::abs(norm_of(a) - wanted) <= tolerance * wanted, rows << " by " << columns);
    BOOST_TEST(norm_of(a, {.most = 2}) <= wanted * (1 + tolerance));
  }
}

BOOST_AUTO_TEST_CASE(of_rotations_zero_and_nan) {
  const Real c = std::cos(Real(0.6)), s = std::sin(Real(0.6));
  BOOST_TEST(std::abs(norm_of(Array({2, 2}, {c, s, -s, c})) - 1) <= tolerance);
  BOOST_TEST(norm_of(Array::zeros({3, 2})) == 0);
  BOOST_TEST(std::isnan(norm_of(Array::full({2, 2}, std::numeric_limits<Real>::quiet_NaN()))));
}

BOOST_AUTO_TEST_SUITE_END()
