#include "optim/optimizer.hpp"

#include "autograd/random.hpp"
#include "autograd/rule.hpp"
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
  BOOST_CHECK_THROW(optimizer.step(), Error);
  BOOST_TEST(a.item() == -2);
}

BOOST_AUTO_TEST_CASE(the_learning_rate_may_change) {
  const Tensor a = variable(Array::scalar(0));
  optim::SGD optimizer({a}, {.lr = 1});
  a.set_grad(Array::scalar(1));
  optimizer.step();
  optimizer.set_lr(Real(0.25));
  BOOST_TEST(optimizer.lr() == 0.25);
  a.set_grad(Array::scalar(1));
  optimizer.step();
  BOOST_TEST(a.item() == -1.25);
}

BOOST_AUTO_TEST_CASE(parameters_are_checked) {
  const Tensor a = variable(Array::ones({2})), b = variable(Array::ones({3}));
  a.named("a");
  const auto twice = message_of([&] { optim::SGD({a, b, a}); });
  BOOST_TEST(holds(twice, "parameters 0 and 2 are the same, \"a\" (2)"));
  BOOST_TEST(holds(message_of([&] { optim::SGD({b, a * 2}); }), "parameter 1 \"\" (2) is not a leaf"));
  BOOST_TEST(holds(message_of([&] { optim::SGD({Tensor(Array::ones({2}))}); }), "not a leaf that needs gradients"));
}

BOOST_AUTO_TEST_CASE(groups_have_options_of_their_own) {
  const Tensor a = variable(Array::scalar(0)), b = variable(Array::scalar(0)), c = variable(Array::scalar(8));
  optim::SGD optimizer({{{a}, {.lr = 1}},  //
                        {{b}, {.lr = Real(0.5), .momentum = Real(0.5)}},
                        {{c}, {.lr = Real(0.25), .weight_decay = Real(0.5)}}});
  for (int step = 0; step < 2; ++step) {
    for (const Tensor& x : {a, b, c}) x.set_grad(Array::scalar(1));
    optimizer.step();
  }
  BOOST_TEST(a.item() == -2);
  BOOST_TEST(b.item() == -0.5 * (1 + 1.5));
  BOOST_TEST(c.item() == 6.75 - 0.25 * (1 + 0.5 * 6.75));  // 8 − ¼ (1 + ½ · 8) = 6.75
  BOOST_TEST(optimizer.groups() == 3U);
  BOOST_TEST(optimizer.parameters().size() == 3U);
}

// A module's parameters, a group without options of its own, and groups made at run time.
BOOST_AUTO_TEST_CASE(groups_from_modules) {
  nn::RNNCell cell(2, 3);
  nn::Linear head(3, 1);
  const optim::Adam adam({{cell.parameters()}, {head.parameters(), {.lr = Real(0.5)}}});
  BOOST_TEST(adam.parameters().size() == 5U);
  BOOST_TEST(adam.lr() == Real(1e-3));
  BOOST_TEST(adam.lr(1) == Real(0.5));
  const optim::SGD one({{head.parameters(), {.lr = Real(0.25)}}});
  BOOST_TEST(one.lr() == Real(0.25));
  std::vector<optim::Group<optim::SGDOptions>> groups;
  for (const auto& [name, tensor] : cell.named_parameters())
    groups.push_back({{tensor}, {.weight_decay = name == "b" ? 0 : Real(0.5)}});
  BOOST_TEST(optim::SGD(groups).groups() == cell.parameters().size());
}

BOOST_AUTO_TEST_CASE(rates_of_groups) {
  const Tensor a = variable(Array::scalar(0)), b = variable(Array::scalar(0));
  optim::SGD optimizer({{{a}, {.lr = 1}}, {{b}, {.lr = 2}}});
  const auto rates = [&] { return std::pair(optimizer.lr(0), optimizer.lr(1)); };
  optimizer.scale_lr(0.5);
  BOOST_TEST((rates() == std::pair<Real, Real>(0.5, 1)));
  optimizer.scale_lr(0.25);  // of what they were made with
  BOOST_TEST((rates() == std::pair<Real, Real>(0.25, 0.5)));
  optimizer.set_lr(8, 1);
  BOOST_TEST((rates() == std::pair<Real, Real>(0.25, 8)));
  optimizer.scale_lr(0.5);
  BOOST_TEST((rates() == std::pair<Real, Real>(0.5, 4)));
  optimizer.set_lr(3);
  BOOST_TEST((rates() == std::pair<Real, Real>(3, 3)));
  optimizer.scale_lr(0);
  BOOST_TEST((rates() == std::pair<Real, Real>(0, 0)));
  optimizer.scale_lr(1);
  BOOST_TEST((rates() == std::pair<Real, Real>(3, 3)));
  BOOST_TEST(message_of<IndexError>([&] { optimizer.lr(2); }) == "SGD: group 2 of 2; groups count from 0");
  BOOST_TEST(holds(message_of<IndexError>([&] { optimizer.set_lr(1, 7); }), "group 7 of 2"));
  BOOST_TEST(holds(message_of([&] { optimizer.scale_lr(-1); }), "SGD: a factor of the learning rate of -1; it must"));
  BOOST_TEST(holds(message_of([&] { optimizer.scale_lr(std::numeric_limits<double>::quiet_NaN()); }), "nan"));
  BOOST_TEST((rates() == std::pair<Real, Real>(3, 3)));
}

BOOST_AUTO_TEST_CASE(groups_are_checked) {
  const Tensor a = variable(Array::ones({2})), b = variable(Array::ones({3}));
  using Groups = std::vector<optim::Group<optim::SGDOptions>>;
  b.named("b");
  BOOST_TEST(message_of([] { optim::SGD(Groups{}); }) ==
             "SGD: there are no parameters to train; pass model.parameters()");
  BOOST_TEST(holds(message_of([&] { optim::SGD(Groups{{{a}, {}}, {{}, {.lr = 1}}}); }), "to train in group 1;"));
  BOOST_TEST(holds(message_of([&] { optim::SGD({{{a}, {}}, {{b}, {.lr = -1}}}); }), "SGD: a learning rate of -1"));
  BOOST_TEST(holds(message_of([&] { optim::SGD({{{a}, {}}, {{b}, {.momentum = -2}}}); }), "a momentum of -2"));
}

// Steps of the same length, along the sign of a running sum: what README.md asks of an optimizer, and no more.
struct SignOptions {
  Real lr = 1;
};
struct SignOfSum : optim::Optimizer {
  explicit SignOfSum(const std::vector<optim::Group<SignOptions>>& groups) : Optimizer("SignOfSum", groups) {}
  Array updated(const Array& p, const Array& g, Memory& own) override {
    Array& s = own.fields[0];
    s = own.t == 1 ? g : s + g;
    return p - lr(own.group) * sign(s);
  }
  Names names(std::size_t) const override { return {"s"}; }
};

BOOST_AUTO_TEST_CASE(one_of_your_own) {
  const Tensor a = variable(Array::scalar(0)), b = variable(Array::scalar(0));
  SignOfSum optimizer({{{a}, {}}, {{b}, {.lr = 10}}});
  const auto step = [&](optim::Optimizer& by, Real along_a, Real along_b) {
    a.set_grad(Array::scalar(along_a));
    b.set_grad(Array::scalar(along_b));
    by.step();
  };
  step(optimizer, 3, -5);
  SignOfSum other({{{a}, {}}, {{b}, {}}});
  other.restore(optimizer.state());
  step(other, -2, 6);
  BOOST_TEST(a.item() == -2);  // sums 3 and 3 − 2
  BOOST_TEST(b.item() == 0);   // sums −5 and −5 + 6
  BOOST_TEST(message_of([&] {
               SignOfSum({{{a}, {.lr = -1}}, {{b}, {}}});
             }) == "SignOfSum: a learning rate of -1; it must be 0 or more, and finite");
}

// A step writes to the parameters: a graph that was recorded before it may not be differentiated again.
// Only gradients at different values are refused as a sum (tests/misuse/training_test.cpp). These are not:
BOOST_AUTO_TEST_CASE(gradients_may_add_up_within_a_step) {
  const Tensor x = variable(Array({2}, {1, -2})), y = variable(Array({2}, {3, 4}));
  optim::SGD of_x({x}, {.lr = Real(0.5)}), of_y({y}, {.lr = Real(0.5)});
  const auto backward = [&] { sum(x * y).backward(); };
  backward();
  backward();  // two batches
  of_x.step();
  BOOST_TEST(same(x.value(), Array({2}, {-2, -6})));
  of_x.step();  // twice along one gradient
  BOOST_TEST(same(x.value(), Array({2}, {-5, -10})));
  of_y.clear_grad();
  backward();  // adds to the old gradient of x, which nobody uses
  of_y.step();
  BOOST_TEST(same(y.value(), Array({2}, {Real(5.5), 9})));
  of_x.clear_grad();
  backward();
  of_x.step();
  BOOST_TEST(same(x.value(), Array({2}, {Real(-7.75), Real(-14.5)})));
  x.assign(x.value() + Array({2}, {1, 1}));  // a look around: the gradient there, the step from here
  of_x.clear_grad();
  backward();
  x.assign(x.value() - Array({2}, {1, 1}));
  of_x.step();
  BOOST_TEST(same(x.value(), Array({2}, {Real(-10.5), -19})));
  of_x.clear_grad();
  x.set_grad(Array({2}, {0, 0}));  // and what somebody else has computed
  backward();
  of_x.step();
  BOOST_TEST(same(x.value(), Array({2}, {Real(-13.25), Real(-23.5)})));
}

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
