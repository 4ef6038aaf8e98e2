// What only few nodes have, kept apart so that the many stay small.
#pragma once

#include "autograd/rule.hpp"

namespace unroll::inline UNROLL_PRECISION {

struct Node::Rare {
  std::string name;
  Array gradient;           // what backward passes have added up
  std::uint32_t begun = 0;  // the version of the value in the first of these passes
  bool keep_gradient = false;
  std::vector<std::function<void(const Array&)>> hooks;

  // Scratch of a pass that records: whole terms, and pieces that wait to be placed together.
  std::vector<Tensor> terms;
  std::vector<Placed<Tensor>> pieces;
};

// The node, unless it is a handle on nothing, or another thread made it: then it throws.
Node& own(const char* op, const Tensor& x);

// "W_xh (variable) (2, 3) in encoder", for messages.
std::string describe(const Node& node);

// A rule must return its input's shape; throws a ShapeError that names the op if it does not.
void check_contribution(const Node& op, int input, const Shape& got);

}  // namespace unroll::inline UNROLL_PRECISION
