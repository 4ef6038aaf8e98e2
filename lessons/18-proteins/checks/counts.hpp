// How often each result came, and whether all came about equally often.
#pragma once

#include "lessons/support/compare.hpp"

struct Counted {
  std::map<std::string, int> times;
  int draws = 0;

  void add(const std::string& result) { ++times[result], ++draws; }
  int of(const std::string& result) const {
    const auto found = times.find(result);
    return found == times.end() ? 0 : found->second;
  }
  // Σ (times − expected)² / expected over `all`: about all.size() − 1 if each is as likely, give or take the root of
  // twice that. Beyond six times this, nobody is unlucky.
  bool even(const std::vector<std::string>& all) const {
    const double expected = double(draws) / double(all.size()), freedom = double(all.size()) - 1;
    double sum = 0;
    for (const std::string& result : all) sum += std::pow(of(result) - expected, 2) / expected;
    return sum < freedom + 6 * std::sqrt(2 * freedom);
  }
  // The one of `all` that came most often, or most seldom.
  std::string extreme(const std::vector<std::string>& all, bool most) const {
    const auto less = [this](const std::string& a, const std::string& b) { return of(a) < of(b); };
    return most ? *std::max_element(all.begin(), all.end(), less) : *std::min_element(all.begin(), all.end(), less);
  }
  std::string told(const std::vector<std::string>& all) const {
    const std::string most = extreme(all, true), least = extreme(all, false);
    return most + " came " + std::to_string(of(most)) + " times, " + least + " " + std::to_string(of(least)) +
           " times; each should come about " + std::to_string(draws / int(all.size())) + " times";
  }
};
