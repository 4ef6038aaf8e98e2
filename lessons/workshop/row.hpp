// A row of the table of cells, as the workshop's trials see it: what kind of cell it is, is forgotten.
//
//   const Row mine = row<nn::LeakyCell>("leaky", {.a = Real(0.1)});
//   const AnyCell cell = mine.make(8, 32);
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "nn/unrolled.hpp"

namespace unroll::workshop {

using Fields = std::vector<Tensor>;  // of a state, in the order of its names

// One cell, with weights of its own.
struct AnyCell {
  std::shared_ptr<nn::Module> module;
  Index outputs;
  std::vector<std::string> names;  // of the fields
  std::function<Fields(Index batch)> start;
  // state_1 … state_T, over one tensor (batch, inputs) for each step.
  std::function<std::vector<Fields>(const std::vector<Tensor>& xs)> states;
  // h_T, over a whole sequence (T, batch, inputs). The input's products are made before the loop, if the cell can.
  std::function<Tensor(const Tensor& xs)> last;
};

struct Row {
  std::string name;
  std::string options;  // what is not as the cell would have it by itself, for readers: "b_f = 3"
  std::function<AnyCell(Index inputs, Index hidden)> make;
};

namespace detail {

template <class C>
struct OptionsOf {
  struct Type {};  // the cell has none, and is refused further down
};
template <class C>
requires requires { typename C::Options; }
struct OptionsOf<C> {
  using Type = typename C::Options;
};

template <nn::CellState State>
Fields fields_of(const State& state) {
  Fields all;
  for (const Tensor* field : nn::fields(state)) all.push_back(*field);
  return all;
}

template <nn::Cell C>
AnyCell any(std::shared_ptr<C> cell) {
  return {cell,
          cell->outputs(),
          {C::State::names.begin(), C::State::names.end()},
          [cell](Index batch) { return fields_of(cell->start(batch)); },
          [cell](const std::vector<Tensor>& xs) {
            std::vector<Fields> all;
            for (const auto& state : nn::unrolled(*cell, xs).states) all.push_back(fields_of(state));
            return all;
          },
          [cell](const Tensor& xs) { return nn::unrolled(*cell, xs, {.project_first = true}).last().h; }};
}

}  // namespace detail

template <class C>
Row row(std::string name, const typename detail::OptionsOf<C>::Type& options = {}, std::string told = "") {
  static_assert(nn::check_cell<C>());
  if constexpr (nn::Cell<C>)
    return {std::move(name), std::move(told), [options](Index inputs, Index hidden) {
              return detail::any(std::make_shared<C>(inputs, hidden, options));
            }};
  else
    return {};
}

}  // namespace unroll::workshop
