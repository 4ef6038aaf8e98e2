// The rolled picture: one cell that stands for all steps of a lane, a loop with an explicit delay for everything that
// it carries, and under it the gradient at every turn of the loop.
#pragma once

#include "graphs/canvas.hpp"
#include "graphs/heat.hpp"

namespace unroll::graphs {

void lay_out_rolled(const View& view, Layout& layout);

// What one step computes for a state, as a formula: "tanh(x_t W_xh + h_t−1 W_hh + b)". Nothing if it cannot be written
// in one line: an intermediate value is read twice or cut into slices, or a number in it is not recorded.
std::optional<std::string> formula_of(const Snapshot& snapshot, int state);
// The arithmetic ops of one step, most frequent first: "4 add, 3 ⊙, 2 matmul".
std::string counts_of(const Snapshot& snapshot, const std::vector<int>& nodes);

void paint_cell(Canvas& canvas, const std::string& id, const Box& box, const Item& item, const std::string& tooltip);
void paint_delay(Canvas& canvas, const std::string& id, const Box& box, const Item& item);
// The names beside the delays, the way back along the loops, and the strips of squares below everything. Up to 60 steps
// have a square each; beyond, a square is the largest of several. `heat` is null if nothing was traced.
int steps_in_square(int steps);
void paint_turns(Canvas& canvas, const View& view, const Layout& layout, const Heat* heat);

}  // namespace unroll::graphs
