// Attention's weights as numbers: under the graph, a heat map for each head, rows = queries, columns = keys. Weights
// that are exactly 0, such as those behind a mask, leave their cell empty.
//
// Self-attention over a whole sequence was recorded as one product and has no time steps, so the graph cannot show who
// reads whom; beside its matrix stand the positions in a row, and arcs that lead from what is read to its reader:
// above from earlier positions, below from later ones. They are the matrix once more, not recorded operations.
#pragma once

#include "graphs/canvas.hpp"
#include "graphs/view.hpp"

namespace unroll::graphs {

// Under everything else on the canvas. Is there any?
bool draw_attention(Canvas& canvas, const View& view, const Layout& layout);

// A weight's colour with its opacity, grey for NaN, and the width of its edge: from 0 and 0.6 pt to 1 and 6 pt.
std::string weight_colour(double weight);
double weight_width(double weight);

}  // namespace unroll::graphs
