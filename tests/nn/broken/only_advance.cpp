// A cell has both project(xs) and advance(projected, state), or neither.
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
  State step(const Tensor& x, const State&) const { return {x}; }
  State advance(const Tensor& projected, const State&) const { return {projected}; }
};

USE(MyCell)
