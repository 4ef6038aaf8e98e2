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
// Between the taps of an item; those of a state carry numbers side by side.
double spacing_of(const Item& item);

inline constexpr double gutter = 30;  // between columns
inline constexpr double lane = 20;    // between cells of a column
inline constexpr double chip_distance = 20, chip_gap = 8;

}  // namespace unroll::graphs
