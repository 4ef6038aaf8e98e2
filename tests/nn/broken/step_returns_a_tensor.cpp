// A cell has step(const Tensor& x, const State& state), which returns its State.
#include "tests/nn/broken/uses.hpp"

struct MyCell : nn::Module {
  struct Options {};
  struct State {
    Tensor h;
    static constexpr std::array names{"h"};
  };
  MyCell(Index, Index, Options) {}
  Index inputs() const { return 1; }
  Index outputs() const { return 1; }
  State start(Index) const { return {}; }
  Tensor step(const Tensor& x, const State&) const { return x; }
};

USE(MyCell)
