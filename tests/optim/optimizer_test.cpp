#include "optim/optimizer.hpp"

#include "autograd/random.hpp"
#include "nn/linear.hpp"
#include "nn/losses.hpp"
#include "nn/rnn_cell.hpp"
#include "nn/unrolled.hpp"
#include "optim/adam.hpp"
#include "optim/clip.hpp"
#include "optim/sgd.hpp"
#include "tests/optim/support.hpp"

using namespace unroll;

BOOST_AUTO_TEST_SUITE(optimizer)

BOOST_AUTO_TEST_CASE(only_what_has_a_gradient_moves) {
  const Tensor a = variable(Array::scalar(1)), b = variable(Array::scalar(2));
  optim::SGD optimizer({a, b}, {.lr = 1});
  (a * 3).backward();
  optimizer.step();
  BOOST_TEST(a.item() == -2);
  BOOST_TEST(b.item() == 2);
  optimizer.clear_grad();
  BOOST_TEST(!a.grad());
  optimizer.step();
  BOOST_TEST(a.item() == -2);
}

BOOST_AUTO_TEST_CASE(the_learning_rate_may_change) {
  const Tensor a = variable(Array::scalar(0));
  optim::SGD optimizer({a}, {.lr = 1});
  a.set_grad(Array::scalar(1));
  optimizer.step();
  optimizer.set_lr(Real(0.25));
  BOOST_TEST(optimizer.lr() == 0.25);
  optimizer.step();
  BOOST_TEST(a.item() == -1.25);
  BOOST_TEST(holds(message_of([&] { optimizer.set_lr(-1); }), "a learning rate of -1"));
  BOOST_TEST(holds(message_of([&] { optimizer.set_lr(std::numeric_limits<Real>::quiet_NaN()); }), "finite"));
}

BOOST_AUTO_TEST_CASE(parameters_are_checked) {
  const Tensor a = variable(Array::ones({2})), b = variable(Array::ones({3}));
  a.named("a");
  BOOST_TEST(holds(message_of([] { optim::SGD({}); }), "there are no parameters to train"));
  const auto twice = message_of([&] { optim::SGD({a, b, a}); });
  BOOST_TEST(holds(twice, "parameters 0 and 2 are the same, \"a\" (2)"));
  BOOST_TEST(holds(message_of([&] { optim::SGD({b, a * 2}); }), "parameter 1 \"\" (2) is not a leaf"));
  BOOST_TEST(holds(message_of([&] { optim::SGD({Tensor(Array::ones({2}))}); }), "not a leaf that needs gradients"));
}

// A step writes to the parameters: a graph that was recorded before it may not be differentiated again.
BOOST_AUTO_TEST_CASE(a_graph_from_before_the_step_is_refused) {
  const Tensor a = variable(Array::scalar(1));
  optim::SGD optimizer({a}, {.lr = 1});
  const Tensor loss = a * a;
  loss.backward();
  optimizer.step();
  BOOST_TEST(message_of([&] { loss.backward(); }) != "");
}

// All of it together: a recurrent network learns whether a sequence holds more ones than minus ones.
BOOST_AUTO_TEST_CASE(a_network_learns) {
  struct Counter : nn::Module {
    nn::RNNCell cell{1, 8};
    nn::Linear head{8, 2};
    Counter() {
      submodule("cell", cell);
      submodule("head", head);
    }
    Tensor operator()(const Tensor& xs) { return head(nn::unrolled(cell, xs).last().h); }
  };
  seed(12);
  Counter model;
  constexpr Index T = 5, batch = 32;  // all sequences of five signs
  Array xs = Array::zeros({T, batch, 1});
  std::vector<Index> more;
  for (Index n = 0; n < batch; ++n) {
    Index sum = 0;
    for (Index t = 0; t < T; ++t) {
      const Index sign = (n >> t) & 1 ? 1 : -1;
      xs.set({t, n, 0}, static_cast<Real>(sign));
      sum += sign;
    }
    more.push_back(sum > 0);
  }
  optim::Adam optimizer(model.parameters(), {.lr = Real(0.02)});
  const Indices targets(more);
  const auto loss = [&] { return nn::cross_entropy(model(Tensor(xs)), targets); };
  BOOST_TEST(loss().item() > 0.5);
  const auto nodes = live_nodes();
  for (int step = 0; step < 200; ++step) {
    optimizer.clear_grad();
    loss().backward();
    optim::clip_grad_norm(model.parameters(), 1);
    optimizer.step();
  }
  BOOST_TEST(loss().item() < 0.05);
  BOOST_TEST(live_nodes() == nodes);
}

BOOST_AUTO_TEST_SUITE_END()
