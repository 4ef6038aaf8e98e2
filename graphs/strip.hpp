// The strips under a picture: for each field of the state that a lane carries, one segment for each time step with the
// share of the last state's gradient norm that is left there; and, on demand, what could be left at most (bounds).
//
// One strip for each field, because that is the lesson of an LSTM: c keeps what h loses. Each says again what is
// written on the state itself, so that a state's gradient is all of it, with what enters at that step, such as that
// step's loss.
#pragma once

#include "graphs/bounds.hpp"
#include "graphs/canvas.hpp"
#include "graphs/heat.hpp"

namespace unroll::graphs {

struct Strip {
  int lane;
  std::string label;  // ‖∂L/∂hₜ‖ ÷ ‖∂L/∂h₅‖
  std::string note;   // what is special about it; without segments, why there are none
  double whole;       // the norm that is 100 %
  struct Segment {
    int step;
    std::optional<double> ratio;  // nothing: no gradient reached it
  };
  std::vector<Segment> segments;  // in the order of the lane's flow, folded steps, too
  bool bound = false;             // not what came back, but the most that could
};

// Without bounds if `with_bounds` is false. Empty if nothing is carried, or the picture is rolled; without a trace, the
// bounds alone.
std::vector<Strip> strips_of(const View& view, bool with_bounds);

// "48 %", "×32", "2·10⁻⁸".
std::string percentage(double ratio);

StripRoom room_of(const std::vector<Strip>& strips, const View& view);

// Under the rails of the lane's panels; in a wrapped picture, in every row. Filled by the gradient's scale; white if it
// is null.
void draw_strips(Canvas& canvas, const View& view, const Layout& layout, const std::vector<Strip>& strips,
                 const Heat* heat);

}  // namespace unroll::graphs
