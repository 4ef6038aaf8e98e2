#pragma once

#include <algorithm>
#include <vector>

#include "autograd/array.hpp"
#include "autograd/error.hpp"

inline std::vector<unroll::Index> moves_of(const std::vector<int>& keys) {
  std::vector<unroll::Index> moves;
  for (std::size_t i = 1; i < keys.size(); ++i) moves.push_back(std::clamp(keys[i] - keys[i - 1], -13, 13) + 13);
  return moves;
}
