#include "nn/rnn_cell.hpp"

#include "autograd/ops.hpp"
#include "autograd/random.hpp"
#include "autograd/rule.hpp"
#include "tests/nn/support.hpp"

using namespace unroll;

BOOST_AUTO_TEST_SUITE(rnn_cell)

namespace {

// Two inputs, two units, and weights that a person can multiply.
void fill(const nn::RNNCell& cell) {
  cell.W_xh.assign(Array({2, 2}, {1, -1, Real(0.5), 2}));
  cell.W_hh.assign(Array({2, 2}, {Real(0.5), 0, 1, -1}));
  cell.b.assign(Array({2}, {Real(0.1), Real(-0.2)}));
}
const Array x_1({1, 2}, {1, 2});
const Array h_0({1, 2}, {Real(0.5), Real(-0.5)});
// x W_xh = (1 + 1, −1 + 4) = (2, 3); h W_hh = (0.25 − 0.5, 0.5) = (−0.25, 0.5); with b: (1.85, 3.3).

}  // namespace

BOOST_AUTO_TEST_CASE(one_step_by_hand) {
  nn::RNNCell cell(2, 2);
  fill(cell);
  const auto state = cell.step(Tensor(x_1), {Tensor(h_0)});
  check_all_close(state.h.value(), std::vector<double>{std::tanh(1.85), std::tanh(3.3)});
}

BOOST_AUTO_TEST_CASE(one_step_with_relu_by_hand) {
  nn::RNNCell cell(2, 2, {.nonlinearity = nn::Nonlinearity::relu});
  fill(cell);
  check_all_close(cell.step(Tensor(x_1), {Tensor(h_0)}).h.value(), std::vector<double>{1.85, 3.3});
  // Against the signs: x W_xh = (−2, −3), with the rest (−2.15, −2.7).
  check_all_close(cell.step(Tensor(-x_1), {Tensor(h_0)}).h.value(), std::vector<double>{0, 0});
}

// dh = 1 for both units, so that da = 1 − h²: dW_xh = xᵀ da, dW_hh = h_0ᵀ da, db = da, dx = da W_xhᵀ, dh_0 =
// da W_hhᵀ.
BOOST_AUTO_TEST_CASE(gradients_by_hand) {
  nn::RNNCell cell(2, 2);
  fill(cell);
  const Tensor x = variable(x_1), h = variable(h_0);
  sum(cell.step(x, {h}).h).backward();
  const double p = 1 - std::pow(std::tanh(1.85), 2), q = 1 - std::pow(std::tanh(3.3), 2);
  check_all_close(cell.W_xh.grad(), std::vector<double>{p, q, 2 * p, 2 * q});
  check_all_close(cell.W_hh.grad(), std::vector<double>{0.5 * p, 0.5 * q, -0.5 * p, -0.5 * q});
  check_all_close(cell.b.grad(), std::vector<double>{p, q});
  check_all_close(x.grad(), std::vector<double>{p - q, 0.5 * p + 2 * q});
  check_all_close(h.grad(), std::vector<double>{0.5 * p, p - q});
}

BOOST_AUTO_TEST_CASE(parameters_are_shaped_and_drawn_as_documented) {
  seed(8);
  nn::RNNCell cell(300, 25);
  BOOST_TEST((cell.inputs() == 300 && cell.outputs() == 25));
  BOOST_TEST(
      (cell.W_xh.shape() == Shape{300, 25} && cell.W_hh.shape() == Shape{25, 25} && cell.b.shape() == Shape{25}));
  BOOST_TEST(cell.named_parameters().size() == 3u);
  Real largest = 0;
  for (const Real w : cell.W_xh.value().numbers()) largest = std::max(largest, std::abs(w));
  BOOST_TEST((largest <= Real(0.2) && largest > Real(0.199)));
}

BOOST_AUTO_TEST_CASE(starts_at_zero) {
  nn::RNNCell cell(2, 3);
  const auto state = cell.start(4);
  BOOST_TEST((state.h.shape() == Shape{4, 3} && !state.h.needs_grad()));
  for (const Real h : state.h.value().numbers()) BOOST_TEST(h == 0);
}

// The product with the input, taken out of the loop over time, changes nothing.
BOOST_AUTO_TEST_CASE(advancing_over_a_projection_is_stepping) {
  seed(9);
  nn::RNNCell cell(3, 4);
  const Tensor xs(random_numbers().normal({5, 2, 3}));
  const Tensor projected = cell.project(xs);
  auto stepped = cell.start(2), advanced = cell.start(2);
  for (Index t = 0; t < 5; ++t) {
    stepped = cell.step(xs[t], stepped);
    advanced = cell.advance(projected[t], advanced);
    check_all_close(advanced.h.value(), stepped.h.value().numbers());
  }
  const auto gradients_of = [&](const Tensor& h) {
    cell.clear_grad();
    sum(square(h)).backward();
    return std::vector{cell.W_xh.grad(), cell.W_hh.grad(), cell.b.grad()};
  };
  const auto wanted = gradients_of(stepped.h), got = gradients_of(advanced.h);
  for (std::size_t i = 0; i < 3; ++i) check_all_close(got[i], wanted[i].numbers(), 10 * rounding);
}

BOOST_AUTO_TEST_CASE(wrong_inputs_are_refused) {
  nn::RNNCell cell(2, 3);
  const auto text = message_of<ShapeError>([&] { cell.step(Tensor(x_1), {Tensor(Array::zeros({1, 2}))}); });
  BOOST_TEST(holds(text, "(1, 2)"));
  const auto narrow = message_of<ShapeError>([&] { cell.step(Tensor(Array::zeros({1, 3})), cell.start(1)); });
  BOOST_TEST(holds(narrow, "2 features that W_xh (2, 3) takes"));
}

BOOST_AUTO_TEST_SUITE_END()
