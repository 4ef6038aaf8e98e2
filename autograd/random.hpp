// Random numbers from a generator of our own (xoshiro256++, Blackman and Vigna 2019, seeded by splitmix64), so
// that a seed gives the same numbers with every compiler and standard library.
#pragma once

#include "autograd/array.hpp"

namespace unroll::inline UNROLL_PRECISION {

class Random {
 public:
  explicit Random(std::uint64_t seed = 0);

  std::uint64_t next();  // 64 random bits
  double uniform();      // in [0, 1)
  double normal();       // mean 0, standard deviation 1 (Marsaglia's polar method)
  Index below(Index n);  // 0 … n-1, each as likely (Lemire 2019); n > 0

  Array uniform(const Shape& shape, double low = 0, double high = 1);
  Array normal(const Shape& shape, double mean = 0, double deviation = 1);
  Indices below(const Shape& shape, Index n);
  std::vector<Index> permutation(Index n);

  // For checkpoints: everything that determines what comes next.
  struct State {
    std::array<std::uint64_t, 4> words{};
    double spare = 0;
    bool has_spare = false;
  };
  const State& state() const { return state_; }
  void restore(const State& state) { state_ = state; }

 private:
  State state_;
};

// This thread's generator, from which modules draw their first weights; `seed` starts it anew.
Random& random_numbers();
void seed(std::uint64_t seed);

}  // namespace unroll::inline UNROLL_PRECISION
