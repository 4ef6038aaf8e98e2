// How one state answers to an earlier one: the Jacobian ∂state_t/∂state_{t−1} of any cell, and its spectral norm, the
// most by which a small change of the state can grow. Through T steps these Jacobians are multiplied: gradients
// vanish where the product's norm goes to 0 and explode where it grows (Bengio, Simard and Frasconi 1994; Pascanu,
// Mikolov and Bengio 2013).
//
//   StateMap step = nn::one_step(cell, x, state);     state_{t−1} -> state_t, x (batch, …)
//   StateMap all = nn::all_steps(cell, xs, state);    state_0 -> state_T, xs (T, batch, …)
//   jacobian(step)                                    J (S, S), J[i, j] = ∂state_t[i] / ∂state_{t−1}[j]
//   spectral_norm(all)                                the largest singular value of J, which is never made
//
// The state is that of one sequence of the batch, its fields flattened and laid side by side, S numbers in all; or one
// field alone. J stands on the left of a column: of h_t = tanh(x_t W_xh + h_{t−1} W_hh + b), where h is a row, it is
// diag(1 − h_t²) W_hhᵀ. Nothing is added to the gradients of the cell's parameters. The cell must outlive the map, and
// its step must be a function: switch dropout off with train(false).
#pragma once

#include <span>

#include "autograd/derivatives.hpp"
#include "autograd/ops.hpp"
#include "autograd/spectral_norm.hpp"
#include "nn/cell.hpp"

namespace unroll::nn {

struct StateMap {
  TensorFunction f;  // (S) -> (S)
  Tensor at;         // (S), the state to start from
};

struct StateMapOptions {
  Index row = 0;           // which sequence of the batch
  std::string field = "";  // "h": ∂h_t/∂h_{t−1}, the other fields held at what they are before; else all fields
};

Tensor jacobian(const StateMap& map);

// Of any f at any x, by power iteration with one jvp and one vjp a step (autograd/spectral_norm.hpp).
Real spectral_norm(const TensorFunction& f, const Tensor& x, const PowerIteration& options = {});
Real spectral_norm(const StateMap& map, const PowerIteration& options = {});

namespace detail {

Tensor join(std::span<Tensor* const> fields);
void split(const Tensor& joined, std::span<Tensor* const> fields);
// Those named `field`, or all; an Error if there is none of that name.
std::vector<Tensor*> choose(std::span<Tensor* const> fields, std::span<const char* const> names,
                            const std::string& field);

}  // namespace detail

template <Cell C>
StateMap all_steps(C& cell, const Tensor& xs, const typename C::State& start, const StateMapOptions& options = {}) {
  using State = typename C::State;
  const auto chosen = [field = options.field](State& state) {
    return detail::choose(fields(state), State::names, field);
  };
  State state = detach(start);
  for (Tensor* field : fields(state)) *field = slice(*field, 0, options.row, options.row + 1);
  const Tensor own = slice(xs, 1, options.row, options.row + 1).detach();
  const auto f = [&cell, own, state, chosen](const Tensor& from) {
    State s = state;
    detail::split(from, chosen(s));
    for (Index t = 0; t < own.dim(0); ++t) s = cell.step(own[t], s);
    return detail::join(chosen(s));
  };
  return {f, detail::join(chosen(state))};
}

template <Cell C>
StateMap one_step(C& cell, const Tensor& x, const typename C::State& state, const StateMapOptions& options = {}) {
  return all_steps(cell, reshape(x, x.shape().inserted(0, 1)), state, options);
}

}  // namespace unroll::nn
