// What counting says: tables of how often each letter was seen among its neighbours. Short contexts are seen often and
// say little, long ones say much and are seen seldom, so the estimates are mixed (Witten and Bell 1991):
//
//   p_n(y) = (count of y in the context of n neighbours + c u p_{n−1}(y)) / (count of the context + c u)
//
// where u is how many different letters were seen in it: the more, the less it is trusted. p_{−1} is the same for all.
// The weight c is chosen by held-out letters. In a context that was never seen, p_n is p_{n−1}.
#pragma once

#include <array>
#include <cmath>
#include <cstdint>
#include <map>
#include <unordered_map>

#include "lessons/15-language/text.hpp"

// Symbols are 0 … kinds − 1. Others may stand in a text, such as the end of a poem: they are never asked for, but they
// are neighbours.
template <Index kinds>
class Tables {
 public:
  using Distribution = std::array<double, std::size_t(kinds)>;

  // Whose letters are the context, from the most important: −1 is the letter before, 1 the one after.
  Tables(std::vector<int> neighbours, const Letters& text)
      : neighbours_(std::move(neighbours)), counts_(neighbours_.size() + 1) {
    for (Index at = 0; at < Index(text.size()); ++at)
      if (const Index symbol = text[std::size_t(at)]; symbol < kinds)
        each_context(text, at, [&, y = std::size_t(symbol)](std::size_t n, std::uint64_t context) {
          ++counts_[n][context][y];
          return true;
        });
  }

  std::size_t orders() const { return counts_.size(); }

  // What stands at `at`, by its first n neighbours; told(m, p_m) on the way, for m = 0 … n.
  template <class Told>
  void guess(const Letters& text, Index at, std::size_t n, double c, const Told& told) const {
    Distribution p;
    p.fill(1.0 / double(kinds));
    std::size_t m = 0;
    each_context(text, at, [&](std::size_t order, std::uint64_t context) {
      const auto found = counts_[order].find(context);
      if (order > n || found == counts_[order].end()) return false;
      unsigned all = 0, different = 0;
      for (unsigned count : found->second) all += count, different += count > 0;
      const double trust = c * different;
      for (std::size_t y = 0; y < p.size(); ++y) p[y] = (found->second[y] + trust * p[y]) / (all + trust);
      told(m++, p);
      return true;
    });
    for (; m <= n; ++m) told(m, p);
  }
  Distribution guess(const Letters& text, Index at, std::size_t n, double c) const {
    Distribution p;
    guess(text, at, n, c, [&](std::size_t, const Distribution& by_m) { p = by_m; });
    return p;
  }

  // −log2 p of the letters that stand there, on average, for each n = 0 …
  std::vector<double> bits(const Letters& text, double c) const {
    std::vector<double> sum(orders());
    double all = 0;
    for (Index at = 0; at < Index(text.size()); ++at)
      if (const Index symbol = text[std::size_t(at)]; symbol < kinds) {
        guess(text, at, orders() - 1, c,
              [&](std::size_t n, const Distribution& p) { sum[n] -= std::log2(p[std::size_t(symbol)]); });
        ++all;
      }
    for (double& bits : sum) bits /= all;
    return sum;
  }

  // How many counts with n neighbours are not 0.
  Index stored(std::size_t n) const {
    Index sum = 0;
    for (const auto& entry : counts_[n])
      for (unsigned count : entry.second) sum += count > 0;
    return sum;
  }

 private:
  // visit(n, the n neighbours as one number), while they exist and the answer is true.
  template <class Visit>
  void each_context(const Letters& text, Index at, const Visit& visit) const {
    std::uint64_t context = 0;
    for (std::size_t n = 0; visit(n, context) && n < neighbours_.size(); ++n) {
      const Index neighbour = at + neighbours_[n];
      if (neighbour < 0 || neighbour >= Index(text.size())) break;
      context = context * most + std::uint64_t(text[std::size_t(neighbour)] + 1);
    }
  }

  static constexpr std::uint64_t most = kinds + 2;  // one kind of others

  std::vector<int> neighbours_;
  std::vector<std::unordered_map<std::uint64_t, std::array<unsigned, std::size_t(kinds)>>> counts_;  // for each n
};

// For each n the weight c that is best on the held-out letters, and what it gives there.
struct Chosen {
  std::vector<double> c, held_out;
  std::size_t best = 0;  // n, by the held-out letters
};
template <Index kinds>
Chosen choose(const Tables<kinds>& tables, const Letters& held_out) {
  Chosen chosen{std::vector<double>(tables.orders()), std::vector<double>(tables.orders(), INFINITY), 0};
  for (double c : {0.2, 0.5, 1.0, 2.0, 4.0, 7.0, 12.0}) {
    const std::vector<double> bits = tables.bits(held_out, c);
    for (std::size_t n = 0; n < bits.size(); ++n)
      if (bits[n] < chosen.held_out[n]) chosen.held_out[n] = bits[n], chosen.c[n] = c;
  }
  chosen.best = std::size_t(std::ranges::min_element(chosen.held_out) - chosen.held_out.begin());
  return chosen;
}

// What the tables, each with its weight, give for other letters.
template <Index kinds>
std::vector<double> bits(const Tables<kinds>& tables, const std::vector<double>& c, const Letters& text) {
  std::map<double, std::vector<double>> by_weight;
  std::vector<double> result;
  for (std::size_t n = 0; n < c.size(); ++n) {
    if (!by_weight.contains(c[n])) by_weight[c[n]] = tables.bits(text, c[n]);
    result.push_back(by_weight[c[n]][n]);
  }
  return result;
}
