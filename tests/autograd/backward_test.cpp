// What a gradient pass does to a graph, to its leaves and to whoever watches it.
#include "autograd/backward.hpp"

#include <thread>

#include "autograd/ops.hpp"
#include "autograd/rule.hpp"
#include "tests/autograd/checks.hpp"

using namespace unroll;

BOOST_AUTO_TEST_SUITE(backward)

namespace {

Tensor number(Real x) { return variable(Array::scalar(x)); }
Real gradient_of(const Tensor& leaf) { return leaf.grad().item(); }

}  // namespace

BOOST_AUTO_TEST_CASE(gradients_add_up_in_leaves) {
  const Tensor x = number(3), y = number(5);
  BOOST_TEST(!x.grad());
  (x * y).backward();
  BOOST_TEST((gradient_of(x) == 5 && gradient_of(y) == 3));
  (x * x).backward();
  BOOST_TEST(gradient_of(x) == 5 + 6);
  x.clear_grad();
  BOOST_TEST(!x.grad());
  (2 * x).backward();
  BOOST_TEST(gradient_of(x) == 2);
}

BOOST_AUTO_TEST_CASE(a_graph_may_be_swept_again) {
  const Tensor x = number(2), y = x * x * x;
  y.backward();
  y.backward();
  BOOST_TEST(gradient_of(x) == 24);
}

// y ← y + y, a thousand times over: 2^1000 paths, and a thousand nodes.
BOOST_AUTO_TEST_CASE(shared_nodes_are_visited_once) {
  const Tensor x = number(1);
  Tensor y = x;
  const int depth = is_double ? 1000 : 100;
  for (int i = 0; i < depth; ++i) y = y + y;
  y.backward();
  BOOST_TEST(gradient_of(x) == std::ldexp(Real(1), depth));
}

BOOST_AUTO_TEST_CASE(grad_leaves_the_leaves_alone) {
  const Tensor x = number(3), unused = variable(Array::ones({2, 3}));
  const Tensor y = x * x, root = y * y;
  const std::vector<Tensor> g = grad(root, {x, y, unused, root, x});
  BOOST_TEST(g[0].item() == 4 * 27);
  BOOST_TEST(g[1].item() == 18);  // of an inner node
  BOOST_TEST(same(g[2].value(), Array::zeros({2, 3})));
  BOOST_TEST(g[3].item() == 1);
  BOOST_TEST(g[4].item() == 4 * 27);
  static_assert(std::is_same_v<decltype(grad(root, {x})), decltype(grad(root, {x, y}))>);  // a list of one is a list
  static_assert(std::is_same_v<decltype(grad(root, x)), Tensor>);
  BOOST_TEST((!x.grad() && !y.grad()));
  BOOST_TEST((!g[0].needs_grad() && grad(root, x, {.create_graph = true}).needs_grad()));
}

BOOST_AUTO_TEST_CASE(a_seed_weighs_the_answer) {
  const Tensor x = variable(Array({3}, {1, 2, 3})), seed(Array({3}, {5, -1, 2}));
  BOOST_TEST(same(grad(x * x, x, {.seed = seed}).value(), Array({3}, {10, -4, 12})));
  const Tensor g = grad(x * x, x, {.create_graph = true, .seed = seed});
  BOOST_TEST(same(g.value(), Array({3}, {10, -4, 12})));
  BOOST_TEST(same(grad(sum(g), x).value(), Array({3}, {10, -2, 4})));
}

BOOST_AUTO_TEST_CASE(a_seed_may_need_gradients_itself) {
  const Tensor x = number(3), seed = number(2);
  const Tensor g = grad(x * x, x, {.create_graph = true, .seed = seed});  // 2 x seed
  BOOST_TEST(grad(g, seed).item() == 6);
}

BOOST_AUTO_TEST_CASE(inner_gradients_are_kept_only_if_asked_for) {
  const Tensor x = number(3);
  const Tensor a = x * x, b = (a * a).keep_grad(), c = b * x;
  c.backward();
  BOOST_TEST(!a.grad());
  BOOST_TEST(gradient_of(b) == 3);
  BOOST_TEST(gradient_of(x) == 5 * 81);
  BOOST_TEST(holds(message_of([] { Tensor(Array::ones({2})).keep_grad(); }), "needs no gradient"));
}

BOOST_AUTO_TEST_CASE(a_released_graph_keeps_its_looks_and_frees_its_numbers) {
  const Tensor x = variable(random_array({100, 3}));
  const auto buffers = live_buffers();
  Tensor inner, root;
  {
    const Scope scope("cell");
    inner = tanh(x);
    root = sum(inner * inner);
  }
  const Real value = root.item();
  root.backward({.release = true});
  BOOST_TEST(root.item() == value);
  BOOST_TEST(live_buffers() == buffers + 2);  // the root's value, and the gradient of x
  BOOST_TEST(close(x.grad(), grad(sum(tanh(x) * tanh(x)), x).value(), 4 * epsilon));

  BOOST_TEST(std::string(inner.node()->op) == "tanh");
  BOOST_TEST(to_string(inner.shape()) == "(100, 3)");
  BOOST_TEST(inner.node()->scope.text() == "cell");
  BOOST_TEST((inner.node()->inputs().size() == 1 && inner.node()->inputs()[0].node == x.node()));

  BOOST_TEST(holds(message_of([&] { (void)inner.value(); }), "freed by backward with release"));
  BOOST_TEST(holds(message_of([&] { (void)(inner + inner); }), "freed by backward with release"));
  BOOST_TEST(holds(message_of([&] { root.backward(); }), "a second pass needs the first one to run without release"));
  BOOST_TEST(x.grad().size() == 300);
}

BOOST_AUTO_TEST_CASE(a_leaf_that_was_assigned_stops_old_graphs) {
  const Tensor w = number(2).named("W"), x = number(3);
  const Tensor before = w * x;
  w.assign(Array::scalar(10));
  BOOST_TEST(before.item() == 6);  // recorded values never change
  const std::string message = message_of([&] { before.backward(); });
  BOOST_TEST(holds(message, "W (variable)"));
  BOOST_TEST(holds(message, "run the forward pass again"));
  (w * x).backward();
  BOOST_TEST(gradient_of(x) == 10);

  BOOST_TEST(holds(message_of<ShapeError>([&] { w.assign(Array::ones({2})); }), "(2)"));
  BOOST_TEST(holds(message_of([&] { before.assign(Array::scalar(1)); }), "only leaves are assigned"));
}

BOOST_AUTO_TEST_CASE(nothing_is_recorded_without_recording) {
  const Tensor x = number(3);
  const auto nodes = live_nodes();
  {
    const NoGrad off;
    Tensor y = x;
    for (int i = 0; i < 50; ++i) y = tanh(y);
    BOOST_TEST((!y.needs_grad() && y.is_leaf()));
    BOOST_TEST(live_nodes() == nodes + 1);
    const Recording on(true);
    BOOST_TEST((x * x).needs_grad());
  }
  BOOST_TEST((x * x).needs_grad());
}

BOOST_AUTO_TEST_CASE(a_detached_tensor_is_a_constant) {
  const Tensor x = number(3), y = x * x;
  BOOST_TEST(y.detach().value().data() == y.value().data());
  (y.detach() * x).backward();
  BOOST_TEST(gradient_of(x) == 9);
}

BOOST_AUTO_TEST_CASE(hooks_see_every_pass) {
  const Tensor x = number(3);
  const Tensor y = x * x, root = y * y;
  std::vector<Real> seen;
  y.on_gradient([&](const Array& g) { seen.push_back(g.item()); });
  x.on_gradient([&](const Array& g) { seen.push_back(g.item()); });
  root.backward();
  grad(root, x, {.create_graph = true});
  BOOST_TEST(seen == (std::vector<Real>{18, 108, 18, 108}), boost::test_tools::per_element());
  BOOST_TEST(holds(message_of([] { Tensor(Array::scalar(1)).on_gradient([](const Array&) {}); }), "no gradient ever"));
}

BOOST_AUTO_TEST_CASE(a_pass_inside_a_hook_is_refused) {
  const Tensor x = number(3), y = x * x, other = number(2), apart = other * other;
  int calls = 0;
  y.on_gradient([&](const Array&) {
    ++calls;
    BOOST_TEST(holds(message_of([&] { apart.backward(); }), "already running"));
    BOOST_TEST(holds(message_of([&] { grad(apart, other); }), "already running"));
    BOOST_TEST((tanh(other)).needs_grad());  // building a graph is allowed
  });
  (y * x).backward();
  BOOST_TEST(calls == 1);
  BOOST_TEST(gradient_of(x) == 27);
  apart.backward();
  BOOST_TEST(gradient_of(other) == 4);
}

// A rule reads the values that the forward pass saw, or none.
BOOST_AUTO_TEST_CASE(a_hook_may_not_assign_what_the_pass_still_reads) {
  for (const bool create_graph : {false, true}) {
    const Tensor x = number(3), w = number(2), y = x * w, root = y * y;
    y.on_gradient([&](const Array&) { w.assign(Array::scalar(100)); });
    const auto pass = [&] { create_graph ? void(grad(root, x, {.create_graph = true})) : root.backward(); };
    BOOST_TEST(holds(message_of(pass), "variable () has been assigned a new value since mul () was computed from it"));
    BOOST_TEST(!x.grad());
    (x * w).backward();
    BOOST_TEST(gradient_of(x) == 100);
  }
}

// What a leaf was used for has been answered when its own hook is called.
BOOST_AUTO_TEST_CASE(a_hook_may_make_the_step_of_its_own_leaf) {
  const Tensor x = number(3), w = number(2), root = square(x * w);
  w.on_gradient([&](const Array& g) { w.assign(w.value() - Real(0.5) * g); });
  root.backward();
  BOOST_TEST(w.item() == 2 - 18);
  BOOST_TEST(gradient_of(x) == 24);
}

BOOST_AUTO_TEST_CASE(an_exception_in_a_hook_leaves_no_trace) {
  const Tensor x = variable(Array({2}, {1, 2})), w = variable(Array({2}, {3, 4}));
  const Tensor a = x * w, b = tanh(a) + x, root = sum(b * a + slice(b, 0, 0, 1));
  const Array expected_x = grad(root, x).value(), expected_w = grad(root, w).value();
  const auto buffers = live_buffers(), nodes = live_nodes();
  bool angry = true;
  b.on_gradient([&](const Array&) {
    if (angry) throw std::runtime_error("I object");
  });
  BOOST_CHECK_THROW(root.backward(), std::runtime_error);
  BOOST_CHECK_THROW(grad(root, {x, a, w}), std::runtime_error);
  BOOST_CHECK_THROW(grad(root, {x, a, w}, {.create_graph = true}), std::runtime_error);
  BOOST_TEST((live_buffers() == buffers && live_nodes() == nodes));
  BOOST_TEST((!x.grad() && !w.grad()));
  angry = false;
  BOOST_TEST(same(grad(root, x).value(), expected_x));
  BOOST_TEST(close(grad(root, w, {.create_graph = true}).value(), expected_w, 4 * epsilon));
  root.backward();
  BOOST_TEST(same(x.grad(), expected_x));
  BOOST_TEST(same(w.grad(), expected_w));
}

BOOST_AUTO_TEST_CASE(messages_of_a_pass) {
  const Scope scope("decoder");
  const Tensor x = variable(Array::ones({2, 3})), c(Array::scalar(1));
  BOOST_TEST(holds(message_of<ShapeError>([&] { tanh(x).backward(); }), "holds 6 numbers"));
  BOOST_TEST(holds(message_of<ShapeError>([&] { tanh(x).backward(); }), "sum or mean first"));
  BOOST_TEST(holds(message_of([&] { (c * c).backward(); }), "depends on nothing that needs a gradient"));
  BOOST_TEST(holds(message_of([&] { grad(sum(x), c); }), "needs no gradient"));
  BOOST_TEST(holds(message_of<ShapeError>([&] { grad(x, x, {.seed = c}); }), "the seed has shape ()"));
  BOOST_TEST(holds(message_of([] { Tensor().backward(); }), "holds nothing"));
  BOOST_TEST(holds(message_of([&] { grad(sum(x), Tensor()); }), "holds nothing"));
  Trace trace;
  BOOST_TEST(
      holds(message_of([&] { grad(sum(x), x, {.create_graph = true, .trace = &trace}); }), "without create_graph"));
}

BOOST_AUTO_TEST_CASE(tensors_stay_in_their_thread) {
  const Tensor x = number(3), y = x * x;
  std::thread([&] {
    const Array mine = Array::scalar(1);
    BOOST_TEST(holds(message_of([&] { (void)tanh(x); }), "a graph belongs to one thread"));
    BOOST_TEST(holds(message_of([&] { (void)x.value(); }), "a graph belongs to one thread"));
    BOOST_TEST(holds(message_of([&] { y.backward(); }), "a graph belongs to one thread"));
    BOOST_TEST(holds(message_of([&] { x.assign(mine); }), "a graph belongs to one thread"));
  }).join();
  y.backward();
  BOOST_TEST(gradient_of(x) == 6);
}

BOOST_AUTO_TEST_SUITE_END()
