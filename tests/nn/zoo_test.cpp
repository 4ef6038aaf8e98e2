// The formulas of each cell of the zoo, worked out in long double; what the table of cells does not know.
#include "autograd/random.hpp"
#include "nn/rnn_cell.hpp"
#include "nn/unrolled.hpp"
#include "nn/zoo/antisymmetric_cell.hpp"
#include "nn/zoo/cornn_cell.hpp"
#include "nn/zoo/mgu_cell.hpp"
#include "nn/zoo/mingru_cell.hpp"
#include "nn/zoo/ugrnn_cell.hpp"
#include "tests/nn/by_hand.hpp"
#include "tests/nn/support.hpp"

using namespace unroll;
using namespace by_hand;

BOOST_AUTO_TEST_SUITE(zoo)

namespace {

constexpr Index I = 3, H = 4, steps = 5;

// Every state of one sequence against `step`, which makes the fields of state_t from x_t and those of state_{t−1}.
template <class C, class Step>
void check_steps(C& cell, const Step& step) {
  // Parameters that are not as small as most are at first.
  for (const Tensor& parameter : cell.parameters()) parameter.assign(random_numbers().normal(parameter.shape()));
  const Tensor xs(random_numbers().normal({steps, 1, I}));
  typename C::State state = cell.start(1);
  for (Tensor* field : nn::fields(state)) *field = Tensor(random_numbers().normal({1, H}));
  Rows wanted;
  for (const Tensor* field : nn::fields(state)) wanted.push_back(row_of(field->value()));
  const auto run = nn::unrolled(cell, xs, state);
  for (Index t = 0; t < steps; ++t) {
    wanted = step(row_of(xs.value()[t]), wanted);
    auto got = run.states[static_cast<std::size_t>(t)];
    for (std::size_t f = 0; f < wanted.size(); ++f)
      check_all_close(nn::fields(got)[f]->value(), wanted[f], 10 * rounding);
  }
}

double spread(const Array& numbers) {  // the root of the mean square
  double sum = 0;
  for (const Real x : numbers.numbers()) sum += static_cast<double>(x) * x;
  return std::sqrt(sum / static_cast<double>(numbers.size()));
}
double largest(const Array& numbers) {
  double result = 0;
  for (const Real x : numbers.numbers()) result = std::max(result, std::abs(static_cast<double>(x)));
  return result;
}

}  // namespace

BOOST_AUTO_TEST_CASE(mgu) {
  seed(31);
  nn::MGUCell cell(I, H);
  check_steps(cell, [&](const Row& x, const Rows& state) {
    const Array &W_xh = cell.W_xh.value(), &W_hh = cell.W_hh.value(), &b = cell.b.value();
    const Row& h = state[0];
    const Row f = sigma(affine(x, W_xh, b, 0, 2) + affine(h, W_hh, {}, 0, 2));
    const Row n = tanh(affine(x, W_xh, b, 1, 2) + affine(f * h, W_hh, {}, 1, 2));
    return Rows{one_minus(f) * h + f * n};
  });
}

BOOST_AUTO_TEST_CASE(ugrnn) {
  seed(32);
  nn::UGRNNCell cell(I, H);
  check_steps(cell, [&](const Row& x, const Rows& state) {
    const auto a = [&](std::size_t k) {
      return affine(x, cell.W_xh.value(), cell.b.value(), k, 2) + affine(state[0], cell.W_hh.value(), {}, k, 2);
    };
    const Row c = tanh(a(0)), g = sigma(a(1));
    return Rows{g * state[0] + one_minus(g) * c};
  });

  nn::UGRNNCell open(I, H, {.gate_bias = Real(1.5)});
  for (Index i = 0; i < 2 * H; ++i) BOOST_TEST((open.b.value().at({i}) == Real(1.5)) == (i >= H));
}

BOOST_AUTO_TEST_CASE(antisymmetric) {
  seed(33);
  for (const bool gated : {false, true}) {
    nn::AntisymmetricCell cell(I, H, {.epsilon = Real(0.5), .gamma = Real(0.25), .gated = gated});
    const std::size_t parts = gated ? 2 : 1;
    check_steps(cell, [&](const Row& x, const Rows& state) {
      const Array &V = cell.V.value(), &b = cell.b.value();
      Array A = Array::zeros({H, H});
      for (Index i = 0; i < H; ++i)
        for (Index j = 0; j < H; ++j)
          A.set({i, j}, cell.W.value().at({i, j}) - cell.W.value().at({j, i}) - (i == j ? Real(0.25) : 0));
      const Row recurrent = affine(state[0], A), step = tanh(affine(x, V, b, 0, parts) + recurrent);
      if (!gated) return Rows{state[0] + 0.5L * step};
      return Rows{state[0] + 0.5L * (sigma(affine(x, V, b, 1, parts) + recurrent) * step)};
    });
  }
}

// Without input, bias and diffusion the flow turns h without making it longer, but for what the finite step adds:
// d|h|²/dt = 2 h·tanh(h A) = 0 to first order, as h A hᵀ = 0 for an antisymmetric A.
BOOST_AUTO_TEST_CASE(antisymmetric_keeps_small_states_small) {
  seed(34);
  nn::AntisymmetricCell cell(1, 20, {.epsilon = Real(0.001), .gamma = 0});
  const Tensor h(random_numbers().normal({1, 20}, 0, 1e-2)), zeros(Array::zeros({100, 1, 1}));
  const double before = spread(h.value()), after = spread(nn::unrolled(cell, zeros, {h}).last().h.value());
  BOOST_TEST(std::abs(after / before - 1) < 2e-3);
  // With W alone it does not stay.
  nn::RNNCell plain(1, 20);
  plain.W_hh.assign(cell.W.value());
  plain.b.assign(Array::zeros({20}));
  BOOST_TEST(std::abs(spread(nn::unrolled(plain, zeros, {h}).last().h.value()) / before - 1) > 0.1);
}

BOOST_AUTO_TEST_CASE(mingru) {
  seed(35);
  nn::MinGRUCell cell(I, H);
  check_steps(cell, [&](const Row& x, const Rows& state) {
    const Row z = sigma(affine(x, cell.W_xh.value(), cell.b.value(), 0, 2));
    const Row n = affine(x, cell.W_xh.value(), cell.b.value(), 1, 2);
    return Rows{one_minus(z) * state[0] + z * n};
  });

  nn::MinGRUCell closed(I, H, {.gate_bias = -3});
  for (Index i = 0; i < 2 * H; ++i) BOOST_TEST((closed.b.value().at({i}) == -3) == (i < H));
}

// h_t is linear in h_0: what is added to the start comes through in proportion, whatever the inputs.
BOOST_AUTO_TEST_CASE(mingru_is_linear_in_its_past) {
  seed(36);
  nn::MinGRUCell cell(I, H);
  const Tensor xs(random_numbers().normal({steps, 2, I}));
  const Array a = random_numbers().normal({2, H});
  const auto from = [&](Real scale) { return nn::unrolled(cell, xs, {Tensor(a) * scale}).last().h; };
  const Tensor moved = (from(100) - from(0)) / 100, once = from(1) - from(0);
  BOOST_TEST(close(moved.value(), once.value(), 10 * rounding));
  BOOST_TEST(largest(once.value()) > 1e-3);
}

BOOST_AUTO_TEST_CASE(cornn) {
  seed(37);
  nn::CoRNNCell cell(I, H, {.dt = Real(0.5), .gamma = Real(1.5), .epsilon = Real(0.25)});
  check_steps(cell, [&](const Row& x, const Rows& state) {
    const Row &h = state[0], &z = state[1];
    const Row push =
        tanh(affine(x, cell.V.value(), cell.b.value()) + affine(h, cell.W_h.value()) + affine(z, cell.W_z.value()));
    const Row next_z = z + 0.5L * (push - 1.5L * h - 0.25L * z);
    return Rows{h + 0.5L * next_z, next_z};
  });
}

// Undriven and undamped, a unit oscillates: y″ = −γ y has y = cos(√γ t).
BOOST_AUTO_TEST_CASE(cornn_oscillates) {
  nn::CoRNNCell cell(1, 1, {.dt = Real(1) / 1024, .gamma = 4, .epsilon = 0});
  for (const Tensor& parameter : cell.parameters()) parameter.assign(Array::zeros(parameter.shape()));
  const auto run =
      nn::unrolled(cell, Tensor(Array::zeros({3072, 1, 1})), {Tensor(Array({1, 1}, {1})), Tensor(Array({1, 1}, {0}))});
  for (const std::size_t t : {512u, 1024u, 3072u})
    BOOST_TEST(std::abs(run.states[t - 1].h.item() - std::cos(2 * static_cast<double>(t) / 1024)) < 3e-3);
}

BOOST_AUTO_TEST_CASE(parameters_are_shaped_and_drawn_as_documented) {
  seed(38);
  const auto check_uniform = [](const nn::Module& cell, double bound) {
    for (const auto& [name, parameter] : cell.named_parameters()) {
      const double most = largest(parameter.value());
      BOOST_TEST((most <= bound * (1 + 1e-6) && most > 0.97 * bound), name << ": " << most << " of " << bound);
    }
  };
  const nn::MGUCell mgu(150, 100);
  BOOST_TEST((mgu.W_xh.shape() == Shape{150, 200} && mgu.W_hh.shape() == Shape{100, 200}));
  check_uniform(mgu, 0.1);
  const nn::UGRNNCell ugrnn(150, 100);
  BOOST_TEST((ugrnn.W_xh.shape() == Shape{150, 200} && ugrnn.W_hh.shape() == Shape{100, 200}));
  check_uniform(ugrnn, 0.1);
  const nn::MinGRUCell mingru(400, 100);
  BOOST_TEST((mingru.W_xh.shape() == Shape{400, 200} && mingru.outputs() == 100));
  check_uniform(mingru, 0.05);
  const nn::CoRNNCell cornn(200, 100);
  BOOST_TEST((cornn.V.shape() == Shape{200, 100} && cornn.W_z.shape() == Shape{100, 100}));
  check_uniform(cornn, 0.05);

  for (const bool gated : {false, true}) {
    const nn::AntisymmetricCell cell(400, 100, {.gated = gated});
    BOOST_TEST((cell.V.shape() == Shape{400, gated ? 200 : 100} && cell.W.shape() == Shape{100, 100}));
    BOOST_TEST(std::abs(spread(cell.V.value()) / 0.05 - 1) < 0.03);
    BOOST_TEST(std::abs(spread(cell.W.value()) / 0.1 - 1) < 0.03);
    BOOST_TEST(largest(cell.b.value()) == 0);
  }
}

BOOST_AUTO_TEST_SUITE_END()
