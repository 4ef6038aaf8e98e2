// A cell has inputs() and outputs(), const, which return an Index.
#include "tests/nn/broken/uses.hpp"

struct MyCell : nn::Module {
  struct Options {};
  struct State {
    Tensor h;
    static constexpr std::array names{"h"};
  };
  MyCell(Index, Index, Options) {}
  State start(Index) const { return {}; }
  State step(const Tensor& x, const State&) const { return {x}; }
};

USE(MyCell)
