// A user's ops, written outside the library's namespace: one rule, read on numbers and on tensors.
#include "autograd/custom_op.hpp"

#include "autograd/backward.hpp"
#include "autograd/gradcheck.hpp"
#include "tests/autograd/checks.hpp"

namespace student {

using unroll::Array, unroll::Kind, unroll::Real, unroll::Tensor;

// x tanh(softplus(x)) (Misra 2019), by every kind of name that a rule may use.
Tensor mish(const Tensor& x) {
  return unroll::elementwise(
      "mish", "dx = dy (y / x + x (1 - t²) σ(x))", x,
      [](auto x) { return x * tanh(maximum(x, 0) + log1p(exp(-abs(x)))); },
      [](auto dy, auto x, auto y) {
        const auto t = tanh(maximum(x, 0) + log1p(exp(-abs(x))));
        return dy * (t + x * (1 - square(t)) * sigmoid(x));
      });
}

// a² b − 3 where b > 1, else a; with an attribute.
Tensor mix(const Tensor& a, const Tensor& b, Real bound) {
  return unroll::elementwise(
      "mix", "da = dy 2ab or dy, db = dy a² or 0", a, b,
      [bound](auto a, auto b) { return where(b > bound, a * a * b - 3, a); },
      [bound](auto dy, auto a, auto b, auto y) { return where(b > bound, 2 * dy * a * b, dy); },
      [bound](auto dy, auto a, auto b, auto y) { return where(b > bound, dy * a * a, 0); });
}

// Rows minus their mean: structural.
Tensor centered(const Tensor& x) {
  const auto shape = x.shape();
  const auto center = [shape](const auto& v) {
    return v - broadcast_to(sum(v, 1, true), shape) / static_cast<Real>(shape[1]);
  };
  return unroll::structural("centered", "dx = dy - mean dy", Kind::arithmetic, center(x.value()), x,
                            [center](auto dy, auto x, auto y) { return center(dy); });
}

// a b c: three inputs, broadcast.
Tensor product(const Tensor& a, const Tensor& b, const Tensor& c) {
  return unroll::elementwise(
      "product", "da = dy b c, …", a, b, c, [](auto a, auto b, auto c) { return a * b * c; },
      [](auto dy, auto a, auto b, auto c, auto y) { return dy * b * c; },
      [](auto dy, auto a, auto b, auto c, auto y) { return dy * a * c; },
      [](auto dy, auto a, auto b, auto c, auto y) { return dy * a * b; });
}

}  // namespace student

BOOST_AUTO_TEST_SUITE(custom_op)

namespace {

using Inputs = std::vector<unroll::Tensor>;
using unroll::Array, unroll::Index, unroll::Tensor, unroll::random_array;

struct Case {
  const char* name;
  std::function<Tensor(const Inputs&)> run;
  std::vector<Array> inputs;
};
std::vector<Case> cases() {
  return {{"mish", [](const Inputs& x) { return student::mish(x[0]); }, {random_array({2, 3, 5}, 1, -3, 3)}},
          {"mix",
           [](const Inputs& x) { return student::mix(x[0], x[1], 1); },
           {random_array({3, 5}, 2, -2, 2), random_array({2, 1, 5}, 3, 0, 2)}},
          {"centered", [](const Inputs& x) { return student::centered(x[0]); }, {random_array({3, 5}, 4)}},
          {"product",
           [](const Inputs& x) { return student::product(x[0], x[1], x[2]); },
           {random_array({3, 5}, 5), random_array({5}, 6), random_array({2, 1, 1}, 7)}}};
}

}  // namespace

BOOST_AUTO_TEST_CASE(values) {
  const Array x = random_array({7}, 1, -5, 5), y = student::mish(Tensor(x)).value();
  for (Index i = 0; i < 7; ++i) {
    const long double v = x.data()[i];
    BOOST_TEST(std::abs(y.data()[i] - v * std::tanh(std::log(1 + std::exp(v)))) < 10 * unroll::epsilon);
  }
  const Array centered = student::centered(Tensor(Array({2, 3}, {1, 2, 6, -1, -2, -3}))).value();
  BOOST_TEST(unroll::close(centered, Array({2, 3}, {-2, -1, 3, 1, 0, -1}), 4 * unroll::epsilon));
}

BOOST_AUTO_TEST_CASE(derivatives) {
  if (!unroll::is_double) return;
  for (const Case& c : cases()) {
    const auto report = unroll::gradcheck(c.run, c.inputs, {.order = 2});
    BOOST_TEST(bool(report), c.name << ": " << report.text);
  }
}

BOOST_AUTO_TEST_CASE(both_readings_say_the_same) {
  for (const Case& c : cases()) BOOST_TEST_CONTEXT(c.name) {
      Inputs x;
      for (const Array& input : c.inputs) x.push_back(unroll::variable(input));
      const Tensor y = c.run(x), root = sum(y * Tensor(random_array(y.shape(), 8)));
      const Inputs numbers = grad(root, x), graph = grad(root, x, {.create_graph = true});
      for (std::size_t i = 0; i < x.size(); ++i)
        BOOST_TEST(unroll::close(graph[i].value(), numbers[i].value(), 4 * unroll::epsilon));
    }
}

BOOST_AUTO_TEST_CASE(it_shows_in_graph_and_messages_as_the_librarys_own_do) {
  const Tensor x = unroll::variable(Array::ones({2, 3})), b = unroll::variable(Array::ones({2, 5}));
  const Tensor y = student::mish(x);
  BOOST_TEST(std::string(y.node()->op) == "mish");
  BOOST_TEST(std::string(y.node()->rule) == "dx = dy (y / x + x (1 - t²) σ(x))");
  BOOST_TEST((y.node()->kind == unroll::Kind::arithmetic));
  const std::string message = unroll::message_of<unroll::ShapeError>([&] { student::mix(x, b, 1); });
  BOOST_TEST(unroll::holds(message, "mix: (2, 3) and (2, 5) do not broadcast"));
}

BOOST_AUTO_TEST_SUITE_END()
