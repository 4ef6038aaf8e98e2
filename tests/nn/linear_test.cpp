#include "nn/linear.hpp"

#include "autograd/ops.hpp"
#include "autograd/random.hpp"
#include "tests/nn/support.hpp"

using namespace unroll;

BOOST_AUTO_TEST_SUITE(linear)

namespace {

const Tensor W = variable(Array({3, 2}, {1, 2, 3, 4, 5, 6}));
const Tensor b = variable(Array({2}, {Real(0.5), -1}));

}  // namespace

BOOST_AUTO_TEST_CASE(values_by_hand) {
  const Tensor y = nn::linear(Tensor(Array({2, 3}, {1, 0, 2, -1, 1, 0})), W, b);
  BOOST_TEST((y.shape() == Shape{2, 2}));
  check_all_close(y.value(), std::vector<double>{11.5, 13, 2.5, 1});
}

BOOST_AUTO_TEST_CASE(any_number_of_leading_axes) {
  seed(4);
  const Array x = random_numbers().normal({4, 5, 3});
  const Tensor whole = nn::linear(Tensor(x), W, b);
  BOOST_TEST((whole.shape() == Shape{4, 5, 2}));
  for (Index t = 0; t < 4; ++t)
    for (Index i = 0; i < 5; ++i) {
      const Tensor row = nn::linear(Tensor(x[t][i]), W, b);
      BOOST_TEST((row.shape() == Shape{2}));
      check_all_close(row.value(), whole.value()[t][i].numbers());
    }
}

// With dy of ones: dW = xᵀ dy, db = the number of rows.
BOOST_AUTO_TEST_CASE(gradients_in_closed_form) {
  seed(5);
  nn::Linear layer(3, 2);
  const Array x = random_numbers().normal({4, 5, 3});
  sum(layer(Tensor(x))).backward();
  for (Index i = 0; i < 3; ++i) {
    long double column = 0;
    for (Index row = 0; row < 20; ++row) column += x.data()[row * 3 + i];
    for (Index j = 0; j < 2; ++j) check_close(layer.W.grad().at({i, j}), column, 10 * rounding);
  }
  check_all_close(layer.b.grad(), std::vector<double>{20, 20});
}

BOOST_AUTO_TEST_CASE(starts_within_its_bounds) {
  seed(6);
  nn::Linear layer(25, 400);
  BOOST_TEST((layer.inputs() == 25 && layer.outputs() == 400));
  for (const Tensor& p : layer.parameters()) {
    Real largest = 0;
    for (const Real w : p.value().numbers()) largest = std::max(largest, std::abs(w));
    BOOST_TEST((largest <= Real(0.2) && largest > Real(0.19)));
  }
}

BOOST_AUTO_TEST_CASE(wrong_widths_name_the_layer_and_the_place) {
  struct Model : nn::Module {
    nn::Linear head{5, 2};
    Model() { submodule("head", head); }
  } model;
  Scope encoder("encoder");
  const auto text = message_of<ShapeError>([&] { model.head(Tensor(Array::ones({4, 3}))); });
  BOOST_TEST(text ==
             "linear: x (4, 3) does not end in the 5 features that head.W (5, 2) takes (in encoder); reshape or "
             "transpose x, or build the layer with as many inputs as x has features");
  BOOST_TEST(holds(message_of<ShapeError>([&] { model.head(Tensor(Array::scalar(1))); }), "x ()"));
  BOOST_TEST(holds(message_of([] { nn::Linear(0, 3); }), "at least 1 input"));
}

BOOST_AUTO_TEST_SUITE_END()
