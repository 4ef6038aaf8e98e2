// Derivatives by name, against closed forms in long double, against each other, and against finite differences.
#include "autograd/derivatives.hpp"

#include "autograd/backward.hpp"
#include "autograd/gradcheck.hpp"
#include "autograd/ops.hpp"
#include "tests/autograd/checks.hpp"

using namespace unroll;

BOOST_AUTO_TEST_SUITE(derivatives)

namespace {

using Long = long double;

// The array of a shape whose entry at each position is f(i, j, …), in long double.
template <class F>
Array made(const Shape& shape, F f) {
  Array a = Array::uninitialized(shape);
  for (Index k = 0; k < a.size(); ++k)
    a.write()[k] = static_cast<Real>(shape.rank() == 1 ? f(k, Index{0}) : f(k / shape.inner(0), k % shape.inner(0)));
  return a;
}

Long inner(const Array& a, const Array& b) {
  Long total = 0;
  for (Index i = 0; i < a.size(); ++i) total += static_cast<Long>(a.data()[i]) * b.data()[i];
  return total;
}

// (y.size, x.size), column by column, by differences of fourth order.
Array differences(const TensorFunction& f, const Array& x) {
  const Long h = is_double ? 1e-3L : 0.05L;
  const auto moved = [&](Index j, Long by) {
    Array at = x;
    at.write()[j] += static_cast<Real>(by);
    return f(Tensor(at)).value();
  };
  const Index n = f(Tensor(x)).size();
  Array J = Array::uninitialized({n, x.size()});
  for (Index j = 0; j < x.size(); ++j) {
    const Array a = moved(j, h), b = moved(j, -h), c = moved(j, 2 * h), d = moved(j, -2 * h);
    for (Index i = 0; i < n; ++i)
      J.set({i, j}, static_cast<Real>((8 * (static_cast<Long>(a.data()[i]) - b.data()[i]) -
                                       (static_cast<Long>(c.data()[i]) - d.data()[i])) /
                                      (12 * h)));
  }
  return J;
}

const double by_differences = is_double ? 1e-9 : 1e-3;

struct Example {
  const char* name;
  TensorFunction f;
  Shape from, to;
};

// Of all kinds of ops and of many shapes, of size 1 and rank 0 too.
std::vector<Example> examples() {
  const Tensor W(random_array({3, 4}, 21));
  return {
      {"a chain of tanh", [W](const Tensor& x) { return tanh(matmul(tanh(matmul(x, W)), T(W))); }, {2, 3}, {2, 3}},
      {"softmax", [](const Tensor& x) { return softmax(x); }, {2, 3}, {2, 3}},
      {"an outer product",
       [](const Tensor& x) {
         return matmul(reshape(x, {3, 1}), reshape(x, {1, 3}));
       },
       {3},
       {3, 3}},
      {"slices and a concat",
       [](const Tensor& x) {
         return concat({x[1] * x[0], slice(exp(x), 1, 1, 3)[2]}, 0);
       },
       {3, 4},
       {6}},
      {"a norm", [](const Tensor& x) { return norm(x); }, {5}, {}},
      {"from a number", [W](const Tensor& x) { return sin(x * W); }, {}, {3, 4}},
      {"from a number to a number", [](const Tensor& x) { return exp(sin(x)); }, {}, {}},
      {"shapes of size 1", [](const Tensor& x) { return reshape(x * x * x, {1}); }, {1, 1, 1}, {1}},
      {"the identity", [](const Tensor& x) { return x; }, {2, 2}, {2, 2}},
      {"rows of a table",
       [](const Tensor& x) {
         return square(embedding(x, {2, 0, 2}));
       },
       {3, 2},
       {3, 2}},
  };
}

// Rosenbrock 1960: (1 − a)² + 100 (b − a²)².
Tensor rosenbrock(const Tensor& x) { return square(1 - x[0]) + 100 * square(x[1] - square(x[0])); }

}  // namespace

BOOST_AUTO_TEST_CASE(of_a_linear_map_it_is_the_matrix) {
  const Array a = random_array({3, 4}, 1), x = random_array({4}, 2), v = random_array({3}, 3);
  const TensorFunction f = [&](const Tensor& at) { return matmul(Tensor(a), at); };
  BOOST_TEST(same(jacobian(f, Tensor(x)).value(), a));
  BOOST_TEST(close(jvp(f, Tensor(x), Tensor(x)).value(), f(Tensor(x)).value(), 4 * epsilon));
  BOOST_TEST(close(vjp(f, Tensor(x), Tensor(v)).value(), matmul(Tensor(v), Tensor(a)).value(), 4 * epsilon));
}

// f = xᵀ A x / 2: the gradient is (A + Aᵀ) x / 2 and the Hessian (A + Aᵀ) / 2.
BOOST_AUTO_TEST_CASE(of_a_quadratic_form) {
  const Array a = random_array({4, 4}, 5), v = random_array({4}, 6);
  const TensorFunction f = [&](const Tensor& x) { return matmul(x, matmul(Tensor(a), x)) / 2; };
  const Tensor x(random_array({4}, 7));
  const auto H = [&](Index i, Index j) { return (static_cast<Long>(a.at({i, j})) + a.at({j, i})) / 2; };
  BOOST_TEST(close(hessian(f, x).value(), made({4, 4}, H), 4 * epsilon));
  const auto Hv = [&](Index i, Index) {
    Long sum = 0;
    for (Index j = 0; j < 4; ++j) sum += H(i, j) * v.at({j});
    return sum;
  };
  BOOST_TEST(close(hvp(f, x, Tensor(v)).value(), made({4}, Hv), 8 * epsilon));
}

// J[i, j] = y_i ([i = j] − y_j).
BOOST_AUTO_TEST_CASE(of_softmax) {
  const Array x = random_array({5}, 8, -3, 3);
  Long total = 0;
  for (Real number : x.numbers()) total += std::exp(static_cast<Long>(number));
  const auto y = [&](Index i) { return std::exp(static_cast<Long>(x.at({i}))) / total; };
  const Array expected = made({5, 5}, [&](Index i, Index j) { return y(i) * ((i == j ? 1 : 0) - y(j)); });
  BOOST_TEST(close(jacobian([](const Tensor& at) { return softmax(at); }, Tensor(x)).value(), expected, 8 * epsilon));
}

BOOST_AUTO_TEST_CASE(of_rosenbrocks_valley) {
  for (const auto& [a, b] : {std::pair<Long, Long>{-1.25, 1}, {1, 1}, {0, 0}, {0.5, -2}}) {
    const Tensor x(Array({2}, {static_cast<Real>(a), static_cast<Real>(b)}));
    const Array H({2, 2}, {static_cast<Real>(2 - 400 * (b - 3 * a * a)), static_cast<Real>(-400 * a),
                           static_cast<Real>(-400 * a), 200});
    BOOST_TEST(close(hessian(rosenbrock, x).value(), H, 8 * epsilon));
    for (Index j = 0; j < 2; ++j)  // H is symmetric: its rows are its columns
      BOOST_TEST(close(hvp(rosenbrock, x, Tensor(Array::eye(2)[j])).value(), H[j], 8 * epsilon));
  }
}

// y = tanh(tanh(… x)), entry by entry: J is diagonal with Π (1 − y_k²).
BOOST_AUTO_TEST_CASE(of_a_chain_of_tanh) {
  const Array x = random_array({4}, 9);
  const TensorFunction f = [](const Tensor& at) { return tanh(tanh(tanh(at))); };
  const auto slope = [&](Index i, Index j) {
    Long y = x.at({i}), product = i == j ? 1 : 0;
    for (int k = 0; k < 3; ++k) {
      y = std::tanh(y);
      product *= 1 - y * y;
    }
    return product;
  };
  BOOST_TEST(close(jacobian(f, Tensor(x)).value(), made({4, 4}, slope), 16 * epsilon));
}

BOOST_AUTO_TEST_CASE(shapes_and_differences) {
  for (const Example& example : examples()) {
    BOOST_TEST_CONTEXT(example.name) {
      const Array x = random_array(example.from, 31, 0.25, 1);
      const Tensor J = jacobian(example.f, Tensor(x));
      Shape shape = example.to;
      for (Index extent : example.from.extents()) shape = shape.inserted(shape.rank(), extent);
      BOOST_TEST(to_string(J.shape()) == to_string(shape));
      BOOST_TEST(!J.needs_grad());
      const Index n = example.to.size(), m = example.from.size();
      BOOST_TEST(close(reshape(J, {n, m}).value(), differences(example.f, x), by_differences));
    }
  }
}

// ⟨u, J v⟩ = ⟨Jᵀu, v⟩, and both are what the whole Jacobian says.
BOOST_AUTO_TEST_CASE(jvp_against_vjp) {
  for (const Example& example : examples())
    for (std::uint64_t trial = 1; trial <= 3; ++trial) {
      BOOST_TEST_CONTEXT(example.name) {
        const Tensor x(random_array(example.from, 40 + trial, 0.25, 1));
        const Tensor v(random_array(example.from, 50 + trial)), u(random_array(example.to, 60 + trial));
        const Array Jv = jvp(example.f, x, v).value(), Ju = vjp(example.f, x, u).value();
        BOOST_TEST(to_string(Jv.shape()) == to_string(example.to));
        BOOST_TEST(to_string(Ju.shape()) == to_string(example.from));
        const Long left = inner(u.value(), Jv), right = inner(Ju, v.value());
        BOOST_TEST(std::abs(left - right) <= 64 * epsilon * std::max(1.0L, std::abs(left)));
        const Tensor J = reshape(jacobian(example.f, x), {example.to.size(), example.from.size()});
        BOOST_TEST(close(reshape(Tensor(Jv), {example.to.size()}).value(),
                         matmul(J, reshape(v, {example.from.size()})).value(), 64 * epsilon));
      }
    }
}

// For f = Σ w y, the Hessian is symmetric, gives H v, and is the Jacobian of the gradient by differences.
BOOST_AUTO_TEST_CASE(hessians_against_differences) {
  for (const Example& example : examples()) {
    BOOST_TEST_CONTEXT(example.name) {
      const Tensor w(random_array(example.to, 70)), v(random_array(example.from, 71));
      const TensorFunction f = [&](const Tensor& at) { return sum(w * example.f(at)); };
      const TensorFunction slope = [&](const Tensor& at) {
        const Tensor leaf = variable(at.value());
        return grad(f(leaf), leaf);
      };
      const Array x = random_array(example.from, 72, 0.25, 1);
      const Index n = x.size();
      const Tensor H = reshape(hessian(f, Tensor(x)), {n, n});
      BOOST_TEST(close(H.value(), T(H).value(), 16 * epsilon));
      BOOST_TEST(close(H.value(), differences(slope, x), by_differences));
      BOOST_TEST(close(reshape(hvp(f, Tensor(x), v), {n}).value(), matmul(H, reshape(v, {n})).value(), 64 * epsilon));
    }
  }
}

BOOST_AUTO_TEST_CASE(what_does_not_depend_on_x_has_no_slope) {
  const Tensor x(random_array({2, 3}, 1)), v(random_array({2, 3}, 2)), p = variable(random_array({4}, 3));
  const TensorFunction constant = [](const Tensor&) { return Tensor(Array::ones({4})); };
  const TensorFunction other = [&](const Tensor&) { return p * p; };  // needs gradients, but not those of x
  const TensorFunction cut = [](const Tensor& at) { return slice(reshape(at.detach() * at, {6}) * 0, 0, 0, 4); };
  for (const TensorFunction& f : {constant, other, cut}) {
    BOOST_TEST(same(jacobian(f, x).value(), Array::zeros({4, 2, 3})));
    BOOST_TEST(same(vjp(f, x, p).value(), Array::zeros({2, 3})));
    BOOST_TEST(same(jvp(f, x, v).value(), Array::zeros({4})));
    const TensorFunction total = [&](const Tensor& at) { return sum(f(at)); };
    BOOST_TEST(same(hvp(total, x, v).value(), Array::zeros({2, 3})));
    BOOST_TEST(same(hessian(total, x).value(), Array::zeros({2, 3, 2, 3})));
  }
  // Nor has a linear function a second derivative.
  const TensorFunction linear = [](const Tensor& at) { return sum(3 * at); };
  BOOST_TEST(same(hvp(linear, x, v).value(), Array::zeros({2, 3})));
  BOOST_TEST(same(hessian(linear, x).value(), Array::zeros({2, 3, 2, 3})));
  BOOST_TEST(same(hessian(linear, x, {.create_graph = true}).value(), Array::zeros({2, 3, 2, 3})));
}

BOOST_AUTO_TEST_CASE(nothing_in_and_nothing_out) {
  const Tensor x(Array::ones({2, 0})), y(Array::ones({3}));
  BOOST_TEST(same(jacobian([](const Tensor& at) { return sum(at, 1); }, x).value(), Array::zeros({2, 2, 0})));
  BOOST_TEST(same(jacobian([](const Tensor& at) { return slice(at, 0, 1, 1); }, y).value(), Array::zeros({0, 3})));
}

BOOST_AUTO_TEST_CASE(gradients_of_leaves_stay_as_they_are) {
  const Tensor x = variable(random_array({3}, 1)), w = variable(random_array({3}, 2)), v(random_array({3}, 3));
  const TensorFunction f = [&](const Tensor& at) { return tanh(w * at); };
  const TensorFunction loss = [&](const Tensor& at) { return sum(f(at)); };
  sum(x * w).backward();
  const Array of_x = x.grad(), of_w = w.grad();
  for (const bool create_graph : {false, true}) {
    vjp(f, x, v, {create_graph});
    jvp(f, x, v, {create_graph});
    jacobian(f, x, {create_graph});
    hvp(loss, x, v, {create_graph});
    hessian(loss, x, {create_graph});
  }
  BOOST_TEST(same(x.grad(), of_x));
  BOOST_TEST(same(w.grad(), of_w));
  sum(x * w).backward();  // and passes go on as before
  BOOST_TEST(same(x.grad(), (Tensor(of_x) * 2).value()));
}

BOOST_AUTO_TEST_CASE(no_grad_around_changes_nothing) {
  const Tensor x(Array({2}, {-1.25, 1}));
  const Array H = hessian(rosenbrock, x).value();
  const NoGrad no_grad;
  BOOST_TEST(same(hessian(rosenbrock, x).value(), H));
  BOOST_TEST(same(jacobian([](const Tensor& at) { return at * at; }, x).value(), Array({2, 2}, {-2.5, 0, 0, 2})));
  BOOST_TEST(same(jvp([](const Tensor& at) { return at * at; }, x, x).value(), Array({2}, {3.125, 2})));
  BOOST_TEST(!(x * variable(Array::scalar(1))).needs_grad());  // recording is still off
}

// Only what f does with its argument counts, not that x itself was made from something f also uses.
BOOST_AUTO_TEST_CASE(what_f_takes_from_outside_is_held_fixed) {
  const Tensor x = variable(Array({2}, {2, 3}));
  const TensorFunction f = [&](const Tensor& at) { return at * x; };
  for (const bool create_graph : {false, true})
    BOOST_TEST(same(jacobian(f, x, {create_graph}).value(), Array({2, 2}, {2, 0, 0, 3})));
}

// d/dx of x -> Jᵀu, J v, H v, J and H, by the engine and by finite differences.
BOOST_AUTO_TEST_CASE(with_a_graph_they_can_be_differentiated_again) {
  const Tensor W(random_array({3, 3}, 11)), w(random_array({3}, 12));
  const TensorFunction f = [&](const Tensor& x) { return tanh(matmul(W, x)) * x; };
  const TensorFunction loss = [&](const Tensor& x) { return sum(f(x) * w); };
  const std::vector<Array> x_and_v{random_array({3}, 13), random_array({3}, 14)};
  const DerivativeOptions graph{.create_graph = true};
  const GradcheckOptions second{.order = is_double ? 2 : 1};
  using Inputs = std::vector<Tensor>;
  for (const auto& of : std::vector<std::function<Tensor(const Inputs&)>>{
           [&](const Inputs& in) { return vjp(f, in[0], in[1], graph); },
           [&](const Inputs& in) { return jvp(f, in[0], in[1], graph); },
           [&](const Inputs& in) { return hvp(loss, in[0], in[1], graph); },
           [&](const Inputs& in) { return jacobian(f, in[0], graph) + 0 * sum(in[1]); },
           [&](const Inputs& in) { return hessian(loss, in[0], graph) + 0 * sum(in[1]); }}) {
    const GradcheckReport report = gradcheck(of, x_and_v, second);
    BOOST_TEST(report.passed, report.text);
  }
  const Tensor x = variable(x_and_v[0]);
  BOOST_TEST(jacobian(f, x, graph).needs_grad());
  for (const Tensor& plain : {jacobian(f, x), jvp(f, x, x), vjp(f, x, x), hvp(loss, x, x), hessian(loss, x)})
    BOOST_TEST(!plain.needs_grad());
}

// A penalty on the Jacobian also trains what f uses: d/dw Σ (w x²)'² = d/dw (2wx)² = 8 w x².
BOOST_AUTO_TEST_CASE(with_a_graph_they_reach_what_f_uses) {
  const Tensor w = variable(Array::scalar(3)), x(Array::scalar(2));
  const TensorFunction f = [&](const Tensor& at) { return w * at * at; };
  const Tensor one(Array::scalar(1));
  for (const Tensor& slope : {jacobian(f, x, {.create_graph = true}), jvp(f, x, one, {.create_graph = true}),
                              vjp(f, x, one, {.create_graph = true})})
    BOOST_TEST(same(grad(square(slope), w).value(), Array::scalar(96)));
}

BOOST_AUTO_TEST_CASE(mistakes_are_explained) {
  const Tensor x(Array::ones({2, 3})), wrong(Array::ones({3})), deep(Array::ones({1, 1, 1, 1}));
  const TensorFunction f = [](const Tensor& at) { return exp(at); };
  const Scope scope("encoder");
  const auto expect = [](const std::string& message, const std::vector<std::string>& parts) {
    for (const std::string& part : parts) BOOST_TEST(holds(message, part));
  };
  expect(message_of<ShapeError>([&] { vjp(f, x, wrong); }), {"vjp", "(3)", "f's result", "(2, 3)", "encoder"});
  expect(message_of<ShapeError>([&] { jvp(f, x, wrong); }), {"jvp", "(3)", "x has (2, 3)", "encoder"});
  expect(message_of<ShapeError>([&] { hvp(f, x, wrong); }), {"hvp", "(3)", "x has (2, 3)", "encoder"});
  expect(message_of<ShapeError>([&] { hvp(f, x, x); }), {"hvp", "(2, 3)", "sum or mean", "encoder"});
  expect(message_of<ShapeError>([&] { hessian(f, x); }), {"hessian", "(2, 3)", "sum or mean", "encoder"});
  expect(message_of<ShapeError>([&] { jacobian(f, deep); }), {"at most 6 axes", "encoder"});
  expect(message_of([&] { vjp(f, Tensor(), x); }), {"holds nothing"});
  expect(message_of([&] { jvp(f, x, Tensor()); }), {"holds nothing"});
  expect(message_of([&] { jacobian([](const Tensor&) { return Tensor(); }, x); }), {"holds nothing"});
  // What f throws comes through, and leaves the engine as it was.
  expect(message_of([&] { hessian([](const Tensor& at) -> Tensor { return at[5]; }, x); }), {"index 5"});
  BOOST_TEST(same(jacobian(f, Tensor(Array::zeros({1}))).value(), Array::ones({1, 1})));
}

BOOST_AUTO_TEST_SUITE_END()
