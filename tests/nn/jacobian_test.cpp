// The Jacobian of a cell's step and its spectral norm, against closed forms and against singular values by Jacobi
// rotations in long double.
#include "nn/jacobian.hpp"

#include "nn/rnn_cell.hpp"
#include "nn/unrolled.hpp"
#include "tests/nn/support.hpp"
#include "tests/singular_values.hpp"

using namespace unroll;
using unroll::testing::largest_singular_value, unroll::testing::Long, unroll::testing::Matrix, unroll::testing::times;

BOOST_AUTO_TEST_SUITE(jacobian)

namespace {

Matrix in_long_double(const Array& a) {
  Matrix m(static_cast<std::size_t>(a.dim(0)));
  for (Index i = 0; i < a.dim(0); ++i)
    for (Index j = 0; j < a.dim(1); ++j) m[static_cast<std::size_t>(i)].push_back(a.at({i, j}));
  return m;
}

void check_equal(const Array& got, const Matrix& wanted, double tolerance = rounding) {
  BOOST_TEST_REQUIRE(to_string(got.shape()) == to_string(Shape{Index(wanted.size()), Index(wanted[0].size())}));
  for (Index i = 0; i < got.dim(0); ++i)
    for (Index j = 0; j < got.dim(1); ++j)
      check_close(got.at({i, j}), wanted[static_cast<std::size_t>(i)][static_cast<std::size_t>(j)], tolerance);
}

// diag(1 − h²) W_hhᵀ for each row of the batch.
Matrix closed_form(const nn::RNNCell& cell, const Array& h, Index row) {
  const Index n = cell.outputs();
  Matrix J(static_cast<std::size_t>(n), std::vector<Long>(static_cast<std::size_t>(n)));
  for (Index i = 0; i < n; ++i)
    for (Index j = 0; j < n; ++j) {
      const Long y = h.at({row, i});
      J[static_cast<std::size_t>(i)][static_cast<std::size_t>(j)] = (1 - y * y) * cell.W_hh.value().at({j, i});
    }
  return J;
}

// A cell of two fields of unequal widths and ranks that the library has never seen:
//   c' = c ⊙ (1 + h W),  h' = x h + 2 Σ c'²
struct Unseen : nn::Module {
  struct Options {};
  struct State {
    Tensor h, c;
    static constexpr std::array names{"h", "c"};
  };
  Unseen(Index inputs, Index hidden, Options = {}) : inputs_(inputs), W(parameter("W", random_array({hidden, 4}, 3))) {}
  Index inputs() const { return inputs_; }
  Index outputs() const { return W.dim(0); }
  State start(Index batch) const {
    return {Tensor(Array::zeros({batch, outputs()})), Tensor(Array::ones({batch, 2, 2}))};
  }
  State step(const Tensor& x, const State& s) const {
    const Index batch = s.h.dim(0);
    const Tensor c = s.c * (1 + reshape(matmul(s.h, W), {batch, 2, 2}));
    return {x * s.h + 2 * sum(square(reshape(c, {batch, 4})), 1, true), c};
  }

 private:
  Index inputs_;

 public:
  const Tensor W;
};

// ∂state_t/∂state_{t−1} of Unseen, by hand: h (2 numbers) first, then c (4).
Matrix by_hand(const Unseen& cell, const Array& x, const Array& h, const Array& c, Index row) {
  Matrix J(6, std::vector<Long>(6));
  const auto old_c = [&](Index k) { return Long(c.at({row, k / 2, k % 2})); };
  const auto w = [&](Index i, Index k) { return Long(cell.W.value().at({i, k})); };
  for (Index k = 0; k < 4; ++k) {
    const Long gain = 1 + h.at({row, 0}) * w(0, k) + h.at({row, 1}) * w(1, k), new_c = old_c(k) * gain;
    const auto K = static_cast<std::size_t>(2 + k);
    J[K][K] = gain;
    for (Index j = 0; j < 2; ++j) {
      J[K][static_cast<std::size_t>(j)] = old_c(k) * w(j, k);
      for (std::size_t i = 0; i < 2; ++i) J[i][static_cast<std::size_t>(j)] += 4 * new_c * old_c(k) * w(j, k);
    }
    for (std::size_t i = 0; i < 2; ++i) J[i][K] = 4 * new_c * gain;
  }
  for (Index i = 0; i < 2; ++i) J[static_cast<std::size_t>(i)][static_cast<std::size_t>(i)] += x.at({row, i});
  return J;
}

Matrix identity(std::size_t n) {
  Matrix m(n, std::vector<Long>(n));
  for (std::size_t i = 0; i < n; ++i) m[i][i] = 1;
  return m;
}

}  // namespace

BOOST_AUTO_TEST_CASE(of_the_plain_cell) {
  seed(1);
  for (const Index hidden : {1, 2, 5}) {
    nn::RNNCell cell(3, hidden);
    const Tensor x(random_array({2, 3}, 1));
    const nn::RNNCell::State state{Tensor(random_array({2, hidden}, 2))};
    const Array h = cell.step(x, state).h.value();
    for (const Index row : {0, 1}) {
      const nn::StateMap map = nn::one_step(cell, x, state, {.row = row});
      check_equal(nn::jacobian(map).value(), closed_form(cell, h, row));
      check_close(nn::spectral_norm(map), largest_singular_value(closed_form(cell, h, row)), is_double ? 1e-9 : 1e-4);
    }
  }
}

// The Jacobian of T steps is the product of theirs, the last one on the left.
BOOST_AUTO_TEST_CASE(of_many_steps) {
  seed(2);
  nn::RNNCell cell(2, 4);
  const Tensor xs(random_array({6, 3, 2}, 1));
  const nn::RNNCell::State start{Tensor(random_array({3, 4}, 2))};
  const auto states = nn::unrolled(cell, xs, start).states;
  for (const Index row : {0, 2}) {
    Matrix product = identity(4);
    for (const auto& state : states) product = times(closed_form(cell, state.h.value(), row), product);
    const nn::StateMap map = nn::all_steps(cell, xs, start, {.row = row});
    check_equal(nn::jacobian(map).value(), product);
    check_close(nn::spectral_norm(map), largest_singular_value(product), is_double ? 1e-9 : 1e-4);
  }
}

// relu where it is the identity, and W_hh orthogonal: the norm is 1 however many the steps; with W_hh / 2 it is 2^−T.
BOOST_AUTO_TEST_CASE(orthogonal_recurrence_keeps_its_norm) {
  nn::RNNCell cell(1, 4, {.nonlinearity = nn::Nonlinearity::relu});
  const Real c = std::cos(Real(0.6)), s = std::sin(Real(0.6));
  const Array W({4, 4}, {c, s, 0, 0, -s, c, 0, 0, 0, 0, 0, 1, 0, 0, 1, 0});
  cell.b.assign(Array::full({4}, 100));
  for (const int T : {1, 5, 200}) {
    const Tensor xs(Array::zeros({T, 1, 1}));
    cell.W_hh.assign(W);
    check_close(nn::spectral_norm(nn::all_steps(cell, xs, cell.start(1))), 1, is_double ? 1e-11 : 1e-4);
    cell.W_hh.assign((Tensor(W) / 2).value());
    const Real shrunk = nn::spectral_norm(nn::all_steps(cell, xs, cell.start(1)));
    if (T <= 100 || is_double) check_close(shrunk * std::exp2(Long(T)), 1, is_double ? 1e-11 : 1e-4);
  }
}

BOOST_AUTO_TEST_CASE(of_a_cell_never_seen) {
  Unseen cell(2, 2);
  const Tensor x(random_array({3, 2}, 1));
  const Unseen::State state{Tensor(random_array({3, 2}, 2)), Tensor(random_array({3, 2, 2}, 3))};
  for (const Index row : {0, 1, 2}) {
    const Matrix J = by_hand(cell, x.value(), state.h.value(), state.c.value(), row);
    const nn::StateMap map = nn::one_step(cell, x, state, {.row = row});
    check_equal(nn::jacobian(map).value(), J);
    check_close(nn::spectral_norm(map), largest_singular_value(J), is_double ? 1e-9 : 1e-4);

    const Matrix from_h_to_h{{J[0][0], J[0][1]}, {J[1][0], J[1][1]}};
    const nn::StateMap of_h = nn::one_step(cell, x, state, {.row = row, .field = "h"});
    check_equal(nn::jacobian(of_h).value(), from_h_to_h);
    check_close(nn::spectral_norm(of_h), largest_singular_value(from_h_to_h), is_double ? 1e-9 : 1e-4);
    BOOST_TEST(to_string(nn::jacobian(nn::one_step(cell, x, state, {.row = row, .field = "c"})).shape()) == "(4, 4)");
  }
}

// ∂h_2/∂h_0 is not the product of the two ∂h_t/∂h_{t−1}: the change also travels through c.
BOOST_AUTO_TEST_CASE(one_field_through_many_steps) {
  Unseen cell(2, 2);
  const Tensor xs(random_array({2, 1, 2}, 1));
  const auto start = Unseen::State{Tensor(random_array({1, 2}, 2)), Tensor(random_array({1, 2, 2}, 3))};
  const auto middle = cell.step(xs[0], start);
  const Matrix whole = times(by_hand(cell, xs[1].value(), middle.h.value(), middle.c.value(), 0),
                             by_hand(cell, xs[0].value(), start.h.value(), start.c.value(), 0));
  check_equal(nn::jacobian(nn::all_steps(cell, xs, start)).value(), whole);
  check_equal(nn::jacobian(nn::all_steps(cell, xs, start, {.field = "h"})).value(),
              {{whole[0][0], whole[0][1]}, {whole[1][0], whole[1][1]}});
}

BOOST_AUTO_TEST_CASE(norms_of_any_function) {
  const Tensor x(random_array({3}, 1));
  const Array a = random_array({5, 3}, 2);
  check_close(nn::spectral_norm([&](const Tensor& at) { return matmul(Tensor(a), at); }, x),
              largest_singular_value(in_long_double(a)), is_double ? 1e-9 : 1e-4);
  BOOST_TEST(nn::spectral_norm([](const Tensor& at) { return at * 0; }, x) == 0);
  BOOST_TEST(nn::spectral_norm([](const Tensor&) { return Tensor(Array::ones({2})); }, x) == 0);
  const Real nan = std::numeric_limits<Real>::quiet_NaN();
  BOOST_TEST(std::isnan(nn::spectral_norm([&](const Tensor& at) { return at * nan; }, x)));
  // Far below and above where squares are numbers.
  for (const Real scale : {std::numeric_limits<Real>::min() * 64, std::numeric_limits<Real>::max() / 64})
    check_close(nn::spectral_norm([&](const Tensor& at) { return at * scale; }, x) / scale, 1, 1e-5);
  // Never above the norm, however few the steps.
  const Real norm = nn::spectral_norm([](const Tensor& at) { return at * Tensor(Array({3}, {3, 2, 1})); }, x);
  Real before = 0;
  for (const int most : {1, 2, 4, 8}) {
    const Real bound = nn::spectral_norm(
        [](const Tensor& at) {
          return at * Tensor(Array({3}, {3, 2, 1}));
        },
        x, {.most = most});
    BOOST_TEST(bound > before);
    BOOST_TEST(bound < norm);
    before = bound;
  }
  check_close(norm, 3, is_double ? 1e-10 : 1e-5);
}

BOOST_AUTO_TEST_CASE(parameters_and_states_stay_as_they_are) {
  seed(3);
  nn::RNNCell cell(2, 3);
  const Tensor xs = variable(random_array({4, 1, 2}, 1));
  const nn::RNNCell::State start{variable(random_array({1, 3}, 2))};
  {
    const NoGrad no_grad;
    BOOST_TEST(nn::spectral_norm(nn::all_steps(cell, xs, start)) > 0);
    BOOST_TEST(!nn::jacobian(nn::all_steps(cell, xs, start)).needs_grad());
  }
  for (const Tensor& leaf : {cell.W_xh, cell.W_hh, cell.b, xs, start.h}) BOOST_TEST(!leaf.grad());
}

BOOST_AUTO_TEST_CASE(mistakes_are_explained) {
  Unseen cell(2, 2);
  const Tensor x(random_array({1, 2}, 1));
  const std::string wrong = message_of([&] { nn::one_step(cell, x, cell.start(1), {.field = "z"}); });
  for (const char* part : {"\"z\"", "h, c", "name one"}) BOOST_TEST(holds(wrong, part));
  BOOST_TEST(holds(message_of<IndexError>([&] { nn::one_step(cell, x, cell.start(1), {.row = 1}); }), "(1, 2)"));
}

BOOST_AUTO_TEST_SUITE_END()
