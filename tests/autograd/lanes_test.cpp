// Every function on Lanes against the C library's in long double: at most 4 units in the last place, over the whole
// range of numbers, near each function's edges, and at 0, −0, subnormals, infinities, NaN and the largest number.
#include "autograd/lanes.hpp"

#include <functional>
#include <numbers>

#include "tests/autograd/checks.hpp"

using namespace unroll;

BOOST_AUTO_TEST_SUITE(lanes)

namespace {

using Long = long double;
using Limits = std::numeric_limits<Real>;
using List = std::vector<Real>;

const Real inf = Limits::infinity(), nan = Limits::quiet_NaN();

List edges() {
  List list{nan};
  for (Real x : {Real(0), Limits::denorm_min(), 100 * Limits::denorm_min(), Limits::min(), epsilon, epsilon / 2,
                 Real(0.5), Real(1), 1 - epsilon, 1 + epsilon, Real(2), Real(1000), 1 / epsilon, Limits::max(), inf})
    list.insert(list.end(), {x, -x});
  return list;
}

// Numbers between low and high, some evenly spread and some in their logarithm; the edges among them, so that
// ordinary and special numbers share a register.
List spread(double low, double high, bool with_edges = true) {
  Random random(3);
  List list;
  const double top = std::max(std::abs(low), std::abs(high));
  const double tiny = std::log(static_cast<double>(Limits::min()));
  for (int i = 0; i < 20000; ++i) list.push_back(static_cast<Real>(low + (high - low) * random.uniform()));
  for (int i = 0; i < 20000; ++i) {
    const double x = std::exp(tiny + (std::log(top) - tiny) * random.uniform());
    if (x < high && x > low) list.push_back(static_cast<Real>(x));
    if (-x > low && -x < high) list.push_back(static_cast<Real>(-x));
  }
  if (with_edges)
    for (int i = 0; i < 50; ++i)
      for (Real x : edges()) list.insert(list.begin() + random.below(static_cast<Index>(list.size())), x);
  return list;
}
const List& everywhere() {
  static const List list = spread(-Limits::max() / 4, Limits::max() / 4);
  return list;
}

// The distance of v from the exact value, in units of the last place of a Real there.
double ulps(Real v, Long exact) {
  const Real rounded = static_cast<Real>(exact);
  if (std::isnan(rounded) || std::isnan(v)) return std::isnan(rounded) && std::isnan(v) ? 0 : 1e9;
  if (v == rounded) return v == 0 && exact == 0 && std::signbit(v) != std::signbit(rounded) ? 1e9 : 0;
  if (std::isinf(rounded) || std::isinf(v)) return 1e9;
  const Long unit =
      std::max<Long>(std::ldexp(1.0L, std::ilogb(rounded == 0 ? Limits::denorm_min() : rounded) + 1) * epsilon / 2,
                     Limits::denorm_min());
  return static_cast<double>(std::abs(v - exact) / unit);
}

template <class F, class Exact>
void check(const char* name, const List& x, F f, Exact exact, double most = 4) {
  List y(x.size());
  map_lanes(
      y.data(), static_cast<Index>(x.size()), [&](Lanes lanes) -> Lanes { return f(lanes); }, x.data());
  double worst = -1;
  std::size_t at = 0;
  for (std::size_t i = 0; i < x.size(); ++i)
    if (const double distance = ulps(y[i], exact(Long(x[i]))); distance > worst) worst = distance, at = i;
  BOOST_TEST_MESSAGE(name << ": at most " << worst << " ulp");
  BOOST_TEST(worst <= most, name << "(" << x[at] << ") = " << y[at] << ", not " << static_cast<Real>(exact(Long(x[at])))
                                 << ": " << worst << " ulp, at " << std::hexfloat << x[at]);
}

template <class F, class Exact>
void check2(const char* name, const List& a, F f, Exact exact, double most = 4) {
  List b = a;  // every number meets several others
  std::rotate(b.begin(), b.begin() + 4321 % static_cast<std::ptrdiff_t>(b.size()), b.end());
  for (int turn = 0; turn < 5; ++turn) {
    std::rotate(b.begin(), b.begin() + 97, b.end());
    List y(a.size());
    const auto run = [&](Lanes p, Lanes q) -> Lanes { return f(p, q); };
    map_lanes(y.data(), static_cast<Index>(a.size()), run, a.data(), b.data());
    double worst = -1;
    std::size_t at = 0;
    for (std::size_t i = 0; i < a.size(); ++i)
      if (const double distance = ulps(y[i], exact(a[i], b[i])); distance > worst) worst = distance, at = i;
    BOOST_TEST(worst <= most, name << "(" << a[at] << ", " << b[at] << ") = " << y[at] << ": " << worst << " ulp");
  }
}

}  // namespace

BOOST_AUTO_TEST_CASE(exp_) {
  const auto run = [](Lanes x) { return exp(x); };
  const auto exact = [](Long x) { return std::exp(x); };
  check("exp", everywhere(), run, exact);
  check("exp", spread(-110, 90), run, exact);
  check("exp", spread(-760, 715), run, exact);
  check("exp", spread(-86, 87, false), run, exact);
}

BOOST_AUTO_TEST_CASE(log_) {
  const auto run = [](Lanes x) { return log(x); };
  const auto exact = [](Long x) { return std::log(x); };
  check("log", everywhere(), run, exact);
  check("log", spread(0, 10), run, exact);
  check("log", spread(0.9, 1.1, false), run, exact);
  check("log", spread(0, static_cast<double>(Limits::min())), run, exact);
}

BOOST_AUTO_TEST_CASE(log1p_) {
  const auto run = [](Lanes x) { return log1p(x); };
  const auto exact = [](Long x) { return std::log1p(x); };
  check("log1p", everywhere(), run, exact);
  check("log1p", spread(-1, 1), run, exact);
  check("log1p", spread(-1, 1, false), run, exact);
  check("log1p", spread(-1.1, 1000), run, exact);
}

BOOST_AUTO_TEST_CASE(sine_and_cosine) {
  for (const double top : {1., 4., 1000., 1100., 1e5, 1e15}) {
    check(
        "sin", spread(-top, top, top != 4), [](Lanes x) { return sin(x); }, [](Long x) { return std::sin(x); });
    check(
        "cos", spread(-top, top, top != 4), [](Lanes x) { return cos(x); }, [](Long x) { return std::cos(x); });
  }
  List zeros;  // where they nearly vanish
  for (int k = -700; k <= 700; ++k) {
    const auto x = static_cast<Real>(k * std::numbers::pi / 2);
    zeros.insert(zeros.end(), {std::nextafter(x, -inf), x, std::nextafter(x, inf)});
  }
  check(
      "sin", zeros, [](Lanes x) { return sin(x); }, [](Long x) { return std::sin(x); });
  check(
      "cos", zeros, [](Lanes x) { return cos(x); }, [](Long x) { return std::cos(x); });
}

BOOST_AUTO_TEST_CASE(tanh_) {
  const auto run = [](Lanes x) { return tanh(x); };
  const auto exact = [](Long x) { return std::tanh(x); };
  check("tanh", everywhere(), run, exact);
  check("tanh", spread(-25, 25), run, exact);
  check("tanh", spread(-1, 1, false), run, exact);
}

BOOST_AUTO_TEST_CASE(sigmoid_) {
  const auto run = [](Lanes x) { return sigmoid(x); };
  const auto exact = [](Long x) { return 1 / (1 + std::exp(-x)); };
  check("sigmoid", everywhere(), run, exact);
  check("sigmoid", spread(-110, 110), run, exact);
  check("sigmoid", spread(-760, 760), run, exact);
  check("sigmoid", spread(-30, 30, false), run, exact);
}

BOOST_AUTO_TEST_CASE(erf_) {
  for (const double top : {0.1, 1., 6., 30.})
    check(
        "erf", spread(-top, top), [](Lanes x) { return erf(x); }, [](Long x) { return std::erf(x); });
}

BOOST_AUTO_TEST_CASE(roots_squares_and_signs_are_exact_to_half_an_ulp) {
  check(
      "sqrt", everywhere(), [](Lanes x) { return sqrt(x); }, [](Long x) { return std::sqrt(x); }, 0.5001);
  check(
      "square", everywhere(), [](Lanes x) { return square(x); }, [](Long x) { return x * x; }, 0.5001);
  check(
      "abs", everywhere(), [](Lanes x) { return abs(x); }, [](Long x) { return std::abs(x); }, 0);
  check(
      "neg", everywhere(), [](Lanes x) { return -x; }, [](Long x) { return -x; }, 0);
  check(
      "sign", everywhere(), [](Lanes x) { return sign(x) + 0; },
      [](Long x) { return std::isnan(x) ? x
                          : x > 0       ? 1
                          : x < 0       ? -1
                                        : Long(0); }, 0);
}

BOOST_AUTO_TEST_CASE(powers) {
  const auto run = [](Lanes x, Lanes e) { return pow(x, e); };
  const auto exact = [](Real x, Real e) { return std::pow(Long(x), Long(e)); };
  check2("pow", everywhere(), run, exact);
  check2("pow", spread(-20, 20), run, exact);
  check2("pow", spread(0, 2), run, exact);
  for (Real e : {Real(0), Real(1), Real(-1), Real(2), Real(3), Real(0.5), Real(-0.5), Real(1001), inf, -inf, nan})
    check(
        "pow(x, number)", spread(-3, 3), [e](Lanes x) { return pow(x, e); },
        [e](Long x) { return std::pow(x, Long(e)); });
}

BOOST_AUTO_TEST_CASE(arithmetic_is_the_processors) {
  check2(
      "add", everywhere(), [](Lanes a, Lanes b) { return a + b; }, [](Real a, Real b) { return Long(a + b); }, 0);
  check2(
      "sub", everywhere(), [](Lanes a, Lanes b) { return a - b; }, [](Real a, Real b) { return Long(a - b); }, 0);
  check2(
      "mul", everywhere(), [](Lanes a, Lanes b) { return a * b; }, [](Real a, Real b) { return Long(a * b); }, 0);
  check2(
      "div", everywhere(), [](Lanes a, Lanes b) { return a / b; }, [](Real a, Real b) { return Long(a / b); }, 0);
}

BOOST_AUTO_TEST_CASE(comparisons_and_selections) {
  List few = edges();  // small enough that equal numbers meet
  for (int i = 0; i < 300; ++i) few.push_back(static_cast<Real>(i % 5 - 2));
  check2(
      "<", few, [](Lanes a, Lanes b) { return a < b; }, [](Real a, Real b) { return Long(a < b); }, 0);
  check2(
      "<=", few, [](Lanes a, Lanes b) { return a <= b; }, [](Real a, Real b) { return Long(a <= b); }, 0);
  check2(
      ">", few, [](Lanes a, Lanes b) { return a > b; }, [](Real a, Real b) { return Long(a > b); }, 0);
  check2(
      ">=", few, [](Lanes a, Lanes b) { return a >= b; }, [](Real a, Real b) { return Long(a >= b); }, 0);
  check2(
      "==", few, [](Lanes a, Lanes b) { return a == b; }, [](Real a, Real b) { return Long(a == b); }, 0);
  check2(
      "!=", few, [](Lanes a, Lanes b) { return a != b; }, [](Real a, Real b) { return Long(a != b); }, 0);
  const auto either = [](Real a, Real b, bool first) { return std::isnan(a) || std::isnan(b) ? nan : first ? a : b; };
  check2(
      "maximum", few, [](Lanes a, Lanes b) { return maximum(a, b); },
      [&](Real a, Real b) { return Long(either(a, b, a > b)); }, 0);
  check2(
      "minimum", few, [](Lanes a, Lanes b) { return minimum(a, b); },
      [&](Real a, Real b) { return Long(either(a, b, a < b)); }, 0);
  check2(
      "where", few, [](Lanes a, Lanes b) { return where(a, b, Real(7)); },
      [](Real a, Real b) { return Long(a != 0 ? b : 7); }, 0);
  check2(
      "where", few, [](Lanes a, Lanes b) { return where(a, Real(7), b); },
      [](Real a, Real b) { return Long(a != 0 ? 7 : b); }, 0);
}

// One number, a full register, and tails of every length: the same answers, and nothing written beyond the end.
BOOST_AUTO_TEST_CASE(any_count_of_numbers) {
  for (std::size_t n = 0; n <= 3 * static_cast<std::size_t>(Lanes::width) + 1; ++n) {
    List x, y(n + 1, -5);
    for (std::size_t i = 0; i < n; ++i) x.push_back(static_cast<Real>(i) - 3);
    map_lanes(
        y.data(), static_cast<Index>(n), [](Lanes v) { return 2 * v + 1; }, x.data());
    for (std::size_t i = 0; i < n; ++i) BOOST_TEST(y[i] == 2 * x[i] + 1);
    BOOST_TEST(y[n] == -5);
  }
}

BOOST_AUTO_TEST_SUITE_END()
