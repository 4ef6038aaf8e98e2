// What each thing in a picture means, in the picture's own symbols: every colour and every symbol that occurs in it,
// and no others.
#pragma once

#include "graphs/canvas.hpp"
#include "graphs/heat.hpp"

namespace unroll::graphs {

// What was drawn along links, and under the rails.
struct Used {
  bool halo = false, arc = false, zero = false, attention = false, shrinks = false, grows = false;
  bool strip = false, slices = false, unreached = false, bound = false, way = false, counted_elsewhere = false;
};

struct LegendOptions {
  const Heat* heat = nullptr;  // the scale that items are coloured by; null if there is none
  bool gradients = false;      // it is the gradient's
  std::string quantity = {};   // or what it shows instead
};

// Under everything else on the canvas.
void draw_legend(Canvas& canvas, const View& view, const Layout& layout, const Used& used,
                 const LegendOptions& options);

}  // namespace unroll::graphs
