// How large an item is drawn, and the distances inside a panel. Lengths are points.
#pragma once

#include <string>
#include <vector>

#include "graphs/layout.hpp"

namespace unroll::graphs {

struct Size {
  double width, height;
};
Size size_of(const Item& item);
std::vector<std::string> lines_of(const std::string& note);

inline constexpr double gutter = 30;       // between columns
inline constexpr double tap_spacing = 34;  // room for the number beside a tap
inline constexpr double lane = 20;         // between cells of a column
inline constexpr double chip_distance = 20, chip_gap = 8;

}  // namespace unroll::graphs
