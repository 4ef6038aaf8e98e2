#include "nn/layer_norm.hpp"

#include "autograd/gradcheck.hpp"
#include "autograd/ops.hpp"
#include "autograd/random.hpp"
#include "tests/nn/support.hpp"

using namespace unroll;

BOOST_AUTO_TEST_SUITE(layer_norm)

namespace {

using Numbers = std::vector<long double>;

// By the formula, row by row; and dx = g' − mean(g') − ŷ mean(g' ŷ), all by √(σ² + ε), with g' = dy g.
struct ByHand {
  Numbers y, dx, dg, db;
  ByHand(const Array& x, const Array& g, const Array& b, const Array& dy, long double epsilon) {
    const auto n = static_cast<std::size_t>(x.dim(-1)), rows = static_cast<std::size_t>(x.size()) / n;
    dg.resize(n);
    db.resize(n);
    for (std::size_t row = 0; row < rows; ++row) {
      const Real *in = x.data() + row * n, *d = dy.data() + row * n;
      long double mu = 0, variance = 0, mean = 0, along = 0;
      for (std::size_t k = 0; k < n; ++k) mu += static_cast<long double>(in[k]) / n;
      for (std::size_t k = 0; k < n; ++k) variance += (in[k] - mu) * (in[k] - mu) / n;
      const long double deviation = std::sqrt(variance + epsilon);
      Numbers normal(n);
      for (std::size_t k = 0; k < n; ++k) {
        normal[k] = (in[k] - mu) / deviation;
        y.push_back(g.data()[k] * normal[k] + b.data()[k]);
        mean += static_cast<long double>(d[k]) * g.data()[k] / n;
        along += static_cast<long double>(d[k]) * g.data()[k] * normal[k] / n;
        dg[k] += d[k] * normal[k];
        db[k] += d[k];
      }
      for (std::size_t k = 0; k < n; ++k)
        dx.push_back((static_cast<long double>(d[k]) * g.data()[k] - mean - normal[k] * along) / deviation);
    }
  }
};

}  // namespace

BOOST_AUTO_TEST_CASE(values_and_gradients_by_hand) {
  seed(1);
  const Real epsilon = Real(0.01);
  for (const Shape& shape : {Shape{5}, Shape{1, 2}, Shape{4, 3, 7}, Shape{3, 1}}) {
    const nn::LayerNorm layer(shape[shape.rank() - 1], epsilon);
    layer.g.assign(random_numbers().normal(layer.g.shape()));
    layer.b.assign(random_numbers().normal(layer.b.shape()));
    const Tensor x = variable(random_numbers().normal(shape, 3, 2));
    const Array dy = random_numbers().normal(shape);
    const ByHand wanted(x.value(), layer.g.value(), layer.b.value(), dy, epsilon);
    const Tensor y = layer(x);
    check_all_close(y.value(), wanted.y, 10 * rounding);
    sum(y * Tensor(dy)).backward();
    check_all_close(x.grad(), wanted.dx, 10 * rounding);
    check_all_close(layer.g.grad(), wanted.dg, 10 * rounding);
    check_all_close(layer.b.grad(), wanted.db, 10 * rounding);
  }
}

// Mean 0, variance 1, and what is added to x or multiplied with it makes no difference (but for epsilon).
BOOST_AUTO_TEST_CASE(does_not_see_shift_and_scale) {
  seed(2);
  const nn::LayerNorm layer(16, 0);
  BOOST_TEST(layer.width() == 16);
  const Tensor x(random_numbers().normal({3, 16}));
  const Array y = layer(x).value();
  for (Index row = 0; row < 3; ++row) {
    long double mean = 0, square = 0;
    for (const long double number : y[row].numbers()) {
      mean += number / 16;
      square += number * number / 16;
    }
    check_close(mean, 0, 10 * rounding);
    check_close(square, 1, 10 * rounding);
  }
  BOOST_TEST(close(layer(5 * x + 2).value(), y, 10 * rounding));
}

BOOST_AUTO_TEST_CASE(equal_features_give_the_bias) {
  const nn::LayerNorm layer(4);
  layer.b.assign(Array({4}, {1, 2, 3, 4}));
  const Tensor x = variable(Array::full({2, 4}, 7));
  const Tensor y = layer(x);
  check_all_close(y.value(), std::vector<double>{1, 2, 3, 4, 1, 2, 3, 4});
  sum(square(y)).backward();
  for (const Real number : x.grad().numbers()) BOOST_TEST(std::isfinite(number));

  const nn::LayerNorm single(1);  // one feature is always its own mean
  const Tensor one = variable(Array({3, 1}, {1, -5, 100}));
  check_all_close(single(one).value(), std::vector<double>{0, 0, 0});
}

BOOST_AUTO_TEST_CASE(gradients_by_differences) {
  seed(3);
  const nn::LayerNorm layer(4, Real(0.1));
  const Tensor x = variable(random_numbers().normal({2, 3, 4}));
  layer.g.assign(random_numbers().normal({4}));
  const auto report = gradcheck([&] { return layer(x); }, {x, layer.g, layer.b}, {.order = 2});
  BOOST_TEST(report.passed, report.text);
}

BOOST_AUTO_TEST_CASE(parameters_start_at_1_and_0) {
  const nn::LayerNorm layer(3);
  BOOST_TEST((layer.named_parameters()[0].name == "g" && layer.named_parameters()[1].name == "b"));
  check_all_close(layer.g.value(), std::vector<double>{1, 1, 1}, 0);
  check_all_close(layer.b.value(), std::vector<double>{0, 0, 0}, 0);
}

BOOST_AUTO_TEST_CASE(misuse_is_refused) {
  struct Model : nn::Module {
    nn::LayerNorm norm{4};
    Model() { submodule("norm", norm); }
  } model;
  Scope encoder("encoder");
  const auto text = message_of<ShapeError>([&] { model.norm(Tensor(Array::ones({4, 3}))); });
  BOOST_TEST(holds(text, "LayerNorm: x (4, 3) does not end in the 4 features of norm.g (in encoder); reshape"));
  BOOST_TEST(holds(message_of<ShapeError>([&] { model.norm(Tensor(Array::scalar(1))); }), "x ()"));
  BOOST_TEST(holds(message_of([] { nn::LayerNorm(0); }), "LayerNorm: 0 features"));
  BOOST_TEST(holds(message_of([] { nn::LayerNorm(3, -1); }), "LayerNorm: epsilon -1"));
}

BOOST_AUTO_TEST_SUITE_END()
