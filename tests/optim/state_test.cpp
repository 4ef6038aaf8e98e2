#include <fmt/format.h>

#include "optim/adamw.hpp"
#include "optim/rmsprop.hpp"
#include "optim/schedule.hpp"
#include "optim/sgd.hpp"
#include "tests/optim/support.hpp"

using namespace unroll;

BOOST_AUTO_TEST_SUITE(state)

namespace {

std::string names_of(const optim::Optimizer& optimizer) {
  std::string all;
  for (const auto& [name, array] : optimizer.state()) all += name + to_string(array.shape()) + " ";
  return all;
}

Array& entry(std::vector<NamedArray>& state, const std::string& name) {
  for (auto& [known, array] : state)
    if (known == name) return array;
  throw Error("no entry " + name);
}

bool equal_bits(const Array& a, const Array& b) {
  return a.shape() == b.shape() && std::equal(a.numbers().begin(), a.numbers().end(), b.numbers().begin());
}

void check_equal(const std::vector<NamedArray>& a, const std::vector<NamedArray>& b) {
  BOOST_TEST_REQUIRE(a.size() == b.size());
  for (std::size_t i = 0; i < a.size(); ++i) {
    BOOST_TEST(a[i].name == b[i].name);
    BOOST_TEST(equal_bits(a[i].array, b[i].array), a[i].name);
  }
}

// Trains for 20 steps in one go, and again with a stop after each number of steps: there the parameters and the state
// go on in a new optimizer of new parameters. `make` makes one for a function's p and q, apart from their rates,
// which it may set to anything. p has no gradient in some steps, q none before the fifth.
template <class Make>
void check_resumes(Make make) {
  const auto schedule = optim::linear(4, 0.25).then(8, optim::exponential_decay(0.75));
  const auto advance = [&](const Quartic& f, optim::Optimizer& optimizer, Index step) {
    optimizer.scale_lr(schedule(step));
    f.differentiate();
    if (step > 5 && step % 4 == 2) f.p.clear_grad();
    if (step < 5) f.q.clear_grad();
    optimizer.step();
  };
  const auto run = [&](const Quartic& f, optim::Optimizer& optimizer, Index from, Index to) {
    for (Index step = from; step < to; ++step) advance(f, optimizer, step);
  };
  constexpr Index steps = 20;
  const Quartic whole;
  const auto through = make(whole, Real(0.05));
  run(whole, *through, 0, steps);
  for (const Index stop : {0, 1, 3, 5, 6, 13, 19}) {
    const Quartic first, second;
    std::vector<NamedArray> saved;
    {
      const auto before = make(first, Real(0.05));
      run(first, *before, 0, stop);
      saved = before->state();
    }
    const auto after = make(second, Real(0.5));
    run(second, *after, 0, 2);  // what it remembers of that has to go
    second.p.assign(first.p.value());
    second.q.assign(first.q.value());
    after->restore(saved);
    check_equal(after->state(), saved);
    run(second, *after, stop, steps);
    BOOST_TEST(equal_bits(second.p.value(), whole.p.value()));
    BOOST_TEST(equal_bits(second.q.value(), whole.q.value()));
    check_equal(after->state(), through->state());
  }
}

}  // namespace

BOOST_AUTO_TEST_CASE(names_are_stable) {
  const Quartic f;
  optim::SGD plain({f.p, f.q});
  optim::SGD momentum({{{f.q}, {.momentum = Real(0.5)}}, {{f.p}}});
  optim::Adam adam({f.p, f.q});
  optim::AdamW amsgrad({f.p, f.q}, {.amsgrad = true});
  optim::RMSprop rmsprop({{{f.p}}, {{f.q}, {.momentum = Real(0.5), .centered = true}}});
  BOOST_TEST(names_of(adam) == "group0.lr() group0.base_lr() 0.t() 1.t() ");
  f.differentiate();
  for (optim::Optimizer* optimizer : std::initializer_list<optim::Optimizer*>{&plain, &momentum, &amsgrad, &rmsprop})
    optimizer->step();
  f.p.clear_grad();
  adam.step();
  const std::string group0 = "group0.lr() group0.base_lr() ", group1 = "group1.lr() group1.base_lr() ";
  BOOST_TEST(names_of(plain) == group0 + "0.t() 1.t() ");
  BOOST_TEST(names_of(momentum) == group0 + group1 + "0.t() 0.v(3, 1) 1.t() ");
  BOOST_TEST(names_of(adam) == group0 + "0.t() 1.t() 1.m(3, 1) 1.v(3, 1) ");
  BOOST_TEST(names_of(amsgrad) ==
             group0 + "0.t() 0.m(2) 0.v(2) 0.largest_v(2) 1.t() 1.m(3, 1) 1.v(3, 1) 1.largest_v(3, 1) ");
  BOOST_TEST(names_of(rmsprop) == group0 + group1 + "0.t() 0.v(2) 1.t() 1.v(3, 1) 1.a(3, 1) 1.b(3, 1) ");
}

BOOST_AUTO_TEST_CASE(values_by_hand) {
  const Tensor x = variable(Array({1}, {0}));
  optim::Adam optimizer({x}, {.lr = Real(0.5), .beta1 = Real(0.5), .beta2 = Real(0.75)});
  step_along(optimizer, x, Array({1}, {2}));
  step_along(optimizer, x, Array({1}, {4}));
  optimizer.scale_lr(0.5);
  auto state = optimizer.state();
  BOOST_TEST(entry(state, "group0.lr").item() == 0.25);
  BOOST_TEST(entry(state, "group0.base_lr").item() == 0.5);
  BOOST_TEST(entry(state, "0.t").item() == 2);
  BOOST_TEST(entry(state, "0.m").item() == 2.5);   // ½ · 1 + ½ · 4
  BOOST_TEST(entry(state, "0.v").item() == 4.75);  // ¾ · 1 + ¼ · 16
}

// What was handed out does not change with the next step.
BOOST_AUTO_TEST_CASE(it_is_a_copy) {
  const Tensor x = variable(Array({1}, {0}));
  optim::SGD optimizer({x}, {.lr = 1, .momentum = 1});
  step_along(optimizer, x, Array({1}, {2}));
  auto state = optimizer.state();
  step_along(optimizer, x, Array({1}, {3}));
  BOOST_TEST(entry(state, "0.v").item() == 2);
  optimizer.restore(state);
  entry(state, "0.v").write()[0] = 100;
  step_along(optimizer, x, Array({1}, {3}));
  BOOST_TEST(x.item() == -(2 + 5 + 5));
}

BOOST_AUTO_TEST_CASE(sgd_resumes) {
  const auto check = [](const optim::SGDOptions& options) {
    check_resumes([&](const Quartic& f, Real lr) {
      auto here = options;
      here.lr = lr;
      return std::make_unique<optim::SGD>(std::vector{f.p, f.q}, here);
    });
  };
  check({});
  check({.momentum = Real(0.9)});
  check({.momentum = Real(0.9), .dampening = Real(0.5), .weight_decay = Real(0.1)});
  check({.momentum = Real(0.5), .nesterov = true});
}

BOOST_AUTO_TEST_CASE(rmsprop_resumes) {
  const auto check = [](const optim::RMSpropOptions& options) {
    check_resumes([&](const Quartic& f, Real lr) {
      auto here = options;
      here.lr = lr;
      return std::make_unique<optim::RMSprop>(std::vector{f.p, f.q}, here);
    });
  };
  check({});
  check({.weight_decay = Real(0.1), .momentum = Real(0.5)});
  check({.centered = true});
  check({.alpha = Real(0.5), .momentum = Real(0.5), .centered = true});
}

BOOST_AUTO_TEST_CASE(adam_resumes) {
  for (const bool amsgrad : {false, true})
    check_resumes([&](const Quartic& f, Real lr) {
      const optim::AdamOptions options{.lr = lr, .weight_decay = Real(0.1), .amsgrad = amsgrad};
      return std::make_unique<optim::Adam>(std::vector{f.p, f.q}, options);
    });
}

BOOST_AUTO_TEST_CASE(adamw_resumes) {
  for (const bool amsgrad : {false, true})
    check_resumes([&](const Quartic& f, Real lr) {
      const optim::AdamWOptions options{.lr = lr, .weight_decay = Real(0.1), .amsgrad = amsgrad};
      return std::make_unique<optim::AdamW>(std::vector{f.p, f.q}, options);
    });
}

BOOST_AUTO_TEST_CASE(groups_resume) {
  check_resumes([&](const Quartic& f, Real lr) {
    const std::vector<optim::Group<optim::SGDOptions>> groups{
        {{f.p}, {.lr = lr}}, {{f.q}, {.lr = lr / 3, .momentum = Real(0.9), .weight_decay = Real(0.1)}}};
    return std::make_unique<optim::SGD>(groups);
  });
}

namespace {

// An optimizer that remembers something of both parameters.
struct Fixture {
  Quartic f;
  optim::Adam optimizer{{f.p, f.q}, {.lr = Real(0.5)}};
  Fixture() {
    f.differentiate();
    optimizer.step();
  }
  // What restore() says; nothing may have changed.
  std::string complaint(const std::vector<NamedArray>& state) {
    const auto before = optimizer.state();
    const std::string text = message_of([&] { optimizer.restore(state); });
    check_equal(optimizer.state(), before);
    return text;
  }
};

}  // namespace

BOOST_FIXTURE_TEST_CASE(every_mismatch_is_listed_at_once, Fixture) {
  auto state = optimizer.state();
  entry(state, "0.m") = Array::zeros({2, 1});
  std::erase_if(state, [](const NamedArray& item) { return item.name == "1.v" || item.name == "group0.lr"; });
  state.push_back({"2.t", Array::scalar(0)});
  state.push_back({"0.v", Array::zeros({2})});
  BOOST_TEST(complaint(state) ==
             "Adam: the state to restore does not fit: \"0.v\" is there twice; \"group0.lr\" is missing; \"0.m\" is "
             "(2, 1) and not (2); \"1.v\" is missing; \"2.t\" is unexpected; make the optimizer with the parameters, "
             "groups and options that it was saved with");
  BOOST_TEST(holds(complaint({}), "\"group0.lr\" is missing; \"group0.base_lr\" is missing; \"0.t\" is missing; "));
}

BOOST_FIXTURE_TEST_CASE(numbers_are_checked, Fixture) {
  constexpr Real infinity = std::numeric_limits<Real>::infinity();
  const auto with = [&](const std::string& name, Array array) {
    auto state = optimizer.state();
    entry(state, name) = std::move(array);
    return complaint(state);
  };
  for (const Real t : {Real(-1), Real(0.5), infinity, std::numeric_limits<Real>::quiet_NaN(), Real(1e30)})
    BOOST_TEST(holds(with("0.t", Array::scalar(t)), fmt::format("\"0.t\" is {}, which is no count of steps", t)));
  for (const Real lr : {Real(-1), infinity, std::numeric_limits<Real>::quiet_NaN()}) {
    BOOST_TEST(holds(with("group0.lr", Array::scalar(lr)), fmt::format("\"group0.lr\" is {}, which is no", lr)));
    BOOST_TEST(holds(with("group0.base_lr", Array::scalar(lr)), "which is no learning rate"));
  }
  BOOST_TEST(holds(with("0.t", Array({1}, {1})), "\"0.t\" is (1) and not ()"));
  BOOST_TEST(holds(with("0.m", Array()), "\"0.m\" is missing"));
  BOOST_TEST(holds(with("0.t", Array::scalar(0)), "\"0.m\" is unexpected; \"0.v\" is unexpected"));
}

BOOST_FIXTURE_TEST_CASE(other_optimizers_are_refused, Fixture) {
  optim::SGD sgd({f.p, f.q}, {.momentum = Real(0.5)});
  f.differentiate();
  sgd.step();
  BOOST_TEST(holds(complaint(sgd.state()), "\"0.m\" is missing; \"1.m\" is missing"));
  optim::Adam swapped({f.q, f.p}), groups({{{f.p}, {}}, {{f.q}, {}}}), amsgrad({f.p, f.q}, {.amsgrad = true});
  swapped.step();
  amsgrad.step();
  BOOST_TEST(
      holds(complaint(swapped.state()), "\"0.m\" is (3, 1) and not (2); \"0.v\" is (3, 1) and not (2); \"1.m\""));
  BOOST_TEST(holds(complaint(groups.state()), "\"group1.base_lr\" is unexpected; \"group1.lr\" is unexpected"));
  BOOST_TEST(holds(complaint(amsgrad.state()), "\"0.largest_v\" is unexpected"));
}

// The order does not matter.
BOOST_FIXTURE_TEST_CASE(in_any_order, Fixture) {
  auto state = optimizer.state();
  optim::Adam other({f.p, f.q});
  std::reverse(state.begin(), state.end());
  other.restore(state);
  check_equal(other.state(), optimizer.state());
}

BOOST_AUTO_TEST_SUITE_END()
