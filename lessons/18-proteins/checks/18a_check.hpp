// 18a: the letters are the same, and the 24 orders of four letters come equally often.
#pragma once

#include "checks/counts.hpp"

template <class Shuffled>
void check_18a(Shuffled shuffled) {
  seed(18);
  for (const std::string word : {"", "M", "AAAA", "VLSPADKTNVKAAWGKVGAHAGEYGAEALERMFLSFPTTKTYFPHF"}) {
    std::string got = shuffled(word), wanted = word;
    demand(Stage::value, got.size() == word.size(),
           "of " + std::to_string(word.size()) + " letters you return " + std::to_string(got.size()));
    std::sort(got.begin(), got.end()), std::sort(wanted.begin(), wanted.end());
    for (char letter : wanted) {
      const auto has = std::count(got.begin(), got.end(), letter), had = std::count(word.begin(), word.end(), letter);
      demand(Stage::value, has == had,
             std::string("a protein with ") + std::to_string(had) + " times the letter " + letter + " has it " +
                 std::to_string(has) + " times in your shuffle: it should be the same letters, each drawn once");
    }
  }

  std::vector<std::string> all;
  std::string order = "ABCD";
  do all.push_back(order);
  while (std::next_permutation(order.begin(), order.end()));
  Counted counted;
  for (int i = 0; i < 24000; ++i) counted.add(shuffled("ABCD"));
  demand(Stage::behaviour, counted.times.size() > 1,
         "24,000 shuffles of ABCD were all the same, " + counted.times.begin()->first +
             ": draw from random_numbers(), which goes on from call to call");
  bool stays = false;
  for (const auto& [result, times] : counted.times)
    for (std::size_t i = 0; i < 4; ++i) stays = stays || result[i] == "ABCD"[i];
  demand(
      Stage::behaviour, stays,
      "in 24,000 shuffles of ABCD no letter ever stayed at its place; the letter that is swapped may be swapped with "
      "itself");
  demand(Stage::behaviour, counted.even(all),
         "of 24,000 shuffles of ABCD " + counted.told(all) +
             ". Count the ways in which you can draw: 24 has to divide them");
}
