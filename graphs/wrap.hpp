// A picture too wide for its page, in rows of a few steps each.
#pragma once

#include "graphs/layout.hpp"

namespace unroll::graphs {

// Cuts a finished layout after every view.wrap() panels and puts the rows below each other. A step is only shifted, so
// that all steps of a row stay alike. What is carried from one row to the next runs round through the space between
// them; other links that leave their row run along the sides. Each row has the parameters' bars that it taps, and below
// them room for its strips.
void wrap(const View& view, Layout& layout, const StripRoom& strips);

}  // namespace unroll::graphs
