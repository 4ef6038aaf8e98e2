// Layers and losses where there is next to nothing, and where numbers are as large as they may be: one step, a batch
// of 0, no keys, rows that are masked as a whole, logits far apart.
#include <algorithm>
#include <cmath>

#include "autograd/backward.hpp"
#include "nn/attention.hpp"
#include "nn/layer_norm.hpp"
#include "nn/losses.hpp"
#include "nn/make_layer.hpp"
#include "support.hpp"

using namespace unroll;

BOOST_AUTO_TEST_SUITE(edges)

namespace {

using Long = long double;
const Real inf = std::numeric_limits<Real>::infinity();

bool finite(const Array& array) {
  const auto numbers = array.numbers();
  return std::all_of(numbers.begin(), numbers.end(), [](Real x) { return std::isfinite(x); });
}

}  // namespace

BOOST_AUTO_TEST_CASE(layers_read_one_step_and_a_batch_of_none) {
  seed(1);
  for (const std::string& name : nn::layer_names())
    for (const bool both : {false, true}) BOOST_TEST_CONTEXT(name << (both ? ", in both directions" : "")) {
        const auto layer = nn::make_layer(name, 2, 3, {.layers = 2, .bidirectional = both});
        const Tensor one = variable(random_array({1, 1, 2}));
        BOOST_TEST(((*layer)(one).shape() == Shape{1, 1, layer->outputs()}));
        sum((*layer)(one)).backward();
        BOOST_TEST((finite(one.grad()) && norm(Tensor(one.grad())).item() > 0));

        const Tensor none = variable(Array::zeros({4, 0, 2}));
        const Tensor y = (*layer)(none);
        BOOST_TEST((y.shape() == Shape{4, 0, layer->outputs()}));
        layer->clear_grad();
        sum(y).backward();
        BOOST_TEST((none.grad().shape() == none.shape()));
        for (const Tensor& parameter : layer->parameters())
          if (const Array g = parameter.grad()) BOOST_TEST(norm(Tensor(g)).item() == 0);
      }
}

BOOST_AUTO_TEST_CASE(attention_of_none_and_to_one) {
  const Tensor q = variable(random_array({2, 3, 4}, 1)), k = variable(random_array({2, 1, 4}, 2)),
               v = variable(random_array({2, 1, 5}, 3));
  const auto [output, weights] = nn::attention(q, k, v);
  BOOST_TEST(same(weights.value(), Array::ones({2, 3, 1})));  // one key has all the weight
  BOOST_TEST(same(output.value(), broadcast_to(v, {2, 3, 5}).value()));
  BOOST_TEST(norm(grad(sum(square(output)), q)).item() == 0);

  const Tensor none = variable(Array::zeros({0, 3, 4}));
  BOOST_TEST((nn::attention(none, none, none).output.shape() == none.shape()));
  BOOST_TEST((nn::attention(Tensor(Array::zeros({2, 0, 4})), k, v).output.shape() == Shape{2, 0, 5}));
  // Without any key there is no softmax.
  BOOST_TEST(holds(message_of<ShapeError>([&] {
                     nn::attention(q, Tensor(Array::zeros({2, 0, 4})), Tensor(Array::zeros({2, 0, 5})));
                   }),
                   "softmax: (2, 3, 0) has nothing"));
}

BOOST_AUTO_TEST_CASE(rows_that_are_masked_as_a_whole_are_zero) {
  const Real far = std::numeric_limits<Real>::max() / 4;
  const Tensor scores = variable(Array({3, 2}, {far, -far, far, far, 1, 2})), values = variable(random_array({2, 2}));
  const nn::AttentionMasks masks{.allowed = Tensor(Array({3, 2}, {1, 1, 0, 0, 1, 1})),
                                 .added = Tensor(Array({3, 2}, {0, 0, 0, 0, -inf, -inf}))};
  const auto [output, weights] = nn::attend(scores, values, masks);
  BOOST_TEST(same(weights.value(), Array({3, 2}, {1, 0, 0, 0, 0, 0})));
  sum(square(output)).backward();
  BOOST_TEST((finite(scores.grad()) && finite(values.grad())));
}

// −log softmax(x)_y, against long double; its gradient is softmax(x) − 1 at y.
BOOST_AUTO_TEST_CASE(cross_entropy_of_logits_far_apart) {
  const Real most = std::numeric_limits<Real>::max(), tiny = std::numeric_limits<Real>::denorm_min();
  const std::vector<std::vector<Real>> rows{{0, 0, 0},        {1000, 0, -1000},
                                            {-1000, 0, 1000}, {most / 4, 0, -most / 4},
                                            {tiny, 0, 1},     {1, 1, 1 + epsilon},
                                            {-inf, 0, 1},     {-800, -801, -802},
                                            {50, -50, 49},    {-most / 4, -most / 4, -most / 4}};
  for (const auto& row : rows)
    for (Index y = 0; y < 3; ++y) {
      if (row[static_cast<std::size_t>(y)] == -inf) continue;  // infinitely surprised
      const Tensor x = variable(Array({1, 3}, row));
      const Tensor loss = nn::cross_entropy(x, Indices{y});
      const Long top = *std::max_element(row.begin(), row.end());
      Long total = 0;
      for (const Real each : row) total += std::exp(each - top);
      const Long exact = top - row[static_cast<std::size_t>(y)] + std::log(total);
      BOOST_TEST_CONTEXT("logits " << row[0] << ", " << row[1] << ", " << row[2] << ", target " << y) {
        BOOST_TEST(std::abs(loss.item() - exact) <= 8 * epsilon * std::max<Long>(1, std::abs(exact)), loss.item());
        const Array dx = grad(loss, x).value();
        for (Index i = 0; i < 3; ++i) {
          const Long p = std::exp(row[static_cast<std::size_t>(i)] - top) / total;
          BOOST_TEST(std::abs(dx.numbers()[static_cast<std::size_t>(i)] - (p - (i == y ? 1 : 0))) <= 8 * epsilon);
        }
      }
    }
}

BOOST_AUTO_TEST_CASE(losses_of_nothing_have_no_mean) {
  const Tensor none(Array::zeros({0, 3}));
  BOOST_TEST(!message_of<Error>([&] { nn::cross_entropy(none, Indices(Shape{0}, {})); }).empty());
  BOOST_TEST(!message_of<Error>([&] { nn::squared_error(none, none); }).empty());
  BOOST_TEST(nn::squared_error(none, none, nn::Reduction::sum).item() == 0);
}

// Each row has mean 0 and variance 1, as far as ε is small beside its own variance and its squares can be counted.
BOOST_AUTO_TEST_CASE(layer_norm_of_large_and_of_equal_numbers) {
  const nn::LayerNorm layer(4);
  const Real far = is_double ? Real(1e150) : Real(1e15);
  const Tensor x =
      variable(Array({4, 4}, {far, -far, far, -far, 1000 * far / 1001, far, far, far, 7, 7, 7, 7, far, far, far, far}));
  const Array y = layer(x).value();
  BOOST_TEST(close(y[0], Array({4}, {1, -1, 1, -1}), 8 * epsilon));
  const Real root_3 = std::sqrt(Real(3));
  BOOST_TEST(close(y[1], Array({4}, {-root_3, 1 / root_3, 1 / root_3, 1 / root_3}), 1e4 * epsilon));
  BOOST_TEST(same(y[2], Array::zeros({4})));
  BOOST_TEST(same(y[3], Array::zeros({4})));
  BOOST_TEST(finite(grad(sum(layer(x) * x / far), x).value()));
}

// Chosen, as in PyTorch: to take the size out of each row first would cost every layer four ops more, in its picture,
// too, for numbers that only a training has that is lost already.
BOOST_AUTO_TEST_CASE(layer_norm_beyond_the_largest_square_is_its_bias) {
  const nn::LayerNorm layer(2);
  layer.b.assign(Array({2}, {3, 4}));
  const Real beyond = is_double ? Real(1e160) : Real(1e25);
  BOOST_TEST(same(layer(Tensor(Array({2}, {beyond, -beyond}))).value(), layer.b.value()));
}

// A class of weight 0 does not count, even where it is impossible: 0 · ∞ is 0 here.
BOOST_AUTO_TEST_CASE(cross_entropy_of_an_impossible_class_without_weight) {
  const Array weights({3}, {0, 1, 2});
  const Tensor masked = variable(Array({2, 3}, {-inf, 1, 2, -inf, 2, 1})), two = variable(Array({2, 2}, {1, 2, 2, 1}));
  for (const Real smoothing : {Real(0), Real(0.5)}) BOOST_TEST_CONTEXT("smoothing " << smoothing) {
      const Tensor loss = nn::cross_entropy(masked, {2, 0}, {.class_weights = weights, .label_smoothing = smoothing});
      const Tensor p = log_softmax(two);  // the same, without that class
      const Tensor smooth = -sum(p * Tensor(Array({2}, {1, 2}))) / 3;
      const Tensor expected = ((1 - smoothing) * -2 * p[0][1] + smoothing * smooth) / 2;
      BOOST_TEST(close(loss.value(), expected.value(), 4 * epsilon));
      const Array g = grad(loss, masked).value(), of_two = grad(expected, two).value();
      BOOST_TEST(close(slice(Tensor(g), 1, 1, 3).value(), of_two, 4 * epsilon));
      BOOST_TEST(same(slice(Tensor(g), 1, 0, 1).value(), Array::zeros({2, 1})));
    }
}

BOOST_AUTO_TEST_SUITE_END()
