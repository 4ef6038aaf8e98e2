// Every elementwise function and its gradient at 0, −0, subnormals, the smallest and the largest numbers, infinities
// and NaN, against formulas in long double. Where a formula has no answer, what is chosen stands beside it.
#include <cmath>
#include <numbers>

#include "autograd/backward.hpp"
#include "autograd/ops.hpp"
#include "tests/autograd/checks.hpp"

using namespace unroll;

BOOST_AUTO_TEST_SUITE(edges)

namespace {

using Long = long double;
using Limits = std::numeric_limits<Real>;
const Real inf = Limits::infinity(), nan = Limits::quiet_NaN();

std::vector<Real> points() {
  std::vector<Real> list{nan};
  for (Real x :
       {Real(0), Limits::denorm_min(), Limits::min() / 3, Limits::min(), epsilon, Real(0.5), 1 - epsilon, Real(1),
        1 + epsilon, Real(2), Real(20), Real(1000), 1 / epsilon, Limits::max() / 3, Limits::max(), inf})
    list.insert(list.end(), {x, -x});
  return list;
}

// Within 8 units of the last place: of the exact number, or of `floor`, where two larger ones cancel.
bool near(Real v, Long exact, Real floor) {
  const Real rounded = static_cast<Real>(exact);
  if (std::isnan(rounded) || std::isnan(v)) return std::isnan(rounded) && std::isnan(v);
  if (v == rounded) return true;
  return std::abs(v - exact) <= 8 * epsilon * std::max<Long>(std::abs(exact), floor) + 4 * Limits::denorm_min();
}

// All points at once, where they share registers, and each on its own.
template <class F, class Value, class Slope>
void check(const std::string& name, F f, Value value, Slope slope, Real floor = 0) {
  const std::vector<Real> at = points();
  const auto one = [&](Real x, Real y, Real dx) {
    BOOST_TEST(near(y, value(Long(x)), floor), name << "(" << x << ") = " << y << ", not " << value(Long(x)));
    BOOST_TEST(near(dx, slope(Long(x)), floor), name << "'(" << x << ") = " << dx << ", not " << slope(Long(x)));
  };
  const Tensor all = variable(Array({static_cast<Index>(at.size())}, at)), y = f(all);
  const Array dx = grad(sum(y), all).value();
  for (std::size_t i = 0; i < at.size(); ++i) one(at[i], y.value().numbers()[i], dx.numbers()[i]);
  for (const Real x : at) {
    const Tensor single = variable(Array::scalar(x)), result = f(single);
    one(x, result.item(), grad(result, single).item());
  }
}

const Long root_2 = std::numbers::sqrt2_v<Long>, root_pi = std::sqrt(std::numbers::pi_v<Long>);
Long sigma(Long x) { return x < 0 ? std::exp(x) / (1 + std::exp(x)) : 1 / (1 + std::exp(-x)); }

}  // namespace

BOOST_AUTO_TEST_CASE(arithmetic) {
  check(
      "x + 2", [](const Tensor& x) { return x + 2; }, [](Long x) { return x + 2; }, [](Long) { return 1; });
  check(
      "2 - x", [](const Tensor& x) { return 2 - x; }, [](Long x) { return 2 - x; }, [](Long) { return -1; });
  check(
      "-x", [](const Tensor& x) { return -x; }, [](Long x) { return -x; }, [](Long) { return -1; });
  check(
      "3 x", [](const Tensor& x) { return 3 * x; }, [](Long x) { return 3 * x; }, [](Long) { return 3; });
  check(
      "x / 3", [](const Tensor& x) { return x / 3; }, [](Long x) { return x / 3; }, [](Long) { return 1 / 3.L; });
  check(
      "3 / x", [](const Tensor& x) { return 3 / x; }, [](Long x) { return 3 / x; },
      [](Long x) { return -3 / (x * x); });
  check(
      "x²", [](const Tensor& x) { return square(x); }, [](Long x) { return x * x; }, [](Long x) { return 2 * x; });
}

BOOST_AUTO_TEST_CASE(functions) {
  check(
      "sqrt", [](const Tensor& x) { return sqrt(x); }, [](Long x) { return std::sqrt(x); },
      [](Long x) { return 1 / (2 * std::sqrt(x)); });
  check(
      "exp", [](const Tensor& x) { return exp(x); }, [](Long x) { return std::exp(x); },
      [](Long x) { return std::exp(x); });
  // Outside its domain the value is NaN, and the slope what the formula says.
  check(
      "log", [](const Tensor& x) { return log(x); }, [](Long x) { return std::log(x); }, [](Long x) { return 1 / x; });
  check(
      "log1p", [](const Tensor& x) { return log1p(x); }, [](Long x) { return std::log1p(x); },
      [](Long x) { return 1 / (1 + x); });
  check(
      "sin", [](const Tensor& x) { return sin(x); }, [](Long x) { return std::sin(x); },
      [](Long x) { return std::cos(x); });
  check(
      "cos", [](const Tensor& x) { return cos(x); }, [](Long x) { return std::cos(x); },
      [](Long x) { return -std::sin(x); });
  check(
      "tanh", [](const Tensor& x) { return tanh(x); }, [](Long x) { return std::tanh(x); },
      [](Long x) { return 1 / (std::cosh(x) * std::cosh(x)); }, 1);
  check(
      "sigmoid", [](const Tensor& x) { return sigmoid(x); }, sigma, [](Long x) { return sigma(x) * sigma(-x); }, 1);
  check(
      "softplus", [](const Tensor& x) { return softplus(x); },
      [](Long x) { return std::isnan(x) ? x : std::max(x, 0.L) + std::log1p(std::exp(-std::abs(x))); }, sigma);
  check(
      "erf", [](const Tensor& x) { return erf(x); }, [](Long x) { return std::erf(x); },
      [](Long x) { return 2 / root_pi * std::exp(-x * x); });
  // x Φ(x): 0 at −∞, and straight at both ends.
  check(
      "gelu", [](const Tensor& x) { return gelu(x); },
      [](Long x) { return x == -inf ? 0 : x * std::erfc(-x / root_2) / 2; },
      [](Long x) {
        const Long bell = std::exp(-x * x / 2) / (root_2 * root_pi);
        return std::erfc(-x / root_2) / 2 + (bell == 0 ? 0 : x * bell);
      },
      1);
}

// The same of slopes: values are first derivatives here, and slopes are second ones.
BOOST_AUTO_TEST_CASE(second_derivatives) {
  const auto check_slope = [](const std::string& name, const auto& f, auto slope, auto curvature, Real floor = 0) {
    check(
        name + "'", [&f](const Tensor& x) { return grad(sum(f(x)), x, {.create_graph = true}); }, slope, curvature,
        floor);
  };
  const auto bell = [](Long x, Long factor) {  // factor exp(−x²), which is 0 where the bell is
    const Long e = std::exp(-x * x);
    return e == 0 ? 0 : factor * e;
  };
  check_slope(
      "x²", [](const Tensor& x) { return square(x); }, [](Long x) { return 2 * x; }, [](Long) { return 2; });
  check_slope(
      "exp", [](const Tensor& x) { return exp(x); }, [](Long x) { return std::exp(x); },
      [](Long x) { return std::exp(x); });
  check_slope(
      "log", [](const Tensor& x) { return log(x); }, [](Long x) { return 1 / x; }, [](Long x) { return -1 / (x * x); });
  check_slope(
      "tanh", [](const Tensor& x) { return tanh(x); }, [](Long x) { return 1 / (std::cosh(x) * std::cosh(x)); },
      [](Long x) { return -2 * std::tanh(x) / (std::cosh(x) * std::cosh(x)); }, 1);
  check_slope(
      "sigmoid", [](const Tensor& x) { return sigmoid(x); }, [](Long x) { return sigma(x) * sigma(-x); },
      [](Long x) { return sigma(x) * sigma(-x) * (sigma(-x) - sigma(x)); }, 1);
  check_slope(
      "softplus", [](const Tensor& x) { return softplus(x); }, sigma, [](Long x) { return sigma(x) * sigma(-x); }, 1);
  check_slope(
      "erf", [](const Tensor& x) { return erf(x); }, [&](Long x) { return bell(x, 2 / root_pi); },
      [&](Long x) { return std::isnan(x) ? 0 : bell(x, -4 / root_pi * x); });  // at NaN a comparison chooses
  check_slope(
      "gelu", [](const Tensor& x) { return gelu(x); },
      [&](Long x) { return std::erfc(-x / root_2) / 2 + bell(x / root_2, x / (root_2 * root_pi)); },
      [&](Long x) { return bell(x / root_2, (2 - x * x) / (root_2 * root_pi)); }, 1);
  for (const Real e : {Real(1), Real(2), Real(3)}) {
    const auto slope = [e](Long x) { return e * std::pow(x, Long(e) - 1); };
    const auto curvature = [e](Long x) { return e == 1 ? 0 : e * (e - 1) * std::pow(x, Long(e) - 2); };
    BOOST_TEST_CONTEXT("exponent " << e)
    check_slope(
        "pow(x, number)", [e](const Tensor& x) { return pow(x, e); }, slope, curvature);
  }
}

// A slope at NaN is 0 where a comparison chooses.
BOOST_AUTO_TEST_CASE(bends) {
  const auto is = [](bool condition) { return Long(condition ? 1 : 0); };
  check(
      "abs", [](const Tensor& x) { return abs(x); }, [](Long x) { return std::abs(x); },
      [](Long x) { return std::isnan(x) ? x : Long(x > 0) - Long(x < 0); });
  check(
      "relu", [](const Tensor& x) { return relu(x); }, [](Long x) { return x < 0 ? 0 : x; },
      [&](Long x) { return is(x > 0); });
  check(
      "clamp", [](const Tensor& x) { return clamp(x, -1, 2); }, [](Long x) { return x < -1  ? -1
                                                                                    : x > 2 ? 2
                                                                                            : x; },
      [&](Long x) { return is(x >= -1 && x <= 2); });
  check(
      "maximum", [](const Tensor& x) { return maximum(x, 1); }, [](Long x) { return x < 1 ? 1 : x; },
      [&](Long x) { return x == 1 ? 0.5L : is(x > 1); });
  check(
      "minimum", [](const Tensor& x) { return minimum(x, 1); }, [](Long x) { return x > 1 ? 1 : x; },
      [&](Long x) { return x == 1 ? 0.5L : is(x < 1); });
}

BOOST_AUTO_TEST_CASE(powers_of_every_number) {
  check(
      "pow(x, 0)", [](const Tensor& x) { return pow(x, 0); }, [](Long) { return 1; }, [](Long) { return 0; });
  check(
      "pow(x, 0 as a tensor)", [](const Tensor& x) { return pow(x, Tensor(Array::scalar(0))); }, [](Long) { return 1; },
      [](Long x) { return std::isnan(x) ? x : 0; });
  for (const Real e : {Real(1), Real(2), Real(3), Real(0.5), Real(1.5), Real(-0.5), Real(-1), Real(-2)}) {
    const auto value = [e](Long x) { return std::pow(x, Long(e)); };
    const auto slope = [e](Long x) { return e * std::pow(x, Long(e) - 1); };
    BOOST_TEST_CONTEXT("exponent " << e) {
      check(
          "pow(x, number)", [e](const Tensor& x) { return pow(x, e); }, value, slope);
      check(
          "pow(x, tensor)", [e](const Tensor& x) { return pow(x, Tensor(Array::scalar(e))); }, value, slope);
    }
  }
}

// d xᵉ/de = xᵉ log x. At x = 0 it is 0 from e = 0 on (0⁰ has no slope) and −∞ below; at x = ∞ it is 0 for e < 0.
BOOST_AUTO_TEST_CASE(powers_with_every_exponent) {
  for (const Real x : {Real(0), Limits::denorm_min(), Real(0.5), Real(1), Real(2), Limits::max(), inf}) {
    const auto value = [x](Long e) { return std::pow(Long(x), e); };
    const auto slope = [x](Long e) -> Long {
      // As the engine rounds: where the power is 0 or infinite in Real, so it is here.
      const Long y = static_cast<Real>(std::pow(Long(x), e));
      if ((x == 0 && e >= 0) || (x == inf && e < 0)) return 0;
      return y * std::log(Long(x));
    };
    BOOST_TEST_CONTEXT("base " << x) {
      check(
          "pow(number, e)", [x](const Tensor& e) { return pow(x, e); }, value, slope);
      check(
          "pow(tensor, e)", [x](const Tensor& e) { return pow(Tensor(Array::scalar(x)), e); }, value, slope);
    }
  }
}

// As many rows as one likes, without a number in them: their sum does not go through them.
BOOST_AUTO_TEST_CASE(rows_of_nothing_take_no_time) {
  const Tensor x(Array::zeros({Index{1} << 40, 0}));
  BOOST_TEST((sum(x, {0}).shape() == Shape{0}));
}

BOOST_AUTO_TEST_SUITE_END()
