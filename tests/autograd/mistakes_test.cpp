// What mistakes leave behind: nothing. The sentences that they get are in tests/misuse/.
#include "autograd/backward.hpp"
#include "autograd/gradcheck.hpp"
#include "autograd/rule.hpp"
#include "tests/autograd/checks.hpp"

using namespace unroll;

BOOST_AUTO_TEST_SUITE(mistakes)

BOOST_AUTO_TEST_CASE(a_gradient_before_any_pass_holds_nothing) {
  const Tensor x = variable(Array::scalar(2));
  const Array none = x.grad();
  BOOST_TEST(none.numbers().empty());
  BOOST_CHECK_THROW(x.assign(none), ShapeError);
  BOOST_CHECK_THROW(none.item(), ShapeError);
  Array written;
  written.write();
  BOOST_TEST(written.size() == 0);
}

BOOST_AUTO_TEST_CASE(a_pass_that_is_refused_adds_nothing) {
  const Tensor a = variable(Array::scalar(1)), b = variable(Array::scalar(2));
  for (const bool first : {true, false}) {
    const Tensor loss = first ? b * b + a * 3 : a * 3 + b * b;
    b.assign(Array::scalar(5));
    BOOST_CHECK_THROW(loss.backward(), Error);
    BOOST_TEST(!static_cast<bool>(Array(a.grad())));
  }
  (a * 3).backward();
  BOOST_TEST(a.grad().item() == 3);
}

BOOST_AUTO_TEST_CASE(nothing_leaks_from_the_side_that_was_not_taken) {
  // The slope of √ at 0 is ∞, and ∞ · 0 would be NaN.
  const Tensor x = variable(Array({2}, {-1, 4}));
  sum(sqrt(maximum(x, 0))).backward();
  BOOST_TEST(x.grad().at({0}) == 0);
  BOOST_TEST(x.grad().at({1}) == Real(0.25));
  const Tensor y = variable(Array({2}, {-1, 0}));
  sqrt(max(y)).backward();
  BOOST_TEST(y.grad().at({0}) == 0);
}

BOOST_AUTO_TEST_CASE(the_checker_leaves_the_edge_of_a_domain) {
  if (!is_double) return;
  const auto f = [](const std::vector<Tensor>& x) { return log(x[0]) + sqrt(x[0]); };
  const GradcheckReport report = gradcheck(f, {Array({1}, {Real(0.0015)})});
  BOOST_TEST(report.passed, report.text);
}

BOOST_AUTO_TEST_CASE(lookups_add_up_in_place) {
  const Tensor table = variable(Array::zeros({4, 2}));
  const Tensor twice = embedding(table, {1, 3, 1}), once = embedding(table, {0, 1});
  (sum(twice * 2) + sum(once * Tensor(Array({2, 2}, {1, 2, 3, 4})))).backward();
  BOOST_TEST(to_string(table.grad()) == to_string(Array({4, 2}, {1, 2, 7, 8, 0, 0, 2, 2})));
}

BOOST_AUTO_TEST_CASE(arrays_refuse_what_would_leave_their_memory) {
  const Array x = Array::ones({2, 3});
  BOOST_CHECK_THROW(broadcast_to(x, {7}), ShapeError);
  BOOST_CHECK_THROW(reshape(x, {1000}), ShapeError);
  BOOST_CHECK_THROW(sum_to(x, {2}), ShapeError);
  BOOST_CHECK_THROW(slice(x, 0, 1, 9), ShapeError);
  BOOST_CHECK_THROW(matmul(x, Array::ones({4, 5})), ShapeError);
}

BOOST_AUTO_TEST_CASE(a_hook_may_add_a_hook) {
  const Tensor x = variable(Array::scalar(3));
  int calls = 0;
  x.on_gradient([&](const Array&) {
    ++calls;
    for (int i = 0; i < 20; ++i) x.on_gradient([&](const Array&) { ++calls; });
  });
  (x * x).backward();
  BOOST_TEST(calls == 1);
}

BOOST_AUTO_TEST_SUITE_END()
