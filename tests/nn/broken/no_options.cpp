// A cell has a type Options, which may be empty, and a constructor
#include "tests/nn/broken/uses.hpp"

struct MyCell : nn::Module {
  struct State {
    Tensor h;
    static constexpr std::array names{"h"};
  };
  MyCell(Index, Index) {}
  Index inputs() const { return 1; }
  Index outputs() const { return 1; }
  State start(Index) const { return {}; }
  State step(const Tensor& x, const State&) const { return {x}; }
};

USE(MyCell)
