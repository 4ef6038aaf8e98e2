// What a recurrent cell is: one step of a recurrence, (x_t, state_{t−1}) -> state_t, as a module with a few
// more members. A concept and not a base class, so that each cell has a State of its own and its step reads
// like the formula. rnn_cell.hpp is the shortest example. Unrolling over time and all that rests on it follow
// from these:
//
//   class MyCell : public nn::Module {
//    public:
//     struct Options {};                                  // may be empty
//     struct State {                                      // one to four Tensors (batch, …), h first
//       Tensor h, c;
//       static constexpr std::array names{"h", "c"};
//     };
//     MyCell(Index inputs, Index hidden, Options options);
//     Index inputs() const;                               // the width of x
//     Index outputs() const;                              // the width of h
//     State start(Index batch) const;                     // state_0
//     State step(const Tensor& x, const State& state) const;
//
//     // Both or neither, with step(x, s) == advance(project(x), s): the part of the step that needs no
//     // state can then be computed for all steps at once.
//     Tensor project(const Tensor& xs) const;
//     State advance(const Tensor& projected, const State& state) const;
//
//     static constexpr auto hints = "c h | f i g o";      // optional, for drawings: CONTRIBUTING.md
//   };
#pragma once

#include <array>
#include <concepts>
#include <string_view>
#include <type_traits>
#include <utility>

#include "nn/module.hpp"

namespace unroll::nn {

// ---- The state ----
namespace detail {

template <std::size_t>
using TensorFor = Tensor;

// S{…} takes a Tensor for each position. (An aggregate takes fewer than it has fields, but not more.)
template <class S, class Positions>
inline constexpr bool takes_tensors = false;
template <class S, std::size_t... I>
inline constexpr bool takes_tensors<S, std::index_sequence<I...>> = requires {
  S{std::declval<TensorFor<I>>()...};
};

template <class S, std::size_t N>
concept HasFields = takes_tensors<S, std::make_index_sequence<N>> && !takes_tensors<S, std::make_index_sequence<N + 1>>;

template <class S>
inline constexpr bool begins_with_h = std::string_view(S::names[0]) == "h";

template <class C>
inline constexpr bool has_state_type = requires {
  typename C::State;
};

}  // namespace detail

template <class S>
concept HasStateNames = requires {
  { S::names.size() } -> std::same_as<std::size_t>;
  requires S::names.size() >= 1 && S::names.size() <= 4;
  requires detail::begins_with_h<S>;
};
template <class S>
concept HasH = requires(const S& state) {
  { state.h } -> std::convertible_to<const Tensor&>;
};
template <class S>
concept CellState = std::is_aggregate_v<S> && HasStateNames<S> && detail::HasFields<S, S::names.size()> && HasH<S>;

// Pointers to the fields of a state, in the order of its names, to loop over.
template <class State>
requires CellState<std::remove_const_t<State>>
auto fields(State& state) {
  constexpr std::size_t n = State::names.size();
  if constexpr (n == 1) {
    auto& [a] = state;
    return std::array{&a};
  } else if constexpr (n == 2) {
    auto& [a, b] = state;
    return std::array{&a, &b};
  } else if constexpr (n == 3) {
    auto& [a, b, c] = state;
    return std::array{&a, &b, &c};
  } else {
    auto& [a, b, c, d] = state;
    return std::array{&a, &b, &c, &d};
  }
}

// The same numbers, cut off from the graph: where truncated backpropagation through time ends.
template <CellState State>
State detach(State state) {
  for (Tensor* field : fields(state)) *field = field->detach();
  return state;
}

template <CellState State>
std::vector<State> detach(std::vector<State> states) {
  for (State& state : states) state = detach(std::move(state));
  return states;
}

// ---- The cell ----
template <class C>
concept HasOptions = std::constructible_from<C, Index, Index, typename C::Options>;
template <class C>
concept HasState = CellState<typename C::State>;
template <class C>
concept HasSizes = requires(const C& cell) {
  { cell.inputs() } -> std::convertible_to<Index>;
  { cell.outputs() } -> std::convertible_to<Index>;
};
template <class C>
concept HasStart = requires(C& cell, Index batch) {
  { cell.start(batch) } -> std::same_as<typename C::State>;
};
template <class C>
concept HasStep = requires(C& cell, const Tensor& x, const typename C::State& state) {
  { cell.step(x, state) } -> std::same_as<typename C::State>;
};

// The optional pair.
template <class C>
concept HasProject = requires(C& cell, const Tensor& xs) {
  { cell.project(xs) } -> std::same_as<Tensor>;
};
template <class C>
concept HasAdvance = requires(C& cell, const Tensor& projected, const typename C::State& state) {
  { cell.advance(projected, state) } -> std::same_as<typename C::State>;
};
// How a drawing may lay out a step of it.
template <class C>
constexpr const char* hints_of() {
  if constexpr (requires { C::hints; })
    return C::hints;
  else
    return "";
}
template <class C>
inline constexpr bool projects_wholly_or_not = HasProject<C> == HasAdvance<C>;

template <class C>
concept Cell = std::derived_from<C, Module> && HasOptions<C> && HasState<C> && HasSizes<C> && HasStart<C> &&
    HasStep<C> && projects_wholly_or_not<C>;

// A cell whose product with the input can be taken out of the loop over time.
template <class C>
concept ProjectingCell = Cell<C> && HasProject<C>;

// True; does not compile unless C is a Cell, and says what is missing.
template <class C>
constexpr bool check_cell() {
  static_assert(std::derived_from<C, Module>, "A cell is a module: class MyCell : public nn::Module.");
  static_assert(HasOptions<C>,
                "A cell has a type Options, which may be empty, and a constructor "
                "(Index inputs, Index hidden, Options options).");
  static_assert(HasSizes<C>, "A cell has inputs() and outputs(), const, which return an Index.");
  static_assert(detail::has_state_type<C>, "A cell has a type State: struct State { Tensor h; };");
  if constexpr (detail::has_state_type<C>) {
    using State = typename C::State;
    static_assert(std::is_aggregate_v<State>, "A cell's State is an aggregate: no constructors, nothing private.");
    static_assert(HasStateNames<State>,
                  "A cell's State names its one to four fields, h first: "
                  "static constexpr std::array names{\"h\", \"c\"};");
    if constexpr (std::is_aggregate_v<State> && HasStateNames<State>)
      static_assert(CellState<State>, "A cell's State has one Tensor for each of its names, and h is the first.");
    static_assert(HasStart<C>, "A cell has start(Index batch), which returns its State.");
    static_assert(HasStep<C>, "A cell has step(const Tensor& x, const State& state), which returns its State.");
    static_assert(projects_wholly_or_not<C>, "A cell has both project(xs) and advance(projected, state), or neither.");
  }
  return true;
}

}  // namespace unroll::nn
