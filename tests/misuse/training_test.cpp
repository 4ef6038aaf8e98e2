// Steps in the wrong order, options that make no sense, and training that explodes.
#include "autograd/ops.hpp"
#include "nn/linear.hpp"
#include "nn/losses.hpp"
#include "optim/adam.hpp"
#include "optim/adamw.hpp"
#include "optim/clip.hpp"
#include "optim/rmsprop.hpp"
#include "optim/schedule.hpp"
#include "optim/sgd.hpp"
#include "tests/misuse/said.hpp"

using namespace unroll;

BOOST_AUTO_TEST_SUITE(training)

namespace {

Tensor parameter(const std::string& name) { return variable(Array({2}, {1, -2})).named(name); }
Tensor loss_of(const Tensor& w) { return sum(square(w)); }

}  // namespace

// ---- The order of a step: clear_grad, backward, step ----

BOOST_AUTO_TEST_CASE(a_step_without_backward) {
  const Tensor w = parameter("W");
  optim::SGD sgd({w});
  BOOST_TEST(said([&] { sgd.step(); }) ==
             "SGD: no parameter has a gradient; call clear_grad(), backward() and step() in this order, on the model "
             "that this optimizer was given");
}

BOOST_AUTO_TEST_CASE(clear_grad_between_backward_and_step) {
  const Tensor w = parameter("W");
  optim::Adam adam({w});
  loss_of(w).backward();
  adam.clear_grad();
  BOOST_TEST(said([&] { adam.step(); }) ==
             "Adam: no parameter has a gradient; call clear_grad(), backward() and step() in this order, on the model "
             "that this optimizer was given");
}

BOOST_AUTO_TEST_CASE(the_optimizer_of_another_model) {
  const nn::Linear ours(2, 1), theirs(2, 1);
  optim::RMSprop optimizer(theirs.parameters());
  sum(ours(Tensor(Array::ones({1, 2})))).backward();
  BOOST_TEST(said([&] { optimizer.step(); }) ==
             "RMSprop: no parameter has a gradient; call clear_grad(), backward() and step() in this order, on the "
             "model that this optimizer was given");
}

BOOST_AUTO_TEST_CASE(a_loss_from_before_the_step) {
  const Tensor w = parameter("W");
  optim::SGD sgd({w});
  const Tensor loss = loss_of(w);
  loss.backward();
  sgd.step();
  sgd.clear_grad();
  BOOST_TEST(said([&] { loss.backward(); }) ==
             "backward: W (variable) (2) has been assigned a new value since square (2) was computed from it; run the "
             "forward pass again before differentiating");
}

BOOST_AUTO_TEST_CASE(a_forgotten_clear_grad) {
  const Tensor w = parameter("W");
  optim::SGD sgd({w});
  loss_of(w).backward();
  sgd.step();
  loss_of(w).backward();
  const std::string sentence =
      "SGD: the gradient of \"W\" (2) adds up those of several steps; call clear_grad(), backward() and step() in this "
      "order";
  BOOST_TEST(said([&] { sgd.step(); }) == sentence);
  optim::clip_grad_norm({w}, 1);  // does not hide it
  BOOST_TEST(said([&] { sgd.step(); }) == sentence);
  sgd.clear_grad();
  loss_of(w).backward();
  sgd.step();
}

// ---- What cannot be trained ----

BOOST_AUTO_TEST_CASE(no_parameters) {
  struct Empty : nn::Module {
    nn::Linear head{2, 1};  // not registered: submodule("head", head)
  } model;
  BOOST_TEST(said([&] { optim::SGD(model.parameters()); }) ==
             "SGD: there are no parameters to train in group 0; pass model.parameters(), of a model whose members are "
             "registered: parameter() and submodule()");
}

BOOST_AUTO_TEST_CASE(a_constant_among_the_parameters) {
  const Tensor w = parameter("W"), mask = Tensor(Array::ones({2})).named("mask");
  BOOST_TEST(
      said([&] {
        optim::Adam({w, mask});
      }) ==
      "Adam: parameter 1 \"mask\" (2) is not a leaf that needs gradients; pass variables or a module's parameters");
}

BOOST_AUTO_TEST_CASE(a_parameter_that_was_computed) {
  const Tensor w = (parameter("W") * Real(0.1)).named("W / 10");
  BOOST_TEST(
      said([&] { optim::Adam({w}); }) ==
      "Adam: parameter 0 \"W / 10\" (2) is not a leaf that needs gradients; pass variables or a module's parameters");
}

BOOST_AUTO_TEST_CASE(a_parameter_twice) {
  const Tensor w = parameter("W"), b = parameter("b");
  BOOST_TEST(said([&] {
               optim::SGD({{{w, b}, {}}, {{w}, {}}});
             }) ==
             "SGD: parameters 0 and 2 are the same, \"W\" (2), in groups 0 and 1; pass each once, or it moves twice in "
             "a step");
}

BOOST_AUTO_TEST_CASE(a_group_that_is_not_there) {
  optim::SGD sgd({parameter("W")});
  BOOST_TEST(said([&] { sgd.lr(1); }) == "SGD: group 1 of 1; groups count from 0");
}

// ---- Options ----

BOOST_AUTO_TEST_CASE(a_learning_rate_that_goes_uphill) {
  BOOST_TEST(said([] { optim::SGD({parameter("W")}, {.lr = -1}); }) ==
             "SGD: a learning rate of -1; it must be 0 or more, and finite");
}

BOOST_AUTO_TEST_CASE(a_learning_rate_that_is_no_number) {
  optim::Adam adam({parameter("W")});
  BOOST_TEST(said([&] { adam.set_lr(std::numeric_limits<Real>::quiet_NaN()); }) ==
             "Adam: a learning rate of nan; it must be 0 or more, and finite");
  BOOST_TEST(said([&] { adam.scale_lr(-1); }) ==
             "Adam: a factor of the learning rate of -1; it must be 0 or more, and finite");
}

BOOST_AUTO_TEST_CASE(a_momentum_that_never_ends) {
  BOOST_TEST(said([] { optim::Adam({parameter("W")}, {.beta2 = 1}); }) ==
             "Adam: a beta of 1; it must be from 0 up to below 1");
  BOOST_TEST(said([] { optim::AdamW({parameter("W")}, {.weight_decay = -1}); }) ==
             "AdamW: a weight decay of -1; it must be 0 or more, and finite");
  BOOST_TEST(said([] { optim::RMSprop({parameter("W")}, {.alpha = 2}); }) ==
             "RMSprop: an alpha of 2; it must be from 0 up to below 1");
}

BOOST_AUTO_TEST_CASE(a_look_ahead_without_momentum) {
  BOOST_TEST(said([] { optim::SGD({parameter("W")}, {.nesterov = true}); }) ==
             "SGD: Nesterov's step looks ahead along the momentum; give it one above 0, and no dampening");
}

BOOST_AUTO_TEST_CASE(schedules_that_go_nowhere) {
  BOOST_TEST(said([] { optim::step_decay(0); }) == "step_decay: 0 steps; there must be 1 or more");
  BOOST_TEST(said([] { optim::linear(10, -1); }) == "linear: a first factor of -1; it must be 0 or more, and finite");
  BOOST_TEST(said([] { optim::cosine_decay(10)(-1); }) == "Schedule: step -1; steps count from 0");
}

BOOST_AUTO_TEST_CASE(a_bound_that_leaves_nothing) {
  BOOST_TEST(said([] { optim::clip_grad_norm({parameter("W")}, 0); }) ==
             "clip_grad_norm: a bound of 0; it must be above 0");
  BOOST_TEST(said([] { optim::clip_grad_value({parameter("W")}, -1); }) ==
             "clip_grad_value: a bound of -1; it must be above 0");
}

// ---- A learning rate that explodes ----

BOOST_AUTO_TEST_CASE(a_learning_rate_that_explodes) {
  const Tensor w = parameter("W");
  optim::SGD sgd({w}, {.lr = 1000});
  const std::string sentence = said([&] {
    for (int step = 0; step < 1000; ++step) {
      sgd.clear_grad();
      loss_of(w).backward();
      optim::clip_grad_norm({w}, std::numeric_limits<Real>::max());
      sgd.step();
    }
  });
  BOOST_TEST(sentence ==
             "clip_grad_norm: the gradient of \"W\" (2) is not finite, and scaling does not mend that; look for what "
             "made it so: a log or a division by 0, or steps that were too large");
}

BOOST_AUTO_TEST_CASE(a_gradient_that_is_no_number) {
  const Tensor w = parameter("W");
  w.set_grad(Array({2}, {1, std::numeric_limits<Real>::quiet_NaN()}));
  BOOST_TEST(said([&] { optim::clip_grad_value({w}, 1); }) ==
             "clip_grad_value: the gradient of \"W\" (2) holds NaN, and clipping does not mend that; look for what "
             "made it so: the log or root of a negative number, or 0/0");
}

BOOST_AUTO_TEST_SUITE_END()
