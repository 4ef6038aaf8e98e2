#include "nn/embedding.hpp"

#include "autograd/gradcheck.hpp"
#include "autograd/ops.hpp"
#include "nn/linear.hpp"
#include "tests/nn/support.hpp"

using namespace unroll;

BOOST_AUTO_TEST_SUITE(embedding)

BOOST_AUTO_TEST_CASE(looks_rows_up) {
  const nn::Embedding layer(4, 3);
  BOOST_TEST((layer.rows() == 4 && layer.width() == 3));
  const Indices ids(Shape{2, 2}, {3, 0, 0, 2});
  const Array y = layer(ids).value();
  BOOST_TEST((y.shape() == Shape{2, 2, 3}));
  for (Index i = 0; i < 4; ++i)
    for (Index k = 0; k < 3; ++k) BOOST_TEST(y.at({i / 2, i % 2, k}) == layer.W.value().at({ids[i], k}));
  BOOST_TEST((layer(Indices(Shape{}, {1})).shape() == Shape{3}));
  BOOST_TEST((layer({}).shape() == Shape{0, 3}));
}

// The same as a product with one-hot vectors, values and gradients.
BOOST_AUTO_TEST_CASE(is_a_product_with_one_hot_vectors) {
  seed(1);
  const nn::Embedding layer(5, 3);
  const Indices ids{4, 0, 4, 2};
  const Tensor dy(random_array({4, 3}));
  Array one_hot = Array::zeros({4, 5});
  for (Index i = 0; i < 4; ++i) one_hot.set({i, ids[i]}, 1);

  sum(layer(ids) * dy).backward();
  const Array by_lookup = layer.W.grad();
  layer.clear_grad();
  const Tensor product = matmul(Tensor(one_hot), layer.W);
  BOOST_TEST(same(layer(ids).value(), product.value()));
  sum(product * dy).backward();
  BOOST_TEST(close(layer.W.grad(), by_lookup, rounding));
}

BOOST_AUTO_TEST_CASE(starts_from_the_normal_distribution) {
  seed(2);
  const nn::Embedding layer(200, 100);
  constexpr double n = 20000;
  double mean = 0, square = 0, fourth = 0;
  for (const double w : layer.W.value().numbers()) {
    mean += w / n;
    square += w * w / n;
    fourth += w * w * w * w / n;
  }
  BOOST_TEST(std::abs(mean) < 6 / std::sqrt(n));
  BOOST_TEST(std::abs(square - 1) < 6 * std::sqrt(2 / n));
  BOOST_TEST(std::abs(fourth - 3) < 6 * std::sqrt(96 / n));
  BOOST_TEST((layer.named_parameters().size() == 1 && layer.named_parameters()[0].name == "W"));
}

BOOST_AUTO_TEST_CASE(padding_is_zero_and_learns_nothing) {
  seed(3);
  for (const Index padding : {Index(1), Index(-3)}) {
    const nn::Embedding layer(4, 3, {.padding_index = padding});
    const Indices ids(Shape{2, 3}, {0, 1, 1, 2, 0, 1});
    const Tensor y = layer(ids);
    for (const auto& [t, i] : {std::pair<Index, Index>{0, 1}, {0, 2}, {1, 2}})
      for (const Real number : y.value()[t][i].numbers()) BOOST_TEST(number == 0);
    sum(square(y + 1)).backward();
    for (Index row = 0; row < 4; ++row)
      for (Index k = 0; k < 3; ++k) {
        const long double uses = row == 0 ? 2 : row == 2 ? 1 : 0;
        check_close(layer.W.grad().at({row, k}), uses * 2 * (layer.W.value().at({row, k}) + 1.0L));
      }
    // Nothing but padding: there is nothing to learn, and nothing to add up.
    layer.clear_grad();
    sum(layer({1, 1})).backward();
    for (const Real number : layer.W.grad().numbers()) BOOST_TEST(number == 0);
  }
}

// A row of padding that was loaded is used as it is.
BOOST_AUTO_TEST_CASE(a_loaded_row_of_padding_counts) {
  const nn::Embedding layer(2, 2, {.padding_index = 0});
  layer.W.assign(Array({2, 2}, {5, 6, 7, 8}));
  BOOST_TEST(same(layer({0, 1}).value(), Array({2, 2}, {5, 6, 7, 8})));
}

BOOST_AUTO_TEST_CASE(gradients_by_differences) {
  seed(4);
  const nn::Embedding layer(4, 2, {.padding_index = 3});
  const auto f = [&] { return square(layer({0, 2, 0, 1})); };
  const auto report = gradcheck(f, {layer.W}, {.order = 2});
  BOOST_TEST(report.passed, report.text);
}

BOOST_AUTO_TEST_CASE(misuse_is_refused) {
  const nn::Embedding layer(3, 2);
  const auto outside = message_of<IndexError>([&] { layer({0, 3}); });
  BOOST_TEST(holds(outside, "embedding"));
  BOOST_TEST(holds(outside, "3"));
  message_of<IndexError>([&] { layer({-1}); });
  const auto padding = [](Index index) {
    return message_of<IndexError>([=] { nn::Embedding(3, 2, {.padding_index = index}); });
  };
  BOOST_TEST(holds(padding(3), "Embedding: padding_index 3 in a table of 3 rows"));
  BOOST_TEST(holds(padding(-4), "padding_index -4"));
  BOOST_TEST(holds(message_of([] { nn::Embedding(0, 2); }), "Embedding: a table of 0 rows of 2 numbers"));
}

BOOST_AUTO_TEST_SUITE_END()
