// Double only: PyTorch's numbers agree to 1e-9.
#include "optim/adamw.hpp"
#include "optim/clip.hpp"
#include "optim/rmsprop.hpp"
#include "optim/schedule.hpp"
#include "optim/sgd.hpp"
#include "tests/optim/support.hpp"
#include "tests/reference/reference.hpp"

using namespace unroll;
using optim::Adam, optim::AdamW, optim::RMSprop, optim::SGD, optim::Schedule;

BOOST_AUTO_TEST_SUITE(pytorch)

namespace {

constexpr Real r(double number) { return static_cast<Real>(number); }

Array wanted(const std::string& name) { return reference("optim", name); }

// The case's 20 steps along the gradients of the file, in which q has none now and then if its name ends in "_gaps".
// Without options for q, both parameters are in one group.
template <class Optimizer, class Options>
void follow(const std::string& name, const Options& options, const Options* options_of_q = nullptr,
            const Schedule* schedule = nullptr) {
  BOOST_TEST_CONTEXT(name) {
    const Tensor p = variable(wanted("start/p")), q = variable(wanted("start/q"));
    std::vector<optim::Group<Options>> groups{{{p, q}, options}};
    if (options_of_q) groups = {{{p}, options}, {{q}, *options_of_q}};
    Optimizer optimizer(groups);
    const Array along_p = wanted("gradients/p"), along_q = wanted("gradients/q"), has_q = wanted("gradients/has_q");
    const Array path_p = wanted(name + "/p"), path_q = wanted(name + "/q");
    BOOST_TEST_REQUIRE(path_p.dim(0) == 20);
    for (Index step = 0; step < 20; ++step) {
      if (schedule) optimizer.scale_lr((*schedule)(step));
      optimizer.clear_grad();
      p.set_grad(along_p[step]);
      if (!name.ends_with("_gaps") || has_q[step].item() == 1) q.set_grad(along_q[step]);
      optimizer.step();
      check_all_close(p.value(), path_p[step].numbers(), 1e-9);
      check_all_close(q.value(), path_q[step].numbers(), 1e-9);
    }
  }
}

}  // namespace

BOOST_AUTO_TEST_CASE(sgd) {
  const auto check = [](const std::string& name, const optim::SGDOptions& options) { follow<SGD>(name, options); };
  check("sgd", {.lr = r(0.1)});
  check("sgd_decay", {.lr = r(0.1), .weight_decay = r(0.3)});
  check("sgd_momentum", {.lr = r(0.1), .momentum = r(0.9)});
  check("sgd_dampening", {.lr = r(0.1), .momentum = r(0.8), .dampening = r(0.4)});
  check("sgd_nesterov", {.lr = r(0.1), .momentum = r(0.9), .nesterov = true});
  check("sgd_gaps", {.lr = r(0.1), .momentum = r(0.7), .dampening = r(0.2), .weight_decay = r(0.1)});
  check("sgd_nesterov_decay_gaps", {.lr = r(0.05), .momentum = r(0.7), .weight_decay = r(0.1), .nesterov = true});
  const optim::SGDOptions of_q{.lr = r(0.03), .momentum = r(0.9), .dampening = r(0.5), .weight_decay = r(0.2)};
  follow<SGD>("sgd_groups_gaps", optim::SGDOptions{.lr = r(0.1)}, &of_q);
}

BOOST_AUTO_TEST_CASE(rmsprop) {
  const auto check = [](const std::string& name, const optim::RMSpropOptions& options) {
    follow<RMSprop>(name, options);
  };
  check("rmsprop", {.lr = r(0.05)});
  check("rmsprop_alpha", {.lr = r(0.05), .alpha = r(0.7), .epsilon = r(1e-3)});
  check("rmsprop_decay", {.lr = r(0.05), .weight_decay = r(0.3)});
  check("rmsprop_momentum", {.lr = r(0.05), .momentum = r(0.9)});
  check("rmsprop_centered", {.lr = r(0.05), .centered = true});
  check("rmsprop_gaps", {.lr = r(0.02),
                         .alpha = r(0.9),
                         .epsilon = r(1e-4),
                         .weight_decay = r(0.1),
                         .momentum = r(0.6),
                         .centered = true});
  const optim::RMSpropOptions of_q{.lr = r(0.1), .alpha = r(0.8), .momentum = r(0.5)};
  follow<RMSprop>("rmsprop_groups", optim::RMSpropOptions{.lr = r(0.05), .centered = true}, &of_q);
}

BOOST_AUTO_TEST_CASE(adam) {
  const auto check = [](const std::string& name, const optim::AdamOptions& options) { follow<Adam>(name, options); };
  optim::AdamOptions options{.lr = r(0.1), .beta1 = r(0.8), .beta2 = r(0.95), .epsilon = r(1e-3)};
  check("adam", {});
  check("adam_betas", options);
  check("adam_decay", {.lr = r(0.1), .weight_decay = r(0.3)});
  check("adam_amsgrad", {.lr = r(0.1), .beta1 = r(0.8), .beta2 = r(0.7), .amsgrad = true});
  const optim::AdamOptions of_q{
      .lr = r(0.02), .beta1 = r(0.5), .beta2 = r(0.6), .weight_decay = r(0.1), .amsgrad = true};
  follow<Adam>("adam_groups_gaps", options, &of_q);
  options.weight_decay = r(0.2);
  options.amsgrad = true;
  check("adam_gaps", options);
}

BOOST_AUTO_TEST_CASE(adamw) {
  const auto check = [](const std::string& name, const optim::AdamWOptions& options) { follow<AdamW>(name, options); };
  optim::AdamWOptions options{.lr = r(0.1), .beta1 = r(0.8), .beta2 = r(0.95), .epsilon = r(1e-3)};
  check("adamw", {});
  check("adamw_betas", options);
  check("adamw_no_decay", {.lr = r(0.1), .weight_decay = 0});
  check("adamw_decay", {.lr = r(0.1), .weight_decay = r(0.3)});
  check("adamw_amsgrad", {.lr = r(0.1), .beta1 = r(0.8), .beta2 = r(0.7), .amsgrad = true});
  options.weight_decay = r(0.5);
  const optim::AdamWOptions of_q{.lr = r(0.02), .beta1 = r(0.5), .beta2 = r(0.6), .weight_decay = 0};
  follow<AdamW>("adamw_groups_gaps", options, &of_q);
  options.weight_decay = r(0.2);
  options.amsgrad = true;
  check("adamw_gaps", options);
}

BOOST_AUTO_TEST_CASE(rates) {
  const auto check = [](const std::string& name, const Schedule& schedule, std::size_t groups = 2) {
    BOOST_TEST_CONTEXT(name) {
      SGD optimizer({{{variable(Array::scalar(0))}, {.lr = r(0.5)}}, {{variable(Array::scalar(0))}, {.lr = r(0.03)}}});
      const Array rates = wanted("rates/" + name);
      BOOST_TEST_REQUIRE(rates.dim(0) == 30);
      for (Index step = 0; step < 30; ++step) {
        optimizer.scale_lr(schedule(step));
        for (std::size_t group = 0; group < groups; ++group)
          check_close(optimizer.lr(group) / rates.at({step, static_cast<Index>(group)}), 1, 1e-9);
      }
    }
  };
  const Schedule warm_up = optim::linear(6, 0.1), exponential = optim::exponential_decay(0.9);
  check("step", optim::step_decay(7, 0.5));
  check("step_default", optim::step_decay(10));
  check("exponential", exponential);
  check("cosine_least", optim::cosine_decay(25, 0.1), 1);  // 0.05 of 0.5, in the first group
  check("linear_default", optim::linear(5));
  check("warm_up", warm_up);
  check("linear_down", optim::linear(12, 0.9, 0.2));
  check("lambda", Schedule([](Index step) { return 1 / std::sqrt(1.0 + static_cast<double>(step)); }));
  check("warm_up_times_exponential", warm_up * exponential);
  check("three", warm_up.then(4, exponential).then(15, optim::step_decay(7, 0.5)));
}

// The cosine goes through 0, where only the difference can be compared.
BOOST_AUTO_TEST_CASE(rates_through_zero) {
  const auto check = [](const std::string& name, const Schedule& schedule) {
    const Array rates = wanted("rates/" + name);
    for (Index step = 0; step < 30; ++step) {
      check_close(r(0.5 * schedule(step)), rates.at({step, 0}), 1e-12);
      check_close(r(0.03 * schedule(step)), rates.at({step, 1}), 1e-12);
    }
  };
  const Schedule warm_up = optim::linear(6, 0.1), cosine = optim::cosine_decay(20);
  check("cosine", cosine);
  check("cosine_turns", optim::cosine_decay(6));
  check("warm_up_times_cosine", warm_up * cosine);
  check("warm_up_then_cosine", warm_up.then(6, cosine));
}

BOOST_AUTO_TEST_CASE(scheduled_training) {
  const Schedule warm_up = optim::linear(6, 0.1), exponential = optim::exponential_decay(0.9);
  const optim::SGDOptions sgd_of_q{.lr = r(0.02)};
  follow<SGD>("sgd_scheduled", optim::SGDOptions{.lr = r(0.1), .momentum = r(0.9)}, &sgd_of_q, &warm_up);
  const optim::AdamWOptions options{.lr = r(0.1), .beta1 = r(0.8), .beta2 = r(0.95), .epsilon = r(1e-3)};
  const optim::AdamWOptions of_q{.lr = r(0.02), .weight_decay = r(0.3)};
  follow<AdamW>("adamw_scheduled_gaps", options, &of_q, &exponential);
}

BOOST_AUTO_TEST_CASE(clipping) {
  const Tensor p = variable(wanted("start/p")), q = variable(wanted("start/q"));
  const auto check = [&](const std::string& name, auto clip) {
    p.set_grad(wanted("gradients/p")[2]);
    q.set_grad(wanted("gradients/q")[2]);
    clip();
    check_all_close(p.grad(), wanted(name + "/p").numbers(), 1e-12);
    check_all_close(q.grad(), wanted(name + "/q").numbers(), 1e-12);
  };
  check("clip_norm", [&] {
    check_close(optim::clip_grad_norm({p, q}, r(0.25)), wanted("clip_norm/norm").item(), 1e-12);
  });
  check("clip_norm_loose", [&] { optim::clip_grad_norm({p, q}, 1000); });
  check("clip_value", [&] { optim::clip_grad_value({p, q}, r(0.25)); });
}

BOOST_AUTO_TEST_SUITE_END()
