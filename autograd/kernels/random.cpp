// The bits of random.hpp, and what is made of them.
#include "autograd/random.hpp"

#include <fmt/format.h>

#include <bit>
#include <cmath>
#include <numeric>

#include "autograd/error.hpp"

namespace unroll::inline UNROLL_PRECISION {

Random::Random(std::uint64_t seed) {
  for (std::uint64_t& word : state_.words) {  // splitmix64
    std::uint64_t z = (seed += 0x9e3779b97f4a7c15u);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    word = z ^ (z >> 31);
  }
}

std::uint64_t Random::next() {
  auto& s = state_.words;
  const std::uint64_t result = std::rotl(s[0] + s[3], 23) + s[0];
  const std::uint64_t t = s[1] << 17;
  s[2] ^= s[0];
  s[3] ^= s[1];
  s[1] ^= s[2];
  s[0] ^= s[3];
  s[2] ^= t;
  s[3] = std::rotl(s[3], 45);
  return result;
}

double Random::uniform() { return static_cast<double>(next() >> 11) * 0x1p-53; }

double Random::normal() {
  if (state_.has_spare) {
    state_.has_spare = false;
    return state_.spare;
  }
  double u, v, s;
  do {
    u = 2 * uniform() - 1;
    v = 2 * uniform() - 1;
    s = u * u + v * v;
  } while (s >= 1 || s == 0);
  const double scale = std::sqrt(-2 * std::log(s) / s);
  state_.spare = v * scale;
  state_.has_spare = true;
  return u * scale;
}

Index Random::below(Index n) {
  if (n <= 0) throw Error(fmt::format("random numbers below {}: the bound must be at least 1", n));
  const auto bound = static_cast<std::uint64_t>(n);
  __extension__ using Wide = unsigned __int128;
  Wide product = static_cast<Wide>(next()) * bound;
  if (static_cast<std::uint64_t>(product) < bound)
    for (const std::uint64_t threshold = -bound % bound; static_cast<std::uint64_t>(product) < threshold;)
      product = static_cast<Wide>(next()) * bound;
  return static_cast<Index>(product >> 64);
}

Array Random::uniform(const Shape& shape, double low, double high) {
  Array array = Array::uninitialized(shape);
  for (Index i = 0; i < array.size(); ++i) array.write()[i] = static_cast<Real>(low + (high - low) * uniform());
  return array;
}

Array Random::normal(const Shape& shape, double mean, double deviation) {
  Array array = Array::uninitialized(shape);
  for (Index i = 0; i < array.size(); ++i) array.write()[i] = static_cast<Real>(mean + deviation * normal());
  return array;
}

Indices Random::below(const Shape& shape, Index n) {
  std::vector<Index> values(static_cast<std::size_t>(shape.size()));
  for (Index& value : values) value = below(n);
  return {shape, std::move(values)};
}

std::vector<Index> Random::permutation(Index n) {
  if (n < 0) throw Error(fmt::format("a permutation of {} numbers: there must be 0 or more", n));
  std::vector<Index> order(static_cast<std::size_t>(n));
  std::iota(order.begin(), order.end(), Index{0});
  for (Index i = n - 1; i > 0; --i)
    std::swap(order[static_cast<std::size_t>(i)], order[static_cast<std::size_t>(below(i + 1))]);
  return order;
}

Random& random_numbers() {
  thread_local Random generator;
  return generator;
}

void seed(std::uint64_t seed) { random_numbers() = Random(seed); }

}  // namespace unroll::inline UNROLL_PRECISION
