// Where everything goes. One block for each time step, stamped along the time axis: ops in columns by their depth
// within the step, the state that is carried on along the top line, data below its user, shared parameters as rails
// under all steps with a tap at every use. What comes before time stands at the left, what comes after at the
// right. Each lane of the view (a layer, a direction) has a row of its own, with its rails under it; stacked layers
// stack upwards, and one that reads from t = T to 1 runs from right to left. What attends to lanes that have ended
// stands to the right of them, and reads their states along arcs above all panels. A recorded backward pass gets a last
// row under the rails, aligned with the others, that runs from right to left and ends in bars that gather the addends
// of each parameter's gradient.
//
// The geometry is ours and not Graphviz's, whose general layout takes minutes for an unrolled graph and hides that
// all steps are the same. Lengths are points; y grows upwards.
#pragma once

#include "graphs/view.hpp"

namespace unroll::graphs {

struct Point {
  double x = 0, y = 0;
};
struct Box {  // by its middle
  double x = 0, y = 0, width = 0, height = 0;
  double left() const { return x - width / 2; }
  double right() const { return x + width / 2; }
  double bottom() const { return y - height / 2; }
  double top() const { return y + height / 2; }
};

struct Panel {
  int step, last_step;  // the same, but for a fold
  int lane;             // in the forward pass
  bool backward;
  Box box;
  double floor = 0;  // where the rails of its row of the picture, or of its phase, end: strips go below
};

// The shape of a link: a chain of cubic Bézier curves, 3n+1 points, the last of which is the arrow's tip.
struct Route {
  std::vector<Point> curve;
  std::optional<Point> junction;  // where a tap leaves its rail, or an addend meets its sum
  int joined = -1;  // of an attention: from this point of the curve on, another link to the same item is drawn for it
  std::vector<Point> arc;  // at cell level, the way of the gradient back, above the states
};

// A parameter's bar once more, under a further row of a wrapped picture.
struct Repeat {
  int item;
  Box box;
};

// What strips take below the rails, and their texts at the left and at the right of the panels.
struct StripRoom {
  double below = 0, left = 0, right = 0;
};

struct Layout {
  explicit Layout(const View& view, const StripRoom& strips = {});

  std::vector<Box> items;     // as in View::items()
  std::vector<Route> links;   // as in View::links()
  std::vector<Panel> panels;  // in the order of time, forward first
  std::vector<Repeat> repeats;
  Box bounds;  // around all of it
};

bool is_circle(const Item& item);

}  // namespace unroll::graphs
