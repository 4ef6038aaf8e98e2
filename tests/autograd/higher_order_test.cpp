// Derivatives of derivatives: grad(…, {.create_graph = true}) again and again, against closed forms and against
// truncated Taylor series that know nothing of graphs.
#include <array>
#include <set>

#include "autograd/backward.hpp"
#include "autograd/ops.hpp"
#include "tests/autograd/checks.hpp"

using namespace unroll;

BOOST_AUTO_TEST_SUITE(higher_order)

namespace {

constexpr int order = 3;
using Long = long double;

// f(s) = c₀ + c₁ s + c₂ s² + c₃ s³ + …, cut off: what a function does along a line.
struct Series {
  std::array<Long, order + 1> c{};
  Series operator+(const Series& o) const {
    Series sum;
    for (std::size_t k = 0; k <= order; ++k) sum.c[k] = c[k] + o.c[k];
    return sum;
  }
  Series operator*(const Series& o) const {
    Series product;
    for (std::size_t i = 0; i <= order; ++i)
      for (std::size_t j = 0; i + j <= order; ++j) product.c[i + j] += c[i] * o.c[j];
    return product;
  }
};

// y = tanh x from y' = (1 − y²) x', coefficient by coefficient.
Series tanh(const Series& x) {
  Series y;
  y.c[0] = std::tanh(x.c[0]);
  for (std::size_t k = 1; k <= order; ++k)
    for (std::size_t j = 1; j <= k; ++j) {
      Long slope = j == k ? 1 : 0;  // the coefficient k − j of 1 − y²
      for (std::size_t i = 0; i <= k - j; ++i) slope -= y.c[i] * y.c[k - j - i];
      y.c[k] += static_cast<Long>(j) * x.c[j] * slope / static_cast<Long>(k);
    }
  return y;
}

constexpr Index steps = 4, batch = 2, inputs = 3, hidden = 5;

// h_t = tanh(x_t W + h_{t−1} U + b); the loss is Σ_t Σ w_t h_t³.
Tensor rnn_loss(const Tensor& xs, const std::vector<Tensor>& p, const Tensor& weights) {
  Tensor h(Array::zeros({batch, hidden})), loss(Array::scalar(0));
  for (Index t = 0; t < steps; ++t) {
    const Scope scope("t", static_cast<int>(t) + 1);
    h = tanh(matmul(xs[t], p[0]) + matmul(h, p[1]) + p[2]);
    loss = loss + sum(weights[t] * h * h * h);
  }
  return loss;
}

// The same, entry by entry, on series: each parameter moves along its direction.
Series rnn_series(const Array& xs, const std::vector<Array>& p, const std::vector<Array>& v, const Array& weights) {
  const auto parameter = [&](std::size_t i, std::initializer_list<Index> at) {
    return Series{{p[i].at(at), v[i].at(at)}};
  };
  std::array<std::array<Series, hidden>, batch> h{};
  Series loss;
  for (Index t = 0; t < steps; ++t)
    for (std::size_t n = 0; n < batch; ++n) {
      const auto before = h[n];
      for (std::size_t j = 0; j < hidden; ++j) {
        const auto row = static_cast<Index>(n), column = static_cast<Index>(j);
        Series a = parameter(2, {column});
        for (Index i = 0; i < inputs; ++i) a = a + Series{{xs.at({t, row, i})}} * parameter(0, {i, column});
        for (Index i = 0; i < hidden; ++i) a = a + before[static_cast<std::size_t>(i)] * parameter(1, {i, column});
        h[n][j] = tanh(a);
        loss = loss + Series{{weights.at({t, row, column})}} * h[n][j] * h[n][j] * h[n][j];
      }
    }
  return loss;
}

Tensor inner(const std::vector<Tensor>& a, const std::vector<Array>& b) {
  Tensor total(Array::scalar(0));
  for (std::size_t i = 0; i < a.size(); ++i) total = total + sum(a[i] * Tensor(b[i]));
  return total;
}

std::vector<Array> random_parameters(std::uint64_t seed) {
  return {random_array({inputs, hidden}, seed), random_array({hidden, hidden}, seed + 1),
          random_array({hidden}, seed + 2)};
}

}  // namespace

BOOST_AUTO_TEST_CASE(an_unrolled_rnn_to_third_order) {
  const Array xs = random_array({steps, batch, inputs}, 1), weights = random_array({steps, batch, hidden}, 2);
  const std::vector<Array> values = random_parameters(10);
  for (std::uint64_t trial = 1; trial <= 5; ++trial) {
    const std::vector<Array> direction = random_parameters(100 * trial);
    const Series expected = rnn_series(xs, values, direction, weights);

    std::vector<Tensor> p;
    for (const Array& value : values) p.push_back(variable(value));
    Tensor f = rnn_loss(Tensor(xs), p, Tensor(weights));
    Long factorial = 1;
    for (std::size_t k = 0; k <= order; ++k) {
      const Long derivative = factorial * expected.c[k];
      BOOST_TEST(std::abs(f.item() - derivative) <= 500 * epsilon * std::max(1.0L, std::abs(derivative)),
                 "order " << k << ": " << f.item() << ", not " << derivative);
      factorial *= static_cast<Long>(k) + 1;
      if (k < order) f = inner(grad(f, p, {.create_graph = true}), direction);  // d/ds along the direction
    }
  }
}

// d/dx of a polynomial P(y), y = tanh x, is P'(y) (1 − y²): seven derivatives in a row.
BOOST_AUTO_TEST_CASE(seven_derivatives_of_tanh) {
  const Real at = Real(0.3);
  const Tensor x = variable(Array::scalar(at));
  Tensor f = tanh(x);
  std::vector<Long> polynomial{0, 1};
  for (int k = 0; k <= 7; ++k) {
    Long expected = 0;
    for (std::size_t i = polynomial.size(); i-- > 0;)
      expected = expected * std::tanh(static_cast<Long>(at)) + polynomial[i];
    BOOST_TEST(std::abs(f.item() - expected) <= 2000 * epsilon * std::max(1.0L, std::abs(expected)), "order " << k);
    std::vector<Long> next(polynomial.size() + 1, 0);
    for (std::size_t i = 1; i < polynomial.size(); ++i) {
      next[i - 1] += static_cast<Long>(i) * polynomial[i];
      next[i + 1] -= static_cast<Long>(i) * polynomial[i];
    }
    polynomial = next;
    if (k < 7) f = grad(f, x, {.create_graph = true});
  }
}

// H = ∂²f/∂x² is symmetric, and for f = ½ xᵀ A x it is (A + Aᵀ)/2 whatever x is.
BOOST_AUTO_TEST_CASE(the_hessian_of_a_quadratic_form) {
  const Array a = random_array({3, 3}, 5);
  const Tensor x = variable(random_array({3}, 6));
  const Tensor f = matmul(x, matmul(Tensor(a), x)) / 2;
  const Tensor g = grad(f, x, {.create_graph = true});
  for (Index i = 0; i < 3; ++i)
    for (Index j = 0; j < 3; ++j)
      BOOST_TEST(std::abs(grad(g[i], x).value().at({j}) - (a.at({i, j}) + a.at({j, i})) / 2) <= 8 * epsilon);
}

BOOST_AUTO_TEST_CASE(a_gradient_that_is_part_of_a_loss) {
  const Tensor x = variable(Array({2}, {2, 3}));
  const Tensor penalty = sum(square(grad(sum(x * x * x), x, {.create_graph = true})));  // Σ 9 x⁴
  penalty.backward();
  BOOST_TEST(same(x.grad(), Array({2}, {36 * 8, 36 * 27})));
}

// What a pass records stands in the scopes of the forward steps, marked as backward.
BOOST_AUTO_TEST_CASE(recorded_gradients_have_a_place) {
  const Tensor x = variable(Array::scalar(2));
  Tensor y;
  {
    const Scope scope("t", 3);
    y = tanh(x) * x;
  }
  const Tensor g = grad(y, x, {.create_graph = true});
  BOOST_TEST(g.node()->inputs().size() > 0u);
  int inside = 0;
  for (const Input& input : g.node()->inputs())
    if (input.node->scope.backward()) {
      ++inside;
      BOOST_TEST(input.node->scope.step() == 3);
      BOOST_TEST(input.node->scope.text() == "t=3/backward");
    }
  BOOST_TEST(inside > 0);
}

BOOST_AUTO_TEST_CASE(each_step_has_a_place_of_its_own) {
  const Tensor x = variable(Array::scalar(2));
  Tensor h = x;
  for (Index t = 1; t <= 3; ++t) {
    const Scope scope("t", t);
    h = tanh(h);
  }
  const Tensor g = grad(h, x, {.create_graph = true});
  BOOST_TEST(g.node()->scope.text() == "t=1/backward");
  std::set<std::string> places;
  std::vector<const Node*> left{g.node()};
  while (!left.empty()) {
    const Node* node = left.back();
    left.pop_back();
    if (node->scope.backward()) places.insert(node->scope.text());
    for (const Input& input : node->inputs()) left.push_back(&*input.node);
  }
  BOOST_TEST((places == std::set<std::string>{"t=1/backward", "t=2/backward", "t=3/backward"}));
}

// All slices of one sequence come home in one node, so that the graph of the gradient grows with T and not T².
BOOST_AUTO_TEST_CASE(slices_are_assembled_once) {
  const Tensor xs = variable(random_array({6, 2}));
  Tensor total(Array::zeros({2}));
  for (Index t = 0; t < 6; ++t) total = total + square(xs[t]);
  const Tensor g = grad(sum(total), xs, {.create_graph = true});
  BOOST_TEST(std::string(g.node()->op) == "assemble");
  BOOST_TEST(g.node()->inputs().size() == 6u);
  BOOST_TEST(close(g.value(), (2 * xs).value(), 2 * epsilon));
  BOOST_TEST(same(grad(sum(g), xs).value(), Array::full({6, 2}, 2)));
}

BOOST_AUTO_TEST_SUITE_END()
