// The scales of colours by which plots and painted sequences show numbers.
#pragma once

#include <array>
#include <span>
#include <string_view>

#include "graphs/style.hpp"

namespace unroll::graphs {

// Numbers such as a gate's from light to dark blue, gradients from light to dark red as in the graphs, numbers of both
// signs from red through white to blue with zero in the middle.
enum class Colours { values, gradients, signs };

namespace style {

inline constexpr std::string_view missing = "#B8C0CA";  // a cell without a number
inline constexpr std::array<std::string_view, 6> blues{data_fill, "#B9D4F0", "#7DB0E0", "#4586C6", data, "#123A66"};
inline constexpr std::array<std::string_view, 7> both_signs{"#7A1F1F", "#C2605A", "#EBB9AE", "#FFFFFF",
                                                            "#AEC8E8", "#4F82BD", grows};

// From the lowest to the highest number, evenly spaced.
constexpr std::span<const std::string_view> scale_of(Colours colours) {
  if (colours == Colours::values) return blues;
  if (colours == Colours::gradients) return heat;
  return both_signs;
}

}  // namespace style

}  // namespace unroll::graphs
