// A graph belongs to one thread; four threads with a model each train side by side, and find what one thread finds.
#include <thread>

#include "autograd/backward.hpp"
#include "autograd/ops.hpp"
#include "tests/autograd/checks.hpp"

using namespace unroll;

BOOST_AUTO_TEST_SUITE(threads)

namespace {

struct Result {
  Real first, last;
};

// 250 steps of gradient descent: an RNN learns to tell the sum of its five inputs.
Result train(std::uint64_t seed) {
  Random random(seed);
  const Tensor w = variable(random.normal({1, 8}, 0, 0.5)), u = variable(random.normal({8, 8}, 0, 0.3)),
               b = variable(Array::zeros({8})), v = variable(random.normal({8, 1}, 0, 0.3));
  Result result{};
  for (int step = 0; step < 250; ++step) {
    const Tensor xs(random.uniform({5, 16, 1}, -0.5, 0.5));
    Tensor h(Array::zeros({16, 8}));
    for (int t = 0; t < 5; ++t) {
      const Scope scope("t", t + 1);
      h = tanh(matmul(xs[t], w) + matmul(h, u) + b);
    }
    const Tensor loss = mean(square(matmul(h, v) - sum(xs, 0)));
    loss.backward({.release = step % 2 == 0});
    for (const Tensor& p : {w, u, b, v}) {
      p.assign((p.detach() - Real(0.1) * Tensor(p.grad())).value());
      p.clear_grad();
    }
    (step == 0 ? result.first : result.last) = loss.item();
  }
  return result;
}

}  // namespace

BOOST_AUTO_TEST_CASE(four_threads_train_250_steps_each) {
  std::vector<Result> results(4);
  std::vector<std::ptrdiff_t> left(4, -1);
  std::vector<std::thread> workers;
  for (std::size_t i = 0; i < 4; ++i)
    workers.emplace_back([&, i] {
      results[i] = train(i);
      left[i] = live_nodes() + live_buffers();
    });
  for (std::thread& worker : workers) worker.join();
  for (std::size_t i = 0; i < 4; ++i) {
    const Result alone = train(i);
    BOOST_TEST((results[i].first == alone.first && results[i].last == alone.last));
    BOOST_TEST(results[i].last < results[i].first / 5);
    BOOST_TEST(left[i] == 0);
  }
  BOOST_TEST(results[0].last != results[1].last);
}

// Numbers may go from one thread to another, if the first has let go of them; the pools keep them apart.
BOOST_AUTO_TEST_CASE(each_thread_draws_and_counts_for_itself) {
  seed(3);
  const Array expected = random_numbers().uniform({4});
  seed(3);
  std::thread([] { random_numbers().uniform({100}); }).join();
  BOOST_TEST(same(random_numbers().uniform({4}), expected));
}

BOOST_AUTO_TEST_SUITE_END()
