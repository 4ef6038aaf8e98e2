// Scopes and names: where a node was made, for messages and drawings.
#include "autograd/scope.hpp"

#include "autograd/backward.hpp"
#include "autograd/ops.hpp"
#include "tests/autograd/checks.hpp"

using namespace unroll;

BOOST_AUTO_TEST_SUITE(scope)

BOOST_AUTO_TEST_CASE(nodes_keep_the_path_that_was_open) {
  const Tensor x = variable(Array::scalar(1));
  BOOST_TEST(x.node()->scope.text() == "");
  Tensor inner, outer;
  {
    const Scope encoder("encoder");
    {
      const Scope step("t", 2);
      const Scope cell("cell");
      inner = tanh(x);
      BOOST_TEST(here() == " (in encoder/t=2/cell)");
    }
    outer = tanh(x);
    BOOST_TEST(here() == " (in encoder)");
  }
  BOOST_TEST(here() == "");
  BOOST_TEST(inner.node()->scope.text() == "encoder/t=2/cell");
  BOOST_TEST(inner.node()->scope.step() == 2);  // also in scopes inside the step
  BOOST_TEST(outer.node()->scope.text() == "encoder");
  BOOST_TEST(outer.node()->scope.step() == 0);
}

BOOST_AUTO_TEST_CASE(an_exception_closes_scopes) {
  try {
    const Scope a("a"), b("b");
    throw Error("lost");
  } catch (const Error&) {
  }
  BOOST_TEST(here() == "");
}

BOOST_AUTO_TEST_CASE(one_can_go_back_to_a_path) {
  const Tensor x = variable(Array::scalar(1));
  Tensor first;
  {
    const Scope encoder("encoder"), step("t", 4);
    first = tanh(x);
  }
  const Scope elsewhere("elsewhere");
  {
    const Scope back(first.node()->scope);
    BOOST_TEST(here() == " (in encoder/t=4)");
    BOOST_TEST(tanh(x).node()->scope.step() == 4);
  }
  BOOST_TEST(here() == " (in elsewhere)");
}

BOOST_AUTO_TEST_CASE(nested_steps_count_for_the_innermost) {
  const Scope sentence("s", 7), word("t", 2);
  const Tensor x = variable(Array::scalar(1));
  BOOST_TEST(x.node()->scope.step() == 2);
  BOOST_TEST(x.node()->scope.text() == "s=7/t=2");
}

BOOST_AUTO_TEST_CASE(names_and_roles_are_the_tensors) {
  const Tensor w = variable(Array::ones({2, 3})).named("W_xh").mark(Role::parameter);
  BOOST_TEST(w.name() == "W_xh");
  BOOST_TEST((w.node()->role == Role::parameter));
  BOOST_TEST((w * w).name() == "");
  const Tensor h = tanh(w).mark(Role::state, "h", 1);
  BOOST_TEST((h.node()->role == Role::state && std::string(h.node()->field) == "h" && h.node()->track == 1));
  const Tensor same_node = w;
  BOOST_TEST(same_node.name() == "W_xh");
}

// op, shapes, place and remedy, in one sentence.
BOOST_AUTO_TEST_CASE(a_message_says_where) {
  const Scope encoder("encoder"), step("t", 2);
  const std::string message = message_of<ShapeError>([] {
    matmul(Tensor(Array::ones({4, 3})), Tensor(Array::ones({5, 1})));
  });
  BOOST_TEST(message ==
             "matmul: (4, 3) times (5, 1): inner sizes 3 and 5 differ (in encoder/t=2); "
             "the last axis of the left must equal the last but one of the right");
  const std::string transposed = message_of<ShapeError>([] {
    matmul(Tensor(Array::ones({4, 3})), Tensor(Array::ones({5, 3})));
  });
  BOOST_TEST(holds(transposed, "did you mean to transpose?"));
}

BOOST_AUTO_TEST_SUITE_END()
