// lessons/support/training.hpp: batches by length, early stopping, and trainings that cannot be.
#include "lessons/support/training.hpp"

#include <boost/test/unit_test.hpp>
#include <cmath>
#include <limits>
#include <numeric>

#include "autograd/error.hpp"
#include "tests/lessons/small_training.hpp"

using namespace small_training;

BOOST_AUTO_TEST_SUITE(training)

// ---- Batches ----

std::vector<Index> sorted(std::vector<Index> numbers) {
  std::ranges::sort(numbers);
  return numbers;
}
std::vector<Index> together(const std::vector<std::vector<Index>>& batches) {
  std::vector<Index> all;
  for (const auto& batch : batches) all.insert(all.end(), batch.begin(), batch.end());
  return all;
}
std::vector<Index> up_to(Index n) {
  std::vector<Index> all(static_cast<std::size_t>(n));
  std::iota(all.begin(), all.end(), 0);
  return all;
}

BOOST_AUTO_TEST_CASE(each_sequence_is_in_one_batch_with_its_neighbours_in_length) {
  for (const Index size : {1, 2, 4, 5, 16, 17, 18}) {
    const auto batches = batches_by_length(lengths, size);
    BOOST_TEST(sorted(together(batches)) == up_to(Index(lengths.size())), boost::test_tools::per_element());
    BOOST_TEST(Index(batches.size()) == (Index(lengths.size()) + size - 1) / size);
    int smaller = 0;
    std::vector<std::pair<Index, Index>> spans;  // shortest and longest of each
    for (const auto& batch : batches) {
      smaller += Index(batch.size()) != size;
      const auto [shortest, longest] = std::ranges::minmax(batch, {}, [](Index i) { return lengths[std::size_t(i)]; });
      spans.emplace_back(lengths[std::size_t(shortest)], lengths[std::size_t(longest)]);
    }
    BOOST_TEST(smaller <= 1);
    std::ranges::sort(spans);
    for (std::size_t i = 1; i < spans.size(); ++i) BOOST_TEST(spans[i - 1].second <= spans[i].first);
  }
  BOOST_TEST(batches_by_length({}, 4).empty());
  BOOST_CHECK_THROW(batches_by_length(lengths, 0), Error);
}

BOOST_AUTO_TEST_CASE(batches_and_who_is_in_them_come_in_another_order_each_time) {
  seed(3);
  const auto one = batches_by_length(lengths, 3), other = batches_by_length(lengths, 3);
  BOOST_TEST((one != other));
  const auto members = [](std::vector<std::vector<Index>> batches) {
    for (auto& batch : batches) batch = sorted(batch);
    std::ranges::sort(batches);
    return batches;
  };
  BOOST_TEST((members(one) != members(other)));
  seed(3);
  BOOST_TEST((batches_by_length(lengths, 3) == one));
}

BOOST_AUTO_TEST_CASE(the_batch_of_a_step_does_not_depend_on_those_before) {
  seed(4);
  const Batches batches(lengths, 4);
  const Random::State after = random_numbers().state();
  BOOST_TEST(batches.in_a_pass() == 5);
  std::vector<std::vector<Index>> all;
  for (int step = 0; step < 15; ++step) all.push_back(batches[step]);
  for (int pass = 0; pass < 3; ++pass)
    BOOST_TEST(sorted(together({all.begin() + 5 * pass, all.begin() + 5 * pass + 5})) == up_to(Index(lengths.size())),
               boost::test_tools::per_element());
  BOOST_TEST((std::vector(all.begin(), all.begin() + 5) != std::vector(all.begin() + 5, all.begin() + 10)));
  for (const int step : {14, 0, 7, 7, 3}) BOOST_TEST((batches[step] == all[std::size_t(step)]));
  BOOST_TEST((random_numbers().state().words == after.words));
  seed(4);
  const Batches again(lengths, 4);
  BOOST_TEST((again[9] == all[9]));
  const Batches other(lengths, 4);
  BOOST_TEST((other[9] != all[9]));
  BOOST_CHECK_THROW(Batches({}, 4), Error);
}

// ---- Early stopping ----

BOOST_AUTO_TEST_CASE(held_out_data_is_asked_now_and_then_and_after_the_last_step) {
  World world;
  const Trained trained = world.run({}).trained;
  BOOST_TEST(trained.steps == 23);
  BOOST_TEST(trained.at == (std::vector{5, 10, 15, 20, 23}), boost::test_tools::per_element());
  BOOST_TEST(trained.held_out.size() == 5u);
  BOOST_TEST(trained.beside.size() == 5u);
  BOOST_TEST(world.run({.steps = 20}).trained.at == (std::vector{5, 10, 15, 20}), boost::test_tools::per_element());
  BOOST_TEST(world.run({.steps = 3}).trained.at == (std::vector{3}), boost::test_tools::per_element());
  BOOST_TEST(world.run({.held_out = false}).trained.at.empty());
}

BOOST_AUTO_TEST_CASE(the_model_gets_the_weights_of_its_best_time_back) {
  std::vector<double> values{5, 3, 4, 3, 2.5, 6, 7, 8, 9, 10};
  std::size_t next = 0;
  Plan plan{.steps = 1000, .every = 2, .patience = 3};
  plan.value = [&](double) { return values[next++]; };
  World world;
  const Outcome stopped = world.run(plan);
  BOOST_TEST(next == 8u);  // 6, 7 and 8 are no better than 2.5
  BOOST_TEST(stopped.trained.steps == 16);
  BOOST_TEST(stopped.trained.best_step == 10);
  BOOST_TEST(stopped.trained.held_out == (std::vector<double>{5, 3, 4, 3, 2.5, 6, 7, 8}),
             boost::test_tools::per_element());

  // The weights are those of ten steps.
  const Outcome ten = world.run({.steps = 10, .held_out = false});
  const std::size_t weights = 2 * 3 + 3 + 3 + 1;
  BOOST_TEST(std::equal(ten.bits.begin(), ten.bits.begin() + weights, stopped.bits.begin()));
  const Outcome sixteen = world.run({.steps = 16, .held_out = false});
  BOOST_TEST(!std::equal(ten.bits.begin(), ten.bits.begin() + weights, sixteen.bits.begin()));
}

BOOST_AUTO_TEST_CASE(as_good_is_not_better) {
  Plan plan{.steps = 1000, .every = 3, .patience = 2};
  plan.value = [](double) { return 1; };
  World world;
  const Trained trained = world.run(plan).trained;
  BOOST_TEST(trained.steps == 9);
  BOOST_TEST(trained.best_step == 3);
}

// ---- Mistakes ----

std::string refusal(const Plan& plan) {
  World world;
  try {
    world.run(plan);
  } catch (const Error& error) {
    return error.what();
  }
  return "";
}

BOOST_AUTO_TEST_CASE(what_is_no_number_ends_the_training_with_its_step) {
  const Real nan = std::numeric_limits<Real>::quiet_NaN(), infinite = std::numeric_limits<Real>::infinity();
  const auto from_step = [](int first, Real factor) {
    auto step = std::make_shared<int>(0);
    Plan plan;
    plan.loss = [=](const Tensor& loss) { return ++*step == first ? loss * factor : loss; };
    return plan;
  };
  BOOST_TEST(contains(refusal(from_step(7, nan)), "The loss is nan in step 7 (the net): mul () is NaN; its input is "));
  BOOST_TEST(contains(refusal(from_step(1, infinite)), "The loss is inf in step 1"));
  Plan plan;
  plan.value = [](double) { return -INFINITY; };
  BOOST_TEST(contains(refusal(plan), "The value on held-out data is -inf in step 5 (the net)"));
  plan = {};
  plan.loss = [](const Tensor& loss) { return sqrt(loss - loss.detach()); };  // 0, with a slope of infinity
  BOOST_TEST(contains(refusal(plan), "In step 1 (the net): clip_grad_norm: the gradient of"));
}

BOOST_AUTO_TEST_CASE(trainings_that_cannot_be_are_refused) {
  BOOST_TEST(contains(refusal({.steps = 0}), "The training (the net): 0 steps; there must be one at least."));
  BOOST_TEST(contains(refusal({.every = 0}), "every 0 steps"));
  BOOST_TEST(contains(refusal({.patience = 0}), "a patience of 0"));
  World world;
  Options options;
  options.out = world.folder.path;
  Lesson lesson("99-test", options, {});
  Net net, other;
  optim::Adam adam(other.parameters(), {});
  const auto loss = [&](int) { return sum(net(Tensor(Array::zeros({1, 2})))); };
  BOOST_CHECK_EXCEPTION(
      train(lesson, net, adam, {.what = "it", .steps = 1, .loss = loss}), Error,
      [](const Error& error) { return contains(error.what(), "which is no parameter of the model"); });
  BOOST_CHECK_EXCEPTION(train(lesson, other, adam, {.what = "it", .steps = 1, .loss = {}}), Error,
                        [](const Error& error) { return contains(error.what(), "it has no loss"); });
}

BOOST_AUTO_TEST_SUITE_END()
