#include "nn/lstm_cell.hpp"

#include "autograd/backward.hpp"
#include "autograd/ops.hpp"
#include "autograd/random.hpp"
#include "nn/rnn_cell.hpp"
#include "nn/unrolled.hpp"
#include "tests/nn/by_hand.hpp"
#include "tests/nn/support.hpp"

using namespace unroll;
using namespace by_hand;

BOOST_AUTO_TEST_SUITE(lstm_cell)

namespace {

constexpr Index I = 3, H = 4, steps = 6, B = 2;
enum Gate : Index { i, f, g, o };

// Columns of gate k in what holds all four.
Array part(const Array& all, Gate k) { return slice(Tensor(all), -1, k * H, (k + 1) * H).value(); }

// Weights of the gates 0 and biases that hold each gate at a value; what g reads stays.
void hold(const nn::LSTMCell& cell, Real i_value, Real f_value, Real o_value) {
  for (const Tensor& W : {cell.W_xh, cell.W_hh, cell.b}) {
    Array numbers = W.value();
    const Index rows = W.rank() == 2 ? W.dim(0) : 1;
    for (Index r = 0; r < rows; ++r)
      for (const auto& [k, value] : {std::pair(i, i_value), {f, f_value}, {o, o_value}})
        for (Index j = 0; j < H; ++j)
          numbers.write()[r * 4 * H + k * H + j] = W.rank() == 2 ? 0
                                                   : value == 0  ? -1000
                                                   : value == 1  ? 1000
                                                                 : std::log(value / (1 - value));
    W.assign(numbers);
  }
}

struct Fixture {
  Fixture() { seed(41); }
  Tensor xs = variable(random_numbers().normal({steps, B, I}));
  Tensor weights{random_numbers().normal({steps, B, H})};
};

}  // namespace

// Every option by the formulas, over some steps of one sequence.
BOOST_FIXTURE_TEST_CASE(steps_by_hand, Fixture) {
  for (const nn::OutputActivation output : {nn::OutputActivation::tanh, nn::OutputActivation::none})
    for (const Index projection : {Index(0), Index(2), Index(7)}) {
      nn::LSTMCell cell(I, H, {.output = output, .projection = projection});
      Row h = row_of(random_numbers().normal({cell.outputs()})), c = row_of(random_numbers().normal({H}));
      const auto tensor = [](const Row& row) {
        const std::vector<Real> numbers(row.begin(), row.end());
        return Tensor(Array({1, static_cast<Index>(row.size())}, numbers));
      };
      nn::LSTMCell::State state{tensor(h), tensor(c)};
      for (Index t = 0; t < steps; ++t) {
        const Tensor x = slice(xs[t], 0, 0, 1);
        const auto a = [&](std::size_t k) {
          return affine(row_of(x.value()), cell.W_xh.value(), cell.b.value(), k, 4) +
                 affine(h, cell.W_hh.value(), {}, k, 4);
        };
        const Rows wanted{sigma(a(0)), sigma(a(1)), tanh(a(2)), sigma(a(3))};
        const auto gates = cell.gates(x, state);
        check_all_close(gates.i.value(), wanted[0]);
        check_all_close(gates.f.value(), wanted[1]);
        check_all_close(gates.g.value(), wanted[2]);
        check_all_close(gates.o.value(), wanted[3]);
        c = wanted[1] * c + wanted[0] * wanted[2];
        h = wanted[3] * (output == nn::OutputActivation::tanh ? tanh(c) : c);
        if (projection > 0) h = affine(h, cell.W_hr.value());
        state = cell.step(x, state);
        check_all_close(state.c.value(), c, 10 * rounding);
        check_all_close(state.h.value(), h, 10 * rounding);
      }
    }
}

// Held at i = 1, f = 0, o = 1 and without its output activation it is the plain cell, values and gradients.
BOOST_FIXTURE_TEST_CASE(with_gates_held_it_is_the_plain_cell, Fixture) {
  nn::LSTMCell cell(I, H, {.output = nn::OutputActivation::none});
  hold(cell, 1, 0, 1);
  nn::RNNCell plain(I, H);
  plain.W_xh.assign(part(cell.W_xh.value(), g));
  plain.W_hh.assign(part(cell.W_hh.value(), g));
  plain.b.assign(part(cell.b.value(), g));

  const Tensor hs = nn::unrolled(cell, xs).outputs(), wanted = nn::unrolled(plain, xs).outputs();
  BOOST_TEST(close(hs.value(), wanted.value(), rounding));
  sum(hs * weights).backward();
  const Array dxs = xs.grad();
  xs.clear_grad();
  sum(wanted * weights).backward();
  BOOST_TEST(close(dxs, xs.grad(), 10 * rounding));
  for (const auto& [ours, theirs] : {std::pair(cell.W_xh, plain.W_xh), {cell.W_hh, plain.W_hh}, {cell.b, plain.b}}) {
    BOOST_TEST(close(part(ours.grad(), g), theirs.grad(), 10 * rounding));
    for (const Gate k : {i, f, o}) {  // shut or wide open, they do not learn
      const auto gradient = part(ours.grad(), k);
      for (const Real number : gradient.numbers()) BOOST_TEST(number == 0);
    }
  }
}

// With its output activation, the plain cell with two tanh instead of one: c_t is the first, h_t the second.
BOOST_FIXTURE_TEST_CASE(with_gates_held_and_an_output_activation_it_has_two_tanh, Fixture) {
  nn::LSTMCell cell(I, H);
  hold(cell, 1, 0, 1);
  const Tensor W_xh = variable(part(cell.W_xh.value(), g)), W_hh = variable(part(cell.W_hh.value(), g)),
               b = variable(part(cell.b.value(), g));
  std::vector<Tensor> hs;
  Tensor h(Array::zeros({B, H}));
  for (Index t = 0; t < steps; ++t) hs.push_back(h = tanh(tanh(matmul(xs[t], W_xh) + matmul(h, W_hh) + b)));

  const auto run = nn::unrolled(cell, xs);
  BOOST_TEST(close(run.outputs().value(), stack(hs).value(), rounding));
  const auto got = grad(sum(run.outputs() * weights), {cell.W_xh, cell.W_hh, cell.b, xs});
  const auto wanted = grad(sum(stack(hs) * weights), {W_xh, W_hh, b, xs});
  for (std::size_t k = 0; k < 3; ++k) BOOST_TEST(close(part(got[k].value(), g), wanted[k].value(), 10 * rounding));
  BOOST_TEST(close(got[3].value(), wanted[3].value(), 10 * rounding));
}

// With i and f at any constants, c is a leaky integral of g: Σ_k f^(t−k) i g_k.
BOOST_FIXTURE_TEST_CASE(with_constant_gates_it_is_a_leaky_integrator, Fixture) {
  nn::LSTMCell cell(I, H);
  hold(cell, Real(0.25), Real(0.75), Real(0.5));
  const auto run = nn::unrolled(cell, xs);
  Tensor before(Array::zeros({B, H}));
  Row c(B * H);
  for (std::size_t t = 0; t < run.states.size(); ++t) {
    const auto gates = cell.gates(xs[static_cast<Index>(t)], {before, Tensor(Array::zeros({B, H}))});
    c = 0.75L * c + 0.25L * row_of(gates.g.value());
    check_all_close(run.states[t].c.value(), c);
    check_all_close(run.states[t].h.value(), 0.5L * tanh(c));
    before = run.states[t].h;
  }
}

BOOST_AUTO_TEST_CASE(parameters_are_shaped_and_drawn_as_documented) {
  seed(42);
  const nn::LSTMCell cell(300, 25), projecting(3, 25, {.forget_bias = 1, .projection = 9});
  BOOST_TEST((cell.inputs() == 300 && cell.hidden() == 25 && cell.outputs() == 25));
  BOOST_TEST((cell.W_xh.shape() == Shape{300, 100} && cell.W_hh.shape() == Shape{25, 100}));
  BOOST_TEST((cell.b.shape() == Shape{100} && !cell.W_hr && cell.parameters().size() == 3u));
  for (const Tensor& parameter : cell.parameters()) {
    Real largest = 0;
    for (const Real w : parameter.value().numbers()) largest = std::max(largest, std::abs(w));
    BOOST_TEST((largest <= Real(0.2) && largest > Real(0.19)));
  }

  BOOST_TEST((projecting.inputs() == 3 && projecting.hidden() == 25 && projecting.outputs() == 9));
  BOOST_TEST((projecting.W_hh.shape() == Shape{9, 100} && projecting.W_hr.shape() == Shape{25, 9}));
  BOOST_TEST(projecting.named_parameters().back().name == "W_hr");
  for (Index j = 0; j < 100; ++j) BOOST_TEST((projecting.b.value().at({j}) == 1) == (j >= 25 && j < 50));
  const auto state = projecting.start(2);
  BOOST_TEST((state.h.shape() == Shape{2, 9} && state.c.shape() == Shape{2, 25}));
}

BOOST_AUTO_TEST_SUITE_END()
