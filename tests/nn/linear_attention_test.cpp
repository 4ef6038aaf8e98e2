#include "nn/linear_attention.hpp"

#include "autograd/backward.hpp"
#include "autograd/gradcheck.hpp"
#include "autograd/random.hpp"
#include "nn/attention.hpp"
#include "nn/recurrent.hpp"
#include "tests/nn/support.hpp"

using namespace unroll;

BOOST_AUTO_TEST_SUITE(linear_attention)

namespace {

static_assert(nn::ProjectingCell<nn::LinearAttentionCell>);

long double phi(long double x) { return x > 0 ? x + 1 : std::exp(x); }

// The sum over all keys j that may(i, j) allows, one after the other.
template <class May>
std::vector<long double> by_hand(const Array& q, const Array& k, const Array& v, May may) {
  std::vector<long double> y;
  for (Index i = 0; i < q.dim(0); ++i)
    for (Index c = 0; c < v.dim(1); ++c) {
      long double above = 0, below = 0;
      for (Index j = 0; j < k.dim(0); ++j) {
        if (!may(i, j)) continue;
        long double match = 0;
        for (Index f = 0; f < q.dim(1); ++f) match += phi(q.at({i, f})) * phi(k.at({j, f}));
        above += match * v.at({j, c});
        below += match;
      }
      y.push_back(below == 0 ? 0 : above / below);
    }
  return y;
}

struct Fixture {
  const Array q = random_array({4, 3}, 1, -2, 2), k = random_array({5, 3}, 2, -2, 2), v = random_array({5, 2}, 3);
};

// All steps of a cell by the parallel form.
Tensor in_parallel(const nn::LinearAttentionCell& cell, const Tensor& xs) {
  const std::vector<Tensor> qkv = split(transpose(cell.project(xs), 0, 1), -1, 3);
  return transpose(nn::causal_linear_attention(qkv[0], qkv[1], qkv[2]), 0, 1);
}

}  // namespace

BOOST_AUTO_TEST_CASE(features_are_elu_and_one) {
  const Tensor x = variable(Array({6}, {-800, -1, 0, Real(0.5), 3, 1000}));
  const Tensor y = nn::positive_features(x);
  check_all_close(y.value(), std::vector<long double>{0, std::exp(-1.0L), 1, 1.5L, 4, 1001});
  sum(y).backward();
  check_all_close(x.grad(), std::vector<long double>{0, std::exp(-1.0L), 1, 1, 1, 1});
}

BOOST_FIXTURE_TEST_CASE(values_by_hand, Fixture) {
  const Tensor queries(q), keys(k), values(v);
  check_all_close(nn::linear_attention(queries, keys, values).value(),
                  by_hand(q, k, v, [](Index, Index) { return true; }));
  check_all_close(nn::linear_attention(queries, keys, values, Tensor(Array({1, 5}, {1, 0, 1, 1, 0}))).value(),
                  by_hand(q, k, v, [](Index, Index j) { return j != 1 && j != 4; }));
  const Array four = random_array({4, 3}, 4), values_of_four = random_array({4, 2}, 5);
  check_all_close(nn::causal_linear_attention(queries, Tensor(four), Tensor(values_of_four)).value(),
                  by_hand(q, four, values_of_four, [](Index i, Index j) { return j <= i; }));
}

BOOST_AUTO_TEST_CASE(batches_with_lengths) {
  const Array q = random_array({3, 4, 3}, 1), k = random_array({3, 5, 3}, 2), v = random_array({3, 5, 2}, 3);
  const std::vector<Index> lengths{5, 2, 0};
  const Tensor queries = variable(q), keys = variable(k), values = variable(v);
  const Tensor y = nn::linear_attention(queries, keys, values, nn::padding_mask(Indices(lengths), 5));
  for (Index b = 0; b < 3; ++b)
    check_all_close(y.value()[b], by_hand(q[b], k[b], v[b],
                                          [&](Index, Index j) { return j < lengths[static_cast<std::size_t>(b)]; }));
  // Nothing to attend to: 0, and no gradient, at either order.
  const std::vector<Tensor> leaves{queries, keys, values};
  const std::vector<Tensor> first = grad(sum(square(y)), leaves, {.create_graph = true});
  Tensor slopes(Array::scalar(0));
  for (const Tensor& each : first) {
    BOOST_TEST(norm(each[2]).item() == 0);
    slopes = slopes + sum(square(each));
  }
  for (const Tensor& each : grad(slopes, leaves)) {
    BOOST_TEST(norm(each[2]).item() == 0);
    BOOST_TEST(std::isfinite(norm(each).item()));
  }
}

BOOST_AUTO_TEST_CASE(the_recurrent_form_is_the_parallel_form) {
  seed(40);
  for (const Index steps : {1, 2, 7}) {
    nn::LinearAttentionCell cell(3, 4);
    const Tensor xs = variable(random_numbers().normal({steps, 2, 3}));
    const Tensor d(random_numbers().normal({steps, 2, 4}));
    std::vector<Tensor> leaves = cell.parameters();
    leaves.push_back(xs);
    const Tensor parallel = in_parallel(cell, xs);
    const auto wanted = grad(sum(parallel * d), leaves);
    for (const bool project_first : {false, true}) {
      const Tensor recurrent = nn::unrolled(cell, xs, {.project_first = project_first}).outputs();
      BOOST_TEST(close(recurrent.value(), parallel.value(), rounding));
      const auto got = grad(sum(recurrent * d), leaves);
      for (std::size_t i = 0; i < leaves.size(); ++i)
        BOOST_TEST(close(got[i].value(), wanted[i].value(), 10 * rounding));
    }
  }
}

BOOST_AUTO_TEST_CASE(one_step_by_hand) {
  seed(41);
  nn::LinearAttentionCell cell(1, 1);
  cell.W_qkv.assign(Array({1, 3}, {1, 1, 1}));
  cell.b.assign(Array({3}, {0, 1, 2}));
  // x = 1: φ(q) = 2, φ(k) = 3, v = 3; before it S = 4, z = 1: S = 13, z = 4.
  const auto state = cell.step(Tensor(Array({1, 1}, {1})),
                               {Tensor(Array({1, 1}, {7})), Tensor(Array({1, 1, 1}, {4})), Tensor(Array({1, 1}, {1}))});
  check_close(state.S.item(), 13);
  check_close(state.z.item(), 4);
  check_close(state.h.item(), 13.0 / 4);
  BOOST_TEST((nn::LinearAttentionCell(3, 5).start(2).S.shape() == Shape{2, 5, 5}));
  BOOST_TEST((nn::LinearAttentionCell(3, 5).inputs() == 3 && nn::LinearAttentionCell(3, 5).outputs() == 5));
}

BOOST_AUTO_TEST_CASE(starts_within_its_bounds) {
  seed(44);
  nn::LinearAttentionCell cell(25, 100);
  for (const Tensor& p : cell.parameters()) {
    const Real largest = max(abs(p)).item();
    BOOST_TEST((largest <= Real(0.2) && largest > Real(0.19)));
  }
}

// A state with a matrix in it goes through layers, lengths and all, as any other.
BOOST_AUTO_TEST_CASE(layers_and_lengths) {
  seed(42);
  nn::Recurrent<nn::LinearAttentionCell> layers(3, 4, {.layers = 2});
  const Tensor xs(random_numbers().normal({5, 3, 3}));
  const auto run = layers.run(xs, Indices{5, 2, 0});
  const auto alone = layers.run(slice(slice(xs, 1, 1, 2), 0, 0, 2));
  BOOST_TEST(close(slice(slice(run.outputs, 1, 1, 2), 0, 0, 2).value(), alone.outputs.value(), rounding));
  BOOST_TEST(close(run.last[1].S.value()[1], alone.last[1].S.value()[0], rounding));
  BOOST_TEST(norm(run.last[0].S[2]).item() == 0);
}

BOOST_FIXTURE_TEST_CASE(gradients_by_differences, Fixture) {
  seed(43);
  nn::LinearAttentionCell cell(2, 2);
  const Tensor xs = variable(random_numbers().normal({3, 2, 2}));
  const Tensor allowed(Array({1, 5}, {1, 0, 1, 1, 1}));
  std::vector<Tensor> leaves = cell.parameters();
  leaves.push_back(xs);
  const GradcheckOptions twice{.order = 2};
  const auto free = gradcheck(
      [&](const std::vector<Tensor>& x) { return nn::linear_attention(x[0], x[1], x[2], allowed); }, {q, k, v}, twice);
  const auto causal = gradcheck([&] { return in_parallel(cell, xs); }, leaves, twice);
  const auto recurrent = gradcheck([&] { return nn::unrolled(cell, xs).outputs(); }, leaves, twice);
  for (const auto& report : {free, causal, recurrent}) BOOST_TEST(report.passed, report.text);
}

BOOST_FIXTURE_TEST_CASE(the_future_has_no_influence, Fixture) {
  const Tensor queries = variable(random_array({4, 3}, 6)), keys = variable(q),
               values = variable(slice(Tensor(v), 0, 0, 4).value());
  const Tensor y = nn::causal_linear_attention(queries, keys, values);
  for (Index t = 0; t < 4; ++t)
    for (const Tensor& dx : grad(sum(square(y[t])), {keys, values}))
      for (Index s = t + 1; s < 4; ++s) BOOST_TEST(norm(dx[s]).item() == 0);
}

BOOST_FIXTURE_TEST_CASE(mistakes_are_explained, Fixture) {
  const Tensor queries(q), keys(k), values(v);
  BOOST_TEST(message_of<ShapeError>([&] { nn::linear_attention(queries, values, values); }) ==
             "linear_attention: queries (4, 3), keys (5, 2), values (5, 2); they are (…, T_q, d), (…, T_k, d) and "
             "(…, T_k, d_v): keys as wide as queries, and a value for each");
  BOOST_TEST(message_of<ShapeError>([&] {
               nn::linear_attention(queries, keys, values, Tensor(Array::ones({3, 5})));
             }) ==
             "linear_attention: allowed (3, 5) for keys (5, 3); it is (…, 1, T_k), one number for each key, as "
             "padding_mask makes it");
  BOOST_TEST(holds(message_of<ShapeError>([&] {
                     nn::linear_attention(queries, keys, values, Tensor(Array::ones({1, 4})));
                   }),
                   "allowed (1, 4)"));
  BOOST_TEST(message_of<ShapeError>([&] { nn::causal_linear_attention(queries, keys, values); }) ==
             "causal_linear_attention: 4 queries and 5 keys; step by step there is one of each");
}

BOOST_AUTO_TEST_SUITE_END()
