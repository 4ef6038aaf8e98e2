// In one process: the same bits at every run, in any number of threads, whatever memory holds, and whoever looks on.
#include <locale>
#include <thread>

#include "autograd/anomaly.hpp"
#include "autograd/backward.hpp"
#include "autograd/ops.hpp"
#include "graphs/draw.hpp"
#include "tests/autograd/checks.hpp"
#include "tests/autograd/folder.hpp"
#include "tests/determinism/trainings.hpp"

using namespace unroll;
using namespace determinism;

BOOST_AUTO_TEST_SUITE(bits)

namespace {

void backward(const Tensor& loss) { loss.backward(); }

// What each training ends with. They run one after another, beginning with number `first`.
std::vector<std::uint64_t> all_bits(std::size_t first = 0, const Backward& how = backward) {
  std::vector<std::uint64_t> bits(trainings().size());
  for (std::size_t i = 0; i < bits.size(); ++i) {
    const std::size_t next = (first + i) % bits.size();
    bits[next] = train(trainings()[next], how).bits;
  }
  return bits;
}

const std::vector<std::uint64_t>& undisturbed() {
  static const std::vector<std::uint64_t> bits = all_bits();
  return bits;
}

void check(const std::vector<std::uint64_t>& bits) {
  for (std::size_t i = 0; i < bits.size(); ++i)
    BOOST_TEST((bits[i] == undisturbed()[i]), trainings()[i].name << " ends with other bits");
}

}  // namespace

// Bits that nothing changes would prove nothing: each training learns, and first gradients that differ by a hundredfold
// rounding error are seen at the end.
BOOST_AUTO_TEST_CASE(each_training_learns_and_the_smallest_change_shows) {
  for (std::size_t i = 0; i < trainings().size(); ++i) {
    const std::string& name = trainings()[i].name;
    const Result result = train(trainings()[i]);
    BOOST_TEST(result.after < 0.9 * result.before, name << ": from " << result.before << " to " << result.after);
    bool first = true;
    const Result other = train(trainings()[i], [&](const Tensor& loss) {
      (std::exchange(first, false) ? loss * (1 + 100 * epsilon) : loss).backward();
    });
    BOOST_TEST((other.bits != undisturbed()[i]), name);
  }
}

BOOST_AUTO_TEST_CASE(a_second_run_gives_the_bits_of_the_first) {
  undisturbed();
  check(all_bits());
}

BOOST_AUTO_TEST_CASE(four_threads_give_the_bits_of_one) {
  undisturbed();
  std::vector<std::vector<std::uint64_t>> bits(4);
  std::vector<std::thread> workers;
  for (std::size_t i = 0; i < bits.size(); ++i) workers.emplace_back([&bits, i] { bits[i] = all_bits(i * 5); });
  for (std::thread& worker : workers) worker.join();
  for (const auto& each : bits) check(each);
}

// Buffers of all sizes full of NaN, of which every second one is free again: other addresses, and no zeros by chance.
BOOST_AUTO_TEST_CASE(what_memory_held_before_does_not_matter) {
  undisturbed();
  for (const std::uint64_t seed : {1, 2, 3}) {
    Random random(seed);
    std::vector<Array> kept;
    for (Index size = 1; size < 100'000; size += 1 + size / 20 + random.below(8))
      for (int i = 0; i < 6; ++i) {
        Array full = Array::uninitialized({size});
        std::fill_n(full.write(), size, std::numeric_limits<Real>::quiet_NaN());
        if (random.below(2) == 0) kept.push_back(full);
      }
    check(all_bits(seed));
  }
}

BOOST_AUTO_TEST_CASE(commas_for_decimal_points_do_not_matter) {
  struct Comma : std::numpunct<char> {
    char do_decimal_point() const override { return ','; }
    char do_thousands_sep() const override { return '.'; }
    std::string do_grouping() const override { return "\3"; }
  };
  undisturbed();
  const std::locale before = std::locale::global(std::locale(std::locale::classic(), new Comma));
  check(all_bits());
  std::locale::global(before);
}

// Names, scopes, hooks, kept gradients, second derivatives, traces, snapshots, drawings, the search for NaN.
BOOST_AUTO_TEST_CASE(whoever_looks_on_changes_nothing) {
  undisturbed();
  const Folder folder;
  const Scope scope("watched");
  int steps = 0, drawings = 0;
  const auto watched = [&](const Tensor& loss) {
    loss.named("the loss of step " + std::to_string(++steps)).keep_grad();
    Real seen = 0;
    std::vector<Tensor> inner;
    for (const Input& input : loss.node()->inputs()) inner.emplace_back(input.node);
    for (const Tensor& x : inner) x.named("before the loss").on_gradient([&](const Array& g) { seen += g.data()[0]; });
    BOOST_TEST(anomaly(loss) == "");
    grad(loss, inner, {.create_graph = true});
    Trace trace(Trace::Keep::arrays);
    loss.backward({.trace = &trace});
    BOOST_TEST(seen != 0);
    if (steps % 30 != 1) return;
    const auto drawing = graphs::draw(loss, {.trace = &trace});
    if (++drawings == 1) drawing.save(folder.path / "loss", {"svg"});
  };
  check(all_bits(0, watched));
  BOOST_TEST(drawings == 2 * static_cast<int>(trainings().size()));
}

// Each value freed as soon as its rule has run: the memory of a training is another one.
BOOST_AUTO_TEST_CASE(what_is_released_early_changes_nothing) {
  check(all_bits(0, [](const Tensor& loss) { loss.backward({.release = true}); }));
}

BOOST_AUTO_TEST_SUITE_END()
