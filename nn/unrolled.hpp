// The recurrence, unrolled over time: state_t = step(x_t, state_{t−1}) for t = 1 … T, all of it in one graph.
// The same parameters are used in every step; each step has a scope "t=1", "t=2", … of its own.
#pragma once

#include <string>
#include <vector>

#include "autograd/ops.hpp"
#include "nn/cell.hpp"

namespace unroll::nn {

template <CellState State>
struct Unrolled {
  std::vector<State> states;  // states[0] is t = 1

  const State& last() const { return states.back(); }
  // h of all steps, (T, batch, hidden); a new node with every call.
  Tensor outputs() const {
    std::vector<Tensor> hs;
    for (const State& state : states) hs.push_back(state.h);
    return stack(hs);
  }
};

namespace detail {

// The batch of a sequence (T, batch, …), or of T tensors (batch, …). A ShapeError if it has none, or no steps.
Index batch_of(const Tensor& xs);
Index batch_of(const std::vector<Tensor>& xs);

inline Index steps_of(const Tensor& xs) { return xs.dim(0); }
inline Index steps_of(const std::vector<Tensor>& xs) { return static_cast<Index>(xs.size()); }
inline Tensor input_at(const Tensor& xs, int t) { return xs[t - 1]; }
inline Tensor input_at(const std::vector<Tensor>& xs, int t) { return xs[static_cast<std::size_t>(t - 1)]; }

// Tells drawings that these are the states of time t: h_t, c_t. What is something already stays it: a start that
// is a parameter or comes from an earlier stretch, a field that a step handed on as it was.
template <class State>
void mark_states(const State& state, int t) {
  const auto all = fields(state);
  for (std::size_t i = 0; i < all.size(); ++i)
    if (all[i]->checked().role == Role::none)
      all[i]->mark(Role::state, State::names[i]).named(std::string(State::names[i]) + "_" + std::to_string(t));
}

template <Cell C, class Sequence>
Unrolled<typename C::State> run(C& cell, const Sequence& xs, typename C::State state) {
  batch_of(xs);
  mark_states(state, 0);
  Unrolled<typename C::State> result;
  const int steps = static_cast<int>(steps_of(xs));
  for (int t = 1; t <= steps; ++t) {
    Scope scope("t", t);
    state = cell.step(input_at(xs, t), state);
    mark_states(state, t);
    result.states.push_back(state);
  }
  return result;
}

}  // namespace detail

// Over time-major xs (T, batch, …), from a given state, or from cell.start(batch).
template <Cell C>
Unrolled<typename C::State> unrolled(C& cell, const Tensor& xs, typename C::State start) {
  return detail::run(cell, xs, std::move(start));
}
template <Cell C>
Unrolled<typename C::State> unrolled(C& cell, const Tensor& xs) {
  return detail::run(cell, xs, cell.start(detail::batch_of(xs)));
}

// Over one tensor (batch, …) for each step.
template <Cell C>
Unrolled<typename C::State> unrolled(C& cell, const std::vector<Tensor>& xs, typename C::State start) {
  return detail::run(cell, xs, std::move(start));
}
template <Cell C>
Unrolled<typename C::State> unrolled(C& cell, const std::vector<Tensor>& xs) {
  return detail::run(cell, xs, cell.start(detail::batch_of(xs)));
}

// For what is not a cell: the compiler says what it lacks.
template <class C, class... Rest>
requires(!Cell<C>) void unrolled(C&, const Rest&...) { check_cell<C>(); }

}  // namespace unroll::nn
