// A cell has a type State: struct State { Tensor h; };
#include "tests/nn/broken/uses.hpp"

struct MyCell : nn::Module {
  struct Options {};
  MyCell(Index, Index, Options) {}
  Index inputs() const { return 1; }
  Index outputs() const { return 1; }
  Tensor step(const Tensor& x, const Tensor&) const { return x; }
};

USE(MyCell)
