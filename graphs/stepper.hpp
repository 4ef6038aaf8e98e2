// A picture as a page that steps through it, forward and backward: one HTML file without a network.
#pragma once

#include <string>

#include "graphs/view.hpp"

namespace unroll::graphs {

// `svg`: the drawing of this view by Graphviz, whose ids say which item or link is which. Names come into the page as
// data and never as HTML. The same drawing gives the same bytes.
std::string stepper_page(const View& view, const std::string& svg, const std::string& title);

}  // namespace unroll::graphs
