// 11b: a judge that was trained, and judges with nothing to find.
#pragma once

#include <functional>
#include <set>

#include "lessons/11-palindromes/palindromes.hpp"
#include "lessons/support/band.hpp"
#include "lessons/support/compare.hpp"

using Half11b = std::vector<int>;
inline Half11b folded_11b(Half11b a, const Half11b& b) {
  a.insert(a.end(), b.rbegin(), b.rend());
  return a;
}
inline std::string letters_11b(const Half11b& word) {
  std::string text;
  for (int symbol : word) text += char('a' + symbol);
  return text;
}

// The scores of all words of 2 · length symbols, u of the first half and v of the second, both read from outside.
struct Judge11b {
  int length;
  std::function<double(int, int)> of_halves;  // the halves as numbers to the base 4
  std::set<Half11b> asked = {};

  double operator()(const Half11b& word) {
    demand(Stage::value, int(word.size()) == 2 * length,
           "you ask for the score of a word of " + std::to_string(word.size()) + " symbols; it has two halves of " +
               std::to_string(length));
    for (int symbol : word)
      demand(Stage::value, symbol >= 0 && symbol < 4,
             "you ask for the score of a word with the symbol " + std::to_string(symbol) + "; symbols are 0 … 3");
    asked.insert(word);
    int first = 0, second = 0;
    for (int k = 0; k < length; ++k) {
      first = 4 * first + word[std::size_t(k)];
      second = 4 * second + word[word.size() - 1 - std::size_t(k)];
    }
    return of_halves(first, second);
  }
};

// Two halves that differ in one place, and of whose four words at most two are judged rightly?
template <class Pair>
void demand_conviction(Judge11b& judge, const Pair& found, Stage stage, const std::string& of_whom) {
  const auto& [a, b] = *found;
  const std::string halves = letters_11b(a) + " and " + letters_11b(b);
  demand(stage, int(a.size()) == judge.length && int(b.size()) == judge.length,
         of_whom + ": you return halves of " + std::to_string(a.size()) + " and " + std::to_string(b.size()) +
             " symbols; they should have " + std::to_string(judge.length));
  int differ = 0;
  for (std::size_t k = 0; k < a.size(); ++k) differ += a[k] != b[k];
  demand(stage, differ == 1,
         of_whom + ": your halves " + halves + " differ in " + std::to_string(differ) +
             " places; for four words of the task they differ in exactly one");
  int right = 0;
  std::string words, unasked;
  const auto asked = judge.asked;
  for (const auto& [first, second] : {std::pair{&a, &a}, {&b, &b}, {&a, &b}, {&b, &a}}) {
    const Half11b word = folded_11b(*first, *second);
    const double score = judge(word);
    right += (score > 0) == (first == second);
    words += (words.empty() ? "" : ", ") + letters_11b(word) + " " + lessons::short_text(score);
    if (!asked.count(word) && unasked.empty()) unasked = letters_11b(word);
  }
  demand(stage, right <= 2,
         of_whom + ": for your halves " + halves + " the words and scores are " + words + "; of these " +
             std::to_string(right) +
             " are judged rightly (a palindrome above 0, another word not), and at most 2 should be" +
             (unasked.empty() ? ""
                              : ". You never asked for " + unasked +
                                    ": the second half is written from its end, so that it mirrors the first"));
}

template <class Find>
void check_11b(Find find) {
  seed(11);
  const auto of = [&](Judge11b& judge) { return find([&](const Half11b& word) { return judge(word); }, judge.length); };

  // u(p) = p and v(q) = ½ − q, but −½ − q for halves that begin with d.
  Judge11b hard_on_d{3, [](int p, int q) { return p - q + (q < 48 ? 0.5 : -0.5); }};
  const auto of_d = of(hard_on_d);
  demand(Stage::value, of_d.has_value(),
         "a linear judge that takes no palindrome with a d at its ends for one, such as dabbad: you find no "
         "contradiction, and there are many. Right means above 0 for a palindrome, and not above 0 for another word");
  demand_conviction(hard_on_d, of_d, Stage::value,
                    "a linear judge that takes no palindrome with a d at its ends for one");

  // Right on every palindrome, and on ab or on ba: three of any four, which is the most that a linear judge can do.
  Judge11b best{3, [](int p, int q) { return p - q + 0.5; }};
  if (const auto pair = of(best))
    demand_conviction(best, pair, Stage::behaviour,
                      "a linear judge that is right in 3 of any 4 words, where nothing is to be returned");
  Judge11b perfect{3, [](int p, int q) { return p == q ? 1.0 : -1.0; }};
  if (const auto pair = of(perfect))
    demand_conviction(perfect, pair, Stage::behaviour, "a judge that is always right, where nothing is to be returned");
  demand(Stage::behaviour, !of(perfect), "a judge that is always right: you return two halves; return {}");

  // A linear judge that practised for 300 steps, and the scores of all words of 8 symbols. They are sums, so those of
  // all first halves beside one second half, and the other way round, are enough.
  const int length = 4, halves = 256;
  const Network network(16, Reads::to_middle, Judge::linear);
  optim::Adam optimizer(network.parameters(), {.lr = Real(3e-3)});
  for (int step = 0; step < 300; ++step) {
    const Batch batch = draw_batch(2 * length, 64);
    optimizer.clear_grad();
    loss_of(network, batch).backward({.release = true});
    optimizer.step();
  }
  const double right = accuracy(network, 2 * length);
  demand(Stage::behaviour, right <= 0.6, "the check's own linear judge has " + lessons::short_text(right) + " right");
  const auto half_of = [&](int number) {
    Word half(std::size_t(length), 0);
    for (int k = length - 1; k >= 0; --k, number /= 4) half[std::size_t(k)] = number % 4;
    return half;
  };
  std::vector<Word> first, second;
  for (int k = 0; k < halves; ++k) {
    first.push_back(folded_out(half_of(k), half_of(0)));
    second.push_back(folded_out(half_of(0), half_of(k)));
  }
  const Array u = network(inputs_of(first)).value(), v = network(inputs_of(second)).value();
  Judge11b trained{length, [&](int p, int q) { return double(u.at({p, 0}) + v.at({q, 0}) - u.at({0, 0})); }};
  const auto found = of(trained);
  demand(
      Stage::behaviour, found.has_value(),
      "a linear judge that has " + lessons::short_text(right) +
          " of its answers right: you find no contradiction, and there are many. Right means above 0 for a palindrome "
          "and not above 0 for another word");
  demand_conviction(trained, found, Stage::behaviour, "a trained linear judge");

  // A single pair of halves is judged badly: neighbours in the last place, then in the first and three symbols apart.
  for (const auto& [a, b] : {std::pair{62, 63}, {6, 54}}) {
    Judge11b careless{3, [a = a, b = b](int p, int q) {
                        if (p == a && q == b) return 1.0;
                        return p == q && p != b ? 1.0 : -1.0;
                      }};
    const auto only = of(careless);
    demand(Stage::behaviour, only.has_value(),
           a == 62
               ? "a judge that is wrong about ddcddd and dddddd only (and so has two of four right for the halves ddc "
                 "and ddd): you find nothing; does your search come to every pair of neighbours, and are two right "
                 "few enough for it?"
               : "a judge that is wrong about abccbd and dbccbd only (and so has two of four right for the halves abc "
                 "and dbc): you find nothing; neighbours may differ in any place, and by any symbol");
    demand_conviction(careless, only, Stage::behaviour, "a judge that is wrong about two words only");
  }
}
