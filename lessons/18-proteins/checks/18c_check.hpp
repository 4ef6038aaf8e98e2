// 18c: the pairs are counted, and of short words, all whose sequences can be listed, each has to come equally often.
#pragma once

#include "checks/counts.hpp"

inline std::map<std::string, int> pairs_18c(const std::string& word) {
  std::map<std::string, int> pairs;
  for (std::size_t i = 0; i + 1 < word.size(); ++i) ++pairs[word.substr(i, 2)];
  return pairs;
}
// All sequences that begin so and use up the pairs.
inline void list_18c(const std::string& begun, std::map<std::string, int>& left, std::size_t length,
                     std::vector<std::string>& all) {
  if (begun.size() == length) all.push_back(begun);
  for (auto& [pair, times] : left)
    if (times > 0 && pair[0] == begun.back()) {
      --times;
      list_18c(begun + pair[1], left, length, all);
      ++times;
    }
}

template <class ShuffledPairs>
void check_18c(ShuffledPairs shuffled_pairs) {
  seed(18);
  for (const std::string word : {"", "M", "AC", "ACA", "AAAAA", "ABABAB", "ABCDEF",
                                 "VLSPADKTNVKAAWGKVGAHAGEYGAEALERMFLSFPTTKTYFPHFDLSHGSAQVKGHGKKVADALTNAVAHV"})
    for (int i = 0; i < 50; ++i) {
      const std::string got = shuffled_pairs(word);
      demand(Stage::value, got.size() == word.size(),
             "of \"" + word + "\", which has " + std::to_string(word.size()) + " letters, you return \"" + got +
                 "\", which has " + std::to_string(got.size()) +
                 ": a walk that takes any exit may run into a dead end while pairs are left elsewhere");
      if (word.empty()) break;
      demand(Stage::value, got.front() == word.front() && got.back() == word.back(),
             "\"" + word + "\" begins with " + word.front() + " and ends with " + word.back() + ", and \"" + got +
                 "\" does not: the first and the last letter are to be kept");
      const auto wanted = pairs_18c(word);
      auto has = pairs_18c(got);
      for (const auto& [pair, times] : wanted)
        demand(Stage::value, has[pair] == times,
               "\"" + word + "\" has the pair " + pair + " " + std::to_string(times) + " times, \"" + got +
                   "\" has it " + std::to_string(has[pair]) + " times");
    }

  for (const std::string word : {"ABACAB", "ABCABDACBA", "AABABBA"}) {
    std::vector<std::string> all;
    auto left = pairs_18c(word);
    list_18c(word.substr(0, 1), left, word.size(), all);
    Counted counted;
    for (int i = 0; i < 6000; ++i) counted.add(shuffled_pairs(word));
    demand(Stage::behaviour, counted.even(all),
           "\"" + word + "\" has " + std::to_string(all.size()) + " sequences with its pairs. Of 6,000 shuffles " +
               counted.told(all) + ". The last exits have to be drawn, too, each set that leads to the end as likely");
  }
}
