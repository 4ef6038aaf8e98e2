// The checker is checked: right rules pass, a rule that is wrong by a thousandth fails, and kinks are told apart.
// Double only: differences of floats do not see a thousandth.
#include "autograd/gradcheck.hpp"

#include "autograd/backward.hpp"
#include "autograd/custom_op.hpp"
#include "tests/autograd/checks.hpp"

using namespace unroll;

BOOST_AUTO_TEST_SUITE(gradient_checker)

namespace {

using Inputs = std::vector<Tensor>;

// tanh, planted with an error of `factor` in its rule.
Tensor planted_tanh(const Tensor& x, Real factor) {
  return elementwise(
      "planted", "dx = dy (1 - y²) · factor", x, [](auto v) { return tanh(v); },
      [factor](auto dy, auto v, auto y) { return dy * (1 - y * y) * factor; });
}

// 1 − tanh²(x), right as a value; its own rule is planted. As a slope of tanh it is wrong at second order only.
Lanes slope(Lanes x, Real) { return 1 - square(tanh(x)); }
Tensor slope(const Tensor& x, Real factor) {
  return elementwise(
      "slope", "dx = -2 dy y tanh(x) · factor", x, [](auto v) { return 1 - square(tanh(v)); },
      [factor](auto dy, auto v, auto y) { return -2 * dy * y * tanh(v) * factor; });
}
Tensor later_planted_tanh(const Tensor& x, Real factor) {
  return elementwise(
      "planted later", "dx = dy slope(x)", x, [](auto v) { return tanh(v); },
      [factor](auto dy, auto v, auto y) { return dy * slope(v, factor); });
}

const std::vector<Array> pair{random_array({2, 3}, 1, -2, 2), random_array({3}, 2, -2, 2)};

}  // namespace

BOOST_AUTO_TEST_CASE(a_right_rule_passes) {
  for (const int order : {1, 2}) {
    const auto report = gradcheck([](const Inputs& x) { return planted_tanh(x[0], 1) * x[1]; }, pair, {.order = order});
    BOOST_TEST(bool(report), report.text);
    BOOST_TEST(report.worst < 1e-5);
    BOOST_TEST(holds(report.text, "9 derivatives agree"));
  }
  BOOST_TEST(bool(gradcheck([](const Inputs& x) { return later_planted_tanh(x[0], 1); }, pair, {.order = 2})));
}

BOOST_AUTO_TEST_CASE(a_factor_of_1_001_fails_at_first_order) {
  const auto report = gradcheck([](const Inputs& x) { return x[0] * planted_tanh(x[1], 1.001); }, pair);
  BOOST_TEST(!report);
  BOOST_TEST(!report.met_kink);
  BOOST_TEST((report.worst > 5e-4 && report.worst < 2e-3));
}

BOOST_AUTO_TEST_CASE(a_factor_of_1_001_fails_at_second_order) {
  const auto f = [](const Inputs& x) { return later_planted_tanh(x[1], 1.001); };
  BOOST_TEST(bool(gradcheck(f, pair, {.order = 1})));
  const auto report = gradcheck(f, pair, {.order = 2});
  BOOST_TEST(!report);
  BOOST_TEST(holds(report.text, "second order"));
}

BOOST_AUTO_TEST_CASE(a_factor_of_1_001_fails_along_directions) {
  const std::vector<Array> large{random_array({30, 40}, 3, -2, 2)};
  for (const int order : {1, 2})
    BOOST_TEST(bool(gradcheck([](const Inputs& x) { return planted_tanh(x[0], 1); }, large, {.order = order})));
  const auto report = gradcheck([](const Inputs& x) { return planted_tanh(x[0], 1.001); }, large);
  BOOST_TEST(!report);
  BOOST_TEST(holds(report.text, "direction"));
  BOOST_TEST(!gradcheck([](const Inputs& x) { return later_planted_tanh(x[0], 1.001); }, large, {.order = 2}));
}

// One wrong entry among many right ones: the table names it first, with both values and the step.
BOOST_AUTO_TEST_CASE(the_table_names_input_index_values_and_step) {
  const Array marks({2, 3}, {1, 1, 1, 1, 2, 1});
  const auto f = [&](const Inputs& x) {
    const Tensor factor(marks);
    return x[1] * where(factor == 2, planted_tanh(x[0], 2), planted_tanh(x[0], 1));
  };
  const auto report = gradcheck(f, {random_array({2, 3}, 4, 0.1, 0.2), Array::scalar(1)});
  BOOST_TEST(!report);
  BOOST_TEST(holds(report.text, "1 of 7 derivatives differ"));
  for (const char* column : {"input", "index", "engine", "numerical", "step"}) BOOST_TEST(holds(report.text, column));
  const std::string row = report.text.substr(report.text.find('\n', report.text.find("input")) + 1);
  std::size_t at = 0;
  BOOST_TEST(std::stoi(row, &at) == 0);  // the first input
  BOOST_TEST(row.find("[1, 1]") < row.size());
  const std::string numbers = row.substr(row.find(']') + 1);
  const double engine = std::stod(numbers, &at), numerical = std::stod(numbers.substr(at));
  BOOST_TEST(std::abs(engine / numerical - 2) < 1e-6);
}

BOOST_AUTO_TEST_CASE(a_kink_is_reported_as_one) {
  for (const auto& f : {+[](const Inputs& x) { return relu(x[0]); }, +[](const Inputs& x) { return abs(x[0]); },
                        +[](const Inputs& x) { return maximum(x[0], 0) * 3; }}) {
    const auto report = gradcheck(f, {Array({3}, {1, 0, -2})});
    BOOST_TEST((report || report.met_kink));
    if (!report) BOOST_TEST(holds(report.text, "a kink"));
  }
  const auto report = gradcheck([](const Inputs& x) { return relu(x[0]); }, {Array({3}, {1, 0, -2})});
  BOOST_TEST(!report);
  BOOST_TEST(report.met_kink);
  BOOST_TEST(holds(report.text, "[1]"));
}

BOOST_AUTO_TEST_CASE(it_steps_away_from_a_near_kink) {
  for (const Real near : {1e-7, -1e-7, 1e-4}) {
    const auto report = gradcheck([](const Inputs& x) { return relu(x[0]); }, {Array({2}, {near, 1})});
    BOOST_TEST(bool(report), report.text);
  }
}

BOOST_AUTO_TEST_CASE(missing_and_superfluous_gradients_are_found) {
  BOOST_TEST(!gradcheck([](const Inputs& x) { return x[0] * x[0].detach(); }, {Array({2}, {1, 2})}));
  const auto jump = [](const Inputs& x) {
    return elementwise(
        "jump", "dx = dy", x[0], [](auto v) { return 0 * v; }, pass_on);
  };
  BOOST_TEST(!gradcheck(jump, {Array({2}, {1, 2})}));
  const auto not_a_number = [](const Inputs& x) {
    return elementwise(
        "nan", "dx = NaN", x[0], [](auto v) { return v; },
        [](auto dy, auto v, auto y) { return dy * std::numeric_limits<Real>::quiet_NaN(); });
  };
  BOOST_TEST(!gradcheck(not_a_number, {Array({2}, {1, 2})}));
}

// The result is weighted with both signs, so that a rule that loses the sign of what comes back is found.
BOOST_AUTO_TEST_CASE(a_lost_sign_is_found) {
  const auto lost = [](const Inputs& x) {
    return elementwise(
        "lost", "dx = |dy|", x[0], [](auto v) { return v; }, [](auto dy, auto v, auto y) { return abs(dy); });
  };
  BOOST_TEST(!gradcheck(lost, {random_array({4, 4})}));
}

// … and unevenly, whatever the seed, so that a rule is found that confuses two entries.
BOOST_AUTO_TEST_CASE(swapped_entries_are_found) {
  const auto swapped = [](const Inputs& x) {
    return structural("swapped", "dx = dy, flipped", Kind::plumbing, x[0].value(), x[0],
                      [](const auto& dy, const auto& v, const auto& y) { return flip(dy, 0); });
  };
  for (std::uint64_t seed = 1; seed <= 8; ++seed)
    BOOST_TEST(!gradcheck(swapped, {random_array({2})}, {.seed = seed}), "seed " << seed);
}

BOOST_AUTO_TEST_CASE(constant_linear_and_empty_functions_pass) {
  const std::vector<Array> x{random_array({3})};
  BOOST_TEST(bool(gradcheck([](const Inputs& in) { return in[0].detach() * 0; }, x, {.order = 2})));
  BOOST_TEST(bool(gradcheck([](const Inputs& in) { return 3 * in[0]; }, x, {.order = 2})));
  BOOST_TEST(bool(gradcheck([](const Inputs& in) { return tanh(in[0]); }, {Array::zeros({0, 2})}, {.order = 2})));
  BOOST_TEST(holds(message_of([&] { gradcheck([](const Inputs& in) { return in[0]; }, x, {.order = 3}); }), "order 3"));
}

// Such as a penalty on the length of a gradient.
BOOST_AUTO_TEST_CASE(what_is_checked_may_take_gradients) {
  const auto penalty = [](const Inputs& x) {
    return square(grad(sum(x[0] * tanh(x[0])), x[0], {.create_graph = true}));
  };
  const auto report = gradcheck(penalty, {random_array({3})}, {.order = 2});
  BOOST_TEST(bool(report), report.text);
}

BOOST_AUTO_TEST_CASE(recording_may_be_off_where_it_is_called) {
  const NoGrad off;
  BOOST_TEST(!gradcheck([](const Inputs& x) { return planted_tanh(x[0], 1.001); }, pair));
  BOOST_TEST(bool(gradcheck([](const Inputs& x) { return tanh(x[0]); }, pair, {.order = 2})));
}

BOOST_AUTO_TEST_SUITE_END()
