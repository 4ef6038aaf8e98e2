// A traced pass keeps what flowed along every edge: the shares of a node's uses add up to its gradient.
#include <map>
#include <set>

#include "autograd/backward.hpp"
#include "autograd/ops.hpp"
#include "autograd/rule.hpp"
#include "tests/autograd/checks.hpp"

using namespace unroll;

BOOST_AUTO_TEST_SUITE(trace)

namespace {

std::vector<Node*> nodes_of(const Tensor& root) {
  std::vector<Node*> order{root.node()};
  std::set<Node*> seen{root.node()};
  for (std::size_t i = 0; i < order.size(); ++i)
    for (const Input& input : order[i]->inputs())
      if (seen.insert(input.node).second) order.push_back(input.node);
  return order;
}

// A graph of 60 random ops on 3 × 3 matrices that share their inputs freely.
Tensor random_graph(Random& random, const std::vector<Tensor>& leaves) {
  std::vector<Tensor> pool = leaves;
  for (int i = 0; i < 60; ++i) {
    const auto pick = [&] {
      const auto recent = std::min<Index>(static_cast<Index>(pool.size()), 8);
      return pool[pool.size() - 1 - static_cast<std::size_t>(random.below(recent))];
    };
    const Tensor a = pick(), b = pick();
    switch (random.below(9)) {
      case 0:
        pool.push_back(a + b);
        break;
      case 1:
        pool.push_back(tanh(a * b));
        break;
      case 2:
        pool.push_back(tanh(matmul(a, b)));
        break;
      case 3:
        pool.push_back(concat({slice(a, 0, 0, 2), slice(b, 0, 1, 2)}, 0));
        break;
      case 4:
        pool.push_back(stack({a[0], b[1], a[2]}));
        break;
      case 5:
        pool.push_back(a - sigmoid(a));
        break;
      case 6:
        pool.push_back(T(a) * mean(b, 0));
        break;
      case 7:
        pool.push_back(where(a > b, a, b));
        break;
      default:
        pool.push_back(concat({slice(a, 1, 1, 3), slice(b, 1, 0, 1)}, 1));
        break;
    }
  }
  return sum(add_all(pool) * Tensor(random.uniform({3, 3}, 0.5, 1.5)));
}

}  // namespace

BOOST_AUTO_TEST_CASE(shares_add_up_to_the_gradient) {
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    Random random(seed);
    const std::vector<Tensor> leaves{variable(random.uniform({3, 3}, -1, 1)), variable(random.uniform({3, 3}, -1, 1))};
    const Tensor root = random_graph(random, leaves);
    Trace trace(Trace::Keep::arrays);
    const std::vector<Tensor> gradients = grad(root, leaves, {.trace = &trace});
    BOOST_TEST(trace.root().node() == root.node());

    std::map<const Node*, Array> sums;
    for (const Node* user : nodes_of(root))
      for (int i = 0; i < static_cast<int>(user->inputs().size()); ++i)
        if (const Array share = trace.edge(user, i)) {
          Array& sum = sums[user->inputs()[static_cast<std::size_t>(i)].node];
          sum = sum ? sum + share : share;
        }
    int compared = 0;
    for (Node* node : nodes_of(root)) {
      if (node == root.node()) continue;
      BOOST_TEST(trace.norm(node).has_value() == sums.contains(node));
      if (!sums.contains(node)) continue;
      BOOST_TEST(close(trace.gradient(node), sums[node], 20 * epsilon));
      double squares = 0;
      for (Real g : trace.gradient(node).numbers()) squares += static_cast<double>(g) * g;
      BOOST_TEST(std::abs(*trace.norm(node) - std::sqrt(squares)) <= 10 * epsilon * std::sqrt(squares));
      ++compared;
    }
    BOOST_TEST(compared > 20);

    // And it is the gradient that an ordinary pass finds.
    const std::vector<Tensor> untraced = grad(root, leaves);
    for (std::size_t i = 0; i < leaves.size(); ++i) {
      BOOST_TEST(close(gradients[i].value(), untraced[i].value(), 50 * epsilon));
      BOOST_TEST(same(trace.gradient(leaves[i].node()), gradients[i].value()));
    }
  }
}

// A weight used at three time steps gets three addends, one a step.
BOOST_AUTO_TEST_CASE(a_shared_weight_shows_one_addend_per_step) {
  const Tensor w = variable(Array::scalar(Real(0.5)));
  Tensor h(Array::scalar(1));
  std::vector<Tensor> products;
  for (int t = 1; t <= 3; ++t) {
    products.push_back(w * h);
    h = products.back() + 1;
  }
  Trace trace;
  h.backward({.trace = &trace});
  // h₃ = w h₂ + 1: its addend is h₂ = w² + w + 1, the one before w h₁, the first w² h₀.
  BOOST_TEST(*trace.edge_norm(products[2].node(), 0) == Real(1.75));
  BOOST_TEST(*trace.edge_norm(products[1].node(), 0) == Real(0.75));
  BOOST_TEST(*trace.edge_norm(products[0].node(), 0) == Real(0.25));
  BOOST_TEST(*trace.norm(w.node()) == Real(2.75));
  BOOST_TEST(w.grad().item() == Real(2.75));
  BOOST_TEST(!trace.gradient(w.node()));  // only norms were asked for
}

BOOST_AUTO_TEST_CASE(what_the_pass_did_not_reach_has_no_norm) {
  const Tensor x = variable(Array::scalar(2)), c(Array::scalar(3)), apart = variable(Array::scalar(1));
  const Tensor y = x * c;
  Trace trace;
  y.backward({.trace = &trace});
  BOOST_TEST(trace.edge_norm(y.node(), 0).has_value());
  BOOST_TEST(!trace.edge_norm(y.node(), 1).has_value());
  BOOST_TEST(!trace.norm(c.node()).has_value());
  BOOST_TEST(!trace.norm(apart.node()).has_value());

  (apart * apart).backward({.trace = &trace});  // a trace is used again: it forgets the first pass
  BOOST_TEST(!trace.norm(x.node()).has_value());
  BOOST_TEST(*trace.norm(apart.node()) == 2);
}

BOOST_AUTO_TEST_CASE(norms_survive_extreme_numbers) {
  for (const Real size : {std::numeric_limits<Real>::max() / 4, std::numeric_limits<Real>::min() * 4}) {
    const Tensor x = variable(Array({2}, {1, 1}));
    Trace trace;
    grad(x * Tensor(Array({2}, {3, 4})), x, {.seed = Tensor(Array::full({2}, size / 4)), .trace = &trace});
    BOOST_TEST(std::abs(*trace.norm(x.node()) / size - Real(1.25)) < 10 * epsilon);
  }
}

BOOST_AUTO_TEST_CASE(a_traced_pass_may_release) {
  const Tensor x = variable(random_array({3, 3}));
  const Tensor root = sum(tanh(matmul(x, x)));
  Trace trace(Trace::Keep::arrays);
  root.backward({.release = true, .trace = &trace});
  BOOST_TEST(same(trace.gradient(x.node()), x.grad()));
}

BOOST_AUTO_TEST_SUITE_END()
