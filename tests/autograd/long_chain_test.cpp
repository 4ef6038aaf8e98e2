// Two million nodes in a row are built, differentiated and freed on the default stack: nothing recurses.
#include "autograd/backward.hpp"
#include "autograd/ops.hpp"
#include "tests/autograd/checks.hpp"

using namespace unroll;

BOOST_AUTO_TEST_SUITE(long_chain)

namespace {

constexpr int length = 2'000'000;

}  // namespace

BOOST_AUTO_TEST_CASE(two_million_nodes) {
  const auto nodes = live_nodes();
  const Tensor x = variable(Array::scalar(1));
  {
    Tensor y = x;
    for (int i = 0; i < length; ++i) y = i % 2 ? y + x : -y;  // after each pair: x − y
    BOOST_TEST(live_nodes() == nodes + 1 + length);
    BOOST_TEST(y.item() == 1);  // 1, 0, 1, 0, …
    y.backward();
    BOOST_TEST(x.grad().item() == 1);
    x.clear_grad();
    y.backward({.release = true});
    BOOST_TEST(x.grad().item() == 1);
  }
  BOOST_TEST(live_nodes() == nodes + 1);
}

BOOST_AUTO_TEST_CASE(a_recorded_gradient_as_long) {
  const auto nodes = live_nodes();
  {
    const Tensor x = variable(Array::scalar(1));
    Tensor y = x;
    constexpr int n = length / 4;
    for (int i = 1; i < n; ++i) y = y * x;  // xⁿ
    const Tensor g = grad(y, x, {.create_graph = true});
    BOOST_TEST(live_nodes() - nodes > 2 * n);
    BOOST_TEST(g.item() == n);
    BOOST_TEST(std::abs(grad(g, x).item() / (Real(n) * (n - 1)) - 1) < n * epsilon);
  }
  BOOST_TEST(live_nodes() == nodes);
}

BOOST_AUTO_TEST_SUITE_END()
