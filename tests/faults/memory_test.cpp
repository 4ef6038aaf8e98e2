// The memory runs out, at every place where it may: what was being done ends with an exception, nothing leaks, and the
// same can be done again and comes out right.
#include <cstdlib>
#include <functional>
#include <new>
#include <tuple>

#include "autograd/anomaly.hpp"
#include "autograd/backward.hpp"
#include "autograd/ops.hpp"
#include "autograd/pool.hpp"
#include "graphs/draw.hpp"
#include "nn/losses.hpp"
#include "nn/lstm_cell.hpp"
#include "nn/unrolled.hpp"
#include "tests/autograd/checks.hpp"

namespace {

// This thread's allocations from the system. There are `left` more of them; and how many blocks are out.
constexpr long endless = -1;
thread_local long left = endless, blocks = 0;
[[maybe_unused]] thread_local bool pages = true;  // whether the pool gets more

void* take_from_system(std::size_t bytes, std::size_t alignment) {
  if (left == 0) return nullptr;
  if (left > 0) --left;
  void* block = nullptr;
  if (posix_memalign(&block, std::max(alignment, sizeof(void*)), std::max<std::size_t>(bytes, 1)) != 0) return nullptr;
  ++blocks;
  return block;
}

void* take_or_throw(std::size_t bytes, std::size_t alignment) {
  if (void* block = take_from_system(bytes, alignment)) return block;
  throw std::bad_alloc();
}

void give_back(void* block) {
  if (block) --blocks;
  std::free(block);
}

constexpr std::size_t usual = alignof(std::max_align_t);
std::size_t number(std::align_val_t alignment) { return static_cast<std::size_t>(alignment); }

}  // namespace

void* operator new(std::size_t bytes) { return take_or_throw(bytes, usual); }
void* operator new(std::size_t bytes, std::align_val_t a) { return take_or_throw(bytes, number(a)); }
void* operator new(std::size_t bytes, const std::nothrow_t&) noexcept { return take_from_system(bytes, usual); }
void* operator new(std::size_t bytes, std::align_val_t a, const std::nothrow_t&) noexcept {
  return take_from_system(bytes, number(a));
}
void operator delete(void* block) noexcept { give_back(block); }
void operator delete(void* block, std::size_t) noexcept { give_back(block); }
void operator delete(void* block, std::align_val_t) noexcept { give_back(block); }
void operator delete(void* block, std::size_t, std::align_val_t) noexcept { give_back(block); }

#if UNROLL_POOL
// Where the pool gets its pages from.
extern "C" void* aligned_alloc(std::size_t alignment, std::size_t bytes) noexcept {
  void* block = nullptr;
  return left == 0 || !pages || posix_memalign(&block, alignment, bytes) != 0 ? nullptr : block;
}
#endif

using namespace unroll;

BOOST_AUTO_TEST_SUITE(memory)

namespace {

using Act = std::function<void()>;

// False if there was not enough memory.
bool with(const Act& act) {
  try {
    act();
    left = endless;
    return true;
  } catch (const std::bad_alloc&) {
    left = endless;
  } catch (const Error&) {
    left = endless;
  }
  return false;
}

// So many allocations, also of the pool's large blocks: its lists are empty.
bool with_allocations(long n, const Act& act) {
  const auto lists = std::to_array(pool.large);
  std::ranges::fill(pool.large, nullptr);
  left = n;
  const bool enough = with(act);
  for (Pool::Block* block : pool.large)
    while (block) ::operator delete (std::exchange(block, block->next), std::align_val_t{Pool::alignment});
  std::ranges::copy(lists, pool.large);
  return enough;
}

// The pool has so many bytes for small blocks, and gets no more; the system gives whatever else is asked for. What is
// freed after the act goes to the ordinary pool, so that each act has bytes of its own, for good.
[[maybe_unused]] bool with_pool(std::size_t bytes, const Act& act) {
  constexpr std::size_t room = Pool::page_bytes - Pool::alignment;
  const std::size_t needed = std::max<std::size_t>(1, (bytes + room - 1) / room);
  void* slab = nullptr;
  if (posix_memalign(&slab, Pool::page_bytes, needed * Pool::page_bytes) != 0) throw std::bad_alloc();
  const auto ordinary = std::tuple(pool.at, pool.left, pool.ahead, pool.page, pool.waiting, pool.slab);
  auto all = std::tie(pool.at, pool.left, pool.ahead, pool.page, pool.waiting, pool.slab);
  all = std::tuple(nullptr, 0, nullptr, nullptr, nullptr,
                   std::span(static_cast<std::byte*>(slab), needed * Pool::page_bytes));
  for (std::size_t others = bytes; others < needed * room; others += Pool::alignment) take(Pool::alignment);
  pages = false;
  const bool enough = with(act);
  pages = true;
  all = ordinary;
  return enough;
}

// Tries `act` with ever more memory, until it is enough; `well` says, each time, whether all is as before.
template <class With>
int failures_of(const With& with_memory, long grain, const Act& act, const Act& check) {
  const auto nodes = live_nodes(), buffers = live_buffers();
  const long before = blocks;
  int failures = 0;
  for (long memory = 0; !with_memory(memory, act); memory += grain + grain * (failures / 200)) {
    ++failures;
    check();
    BOOST_TEST_REQUIRE(live_nodes() == nodes);
    BOOST_TEST_REQUIRE(live_buffers() == buffers);
    BOOST_TEST_REQUIRE(blocks == before);
  }
  check();
  BOOST_TEST(live_nodes() == nodes);
  BOOST_TEST(blocks == before);
  return failures;
}

void runs_out_everywhere(
    const Act& act, const Act& check = [] {}) {
  act();  // what is made once and kept is made here
  check();
  int failures = failures_of(with_allocations, 1, act, check);
#if UNROLL_POOL
  failures += failures_of(with_pool, Pool::alignment, act, check);
#endif
  BOOST_TEST(failures > 0);
  BOOST_TEST_MESSAGE(failures << " failures");
}

// A recurrent network over three steps, two sequences of different lengths, and its loss.
struct Net {
  nn::LSTMCell cell{2, 3};
  Tensor xs = variable(random_array({3, 2, 2})).named("xs");

  Tensor loss() {
    const auto chain = nn::unrolled(cell, xs, {.lengths = {3, 2}});
    return nn::cross_entropy(concat({chain.last().h, chain.last().c}, 1), {0, 4}) + mean(square(norm(xs, -1)));
  }
  void clear_grad() const {
    cell.clear_grad();
    xs.clear_grad();
  }
  // Of all leaves, in one text.
  std::string gradients() const {
    std::string text = to_string(xs.grad(), 17);
    for (const Tensor& p : cell.parameters()) text += to_string(p.grad(), 17);
    return text;
  }
};

}  // namespace

BOOST_AUTO_TEST_CASE(of_ops) {
  const Tensor x = variable(random_array({2, 3})).named("x"), w = variable(random_array({3, 4}));
  const auto ops = [&] {
    const Scope scope("a scope whose name is too long for a short string");
    const Tensor y = tanh(matmul(x, w) + slice(w, 0, 0, 1));
    const Tensor z = concat({stack({y, y * Real(2)}), reshape(permute(y, {1, 0}), {1, 2, 4})}, 0);
    const Tensor rows = embedding(z, {0, 2, 1}), picked = gather(w, 1, Indices({3, 1}, {0, 3, 2}));
    return sum(rows) + var(picked) + max(flip(cumsum(z, 1), 0)) + sum(add_all(split(y, 1, 4))) +
           sum(where(y > 0, y, 0));
  };
  const std::string right = to_string(ops().value(), 17);
  runs_out_everywhere([&] { ops(); }, [&] { BOOST_TEST(to_string(ops().value(), 17) == right); });
}

BOOST_AUTO_TEST_CASE(of_a_network_and_its_loss) {
  Net net;
  const Real right = net.loss().item();
  runs_out_everywhere([&] { net.loss(); }, [&] { BOOST_TEST(net.loss().item() == right); });
}

BOOST_AUTO_TEST_CASE(of_a_backward_pass) {
  Net net;
  const Tensor loss = net.loss();
  loss.backward();
  const std::string right = net.gradients();
  const auto afterwards = [&] {
    net.clear_grad();
    loss.backward();
    BOOST_TEST(net.gradients() == right);
    net.clear_grad();
  };
  runs_out_everywhere(
      [&] {
        loss.backward();
        net.clear_grad();
      },
      afterwards);
  runs_out_everywhere(
      [&] {
        Trace trace(Trace::Keep::arrays);
        loss.backward({.trace = &trace});
        net.clear_grad();
      },
      afterwards);
}

BOOST_AUTO_TEST_CASE(of_a_pass_that_is_released) {
  Net net;
  runs_out_everywhere(
      [&] {
        net.loss().backward({.release = true});
        net.clear_grad();
      },
      [&] { net.clear_grad(); });
}

BOOST_AUTO_TEST_CASE(of_gradients_of_gradients) {
  Net net;
  const Tensor loss = net.loss();
  const auto curvature = [&] {
    const Tensor slope = grad(loss, net.xs, {.create_graph = true});
    return grad(sum(square(slope)), std::vector<Tensor>{net.xs, net.cell.W_hh});
  };
  const auto told = [&] {
    const auto both = curvature();
    return to_string(both[0].value(), 17) + to_string(both[1].value(), 17);
  };
  const std::string right = told();
  loss.backward();
  const std::string right_gradients = net.gradients();
  net.clear_grad();
  runs_out_everywhere([&] { curvature(); },
                      [&] {
                        loss.backward();  // adds to nothing that was left behind
                        BOOST_TEST(net.gradients() == right_gradients);
                        net.clear_grad();
                        BOOST_TEST(told() == right);
                      });
}

BOOST_AUTO_TEST_CASE(of_a_search_for_anomalies) {
  const Tensor x = variable(Array({2}, {0, 4})).named("x");
  const Tensor loss = sum(sqrt(x));
  const std::string right = anomaly(loss);
  runs_out_everywhere([&] { anomaly(loss); }, [&] { BOOST_TEST(anomaly(loss) == right); });
}

BOOST_AUTO_TEST_CASE(of_a_snapshot) {
  Net net;
  const Tensor loss = net.loss();
  Trace trace(Trace::Keep::arrays);
  loss.backward({.trace = &trace});
  net.clear_grad();
  runs_out_everywhere([&] { graphs::Snapshot(loss, &trace); });
}

BOOST_AUTO_TEST_CASE(of_a_drawing) {
  Net net;
  const Tensor loss = net.loss();
  Trace trace(Trace::Keep::arrays);
  loss.backward({.trace = &trace});
  net.clear_grad();
  const auto drawn = [&] { return graphs::draw(loss, {.trace = &trace}); };
  const std::string right = drawn().dot();
  runs_out_everywhere([&] { drawn(); },
                      [&, checks = 0]() mutable {
                        if (++checks % 20 == 0) BOOST_TEST((drawn().dot() == right));
                      });
}

BOOST_AUTO_TEST_SUITE_END()
