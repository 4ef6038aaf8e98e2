// In which order a view is walked through: forward, one operation after the other, then backward. Step 0 is before
// everything; steps 1 … F compute one item each; steps F+1 … F+B bring one item's gradient each.
//
// Forward, an item comes after all that it reads. Among those that could be next, time decides: lane by lane, each in
// its own direction, then by number. (Numbers alone come from a walk from the root and would compute what the last
// time step reads of its input before the first time step's state.) Backward, the order is reversed, so that an
// item's gradient is complete when it is reached; items that the traced pass did not reach are left out.
//
// A rolled picture's cell is computed once for each time step, and its gradient comes back as often.
#pragma once

#include <map>
#include <optional>
#include <vector>

#include "graphs/view.hpp"

namespace unroll::graphs {

// The norm of the sum of those shares of a parameter's gradient that have come in up to a step.
struct RunningSum {
  int step;
  std::optional<double> norm;  // nothing while only a part of what belongs together is there, or norms alone are known
};

struct Steps {
  explicit Steps(const View& view);

  std::vector<int> forward, backward;  // items, in order
  std::vector<int> times;              // of each step, forward and then back: which turn of a loop; 0: none
  int count() const { return static_cast<int>(forward.size() + backward.size()); }

  // When an item or a link of the view appears, and when its gradient does; 0: it is there from the start, and nothing:
  // it has no gradient.
  struct When {
    int forward = 0;
    std::optional<int> backward = {};
  };
  std::vector<When> items, links;
  // Of View::turns(), for t = 1 … T: when that gradient comes back; 0: it does not.
  std::vector<std::vector<int>> turns;
  // Of each rail with a gradient: one entry for each step that changes it. The last one is the whole gradient.
  std::map<int, std::vector<RunningSum>> sums;
  bool exact = true;  // the trace kept arrays, so that running sums are known

 private:
  void order_forward(const View& view);
  void compute(const View& view, int item);
  void order_backward(const View& view);
  void time_gradients(const View& view);
  void find_turns(const View& view);
  void add_up(const View& view, int rail);
  std::vector<int> complete_;  // of each edge of the snapshot: when what flowed along it is complete; 0: never seen
};

bool is_step(const Item& item);

}  // namespace unroll::graphs
