// Gradients of what has none, of what is gone, at the wrong moment, in the wrong thread.
#include <future>
#include <thread>

#include "autograd/backward.hpp"
#include "autograd/custom_op.hpp"
#include "autograd/derivatives.hpp"
#include "autograd/gradcheck.hpp"
#include "tests/misuse/said.hpp"

using namespace unroll;

BOOST_AUTO_TEST_SUITE(gradients)

namespace {

Tensor x3() { return variable(Array({3}, {1, 2, 3})).named("x"); }

// What another thread is told; threads are numbered in the order in which they first make a tensor.
std::string said_elsewhere(const std::function<void()>& mistake) {
  std::string sentence;
  std::thread([&] { sentence = said(mistake); }).join();
  for (const char* name : {"made by thread ", "used by thread "}) {
    const auto begin = sentence.find(name) + std::string(name).size();
    sentence.replace(begin, sentence.find_first_not_of("0123456789", begin) - begin, "N");
  }
  return sentence;
}

}  // namespace

// ---- Where a pass begins ----

BOOST_AUTO_TEST_CASE(backward_from_several_numbers) {
  const Scope scope("head");
  const Tensor y = exp(x3());
  BOOST_TEST(said([&] { y.backward(); }) ==
             "backward: exp (3) in head holds 3 numbers; a gradient starts from a single one: sum or mean first, or "
             "use grad with a seed (in head)");
}

BOOST_AUTO_TEST_CASE(backward_from_a_constant) {
  const Tensor loss = sum(Tensor(Array::ones({3})));
  BOOST_TEST(said([&] { loss.backward(); }) ==
             "backward: constant () depends on nothing that needs a gradient; make its leaves with variable(…), and "
             "record without NoGrad");
}

BOOST_AUTO_TEST_CASE(backward_from_what_was_not_recorded) {
  const Tensor x = x3();
  const auto loss = [&] {
    const NoGrad evaluation;
    return sum(x * x);
  }();
  BOOST_TEST(said([&] { loss.backward(); }) ==
             "backward: constant () depends on nothing that needs a gradient; make its leaves with variable(…), and "
             "record without NoGrad");
}

BOOST_AUTO_TEST_CASE(backward_from_what_was_cut_off) {
  const Tensor loss = sum(x3()).detach();
  BOOST_TEST(said([&] { loss.backward(); }) ==
             "backward: constant () depends on nothing that needs a gradient; make its leaves with variable(…), and "
             "record without NoGrad");
}

BOOST_AUTO_TEST_CASE(backward_from_nothing) {
  BOOST_TEST(said([] { Tensor().backward(); }) == "a tensor that holds nothing was used; give it a value first");
}

BOOST_AUTO_TEST_CASE(a_seed_of_another_shape) {
  const Tensor x = x3(), y = exp(x);
  BOOST_TEST(said([&] { grad(y, x, {.seed = Tensor(Array::ones({2}))}); }) ==
             "grad: the seed has shape (2), but exp (3) was to be differentiated; the shapes must be equal");
}

BOOST_AUTO_TEST_CASE(the_gradient_of_a_constant) {
  const Tensor x = x3(), target = Tensor(Array::ones({3})).named("target");
  BOOST_TEST(said([&] { grad(sum(x * target), target); }) ==
             "grad: target (constant) (3) needs no gradient; make it with variable(…)");
}

BOOST_AUTO_TEST_CASE(a_trace_of_a_recorded_pass) {
  Trace trace;
  const Tensor x = x3();
  BOOST_TEST(said([&] { grad(sum(x), x, {.create_graph = true, .trace = &trace}); }) ==
             "grad: a trace follows numbers; ask for it without create_graph");
}

BOOST_AUTO_TEST_CASE(a_pass_inside_a_pass) {
  const Tensor x = x3(), other = sum(x3());
  x.on_gradient([&](const Array&) { other.backward(); });
  BOOST_TEST(said([&] { sum(x).backward(); }) ==
             "backward: a gradient pass is already running; a hook may look at it but not start another");
}

// ---- What a pass needs is gone ----

BOOST_AUTO_TEST_CASE(a_second_pass_after_release) {
  const Scope scope("head");
  const Tensor loss = sum(exp(x3()));
  loss.backward({.release = true});
  BOOST_TEST(said([&] { loss.backward(); }) ==
             "backward: sum () in head was already freed by a pass with release; a second pass needs the first one to "
             "run without release");
}

BOOST_AUTO_TEST_CASE(a_value_that_another_pass_released) {
  const Tensor x = x3(), z = exp(x), first = sum(z), second = sum(z * z);
  first.backward({.release = true});
  BOOST_TEST(said([&] { second.backward(); }) ==
             "backward: exp (3) was freed by a pass with release, and mul (3) was computed from it; run that pass "
             "without release");
  BOOST_TEST(to_string(x.grad()) == to_string(exp(x).value()));  // of the first pass alone
}

// The end of a released pass keeps its value, but not its graph.
BOOST_AUTO_TEST_CASE(going_on_from_the_end_of_a_pass_that_was_released) {
  const Tensor x = variable(Array({2}, {1, 2})), loss = sum(x);
  loss.backward({.release = true});
  BOOST_TEST(said([&] { (loss * Real(2)).backward(); }) ==
             "backward: sum () was freed by a pass with release, and mul () was computed from it; run that pass "
             "without release");
  BOOST_TEST(to_string(x.grad()) == "[1, 1]");
}

BOOST_AUTO_TEST_CASE(reading_a_value_after_release) {
  const Scope scope("encoder");
  const Tensor h = tanh(x3()).named("h_1");
  sum(h).backward({.release = true});
  BOOST_TEST(said([&] { h.value(); }) ==
             "value: the value of h_1 (tanh) (3) in encoder was freed by backward with release; read it before, "
             "detach() it, or run backward without release (in encoder)");
}

BOOST_AUTO_TEST_CASE(going_on_from_a_state_after_release) {
  const Tensor h = tanh(x3()).named("h_1");
  sum(h).backward({.release = true});
  const Scope step("t", 2);
  BOOST_TEST(said([&] { h* Real(0.5); }) ==
             "mul: the value of h_1 (tanh) (3) was freed by backward with release; read it before, detach() it, or run "
             "backward without release (in t=2)");
}

BOOST_AUTO_TEST_CASE(a_parameter_that_moved_before_the_pass) {
  const Tensor w = variable(Array::scalar(2)).named("W");
  const Scope scope("head");
  const Tensor loss = w * w;
  w.assign(Array::scalar(3));
  BOOST_TEST(said([&] { loss.backward(); }) ==
             "backward: W (variable) () has been assigned a new value since mul () in head was computed from it; run "
             "the forward pass again before differentiating");
  BOOST_TEST(!w.grad());
}

// ---- Writing where nobody may ----

BOOST_AUTO_TEST_CASE(assigning_what_was_computed) {
  const Tensor y = exp(x3());
  BOOST_TEST(said([&] { y.assign(Array::ones({3})); }) ==
             "assign: exp (3) was computed by an op; only leaves are assigned");
}

BOOST_AUTO_TEST_CASE(assigning_another_shape) {
  const Tensor x = x3();
  BOOST_TEST(said([&] { x.assign(Array::ones({4})); }) ==
             "assign: a value of shape (4) for x (variable) (3); the shapes must be equal");
}

BOOST_AUTO_TEST_CASE(assigning_a_gradient_that_there_is_not) {
  const Tensor x = x3();
  BOOST_TEST(said([&] { x.assign(x.grad()); }) ==
             "assign: a value of shape (0) for x (variable) (3); the shapes must be equal");
}

BOOST_AUTO_TEST_CASE(a_gradient_for_a_constant) {
  const Tensor target = Tensor(Array::ones({3})).named("target");
  BOOST_TEST(said([&] { target.set_grad(Array::ones({3})); }) ==
             "set_grad: target (constant) (3) is not a leaf that needs gradients");
}

BOOST_AUTO_TEST_CASE(a_gradient_of_another_shape) {
  const Tensor x = x3();
  BOOST_TEST(said([&] { x.set_grad(Array::ones({2})); }) ==
             "set_grad: a gradient of shape (2) for x (variable) (3); the shapes must be equal");
}

// ---- Asking for what never comes ----

BOOST_AUTO_TEST_CASE(a_gradient_before_any_pass) {
  const Tensor x = variable(Array::scalar(2));
  BOOST_TEST(said([&] { x.grad().item(); }) == "item: the array holds nothing, as a gradient before any backward()");
}

BOOST_AUTO_TEST_CASE(one_entry_of_a_gradient_before_any_pass) {
  const Tensor x = x3();
  BOOST_TEST(said([&] { x.grad().at({0}); }) == "at: the array holds nothing, as a gradient before any backward()");
}

BOOST_AUTO_TEST_CASE(keeping_the_gradient_of_a_constant) {
  const Tensor y = exp(Tensor(Array::ones({3})));
  BOOST_TEST(said([&] { y.keep_grad(); }) == "keep_grad: constant (3) needs no gradient; make its inputs variables");
}

BOOST_AUTO_TEST_CASE(listening_to_a_constant) {
  const Tensor y = Tensor(Array::ones({3})).named("mask");
  BOOST_TEST(said([&] { y.on_gradient([](const Array&) {}); }) ==
             "on_gradient: no gradient ever reaches mask (constant) (3); make its inputs variables");
}

// ---- Threads ----

BOOST_AUTO_TEST_CASE(a_tensor_of_another_thread) {
  const Tensor x = x3();
  BOOST_TEST(said_elsewhere([&] { x* x; }) ==
             "mul: a tensor made by thread N was used by thread N; a graph belongs to one thread: pass a copy of its "
             "numbers, such as a std::vector, between threads");
}

BOOST_AUTO_TEST_CASE(a_pass_in_another_thread) {
  const Tensor loss = sum(x3());
  BOOST_TEST(said_elsewhere([&] { loss.backward(); }) ==
             "backward: a tensor made by thread N was used by thread N; a graph belongs to one thread: pass a copy of "
             "its numbers, such as a std::vector, between threads");
}

BOOST_AUTO_TEST_CASE(a_parameter_of_another_thread) {
  const Tensor x = x3();
  BOOST_TEST(said_elsewhere([&] { x.assign(Array::ones({3})); }) ==
             "assign: a tensor made by thread N was used by thread N; a graph belongs to one thread: pass a copy of "
             "its numbers, such as a std::vector, between threads");
}

BOOST_AUTO_TEST_CASE(a_gradient_of_another_thread) {
  const Tensor x = x3();
  sum(x).backward();
  BOOST_TEST(said_elsewhere([&] { x.grad(); }) ==
             "grad: a tensor made by thread N was used by thread N; a graph belongs to one thread: pass a copy of its "
             "numbers, such as a std::vector, between threads");
  BOOST_TEST(said_elsewhere([&] { x.clear_grad(); }) ==
             "clear_grad: a tensor made by thread N was used by thread N; a graph belongs to one thread: pass a copy "
             "of its numbers, such as a std::vector, between threads");
}

// ---- Rules and functions of one's own ----

BOOST_AUTO_TEST_CASE(a_rule_that_forgets_sum_to) {
  const auto spread = [](const Tensor& x) {
    return structural("spread", "dx = dy", Kind::arithmetic, broadcast_to(x.value(), {2, 3}), x,
                      [](auto dy, auto, auto) { return dy; });
  };
  const Tensor x = x3();
  const std::string sentence =
      "the gradient rule of spread (2, 3) gives (2, 3) for input 0, which has shape (3); a rule returns its input's "
      "shape: sum_to or broadcast_to it";
  Trace trace;
  BOOST_TEST(said([&] { sum(spread(x)).backward(); }) == sentence);
  BOOST_TEST(said([&] { sum(spread(x)).backward({.trace = &trace}); }) == sentence);
  BOOST_TEST(said([&] { grad(sum(spread(x)), x, {.create_graph = true}); }) == sentence);
}

BOOST_AUTO_TEST_CASE(a_rule_that_forgets_to_spread) {
  const auto total = [](const Tensor& x) {
    return structural("total", "dx = dy", Kind::arithmetic, sum(x.value()), x, [](auto dy, auto, auto) { return dy; });
  };
  const Tensor x = x3();
  const std::string sentence =
      "the gradient rule of total () gives () for input 0, which has shape (3); a rule returns its input's shape: "
      "sum_to or broadcast_to it";
  BOOST_TEST(said([&] { total(x).backward(); }) == sentence);
  BOOST_TEST(said([&] { grad(total(x), x, {.create_graph = true}); }) == sentence);
}

BOOST_AUTO_TEST_CASE(a_rule_that_multiplies_arrays_of_different_shapes) {
  const auto scaled = [](const Tensor& x) {
    return structural("scaled", "dx = dy x", Kind::arithmetic, sum(x.value()), x,
                      [](auto dy, auto x, auto) { return dy * x; });
  };
  BOOST_TEST(said([&] { scaled(x3()).backward(); }) ==
             "operator* of arrays: () and (3) differ; arrays do not broadcast: use broadcast_to");
}

BOOST_AUTO_TEST_CASE(the_hessian_of_several_numbers) {
  BOOST_TEST(said([] { hessian([](const Tensor& x) { return x * x; }, x3()); }) ==
             "hessian: f gives (3), and second derivatives are those of one number; sum or mean first");
}

BOOST_AUTO_TEST_CASE(a_direction_of_another_shape) {
  BOOST_TEST(said([] { jvp([](const Tensor& x) { return x * x; }, x3(), Tensor(Array::ones({2}))); }) ==
             "jvp: v has shape (2), but x has (3); the shapes must be equal");
  BOOST_TEST(said([] { vjp([](const Tensor& x) { return sum(x); }, x3(), Tensor(Array::ones({2}))); }) ==
             "vjp: v has shape (2), but f's result has (); the shapes must be equal");
}

BOOST_AUTO_TEST_CASE(the_check_of_what_was_computed) {
  const Tensor y = (x3() * 2).named("y");
  BOOST_TEST(said([&] { gradcheck([&] { return sum(y * y); }, {y}); }) ==
             "assign: y (mul) (3) was computed by an op; only leaves are assigned");
}

BOOST_AUTO_TEST_CASE(a_third_order_of_the_check) {
  BOOST_TEST(said([] {
               gradcheck([](const std::vector<Tensor>& x) { return x[0]; }, {Array::ones({2})}, {.order = 3});
             }) == "gradcheck: order 3; first and second order are supported");
}

BOOST_AUTO_TEST_SUITE_END()
