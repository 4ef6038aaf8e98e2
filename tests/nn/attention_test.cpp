#include "nn/attention.hpp"

#include "autograd/backward.hpp"
#include "autograd/gradcheck.hpp"
#include "autograd/random.hpp"
#include "autograd/rule.hpp"
#include "tests/nn/support.hpp"

using namespace unroll;

BOOST_AUTO_TEST_SUITE(attention)

namespace {

using Numbers = std::vector<long double>;
constexpr Real infinity = std::numeric_limits<Real>::infinity();

// One softmax over a row of scores after the other, and the sums, in long double.
struct ByHand {
  Numbers weights, output;

  // scores(i, j), allowed(i, j); values (k, width)
  template <class Score, class Allowed>
  ByHand(Index queries, const Array& values, Score score, Allowed allowed) {
    const Index keys = values.dim(0), width = values.dim(1);
    for (Index i = 0; i < queries; ++i) {
      Numbers row(static_cast<std::size_t>(keys));
      long double total = 0;
      for (Index j = 0; j < keys; ++j)
        if (allowed(i, j)) total += row[static_cast<std::size_t>(j)] = std::exp(static_cast<long double>(score(i, j)));
      for (long double& w : row) w = total > 0 ? w / total : 0;
      for (Index c = 0; c < width; ++c) {
        long double y = 0;
        for (Index j = 0; j < keys; ++j) y += row[static_cast<std::size_t>(j)] * values.at({j, c});
        output.push_back(y);
      }
      weights.insert(weights.end(), row.begin(), row.end());
    }
  }
};

long double dot(const Array& q, const Array& k, Index i, Index j) {
  long double total = 0;
  for (Index c = 0; c < q.dim(1); ++c) total += static_cast<long double>(q.at({i, c})) * k.at({j, c});
  return total;
}
constexpr auto everywhere = [](Index, Index) { return true; };

void check(const nn::Attended& got, const ByHand& wanted) {
  check_all_close(got.weights.value(), wanted.weights);
  check_all_close(got.output.value(), wanted.output);
}

struct Fixture {
  const Array q = random_array({3, 4}, 1, -2, 2), k = random_array({5, 4}, 2, -2, 2), v = random_array({5, 2}, 3);
  long double scaled(Index i, Index j) const { return dot(q, k, i, j) / 2; }  // √4
};

bool all_zero(const Array& x) {
  return std::all_of(x.numbers().begin(), x.numbers().end(), [](Real number) { return number == 0; });
}

}  // namespace

BOOST_FIXTURE_TEST_CASE(scaled_dot_products_by_hand, Fixture) {
  check(nn::attention(Tensor(q), Tensor(k), Tensor(v)),
        ByHand(
            3, v, [&](Index i, Index j) { return scaled(i, j); }, everywhere));
}

BOOST_FIXTURE_TEST_CASE(masks_by_hand, Fixture) {
  Array allowed = Array::ones({3, 5}), added = random_array({3, 5}, 4);
  allowed.set({0, 1}, 0);
  allowed.set({2, 4}, 0);
  added.set({1, 0}, -infinity);
  const auto score = [&](Index i, Index j) { return scaled(i, j); };
  const auto biased = [&](Index i, Index j) { return scaled(i, j) + added.at({i, j}); };
  const auto may = [&](Index i, Index j) { return allowed.at({i, j}) == 1; };
  const auto finite = [&](Index i, Index j) { return added.at({i, j}) > -infinity; };
  const auto attend = [&](const nn::AttentionMasks& masks) {
    return nn::attention(Tensor(q), Tensor(k), Tensor(v), masks);
  };
  check(attend({.allowed = Tensor(allowed)}), ByHand(3, v, score, may));
  check(attend({.added = Tensor(added)}), ByHand(3, v, biased, finite));
  check(attend({Tensor(allowed), Tensor(added)}),
        ByHand(3, v, biased, [&](Index i, Index j) { return may(i, j) && finite(i, j); }));
  // One number for each key broadcasts to all queries.
  check(attend({.allowed = Tensor(Array({1, 5}, {1, 0, 0, 1, 1}))}),
        ByHand(3, v, score, [](Index, Index j) { return j != 1 && j != 2; }));
}

BOOST_AUTO_TEST_CASE(leading_axes_broadcast) {
  const Array q = random_array({2, 3, 4, 5}, 1), k = random_array({3, 6, 5}, 2), v = random_array({3, 6, 2}, 3);
  const auto whole = nn::attention(Tensor(q), Tensor(k), Tensor(v));
  BOOST_TEST((whole.output.shape() == Shape{2, 3, 4, 2}));
  BOOST_TEST((whole.weights.shape() == Shape{2, 3, 4, 6}));
  for (Index i = 0; i < 2; ++i)
    for (Index j = 0; j < 3; ++j)
      check_all_close(nn::attention(Tensor(q[i][j]), Tensor(k[j]), Tensor(v[j])).output.value(),
                      whole.output.value()[i][j].numbers());
}

BOOST_AUTO_TEST_CASE(masks_say_what_they_allow) {
  check_all_close(nn::causal_mask(3).value(), std::vector<double>{1, 0, 0, 1, 1, 0, 1, 1, 1});
  check_all_close(nn::causal_mask(1).value(), std::vector<double>{1});
  const Tensor padding = nn::padding_mask({2, 0, 3}, 3);
  BOOST_TEST((padding.shape() == Shape{3, 1, 3}));
  check_all_close(padding.value(), std::vector<double>{1, 1, 0, 0, 0, 0, 1, 1, 1});
  BOOST_TEST(((nn::causal_mask(3) * padding).shape() == Shape{3, 3, 3}));
}

BOOST_FIXTURE_TEST_CASE(weights_add_up_to_one_and_are_marked, Fixture) {
  const auto [output, weights] = nn::attention(variable(100 * q), Tensor(k), Tensor(v));  // nearly saturated
  const Tensor totals = sum(weights, -1);
  for (const Real total : totals.value().numbers()) check_close(total, 1);
  BOOST_TEST((weights.node()->role == Role::weights));
  BOOST_TEST(weights.name() == "weights");
}

// Row 1 may attend to nothing; row 2 to nothing by −∞.
BOOST_FIXTURE_TEST_CASE(a_query_that_may_attend_to_nothing_is_zero, Fixture) {
  Array allowed = Array::ones({3, 5}), added = Array::zeros({3, 5});
  for (Index j = 0; j < 5; ++j) {
    allowed.set({1, j}, 0);
    added.set({2, j}, -infinity);
  }
  const Tensor queries = variable(q), keys = variable(k), values = variable(v), bias = variable(added);
  const auto [output, weights] = nn::attention(queries, keys, values, {Tensor(allowed), bias});
  BOOST_TEST((all_zero(output.value()[1]) && all_zero(output.value()[2]) && !all_zero(output.value()[0])));
  BOOST_TEST((all_zero(weights.value()[1]) && all_zero(weights.value()[2])));
  for (const Input& input : weights.node()->inputs())  // the softmax is no NaN that is put out afterwards
    for (const Real number : input.node->value.numbers()) BOOST_TEST(std::isfinite(number));

  const std::vector<Tensor> leaves{queries, keys, values, bias};
  const std::vector<Tensor> first = grad(sum(square(output)), leaves, {.create_graph = true});
  BOOST_TEST((all_zero(first[0].value()[1]) && all_zero(first[0].value()[2]) && !all_zero(first[0].value()[0])));
  BOOST_TEST((all_zero(first[3].value()[1]) && all_zero(first[3].value()[2])));
  Tensor slopes(Array::scalar(0));
  for (const Tensor& each : first) slopes = slopes + sum(square(each));
  const std::vector<Tensor> second = grad(slopes, leaves);
  for (const Tensor& each : second)
    for (const Real number : each.value().numbers()) BOOST_TEST(std::isfinite(number));
  BOOST_TEST((all_zero(second[0].value()[1]) && all_zero(second[0].value()[2])));

  // What only they would have read gets no gradient.
  const auto nothing = nn::attention(queries, keys, values, {.allowed = Tensor(Array::zeros({1, 1}))});
  for (const Tensor& each : grad(sum(nothing.output), leaves)) BOOST_TEST(all_zero(each.value()));
}

// NaN in what a mask forbids stays there, also on the way back, and is not hidden where it is allowed.
BOOST_FIXTURE_TEST_CASE(masked_scores_are_not_looked_at, Fixture) {
  const Real nan = std::numeric_limits<Real>::quiet_NaN();
  const Tensor scores = variable(Array({1, 3}, {1, nan, 2})), values(Array({3, 1}, {1, 2, 3}));
  const auto masked = nn::attend(scores, values, {.allowed = Tensor(Array({1, 3}, {1, 0, 1}))});
  const long double w = 1 / (1 + std::exp(1.0L));
  check_close(masked.output.item(), w + 3 * (1 - w));
  sum(masked.output).backward();
  check_close(scores.grad().data()[0], -2 * w * (1 - w));
  BOOST_TEST(scores.grad().data()[1] == 0);
  const Tensor poisoned(Array({1, 3}, {0, nan, 0}));
  BOOST_TEST(std::isnan(nn::attend(Tensor(Array::zeros({1, 3})), values, {.added = poisoned}).output.item()));
}

BOOST_AUTO_TEST_CASE(huge_scores_do_not_overflow) {
  const Tensor values(Array({2, 1}, {1, 2}));
  const Real large = std::sqrt(std::numeric_limits<Real>::max()) / 8;
  const Tensor q = variable(Array({2, 1}, {large, -large})), k(Array({2, 1}, {large, -large}));
  const auto [output, weights] = nn::attention(q, k, values, {.allowed = nn::causal_mask(2)});
  check_all_close(output.value(), std::vector<double>{1, 2});
  sum(output).backward();
  BOOST_TEST(all_zero(q.grad()));

  const Tensor low(Array({1, 3}, {-10000, 0, -10000}));
  const auto masked = nn::attend(low, Tensor(Array::ones({3, 1})), {.allowed = Tensor(Array({1, 3}, {1, 0, 1}))});
  check_all_close(masked.weights.value(), std::vector<double>{0.5, 0, 0.5});
}

BOOST_FIXTURE_TEST_CASE(gradients_by_differences, Fixture) {
  Array allowed = Array::ones({3, 5});
  allowed.set({0, 1}, 0);
  for (Index j = 0; j < 5; ++j) allowed.set({1, j}, 0);
  const auto report = gradcheck(
      [&](const std::vector<Tensor>& x) {
        const auto [output, weights] = nn::attention(x[0], x[1], x[2], {Tensor(allowed), x[3]});
        return concat({output, weights}, 1);
      },
      {q, k, v, random_array({3, 5}, 4)}, {.order = 2});
  BOOST_TEST(report.passed, report.text);
}

// ---- Scores ----

BOOST_AUTO_TEST_CASE(scores_by_hand) {
  seed(3);
  nn::AdditiveScore additive(2, 3, 4);
  nn::GeneralScore general(2, 3);
  const Array q = random_array({5, 2}, 1), k = random_array({6, 3}, 2), k_2 = random_array({6, 2}, 3);
  Numbers sums, products, dots;
  for (Index i = 0; i < 5; ++i)
    for (Index j = 0; j < 6; ++j) {
      long double s = 0, p = 0;
      for (Index h = 0; h < 4; ++h) {
        long double a = 0;
        for (Index c = 0; c < 2; ++c) a += static_cast<long double>(q.at({i, c})) * additive.W.value().at({c, h});
        for (Index c = 0; c < 3; ++c) a += static_cast<long double>(k.at({j, c})) * additive.U.value().at({c, h});
        s += std::tanh(a) * additive.v.value().at({h});
      }
      for (Index a = 0; a < 2; ++a)
        for (Index b = 0; b < 3; ++b)
          p += static_cast<long double>(q.at({i, a})) * general.W.value().at({a, b}) * k.at({j, b});
      sums.push_back(s);
      products.push_back(p);
      dots.push_back(dot(q, k_2, i, j));
    }
  check_all_close(additive(Tensor(q), Tensor(k)).value(), sums);
  check_all_close(general(Tensor(q), Tensor(k)).value(), products);
  check_all_close(nn::Score()(Tensor(q), Tensor(k_2)).value(), dots);
  BOOST_TEST(nn::Score().parameter_count() == 0);
}

BOOST_AUTO_TEST_CASE(scores_of_batches_and_their_gradients) {
  seed(4);
  nn::AdditiveScore additive(2, 3, 4);
  nn::GeneralScore general(2, 3);
  const Tensor q = variable(random_array({2, 1, 2}, 1)), k = variable(random_array({2, 4, 3}, 2));
  for (const nn::Score* score : std::initializer_list<const nn::Score*>{&additive, &general}) {
    const Tensor whole = (*score)(q, k);
    BOOST_TEST((whole.shape() == Shape{2, 1, 4}));
    for (Index b = 0; b < 2; ++b) check_all_close((*score)(q[b], k[b]).value(), whole.value()[b].numbers());
    std::vector<Tensor> leaves = score->parameters();
    leaves.insert(leaves.end(), {q, k});
    const auto report = gradcheck([&] { return nn::attend((*score)(q, k), k).output; }, leaves, {.order = 2});
    BOOST_TEST(report.passed, report.text);
  }
}

BOOST_AUTO_TEST_CASE(dropout_leaves_weights_out) {
  seed(5);
  const Tensor scores(Array::zeros({50, 40})), values(Array::ones({40, 1}));
  const auto [output, weights] = nn::attend(scores, values, {}, Real(0.25));
  check_all_close(weights.value(), std::vector<double>(2000, 1.0 / 40));  // those before it are given out
  double total = 0;
  for (const Real y : output.value().numbers()) {
    total += y;
    const double kept = y * 0.75 * 40;  // each of those kept counts 1 / 40 / 0.75
    check_close(kept, std::round(kept), 100 * rounding);
  }
  // Of 2000 numbers a quarter is left out; six deviations of √(p (1 − p) / 2000) / (1 − p).
  BOOST_TEST(std::abs(total / 50 - 1) < 6 * std::sqrt(0.25 * 0.75 / 2000) / 0.75);
  BOOST_TEST(std::abs(total / 50 - 1) > 0);
}

BOOST_FIXTURE_TEST_CASE(mistakes_are_explained, Fixture) {
  const Scope scope("decoder");
  const Tensor queries(q), keys(k), values(v);
  BOOST_TEST(
      message_of<ShapeError>([&] {
        nn::attention(queries, Tensor(Array::ones({5, 3})), values);
      }) ==
      "attention: queries (3, 4), keys (5, 3), values (5, 2) (in decoder); they are (…, T_q, d), (…, T_k, d) and "
      "(…, T_k, d_v): keys as wide as queries, and a value for each");
  BOOST_TEST(holds(message_of<ShapeError>([&] { nn::attention(queries, keys, Tensor(q)); }), "values (3, 4)"));
  BOOST_TEST(holds(message_of<ShapeError>([&] { nn::attention(Tensor(q[0]), keys, values); }), "queries (4)"));
  for (const auto& masks : {nn::AttentionMasks{.allowed = nn::causal_mask(3)}, {.added = nn::causal_mask(3)}})
    BOOST_TEST(message_of<ShapeError>([&] { nn::attention(queries, keys, values, masks); }) ==
               "attention: a mask (3, 3) for scores (3, 5) (in decoder); each of its extents must be theirs, or 1");
  BOOST_TEST(message_of<IndexError>([] {
               nn::padding_mask({2, 4}, 3);
             }) == "padding_mask: sequence 1 has length 4; lengths go from 0 to the 3 steps (in decoder)");
  BOOST_TEST(holds(message_of<IndexError>([] { nn::padding_mask({-1}, 3); }), "sequence 0 has length -1"));
}

BOOST_AUTO_TEST_SUITE_END()
