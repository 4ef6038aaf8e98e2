// The recurrence, unrolled over time: state_t = step(x_t, state_{t−1}) for t = 1 … T, all of it in one graph.
// The same parameters are used in every step; each step has a scope "t=1", "t=2", … of its own.
#pragma once

#include <string>
#include <vector>

#include "autograd/ops.hpp"
#include "nn/cell.hpp"

namespace unroll::nn {

enum class Direction { past, future };  // what h_t has read: x_1 … x_t, or x_T … x_t

struct UnrollOptions {
  // How long each sequence of the batch is, 0 … T; empty if all are T long. Beyond its end a sequence keeps its
  // state, field by field, so that the last one is the one at its end; what xs holds there, be it NaN, is not read.
  Indices lengths = {};
  Direction direction = Direction::past;
  // Multiplies all of xs with the input's weights at once, if the cell has project(): the same numbers to rounding,
  // and faster. The graph then shows one product before the loop instead of one in every step.
  bool project_first = false;
};

template <CellState State>
struct Unrolled {
  std::vector<State> states;  // states[0] is t = 1
  Direction direction = Direction::past;
  Array within;  // (T, batch, 1): 1 up to a sequence's length, 0 beyond; empty if all are T long

  // After all has been read: of t = T, or of t = 1 if time ran backwards.
  const State& last() const { return direction == Direction::past ? states.back() : states.front(); }
  // h of all steps, (T, batch, hidden), 0 beyond a sequence's length; a new node with every call.
  Tensor outputs() const {
    std::vector<Tensor> hs;
    for (const State& state : states) hs.push_back(state.h);
    return within ? where(Tensor(within), stack(hs), Real(0)) : stack(hs);
  }
};

namespace detail {

// The batch of a sequence (T, batch, …), or of T tensors (batch, …). A ShapeError if it has none, or no steps.
Index batch_of(const Tensor& xs);
Index batch_of(const std::vector<Tensor>& xs);

// A ShapeError unless every field of the state is (batch, …), and h, the first, `width` wide.
void check_start(std::span<const Tensor* const> fields, std::span<const char* const> names, Index batch, Index width);

// Unrolled::within; an Error if there is not one length for each sequence, or a sequence that is too long.
Array within(const Indices& lengths, Index steps, Index batch);
// `within` as a tensor that broadcasts against x.
Tensor beside(const Array& within, const Tensor& x);

// 0 beyond a sequence's end: a gradient of 0 times NaN would be NaN.
inline Tensor read(const Tensor& xs, const Array& within) { return where(beside(within, xs), xs, Real(0)); }
std::vector<Tensor> read(const std::vector<Tensor>& xs, const Array& within);

inline Index steps_of(const Tensor& xs) { return xs.dim(0); }
inline Index steps_of(const std::vector<Tensor>& xs) { return static_cast<Index>(xs.size()); }
inline Tensor input_at(const Tensor& xs, int t) { return xs[t - 1]; }
inline Tensor input_at(const std::vector<Tensor>& xs, int t) { return xs[static_cast<std::size_t>(t - 1)]; }

// Tells drawings that these are the states of time t: h_t, c_t. What is something already stays it: a start that
// is a parameter or comes from an earlier stretch, a field that a step handed on as it was.
template <class State>
void mark_states(const State& state, int t, Direction direction) {
  const auto all = fields(state);
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (all[i]->checked().role != Role::none) continue;
    all[i]->mark(Role::state, State::names[i], static_cast<int>(direction));
    if (t == 0 || all[i]->node()->scope.step() != t)  // made before this step
      all[i]->named(std::string(State::names[i]) + "_" + std::to_string(t));
  }
}

// Where a sequence has ended (0 in `within`, (batch, 1)), the old state instead of the new one.
template <class State>
void keep_ended(State& state, const State& old, const Array& within) {
  const auto all = fields(state);
  const auto before = fields(old);
  for (std::size_t i = 0; i < all.size(); ++i) *all[i] = where(beside(within, *all[i]), *all[i], *before[i]);
}

// step(t, state_{t−1}) makes state_t.
template <Cell C, class Step>
auto run(int steps, Array within, typename C::State state, Direction direction, const Step& step) {
  using State = typename C::State;
  const bool past = direction == Direction::past;
  Unrolled<State> result{std::vector<State>(static_cast<std::size_t>(steps)), direction, std::move(within)};
  mark_states(state, past ? 0 : steps + 1, direction);
  for (int i = 1; i <= steps; ++i) {
    const int t = past ? i : steps + 1 - i;
    Scope scope("t", t, hints_of<C>());
    State next = step(t, state);
    if (result.within) keep_ended(next, state, result.within[t - 1]);
    mark_states(next, t, direction);
    state = result.states[static_cast<std::size_t>(t - 1)] = std::move(next);
  }
  return result;
}

}  // namespace detail

template <class S>
concept Sequence = std::same_as<S, Tensor> || std::same_as<S, std::vector<Tensor>>;

// Over time-major xs (T, batch, …), or over one tensor (batch, …) for each step; from a given state, or from
// cell.start(batch).
template <Cell C, Sequence S>
Unrolled<typename C::State> unrolled(C& cell, const S& xs, typename C::State start, const UnrollOptions& options = {}) {
  const Index batch = detail::batch_of(xs);
  const int steps = static_cast<int>(detail::steps_of(xs));
  const Array within = detail::within(options.lengths, steps, batch);
  detail::check_start(fields(std::as_const(start)), C::State::names, batch, cell.outputs());
  const S read = within ? detail::read(xs, within) : xs;
  if constexpr (ProjectingCell<C> && std::same_as<S, Tensor>)
    if (options.project_first) {
      const Tensor projected = cell.project(read);
      return detail::run<C>(steps, within, std::move(start), options.direction, [&](int t, const auto& state) {
        return cell.advance(detail::input_at(projected, t), state);
      });
    }
  return detail::run<C>(steps, within, std::move(start), options.direction,
                        [&](int t, const auto& state) { return cell.step(detail::input_at(read, t), state); });
}
template <Cell C, Sequence S>
Unrolled<typename C::State> unrolled(C& cell, const S& xs, const UnrollOptions& options = {}) {
  return unrolled(cell, xs, cell.start(detail::batch_of(xs)), options);
}

// For what is not a cell: the compiler says what it lacks.
namespace detail {
struct AnyState {
  template <class... Fields>
  AnyState(const Fields&...) {}
};
}  // namespace detail
template <class C, class S>
requires(!Cell<C>) auto unrolled(C&, const S&, const UnrollOptions& = {}) { return check_cell<C>(); }
template <class C, class S>
requires(!Cell<C>) auto unrolled(C&, const S&, const detail::AnyState&, const UnrollOptions& = {}) {
  return check_cell<C>();
}

}  // namespace unroll::nn
