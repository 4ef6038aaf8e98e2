// Upper bounds on what comes back: against closed forms, against Jacobians by finite differences of a cell that is
// written out in plain loops, and against the gradient itself.
#include "graphs/bounds.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <cmath>

#include "autograd/random.hpp"
#include "graphs/draw.hpp"
#include "models.hpp"
#include "nn/gru_cell.hpp"
#include "nn/losses.hpp"
#include "nn/lstm_cell.hpp"
#include "nn/rnn_cell.hpp"
#include "nn/unrolled.hpp"
#include "tests/singular_values.hpp"

using namespace unroll;
using namespace unroll::graphs;
using namespace unroll::graphs::testing;
using unroll::testing::largest_singular_value, unroll::testing::Long, unroll::testing::Matrix, unroll::testing::times;

BOOST_AUTO_TEST_SUITE(bounds)

namespace {

constexpr double tolerance = sizeof(Real) == 8 ? 1e-8 : 1e-4;

void check_close(double got, double wanted, double within = tolerance) {
  BOOST_TEST(std::abs(got - wanted) <= within * std::abs(wanted), "got " << got << ", wanted " << wanted);
}
bool contains(const std::string& text, const std::string& part) { return text.find(part) != text.npos; }

Bounds bounds_at(const Tensor& loss, const Trace* trace = nullptr) {
  const View view(Snapshot(loss, trace), {});
  const auto states = carried_states(view);
  BOOST_TEST_REQUIRE(states.size() == 1u);
  return bounds_of(view.snapshot(), states[0]);
}

// From each moment to the end, in long double: the largest over the batch of the norm of the product, and of the
// product of the norms. J[k][b] is that of step k + 2, row b.
std::pair<std::vector<double>, std::vector<double>> from_jacobians(const std::vector<std::vector<Matrix>>& J) {
  std::vector<double> product(J.size() + 1, 1), factors(J.size() + 1, 1);
  for (std::size_t k = 0; k < J.size(); ++k) {
    double most = 0, most_factors = 0;
    for (std::size_t b = 0; b < J[0].size(); ++b) {
      Matrix all = J.back()[b];
      Long norms = largest_singular_value(all);
      for (std::size_t j = J.size() - 1; j-- > k;) {
        all = times(all, J[j][b]);
        norms *= largest_singular_value(J[j][b]);
      }
      most = std::max(most, static_cast<double>(largest_singular_value(all)));
      most_factors = std::max(most_factors, static_cast<double>(norms));
    }
    product[k] = most, factors[k] = most_factors;
  }
  return {product, factors};
}

void check_all(const std::vector<double>& got, const std::vector<double>& wanted, double within = tolerance) {
  BOOST_TEST_REQUIRE(got.size() == wanted.size());
  for (std::size_t i = 0; i < got.size(); ++i) check_close(got[i], wanted[i], within);
}

template <class C>
Tensor loss_at_the_end(C& cell, int steps, Index batch) {
  const Tensor xs = Tensor(numbers({steps, batch, cell.inputs()}, 1)).named("x").mark(Role::input);
  return nn::squared_error(nn::unrolled(cell, xs).last().h, Tensor(numbers({batch, cell.outputs()}, 2)));
}

// One step of an LSTM on (c, h) of one sequence, in plain loops; gates stand in W as they are split.
std::vector<Long> lstm_step(const Array& W, const Array& b, const std::vector<Long>& x, const std::vector<Long>& ch) {
  const std::size_t H = ch.size() / 2;
  const auto sigma = [](Long z) { return 1 / (1 + std::exp(-z)); };
  std::vector<Long> gates(4 * H), out(2 * H);
  for (std::size_t g = 0; g < 4 * H; ++g) {
    gates[g] = b.at({Index(g)});
    for (std::size_t i = 0; i < x.size(); ++i) gates[g] += x[i] * W.at({Index(i), Index(g)});
    for (std::size_t i = 0; i < H; ++i) gates[g] += ch[H + i] * W.at({Index(x.size() + i), Index(g)});
  }
  for (std::size_t i = 0; i < H; ++i) {
    out[i] = sigma(gates[i]) * ch[i] + sigma(gates[H + i]) * std::tanh(gates[2 * H + i]);
    out[H + i] = sigma(gates[3 * H + i]) * std::tanh(out[i]);
  }
  return out;
}

}  // namespace

// h_t = 0.9 h_{t−1} Q with Q a rotation: every norm is 0.9^k, and so is the share of every gradient.
BOOST_AUTO_TEST_CASE(nine_tenths_of_a_rotation) {
  const Real c = Real(0.9 * std::cos(0.6)), s = Real(0.9 * std::sin(0.6));
  const Tensor W = variable(Array({2, 2}, {c, s, -s, c})).named("W").mark(Role::parameter);
  Tensor h = Tensor(numbers({3, 2}, 1)).named("h_0").mark(Role::state, "h");
  for (int t = 1; t <= 40; ++t) {
    const Scope scope("t", t);
    h = matmul(h, W).mark(Role::state, "h");
  }
  const Tensor loss = mean(square(h)).mark(Role::loss);
  Trace trace;
  loss.backward({.trace = &trace});
  const Bounds bounds = bounds_at(loss, &trace);
  BOOST_TEST(bounds.missing == "");
  BOOST_TEST(bounds.batch == 3);
  std::vector<double> wanted;
  for (int k = 39; k >= 0; --k) wanted.push_back(std::pow(0.9, k));
  check_all(bounds.of_product, wanted);
  check_all(bounds.of_factors, wanted);
  check_all(bounds.carried_back, wanted);
}

// Of h_t = tanh(… + h_{t−1} W_hh), J_t = diag(1 − h_t²) W_hhᵀ.
BOOST_AUTO_TEST_CASE(the_plain_cell_in_closed_form) {
  const Rnn rnn(6);
  std::vector<std::vector<Matrix>> J;
  for (std::size_t t = 1; t < 6; ++t) {
    J.emplace_back(2, Matrix(5, std::vector<Long>(5)));
    for (Index b = 0; b < 2; ++b)
      for (Index i = 0; i < 5; ++i)
        for (Index j = 0; j < 5; ++j) {
          const Long y = rnn.states[t].value().at({b, i});
          J.back()[std::size_t(b)][std::size_t(i)][std::size_t(j)] = (1 - y * y) * rnn.W_hh.value().at({j, i});
        }
  }
  const auto [product, factors] = from_jacobians(J);
  const Bounds bounds = bounds_at(rnn.loss);
  check_all(bounds.of_product, product);
  check_all(bounds.of_factors, factors);
  BOOST_TEST(bounds.carried_back.empty());  // no pass was traced
}

BOOST_AUTO_TEST_CASE(both_fields_of_an_lstm_by_finite_differences) {
  constexpr std::size_t H = 5, T = 4;
  const Lstm lstm(int{T});
  const Array start_h = numbers({2, 5}, 6), start_c = numbers({2, 5}, 7);
  std::vector<std::vector<Matrix>> J(T - 1);
  for (Index b = 0; b < 2; ++b) {
    std::vector<Long> state;
    for (Index i = 0; i < 5; ++i) state.push_back(start_c.at({b, i}));
    for (Index i = 0; i < 5; ++i) state.push_back(start_h.at({b, i}));
    for (std::size_t t = 1; t <= T; ++t) {
      const Array xs = numbers({2, 4}, 100 + static_cast<unsigned>(t));
      std::vector<Long> x;
      for (Index i = 0; i < 4; ++i) x.push_back(xs.at({b, i}));
      const auto step = [&](const std::vector<Long>& from) {
        return lstm_step(lstm.W.value(), lstm.b.value(), x, from);
      };
      if (t > 1) {
        Matrix jacobian(2 * H, std::vector<Long>(2 * H));
        for (std::size_t j = 0; j < 2 * H; ++j) {
          constexpr Long nudge = 1e-5L;
          std::vector<Long> up = state, down = state;
          up[j] += nudge, down[j] -= nudge;
          up = step(up), down = step(down);
          for (std::size_t i = 0; i < 2 * H; ++i) jacobian[i][j] = (up[i] - down[i]) / (2 * nudge);
        }
        J[t - 2].push_back(jacobian);
      }
      state = step(state);
    }
  }
  const auto [product, factors] = from_jacobians(J);
  const Bounds bounds = bounds_at(lstm.loss);
  BOOST_TEST(bounds.batch == 2);
  check_all(bounds.of_product, product, 1e-4);
  check_all(bounds.of_factors, factors, 1e-4);
  if (sizeof(Real) == 8) {
    check_all(bounds.of_product, product, 1e-8);
    check_all(bounds.of_factors, factors, 1e-8);
  }
}

template <class C>
void check_order() {
  for (const unsigned chance : {1u, 2u, 3u}) {
    seed(chance);
    C cell(3, 5);
    const Tensor loss = loss_at_the_end(cell, 7, 3);
    Trace trace;
    loss.backward({.trace = &trace});
    const Bounds bounds = bounds_at(loss, &trace);
    BOOST_TEST_REQUIRE(bounds.carried_back.size() == 7u);
    bool gap = false;
    for (std::size_t k = 0; k < 7; ++k) {
      BOOST_TEST(bounds.carried_back[k] <= bounds.of_product[k] * (1 + tolerance));
      BOOST_TEST(bounds.of_product[k] <= bounds.of_factors[k] * (1 + tolerance));
      gap = gap || bounds.of_product[k] < 0.99 * bounds.of_factors[k];
    }
    BOOST_TEST(gap);
    BOOST_TEST(bounds.of_product.back() == 1);
  }
}
BOOST_AUTO_TEST_CASE(gradient_below_product_below_factors) {
  check_order<nn::RNNCell>();
  check_order<nn::LSTMCell>();
  check_order<nn::GRUCell>();
}

// With a loss at the end alone, and one field, what is carried back is the gradient.
BOOST_AUTO_TEST_CASE(what_is_carried_back_is_the_gradient) {
  const Rnn rnn(6);
  Trace trace;
  rnn.loss.backward({.trace = &trace});
  const Bounds bounds = bounds_at(rnn.loss, &trace);
  const auto length = [&](const Tensor& state) {
    double sum = 0;
    const Array gradient = grad(rnn.loss, state).value();
    for (Real x : gradient.numbers()) sum += double(x) * double(x);
    return std::sqrt(sum);
  };
  std::vector<double> wanted;
  for (const Tensor& state : rnn.states) wanted.push_back(length(state) / length(rnn.states.back()));
  check_all(bounds.carried_back, wanted);
}

// h_t = h_{t−1} − its mean over the batch, in halves: every row reads every other; the norm of the whole is ½.
BOOST_AUTO_TEST_CASE(rows_that_depend_on_each_other_are_taken_as_a_whole) {
  Tensor h = variable(numbers({4, 3}, 1));
  for (int t = 1; t <= 3; ++t) {
    const Scope scope("t", t);
    h = ((h - mean(h, 0, true)) * Real(0.5)).mark(Role::state, "h");
  }
  const Bounds bounds = bounds_at(sum(square(h)).mark(Role::loss));
  BOOST_TEST(bounds.batch == 1);
  check_all(bounds.of_product, {0.25, 0.5, 1});
  check_all(bounds.of_factors, {0.25, 0.5, 1});
}

BOOST_AUTO_TEST_CASE(a_state_that_is_no_batch) {
  const Tensor w = variable(Array({3}, {Real(0.5), Real(-2), Real(1)}));
  Tensor h = variable(Array::ones({3}));
  for (int t = 1; t <= 3; ++t) {
    const Scope scope("t", t);
    h = (h * w).mark(Role::state, "h");
  }
  check_all(bounds_at(sum(h).mark(Role::loss)).of_product, {4, 2, 1});
}

BOOST_AUTO_TEST_CASE(long_products_neither_vanish_nor_overflow) {
  for (const double factor : {0.01, 100.0}) {
    Tensor h = variable(Array::ones({1, 2}));
    for (int t = 1; t <= 101; ++t) {
      const Scope scope("t", t);
      h = (h * static_cast<Real>(factor)).mark(Role::state, "h");
    }
    const Bounds bounds = bounds_at(sum(h * Real(0)).mark(Role::loss));
    check_close(bounds.of_product.front(), std::pow(factor, 100), sizeof(Real) == 8 ? 1e-9 : 1e-3);
  }
}

BOOST_AUTO_TEST_CASE(left_out_with_a_reason) {
  seed(1);
  nn::RNNCell wide(2, 501);
  const Bounds too_wide = bounds_at(loss_at_the_end(wide, 4, 1));
  BOOST_TEST(too_wide.missing == "T · H = 4 · 501 exceeds 2000");
  BOOST_TEST(too_wide.of_product.empty());

  const Rnn freed(4);
  Trace trace;
  freed.loss.backward({.release = true, .trace = &trace});
  BOOST_TEST(contains(bounds_at(freed.loss, &trace).missing, "freed"));
  const Drawing drawing = graphs::draw(freed.loss, {.trace = &trace, .bounds = true});
  BOOST_TEST(contains(drawing.dot(), "left out: values were freed by a pass with release"));
  BOOST_TEST(contains(drawing.dot(), "id=\"strip0_1\""));  // the strip itself is there

  const Rnn trained(4);
  trained.W_hh.assign(numbers({5, 5}, 9));
  BOOST_TEST(contains(bounds_at(trained.loss).missing, "cell.W_hh has a new value"));
}

BOOST_AUTO_TEST_CASE(rows_of_the_picture) {
  const Rnn rnn(4);
  const std::string untraced = graphs::draw(rnn.loss, {.bounds = true}).dot();
  BOOST_TEST(contains(untraced, "at most ‖∏ Jₖ‖"));  // what could come back is known before anything does
  BOOST_TEST(contains(untraced, "no backward pass was traced"));
  BOOST_TEST(contains(untraced, "the largest over the batch of 2"));
  BOOST_TEST(!contains(graphs::draw(rnn.loss).dot(), "at most"));
}

BOOST_AUTO_TEST_SUITE_END()
