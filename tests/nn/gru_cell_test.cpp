#include "nn/gru_cell.hpp"

#include "autograd/backward.hpp"
#include "autograd/ops.hpp"
#include "autograd/random.hpp"
#include "nn/rnn_cell.hpp"
#include "nn/unrolled.hpp"
#include "tests/nn/by_hand.hpp"
#include "tests/nn/support.hpp"

using namespace unroll;
using namespace by_hand;

BOOST_AUTO_TEST_SUITE(gru_cell)

namespace {

constexpr Index I = 3, H = 4, steps = 6, B = 2;
constexpr nn::Reset resets[] = {nn::Reset::after_product, nn::Reset::before_product};

Array part(const Array& all, Index k) { return slice(Tensor(all), -1, k * H, (k + 1) * H).value(); }

}  // namespace

// Both places of the reset gate by the formulas, over some steps of one sequence.
BOOST_AUTO_TEST_CASE(steps_by_hand) {
  seed(51);
  for (const nn::Reset reset : resets) {
    nn::GRUCell cell(I, H, {.reset = reset});
    for (const Tensor& parameter : cell.parameters()) parameter.assign(random_numbers().normal(parameter.shape()));
    const Array &W_xh = cell.W_xh.value(), &W_hh = cell.W_hh.value(), &b = cell.b.value();
    const Tensor xs(random_numbers().normal({steps, 1, I}));
    nn::GRUCell::State state{Tensor(random_numbers().normal({1, H}))};
    Row h = row_of(state.h.value());
    for (Index t = 0; t < steps; ++t) {
      const Row x = row_of(xs.value()[t]);
      const Row r = sigma(affine(x, W_xh, b, 0, 3) + affine(h, W_hh, {}, 0, 3));
      const Row z = sigma(affine(x, W_xh, b, 1, 3) + affine(h, W_hh, {}, 1, 3));
      Row n = affine(x, W_xh, b, 2, 3);
      if (reset == nn::Reset::before_product)
        n = tanh(n + affine(r * h, W_hh, {}, 2, 3));
      else
        n = tanh(n + r * (affine(h, W_hh, {}, 2, 3) + row_of(cell.b_hn.value())));
      const auto gates = cell.gates(xs[t], state);
      check_all_close(gates.r.value(), r, 10 * rounding);
      check_all_close(gates.z.value(), z, 10 * rounding);
      check_all_close(gates.n.value(), n, 10 * rounding);
      h = one_minus(z) * n + z * h;
      state = cell.step(xs[t], state);
      check_all_close(state.h.value(), h, 10 * rounding);
    }
  }
}

// Held at z = 0 and r = 1 by their biases, it is the plain cell, values and gradients.
BOOST_AUTO_TEST_CASE(with_gates_held_it_is_the_plain_cell) {
  seed(52);
  const Tensor xs = variable(random_numbers().normal({steps, B, I})), weights(random_numbers().normal({steps, B, H}));
  for (const nn::Reset reset : resets) {
    nn::GRUCell cell(I, H, {.reset = reset});
    Array b = cell.b.value();
    for (Index j = 0; j < H; ++j) {
      b.write()[j] = 1000;
      b.write()[H + j] = -1000;
    }
    cell.b.assign(b);
    nn::RNNCell plain(I, H);
    plain.W_xh.assign(part(cell.W_xh.value(), 2));
    plain.W_hh.assign(part(cell.W_hh.value(), 2));
    const Tensor b_n(part(b, 2));
    plain.b.assign(cell.b_hn ? (b_n + cell.b_hn).value() : b_n.value());

    const Tensor hs = nn::unrolled(cell, xs).outputs(), wanted = nn::unrolled(plain, xs).outputs();
    BOOST_TEST(close(hs.value(), wanted.value(), rounding));
    std::vector<Tensor> ours{cell.W_xh, cell.W_hh, cell.b, xs}, theirs{plain.W_xh, plain.W_hh, plain.b, xs};
    const auto got = grad(sum(hs * weights), ours), expected = grad(sum(wanted * weights), theirs);
    for (std::size_t k = 0; k < 3; ++k) {
      BOOST_TEST(close(part(got[k].value(), 2), expected[k].value(), 10 * rounding));
      const Tensor of_gates = slice(got[k], -1, 0, 2 * H);
      for (const Real number : of_gates.value().numbers()) BOOST_TEST(number == 0);
    }
    BOOST_TEST(close(got[3].value(), expected[3].value(), 10 * rounding));
    if (cell.b_hn) BOOST_TEST(close(grad(sum(hs * weights), cell.b_hn).value(), expected[2].value(), 10 * rounding));
  }
}

// At z = 1 nothing is ever written.
BOOST_AUTO_TEST_CASE(with_the_update_gate_at_1_it_stays_where_it_is) {
  seed(53);
  nn::GRUCell cell(I, H);
  Array b = cell.b.value();
  for (Index j = H; j < 2 * H; ++j) b.write()[j] = 1000;
  cell.b.assign(b);
  const Tensor h_0 = variable(random_numbers().normal({B, H}));
  const auto run = nn::unrolled(cell, Tensor(random_numbers().normal({steps, B, I})), {h_0});
  BOOST_TEST(same(run.last().h.value(), h_0.value()));
  sum(run.last().h).backward();
  BOOST_TEST(same(h_0.grad(), Array::ones({B, H})));
}

BOOST_AUTO_TEST_CASE(parameters_are_shaped_and_drawn_as_documented) {
  seed(54);
  const nn::GRUCell after(300, 25), before(300, 25, {.reset = nn::Reset::before_product});
  BOOST_TEST((after.inputs() == 300 && after.outputs() == 25));
  BOOST_TEST((after.W_xh.shape() == Shape{300, 75} && after.W_hh.shape() == Shape{25, 75}));
  BOOST_TEST((after.b.shape() == Shape{75} && after.b_hn.shape() == Shape{25}));
  BOOST_TEST((after.parameters().size() == 4u && before.parameters().size() == 3u && !before.b_hn));
  for (const Tensor& parameter : after.parameters()) {
    Real largest = 0;
    for (const Real w : parameter.value().numbers()) largest = std::max(largest, std::abs(w));
    BOOST_TEST((largest <= Real(0.2) && largest > Real(0.17)));
  }
}

BOOST_AUTO_TEST_SUITE_END()
