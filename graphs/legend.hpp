// What each thing in a picture means, in the picture's own symbols, and only those that occur in it.
#pragma once

#include "graphs/canvas.hpp"
#include "graphs/heat.hpp"

namespace unroll::graphs {

// What was drawn along links.
struct Used {
  bool halo = false, arc = false, zero = false;
};

// Under everything else on the canvas. `heat` is the gradient's scale; null if no gradients are shown.
void draw_legend(Canvas& canvas, const View& view, const Layout& layout, const Heat* heat, const Used& used);

}  // namespace unroll::graphs
