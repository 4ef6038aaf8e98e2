#include "nn/losses.hpp"

#include "autograd/gradcheck.hpp"
#include "autograd/random.hpp"
#include "tests/nn/support.hpp"

using namespace unroll;

BOOST_AUTO_TEST_SUITE(losses)

namespace {

using Numbers = std::vector<long double>;

// −log(exp z_target / Σ exp z) and softmax − one-hot, row by row.
struct ByHand {
  Numbers terms, gradient;
  ByHand(const Array& logits, const Indices& targets) {
    const Index classes = logits.dim(-1);
    for (Index row = 0; row < targets.size(); ++row) {
      const Real* z = logits.data() + row * classes;
      long double total = 0;
      for (Index k = 0; k < classes; ++k) total += std::exp(static_cast<long double>(z[k]));
      terms.push_back(std::log(total) - z[targets[row]]);
      for (Index k = 0; k < classes; ++k)
        gradient.push_back(std::exp(static_cast<long double>(z[k])) / total - (k == targets[row]));
    }
  }
};

long double total(const Numbers& numbers) {
  long double sum = 0;
  for (const long double number : numbers) sum += number;
  return sum;
}

struct Fixture {
  Fixture() { seed(11); }
  Tensor logits = variable(random_numbers().normal({3, 2, 5}));
  Indices targets{Shape{3, 2}, {0, 4, 2, 2, 1, 3}};
};

}  // namespace

BOOST_FIXTURE_TEST_CASE(cross_entropy_in_closed_form, Fixture) {
  const ByHand wanted(logits.value(), targets);
  const Tensor L = nn::cross_entropy(logits, targets);
  check_close(L.item(), total(wanted.terms) / 6);
  L.backward();
  Numbers gradient = wanted.gradient;
  for (auto& g : gradient) g /= 6;
  check_all_close(logits.grad(), gradient);
}

BOOST_FIXTURE_TEST_CASE(reductions, Fixture) {
  const ByHand wanted(logits.value(), targets);
  const Tensor terms = nn::cross_entropy(logits, targets, {.reduction = nn::Reduction::none});
  BOOST_TEST((terms.shape() == Shape{3, 2}));
  check_all_close(terms.value(), wanted.terms);
  const Tensor L = nn::cross_entropy(logits, targets, {.reduction = nn::Reduction::sum});
  check_close(L.item(), total(wanted.terms));
  L.backward();
  check_all_close(logits.grad(), wanted.gradient);
}

BOOST_FIXTURE_TEST_CASE(ignored_targets_do_not_count, Fixture) {
  const ByHand wanted(logits.value(), targets);
  const Indices padded(Shape{3, 2}, {0, -1, 2, 2, -1, -1});
  Numbers terms, gradient;
  for (std::size_t i = 0; i < 6; ++i) {
    const bool counts = padded[static_cast<Index>(i)] != -1;
    terms.push_back(counts ? wanted.terms[i] : 0);
    for (std::size_t k = 0; k < 5; ++k) gradient.push_back(counts ? wanted.gradient[5 * i + k] / 3 : 0);
  }
  const Tensor L = nn::cross_entropy(logits, padded, {.ignore_index = -1});
  check_close(L.item(), total(terms) / 3);
  L.backward();
  check_all_close(logits.grad(), gradient);

  const auto each = nn::cross_entropy(logits, padded, {.ignore_index = -1, .reduction = nn::Reduction::none});
  check_all_close(each.value(), terms);
  const auto sum = nn::cross_entropy(logits, padded, {.ignore_index = -1, .reduction = nn::Reduction::sum});
  check_close(sum.item(), total(terms));
}

// A class id may be ignored, too; and what stands in an ignored row is of no account.
BOOST_AUTO_TEST_CASE(ignored_rows_do_not_leak) {
  constexpr Real infinity = std::numeric_limits<Real>::infinity();
  const Tensor logits = variable(Array({2, 2}, {-infinity, 1, 3, 3}));
  const Tensor L = nn::cross_entropy(logits, {1, 0}, {.ignore_index = 1});
  check_close(L.item(), std::log(2.0L));
  L.backward();
  check_all_close(logits.grad(), std::vector<double>{0, 0, -0.5, 0.5});
}

BOOST_AUTO_TEST_CASE(nothing_counts) {
  const Tensor logits = variable(Array::zeros({2, 3}));
  const auto text = message_of([&] { nn::cross_entropy(logits, {9, 9}, {.ignore_index = 9}); });
  BOOST_TEST(holds(text, "none of the 2 targets counts"));
  BOOST_TEST(nn::cross_entropy(logits, {9, 9}, {.ignore_index = 9, .reduction = nn::Reduction::sum}).item() == 0);
}

BOOST_AUTO_TEST_CASE(large_logits_do_not_overflow) {
  const Tensor logits = variable(Array({2, 2}, {10000, -10000, 10000, -10000}));
  const Tensor L = nn::cross_entropy(logits, {0, 1}, {.reduction = nn::Reduction::none});
  check_all_close(L.value(), std::vector<double>{0, 20000});
}

BOOST_AUTO_TEST_CASE(one_row_and_one_number) {
  const Tensor row(Array({2}, {0, 0}));
  check_close(nn::cross_entropy(row, Indices(Shape{}, {1})).item(), std::log(2.0L));
}

BOOST_FIXTURE_TEST_CASE(gradients_by_differences, Fixture) {
  const Array target = random_numbers().normal({3, 2, 5});
  const auto entropy = [&](const std::vector<Tensor>& x) {
    return nn::cross_entropy(x[0], targets, {.ignore_index = 2, .reduction = nn::Reduction::none});
  };
  const auto squares = [&](const std::vector<Tensor>& x) { return nn::squared_error(x[0], x[1]); };
  const auto of_entropy = gradcheck(entropy, {logits.value()}, {.order = 2});
  BOOST_TEST(of_entropy.passed, of_entropy.text);
  const auto of_squares = gradcheck(squares, {logits.value(), target}, {.order = 2});
  BOOST_TEST(of_squares.passed, of_squares.text);
}

BOOST_FIXTURE_TEST_CASE(losses_are_marked, Fixture) {
  for (const Tensor& L : {nn::cross_entropy(logits, targets), nn::squared_error(logits, logits * 2)}) {
    BOOST_TEST(L.name() == "L");
    BOOST_TEST((L.node()->role == Role::loss));
    BOOST_TEST(L.rank() == 0);
  }
}

BOOST_FIXTURE_TEST_CASE(wrong_targets_are_refused, Fixture) {
  const auto wrong = message_of<ShapeError>([&] { nn::cross_entropy(logits, {0, 1, 2}); });
  BOOST_TEST(holds(wrong, "cross_entropy: logits (3, 2, 5) and targets (3);"));
  BOOST_TEST(holds(message_of<ShapeError>([&] { nn::cross_entropy(sum(logits), {0}); }), "logits ()"));

  Scope scope("t", 3);
  const Indices outside(Shape{3, 2}, {0, 4, 2, 5, 1, 3}), negative(Shape{3, 2}, {0, 4, 2, 2, 1, -1});
  const auto above = message_of<IndexError>([&] { nn::cross_entropy(logits, outside); });
  BOOST_TEST(holds(above, "target 5 at (1, 1): logits (3, 2, 5) have the classes 0 to 4 (in t=3)"));
  const auto below = message_of<IndexError>([&] { nn::cross_entropy(logits, negative); });
  BOOST_TEST(holds(below, "target -1 at (2, 1)"));
}

BOOST_AUTO_TEST_CASE(squared_error_in_closed_form) {
  const Tensor prediction = variable(Array({2, 2}, {1, 2, 3, 4})), target(Array({2, 2}, {0, 4, 3, 1}));
  const Tensor L = nn::squared_error(prediction, target);
  check_close(L.item(), (1 + 4 + 0 + 9) / 4.0L);
  L.backward();
  check_all_close(prediction.grad(), std::vector<double>{0.5, -1, 0, 1.5});
  check_close(nn::squared_error(prediction, target, nn::Reduction::sum).item(), 14);
  check_all_close(nn::squared_error(prediction, target, nn::Reduction::none).value(), std::vector<double>{1, 4, 0, 9});
}

BOOST_AUTO_TEST_CASE(squared_error_does_not_broadcast) {
  const Tensor column(Array::zeros({4, 1})), row(Array::zeros({4}));
  const auto text = message_of<ShapeError>([&] { nn::squared_error(column, row); });
  BOOST_TEST(holds(text, "squared_error: the prediction (4, 1) and the target (4) differ in shape"));
}

BOOST_AUTO_TEST_SUITE_END()
