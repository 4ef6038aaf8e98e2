// The state that each lane carries through time: h of an RNN, h and c of an LSTM, in the order in which it is computed,
// whatever a view shows or folds of it.
#pragma once

#include "graphs/view.hpp"

namespace unroll::graphs {

struct CarriedState {
  int lane = 0;                     // in View::lanes()
  std::vector<std::string> fields;  // "c", "h": by name
  struct Moment {
    int step;
    std::vector<int> nodes;  // in the snapshot, one for each field
  };
  std::vector<Moment> moments;  // t = 1 … T; of a mirrored lane, T … 1
  bool fed = false;  // the gradient enters not only at the last of them: a loss, or a lane above, at every step
};

// One for each lane that carries a state, in the order of the lanes. A step that hands a field on as it was has the
// earlier node for it; steps before a field's first node are left out.
std::vector<CarriedState> carried_states(const View& view);

}  // namespace unroll::graphs
