// 18b: made-up proteins in groups of relatives, among them chains whose ends are strangers, split many times over.
#pragma once

#include "lessons/support/compare.hpp"

using Identity18b = std::vector<std::vector<double>>;

// Groups of such sizes. Within a group each is alike, by 0.6, to the next one only, and by 0.3 to the others of it; to
// strangers by 0.2. The proteins stand in a random order.
inline Identity18b chains_18b(const std::vector<std::size_t>& sizes) {
  std::vector<std::pair<std::size_t, std::size_t>> places;  // group, and place in it
  for (std::size_t group = 0; group < sizes.size(); ++group)
    for (std::size_t i = 0; i < sizes[group]; ++i) places.emplace_back(group, i);
  const std::size_t n = places.size();
  const auto order = random_numbers().permutation(Index(n));
  Identity18b identity(n, std::vector<double>(n, 0.2));
  for (std::size_t a = 0; a < n; ++a)
    for (std::size_t b = 0; b < n; ++b) {
      const auto [group, i] = places[std::size_t(order[a])];
      const auto [other, j] = places[std::size_t(order[b])];
      if (group == other) identity[a][b] = i == j ? 1 : i + 1 == j || j + 1 == i ? 0.6 : 0.3;
    }
  return identity;
}

template <class Split>
void check_18b(Split split) {
  seed(18);
  const double most = 0.4, share = 0.3;
  const auto look_at = [&](Stage stage, const std::string& what, const Identity18b& identity, std::size_t at_least) {
    const auto parts = split(identity, most, share);
    const std::size_t n = identity.size();
    std::vector<int> times(n);
    for (const auto* part : {&parts.training, &parts.test})
      for (std::size_t i : *part) {
        demand(stage, i < n, what + ": there is no protein " + std::to_string(i) + " among " + std::to_string(n));
        ++times[i];
      }
    double largest = 0;
    std::size_t here = 0, there = 0;
    for (std::size_t i : parts.test)
      for (std::size_t j : parts.training)
        if (identity[i][j] > largest) largest = identity[i][j], here = i, there = j;
    demand(stage, largest <= most,
           what + ": protein " + std::to_string(here) + " of the test and protein " + std::to_string(there) +
               " of training are identical by " + std::to_string(largest).substr(0, 4) +
               ", and more than 0.4 is too much: relatives, and the relatives of relatives, belong together");
    for (std::size_t i = 0; i < n; ++i)
      demand(stage, times[i] == 1,
             what + ": protein " + std::to_string(i) + " is in " +
                 (times[i] == 0 ? "neither part" : "your parts " + std::to_string(times[i]) + " times") +
                 "; each should be in one, and none is thrown away");
    demand(stage, double(parts.test.size()) <= share * double(n),
           what + ": the test has " + std::to_string(parts.test.size()) + " of " + std::to_string(n) +
               " proteins, and should have at most 30 %: a group for which there is no room goes to training");
    demand(stage, parts.test.size() >= at_least,
           what + ": the test has " + std::to_string(parts.test.size()) + " of " + std::to_string(n) +
               " proteins, and at least " + std::to_string(at_least) + " was possible");
    std::vector<std::size_t> test = parts.test;
    std::sort(test.begin(), test.end());
    return test;
  };

  look_at(Stage::value, "20 proteins without relatives", chains_18b(std::vector<std::size_t>(20, 1)), 3);
  Identity18b edge = chains_18b(std::vector<std::size_t>(20, 1));
  for (auto& row : edge)
    for (double& number : row) number = std::max(number, most);
  look_at(Stage::value, "20 proteins that are all identical by 0.4 exactly", edge, 3);
  for (int i = 0; i < 20; ++i) {
    look_at(Stage::value, "30 proteins in pairs", chains_18b(std::vector<std::size_t>(15, 2)), 5);
    look_at(Stage::value, "40 proteins in chains of 4", chains_18b(std::vector<std::size_t>(10, 4)), 6);
    look_at(Stage::value, "a group of 20 and 20 proteins without relatives",
            chains_18b({20, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1}), 6);
  }
  look_at(Stage::behaviour, "10 proteins that are all relatives", chains_18b({10}), 0);

  const Identity18b alone = chains_18b(std::vector<std::size_t>(30, 1));
  std::set<std::vector<std::size_t>> tests;
  for (int i = 0; i < 20; ++i) tests.insert(look_at(Stage::behaviour, "30 proteins without relatives", alone, 5));
  demand(Stage::behaviour, tests.size() > 10,
         "20 splits of the same 30 proteins gave " + std::to_string(tests.size()) +
             " different tests: take the groups in a random order, so that one can see how much depends on the split");
}
