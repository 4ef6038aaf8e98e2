#include "nn/cell.hpp"

#include "autograd/ops.hpp"
#include "nn/rnn_cell.hpp"
#include "nn/unrolled.hpp"
#include "tests/nn/support.hpp"

using namespace unroll;

BOOST_AUTO_TEST_SUITE(cell)

namespace {

// A cell that the library has never seen, with as many fields as a state may have. It counts what it is
// given.
struct Counter : nn::Module {
  struct Options {
    Real by = 1;
  };
  struct State {
    Tensor h, squares, steps, first;
    static constexpr std::array names{"h", "squares", "steps", "first"};
  };
  Counter(Index inputs, Index hidden, Options options) : inputs_(inputs), hidden_(hidden), options_(options) {}
  Index inputs() const { return inputs_; }
  Index outputs() const { return hidden_; }
  State start(Index batch) const {
    const Tensor zero(Array::zeros({batch, hidden_}));
    return {zero, zero, zero, zero};
  }
  State step(const Tensor& x, const State& s) const {
    return {s.h + options_.by * x, s.squares + square(x), s.steps + 1, where(s.steps == 0, x, s.first)};
  }

 private:
  Index inputs_, hidden_;
  Options options_;
};

struct TwoFields {
  Tensor h, c;
  static constexpr std::array names{"h", "c"};
};

// Cells that each lack one thing.
struct NotAModule {
  using Options = Counter::Options;
  using State = Counter::State;
  NotAModule(Index, Index, Options) {}
  Index inputs() const { return 1; }
  Index outputs() const { return 1; }
  State start(Index) const { return {}; }
  State step(const Tensor&, const State& s) const { return s; }
};
struct Complete : NotAModule, nn::Module {
  using NotAModule::NotAModule;
};
struct NoStep : Complete {
  using Complete::Complete;
  void step(const Tensor&, const State&) const {}
};
struct NoStart : Complete {
  using Complete::Complete;
  State start() const { return {}; }
};
struct NoSizes : Complete {
  using Complete::Complete;
  Index inputs() { return 1; }  // not const
};
struct NoConstructor : Complete {
  NoConstructor() : Complete(1, 1, {}) {}
};
struct OnlyProjects : Complete {
  using Complete::Complete;
  Tensor project(const Tensor& xs) const { return xs; }
};
struct Projects : OnlyProjects {
  using OnlyProjects::OnlyProjects;
  State advance(const Tensor&, const State& s) const { return s; }
};

struct UnnamedField {
  Tensor h, c;
  static constexpr std::array names{"h"};
};
struct MissingField {
  Tensor h;
  static constexpr std::array names{"h", "c"};
};
struct HNotFirst {
  Tensor c, h;
  static constexpr std::array names{"c", "h"};
};
struct FiveFields {
  Tensor h, a, b, c, d;
  static constexpr std::array names{"h", "a", "b", "c", "d"};
};
struct NoNames {
  Tensor h;
};
struct NotAnAggregate {
  NotAnAggregate();
  Tensor h;
  static constexpr std::array names{"h"};
};

}  // namespace

static_assert(nn::Cell<nn::RNNCell> && nn::ProjectingCell<nn::RNNCell> && nn::Cell<const nn::RNNCell>);
static_assert(nn::Cell<Counter> && !nn::ProjectingCell<Counter>);
static_assert(nn::Cell<Complete> && nn::ProjectingCell<Projects>);
static_assert(!nn::Cell<NotAModule> && !nn::Cell<NoStep> && !nn::Cell<NoStart> && !nn::Cell<NoSizes>);
static_assert(!nn::Cell<NoConstructor> && !nn::Cell<OnlyProjects>);
static_assert(!nn::HasStep<NoStep> && !nn::HasStart<NoStart> && !nn::HasSizes<NoSizes>);
static_assert(nn::CellState<TwoFields> && nn::CellState<Counter::State>);
static_assert(!nn::CellState<UnnamedField> && !nn::CellState<MissingField> && !nn::CellState<HNotFirst>);
static_assert(!nn::CellState<FiveFields> && !nn::CellState<NoNames> && !nn::CellState<NotAnAggregate>);
static_assert(nn::HasStateNames<NotAnAggregate> && !std::is_aggregate_v<NotAnAggregate>);
static_assert(!nn::Cell<int> && !nn::CellState<int>);

BOOST_AUTO_TEST_CASE(fields_come_in_the_order_of_their_names) {
  TwoFields two{Tensor(Array::scalar(1)), Tensor(Array::scalar(2))};
  BOOST_TEST((nn::fields(two)[0] == &two.h && nn::fields(two)[1] == &two.c));
  const TwoFields& constant = two;
  BOOST_TEST(nn::fields(constant)[1]->item() == 2);

  Counter::State four;
  const auto all = nn::fields(four);
  BOOST_TEST((all[0] == &four.h && all[1] == &four.squares && all[2] == &four.steps && all[3] == &four.first));
}

BOOST_AUTO_TEST_CASE(detach_cuts_every_field_off) {
  const Tensor x = variable(Array({2}, {1, 2}));
  const TwoFields cut = nn::detach(TwoFields{x * 2, x * 3});
  BOOST_TEST((!cut.h.needs_grad() && !cut.c.needs_grad()));
  check_all_close(cut.h.value(), std::vector<int>{2, 4});
  check_all_close(cut.c.value(), std::vector<int>{3, 6});
}

BOOST_AUTO_TEST_CASE(an_unknown_cell_unrolls) {
  Counter cell(2, 2, {.by = 10});
  nn::check_cell<Counter>();
  const Tensor xs = variable(Array({3, 1, 2}, {1, 2, 3, 4, 5, 6}));
  const auto run = nn::unrolled(cell, xs);
  check_all_close(run.last().h.value(), std::vector<int>{90, 120});
  check_all_close(run.last().squares.value(), std::vector<int>{35, 56});
  check_all_close(run.last().steps.value(), std::vector<int>{3, 3});
  check_all_close(run.last().first.value(), std::vector<int>{1, 2});
  BOOST_TEST(std::string(run.states[1].squares.node()->field) == "squares");
  BOOST_TEST(run.states[1].squares.name() == "squares_2");
  sum(run.last().squares).backward();
  check_all_close(xs.grad(), std::vector<int>{2, 4, 6, 8, 10, 12});
}

// A step may hand a field on as it is; it keeps the name of the time it is from.
BOOST_AUTO_TEST_CASE(a_field_that_is_handed_on_keeps_its_name) {
  struct Keeper : Counter {
    using Counter::Counter;
    using State = TwoFields;
    State start(Index batch) const {
      const Tensor zero(Array::zeros({batch, 2})), kept(Array::ones({batch, 2}));
      return {zero, kept};
    }
    State step(const Tensor& x, const State& s) const { return {s.h * s.c + x, s.c}; }
  } cell(2, 2, {});
  const auto run = nn::unrolled(cell, variable(Array::ones({3, 1, 2})));
  BOOST_TEST(run.last().h.name() == "h_3");
  BOOST_TEST(run.last().c.name() == "c_0");
}

BOOST_AUTO_TEST_SUITE_END()
