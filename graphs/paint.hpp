// A view and its layout as a DOT file that holds every position, so that plain `dot` draws the same picture:
// colours, type, numbers, title and legend.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "graphs/heat.hpp"
#include "graphs/layout.hpp"
#include "graphs/strip.hpp"

namespace unroll::graphs {

// A quantity that items are coloured by in the gradient's place.
struct Quantity {
  std::string name;                           // for the legend
  std::vector<std::optional<double>> values;  // of each node of the snapshot; nothing: its ordinary colour
  Scale scale = Scale::log;
};

struct PaintOptions {
  std::string title = {}, subtitle = {};
  std::vector<Strip> strips = {};
  std::optional<Quantity> heat = {};
  std::vector<int> way = {};  // the nodes of a path that stands out in a colour of its own
};

std::string to_dot(const View& view, const Layout& layout, const PaintOptions& options);

}  // namespace unroll::graphs
