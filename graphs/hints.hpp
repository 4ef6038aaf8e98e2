// What a cell says about the look of its step, as plain data: `static constexpr auto hints = "c h | f i g o"`. Before
// the first bar, the states that have a line of their own through all steps, from the top; after each bar, values that
// stand above each other in one column, from the top. States are called as in State::names, other values by
// Tensor::called.
//
// Hints are wishes. What a step does not have is passed over, so is a column in which one value is made from another,
// and what the hints leave open is laid out as if there were none.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace unroll::graphs {

struct Hints {
  explicit Hints(std::string_view text = {});

  std::vector<std::string> lines;
  std::vector<std::vector<std::string>> columns;
};

}  // namespace unroll::graphs
