// A cell's State is an aggregate: no constructors, nothing private.
#include "tests/nn/broken/uses.hpp"

struct MyCell : nn::Module {
  struct Options {};
  struct State {
    State() {}
    Tensor h;
    static constexpr std::array names{"h"};
  };
  MyCell(Index, Index, Options) {}
  Index inputs() const { return 1; }
  Index outputs() const { return 1; }
  State start(Index) const { return {}; }
  State step(const Tensor&, const State& state) const { return state; }
};

USE(MyCell)
