#include "nn/dropout.hpp"

#include "autograd/backward.hpp"
#include "autograd/gradcheck.hpp"
#include "autograd/ops.hpp"
#include "autograd/random.hpp"
#include "nn/linear.hpp"
#include "tests/nn/support.hpp"

using namespace unroll;

BOOST_AUTO_TEST_SUITE(dropout)

BOOST_AUTO_TEST_CASE(drops_its_part_and_keeps_the_mean) {
  seed(1);
  constexpr Index n = 40000;
  for (const Real p : {Real(0.1), Real(0.5), Real(0.9)}) {
    const Tensor y = nn::dropout(Tensor(Array::full({n}, 3)), p);
    Index dropped = 0;
    for (const Real number : y.value().numbers()) {
      if (number == 0)
        ++dropped;
      else
        check_close(number, 3 / (1 - static_cast<long double>(p)));
    }
    const double deviation = std::sqrt(n * double(p) * (1 - double(p)));
    BOOST_TEST(std::abs(double(dropped) - n * double(p)) < 6 * deviation);
  }
}

// Neighbours are dropped independently: both of a pair with probability p².
BOOST_AUTO_TEST_CASE(numbers_are_dropped_one_by_one) {
  seed(2);
  constexpr Index n = 40000;
  const Array y = nn::dropout(Tensor(Array::ones({n, 2})), Real(0.5)).value();
  Index both = 0;
  for (Index i = 0; i < n; ++i) both += y.at({i, 0}) == 0 && y.at({i, 1}) == 0;
  BOOST_TEST(std::abs(double(both) - n / 4.0) < 6 * std::sqrt(n * 0.25 * 0.75));
}

// dx is dy times the mask that made y.
BOOST_AUTO_TEST_CASE(the_gradient_goes_where_the_numbers_went) {
  seed(3);
  const Tensor x = variable(random_numbers().normal({5, 7}));
  const Array dy = random_numbers().normal({5, 7});
  const Tensor y = nn::dropout(x, Real(0.4));
  sum(y * Tensor(dy)).backward();
  for (Index i = 0; i < 35; ++i) {
    const bool kept = y.value().data()[i] != 0;
    check_close(x.grad().data()[i], kept ? dy.data()[i] / (1 - static_cast<long double>(Real(0.4))) : 0);
  }
}

BOOST_AUTO_TEST_CASE(gradients_by_differences) {
  const auto f = [](const std::vector<Tensor>& x) {
    seed(4);  // the same mask every time
    return nn::dropout(square(x[0]), Real(0.5));
  };
  const auto report = gradcheck(f, {random_array({3, 4})}, {.order = 2});
  BOOST_TEST(report.passed, report.text);
}

BOOST_AUTO_TEST_CASE(every_call_draws_anew_and_a_seed_draws_again) {
  const Tensor x(Array::ones({100}));
  seed(5);
  const Array first = nn::dropout(x, Real(0.5)).value(), second = nn::dropout(x, Real(0.5)).value();
  BOOST_TEST(!same(first, second));
  seed(5);
  BOOST_TEST(same(nn::dropout(x, Real(0.5)).value(), first));
}

BOOST_AUTO_TEST_CASE(a_mask_is_shared_along_its_axes_of_one) {
  seed(6);
  const Array y = nn::dropout(Tensor(Array::ones({4, 3, 50})), Real(0.5), {3, 1}).value();
  Index dropped = 0;
  for (Index i = 0; i < 3; ++i) {
    dropped += y.at({0, i, 0}) == 0;
    for (Index t = 0; t < 4; ++t)
      for (Index k = 0; k < 50; ++k) BOOST_TEST_REQUIRE(y.at({t, i, k}) == y.at({0, i, 0}));
  }
  BOOST_TEST((dropped == 1 || dropped == 2));  // with this seed: they differ
}

BOOST_AUTO_TEST_CASE(one_mask_for_all_steps) {
  seed(7);
  const nn::Dropout layer(Real(0.5), true), each(Real(0.5));
  const Tensor x(Array::ones({6, 4, 50}));
  const Array y = layer(x).value(), z = each(x).value();
  BOOST_TEST((y.shape() == x.shape()));
  for (Index t = 1; t < 6; ++t) {
    BOOST_TEST(same(y[t], y[0]));
    BOOST_TEST(!same(z[t], z[0]));
  }
  BOOST_TEST(!same(y[0][1], y[0][0]));  // but each of the batch has its own
}

BOOST_AUTO_TEST_CASE(only_while_training) {
  struct Model : nn::Module {
    nn::Linear linear{3, 3};
    nn::Dropout dropout{Real(0.5)};
    Model() {
      submodule("linear", linear);
      submodule("dropout", dropout);
    }
  } model;
  seed(8);
  const Tensor x = variable(Array::ones({20}));
  BOOST_TEST(model.dropout(x).node() != x.node());
  model.train(false);
  const auto before = random_numbers().state().words;
  BOOST_TEST(model.dropout(x).node() == x.node());  // no node, and no random numbers
  BOOST_TEST((random_numbers().state().words == before));
  model.train();
  BOOST_TEST(model.dropout(x).node() != x.node());
  BOOST_TEST(model.dropout.parameter_count() == 0);
}

BOOST_AUTO_TEST_CASE(probability_0_is_the_identity_and_nothing_stays_nothing) {
  const Tensor x(Array::ones({4}));
  BOOST_TEST(nn::dropout(x, 0).node() == x.node());
  BOOST_TEST((nn::dropout(Tensor(Array::zeros({0, 3})), Real(0.5)).shape() == Shape{0, 3}));
  BOOST_TEST(nn::dropout(Tensor(Array::scalar(1)), Real(0.5)).rank() == 0);
}

BOOST_AUTO_TEST_CASE(misuse_is_refused) {
  const Tensor x(Array::ones({4}));
  for (const Real p : {Real(1), Real(-0.1), Real(1.5), std::numeric_limits<Real>::quiet_NaN()}) {
    BOOST_TEST(holds(message_of([&] { nn::dropout(x, p); }), "it must be from 0 up to below 1"));
    BOOST_TEST(holds(message_of([&] { nn::Dropout layer(p); }), "dropout: a probability of "));
  }
  message_of<ShapeError>([&] { nn::dropout(x, Real(0.5), {5, 4}); });  // would make x larger
  const nn::Dropout layer(Real(0.5), true);
  BOOST_TEST(holds(message_of<IndexError>([&] { layer(x); }), "(4)"));
}

BOOST_AUTO_TEST_SUITE_END()
