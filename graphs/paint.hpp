// A view and its layout as a DOT file that holds every position, so that plain `dot` draws the same picture:
// colours, type, numbers, title and legend.
#pragma once

#include <string>

#include "graphs/layout.hpp"

namespace unroll::graphs {

struct Captions {
  std::string title, subtitle;
};

std::string to_dot(const View& view, const Layout& layout, const Captions& captions);

}  // namespace unroll::graphs
