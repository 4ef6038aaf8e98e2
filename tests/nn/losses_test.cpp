#include "nn/losses.hpp"

#include "autograd/backward.hpp"
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

// All at once, and the losses of two tensors with respect to both.
BOOST_FIXTURE_TEST_CASE(more_gradients_by_differences, Fixture) {
  const Array positive = random_numbers().uniform({3, 2, 5}, 0.2, 0.8);
  const nn::CrossEntropyOptions all{.ignore_index = 2,
                                    .class_weights = Array({5}, {1, 2, Real(0.5), 0, 3}),
                                    .label_smoothing = Real(0.2),
                                    .reduction = nn::Reduction::none};
  using Inputs = std::vector<Tensor>;
  const auto check = [&](const std::function<Tensor(const Inputs&)>& f, const std::vector<Array>& inputs) {
    const auto report = gradcheck(f, inputs, {.order = 2});
    BOOST_TEST(report.passed, report.text);
  };
  check([&](const Inputs& x) { return nn::cross_entropy(x[0], targets, all); }, {logits.value()});
  check([&](const Inputs& x) { return nn::nll(x[0], targets, all); }, {logits.value()});
  for (const auto reduction : {nn::Reduction::mean, nn::Reduction::sum, nn::Reduction::none}) {
    check([&](const Inputs& x) { return nn::binary_cross_entropy(x[0], x[1], reduction); }, {logits.value(), positive});
    check([&](const Inputs& x) { return nn::kl_divergence(x[0], x[1], reduction); }, {logits.value(), positive});
  }
}

BOOST_FIXTURE_TEST_CASE(losses_are_marked, Fixture) {
  for (const Tensor& L : {nn::cross_entropy(logits, targets), nn::squared_error(logits, logits * 2),
                          nn::nll(logits, targets, {.ignore_index = 2}), nn::binary_cross_entropy(logits, logits),
                          nn::cross_entropy(logits, targets, {.label_smoothing = Real(0.1)}),
                          nn::kl_divergence(logits, sigmoid(logits))}) {
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

BOOST_FIXTURE_TEST_CASE(wrong_options_are_refused, Fixture) {
  const auto weights = message_of<ShapeError>([&] { nn::nll(logits, targets, {.class_weights = Array::ones({4})}); });
  BOOST_TEST(holds(weights, "nll: class_weights (4) for log_p (3, 2, 5); give one weight for each of the 5 classes"));
  for (const Real smoothing : {Real(-0.1), Real(1.1), std::numeric_limits<Real>::quiet_NaN()}) {
    const auto text = message_of([&] { nn::cross_entropy(logits, targets, {.label_smoothing = smoothing}); });
    BOOST_TEST(holds(text, "cross_entropy: label_smoothing "));
    BOOST_TEST(holds(text, "from 0 to 1"));
  }
  const auto nothing = message_of([&] { nn::nll(logits, targets, {.class_weights = Array::zeros({5})}); });
  BOOST_TEST(holds(nothing, "nll: none of the 6 targets counts"));
  BOOST_TEST(holds(message_of<ShapeError>([&] { nn::nll(logits, {0}); }), "nll: log_p (3, 2, 5) and targets (1);"));
  BOOST_TEST(holds(message_of<IndexError>([&] {
                     nn::nll(Tensor(Array::zeros({1, 2})), {2});
                   }),
                   "nll: target 2 at (0)"));
  BOOST_TEST(holds(message_of([&] { nn::cross_entropy(Tensor(Array::zeros({0, 2})), {}); }), "none of the 0 targets"));
}

// −(1 − ε) w_y log p_y − ε/K Σ w_k log p_k, and its gradient w̄ p − w q, by hand.
BOOST_FIXTURE_TEST_CASE(weights_and_smoothing_in_closed_form, Fixture) {
  const Array weights({5}, {1, 2, Real(0.5), 4, 3});
  const Numbers log_p = [&] {
    Numbers all;
    for (const Index k : {0, 1, 2, 3, 4})
      for (const auto term : ByHand(logits.value(), Indices(Shape{3, 2}, std::vector<Index>(6, k))).terms)
        all.push_back(-term);
    return all;  // [k][row]
  }();
  const long double smoothing = Real(0.3);
  long double wanted = 0, weight = 0;
  Numbers gradient(30);
  for (std::size_t row = 0; row < 6; ++row) {
    const auto y = static_cast<std::size_t>(targets[static_cast<Index>(row)]);
    Numbers q(5);
    for (std::size_t k = 0; k < 5; ++k) q[k] = weights.data()[k] * (smoothing / 5 + (k == y) * (1 - smoothing));
    for (std::size_t k = 0; k < 5; ++k) {
      wanted -= q[k] * log_p[6 * k + row];
      gradient[5 * row + k] = total(q) * std::exp(log_p[6 * k + row]) - q[k];
    }
    weight += weights.data()[y];
  }
  const Tensor L = nn::cross_entropy(logits, targets, {.class_weights = weights, .label_smoothing = Real(0.3)});
  check_close(L.item(), wanted / weight);
  L.backward();
  for (auto& g : gradient) g /= weight;
  check_all_close(logits.grad(), gradient);
}

BOOST_FIXTURE_TEST_CASE(nll_of_log_softmax_is_cross_entropy, Fixture) {
  const nn::CrossEntropyOptions options{.ignore_index = 4, .label_smoothing = Real(0.1)};
  BOOST_TEST(nn::nll(log_softmax(logits), targets, options).item() ==
             nn::cross_entropy(logits, targets, options).item());
}

// To the last digits also where σ(x) is 0 or 1 to rounding: −log σ(40) = log(1 + e⁻⁴⁰) is not 0.
BOOST_AUTO_TEST_CASE(binary_cross_entropy_is_exact_far_out) {
  const std::vector<Real> xs{0, 1, -1, 40, -40, 80, -80, 10000, -10000};
  const Array numbers(Shape{9}, xs);
  constexpr Real tiny = std::numeric_limits<Real>::min();
  for (const Real t : {Real(0), Real(1), Real(0.25)}) {
    const Tensor x = variable(numbers), target = variable(Array::full({9}, t));
    const Tensor L = nn::binary_cross_entropy(x, target, nn::Reduction::none);
    sum(L).backward();
    for (std::size_t i = 0; i < xs.size(); ++i) {
      const long double v = xs[i], wanted = t * std::log1p(std::exp(-std::abs(v))) + t * std::max(-v, 0.0L) +
                                            (1 - t) * std::log1p(std::exp(-std::abs(v))) + (1 - t) * std::max(v, 0.0L);
      const long double slope = -t / (1 + std::exp(v)) + (1 - t) / (1 + std::exp(-v));
      BOOST_TEST(std::abs(L.value().data()[i] - wanted) <= 4 * epsilon * wanted + tiny, "L(" << v << ", " << t << ")");
      BOOST_TEST(std::abs(x.grad().data()[i] - slope) <= 8 * epsilon * std::abs(slope) + tiny,
                 "L'(" << v << ", " << t << ")");
      check_close(target.grad().data()[i], -v);
    }
  }
}

BOOST_AUTO_TEST_CASE(no_loss_makes_nan_of_large_logits) {
  const Tensor x = variable(Array({2, 3}, {10000, -10000, 0, -10000, -10000, 10000}));
  const Tensor y(Array({2, 3}, {0, 1, Real(0.5), 1, 0, 1}));
  const Array weights = Array::full({3}, 2);
  const std::vector<Tensor> all{
      nn::cross_entropy(x, {1, 0}, {.class_weights = weights, .label_smoothing = Real(0.1)}),
      nn::nll(log_softmax(x), {1, 0}),
      nn::binary_cross_entropy(x, y),
      nn::kl_divergence(log_softmax(x), y),
      nn::kl_divergence(log_softmax(x), softmax(x)),
      nn::squared_error(x, y),
  };
  for (const Tensor& L : all) {
    BOOST_TEST(std::isfinite(L.item()));
    x.clear_grad();
    L.backward();
    for (const Real g : x.grad().numbers()) BOOST_TEST(std::isfinite(g));
  }
}

// 0 log 0 = 0, also where the model, too, says that it cannot be; its gradients are 0, of second order, too.
BOOST_AUTO_TEST_CASE(what_never_happens_adds_nothing_to_a_divergence) {
  const Real impossible = -std::numeric_limits<Real>::infinity();
  const Tensor log_p = variable(Array({3}, {impossible, std::log(Real(0.25)), std::log(Real(0.75))}));
  const Tensor q = variable(Array({3}, {0, Real(0.5), Real(0.5)}));
  const Tensor L = nn::kl_divergence(log_p, q, nn::Reduction::sum);
  check_close(L.item(), 0.5L * std::log(2.0L) + 0.5L * std::log(2.0L / 3));
  const auto slopes = grad(L, {log_p, q}, {.create_graph = true});
  check_all_close(slopes[0].value(), std::vector<double>{0, -0.5, -0.5});
  check_all_close(slopes[1].value(), Numbers{0, std::log(2.0L) + 1, std::log(2.0L / 3) + 1});
  const auto curvature = grad(sum(slopes[1]), {log_p, q});
  check_all_close(curvature[0].value(), std::vector<double>{0, -1, -1});
  check_all_close(curvature[1].value(), std::vector<double>{0, 2, 2});
  // A wanted outcome that the model calls impossible costs infinitely much.
  BOOST_TEST(nn::kl_divergence(log_p, Tensor(Array::ones({3})), nn::Reduction::sum).item() == -impossible);
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

BOOST_AUTO_TEST_CASE(no_loss_of_two_tensors_broadcasts) {
  const Tensor column(Array::zeros({4, 1})), row(Array::zeros({4}));
  const auto text = [&](auto loss) { return message_of<ShapeError>([&] { loss(column, row, nn::Reduction::mean); }); };
  const std::string rest = " (4) differ in shape; reshape one of them";
  BOOST_TEST(holds(text(nn::squared_error), "squared_error: the prediction (4, 1) and the target" + rest));
  BOOST_TEST(holds(text(nn::binary_cross_entropy), "binary_cross_entropy: the logits (4, 1) and the targets" + rest));
  BOOST_TEST(holds(text(nn::kl_divergence), "kl_divergence: the log_p (4, 1) and the q" + rest));
}

BOOST_AUTO_TEST_SUITE_END()
