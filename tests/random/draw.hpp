// Random choices that are the same with every compiler and standard library.
#pragma once

#include <random>
#include <vector>

#include "tests/random/program.hpp"

namespace random_programs {

class Draw {
 public:
  explicit Draw(std::uint64_t seed) : engine_(seed) {}

  Index below(Index n) { return static_cast<Index>(engine_() % static_cast<std::uint64_t>(n)); }
  Index between(Index low, Index high) { return low + below(high - low + 1); }
  bool chance(int percent) { return below(100) < percent; }
  template <class T>
  const T& of(const std::vector<T>& items) {
    return items[static_cast<std::size_t>(below(static_cast<Index>(items.size())))];
  }
  template <class T>
  void shuffle(std::vector<T>& items) {
    for (std::size_t i = items.size(); i > 1; --i)
      std::swap(items[i - 1], items[static_cast<std::size_t>(below(static_cast<Index>(i)))]);
  }

 private:
  std::mt19937_64 engine_;
};

}  // namespace random_programs
