// 15a: by hand on a word, on contexts that were never seen, and in bits for a made-up text.
#pragma once

#include "lessons/support/band.hpp"
#include "lessons/support/compare.hpp"

using Text15a = std::vector<int>;

// Pairs of symbols in which the second is one of two, by the first; a boundary, 0, after each third pair.
inline Text15a made_up_15a(int pairs) {
  Text15a text;
  for (int i = 0; i < pairs; ++i) {
    const int first = int(random_numbers().below(4));
    const int choice = int(random_numbers().below(8));
    text.push_back(1 + first);
    text.push_back(5 + (choice == 0 ? (first + 1) % 4 : first));
    if (i % 3 == 2) text.push_back(0);
  }
  return text;
}

template <class ComesNext>
void check_15a(ComesNext comes_next) {
  const auto ask = [&](Stage stage, const Text15a& text, const Text15a& context, int kinds, double c,
                       const std::vector<double>& wanted, const std::string& what, const std::string& hint) {
    const std::vector<double> got = comes_next(text, context, kinds, c);
    demand(stage, got.size() == wanted.size(),
           what + " you return " + std::to_string(got.size()) + " numbers; it should be one for each of " +
               std::to_string(kinds) + " symbols");
    for (std::size_t y = 0; y < wanted.size(); ++y)
      lessons::demand_close(stage, what + " the probability of " + std::to_string(y), got[y], wanted[y], 1e-9, hint);
  };
  // "abracadabra", a = 0, b = 1, c = 2, d = 3, r = 4: 5 a, 2 b, 1 c, 1 d, 2 r.
  const Text15a word{0, 1, 4, 0, 2, 0, 3, 0, 1, 4, 0};
  ask(Stage::value, word, {}, 5, 1, {6.0 / 16, 3.0 / 16, 2.0 / 16, 2.0 / 16, 3.0 / 16},
      "in \"abracadabra\" without context, with c = 1,", "c u p_{−1} is 1 · 5 · 1/5, for each symbol");
  ask(Stage::value, word, {}, 5, 2, {7.0 / 21, 4.0 / 21, 3.0 / 21, 3.0 / 21, 4.0 / 21},
      "in \"abracadabra\" without context, with c = 2,", "c u p_{−1} is 2 · 5 · 1/5, and c u is 10");
  // After a: 2 b, 1 c, 1 d; three kinds.
  ask(Stage::value, word, {0}, 5, 1,
      {3 * 6.0 / 16 / 7, (2 + 3 * 3.0 / 16) / 7, (1 + 3 * 2.0 / 16) / 7, (1 + 3 * 2.0 / 16) / 7, 3 * 3.0 / 16 / 7},
      "in \"abracadabra\" after a, with c = 1,",
      "after a came 4 letters of 3 kinds (b, c, d), so that c u is 3 and the rest is shared out as without context");
  // After ra: only c. After a: as above.
  const double a = 3 * 6.0 / 16 / 7, b = (2 + 3 * 3.0 / 16) / 7, c = (1 + 3 * 2.0 / 16) / 7, r = 3 * 3.0 / 16 / 7;
  ask(Stage::value, word, {4, 0}, 5, 1, {a / 2, b / 2, (1 + c) / 2, c / 2, r / 2},
      "in \"abracadabra\" after ra, with c = 1,",
      "p_1 is by the last symbol of the context, a; p_2 by both, after which there was one c");

  ask(Stage::behaviour, word, {2, 4}, 5, 1,
      {(2 + 6.0 / 16) / 3, 3.0 / 16 / 3, 2.0 / 16 / 3, 2.0 / 16 / 3, 3.0 / 16 / 3},
      "in \"abracadabra\" after cr, which does not occur,",
      "where the longer context was never seen p_2 is p_1, after r");
  ask(Stage::behaviour, Text15a{0, 0, 1}, {1}, 2, 1, {(2 + 2 * 0.5) / 5, (1 + 2 * 0.5) / 5},
      "in \"aab\" after b, which nothing follows,", "p_1 is p_0");
  for (const Text15a& context : {Text15a{}, {4}, {1, 4}, {3, 3, 3}, {0, 1, 4, 0, 2, 0, 3, 0, 1, 4, 0, 1, 1}}) {
    double sum = 0, least = 1;
    for (double p : comes_next(word, context, 6, 0.7)) sum += p, least = std::min(least, p);
    lessons::demand_close(Stage::behaviour,
                          "the sum of the probabilities after " + std::to_string(context.size()) + " symbols", sum, 1);
    demand(Stage::behaviour, least > 0,
           "a symbol that never came after " + std::to_string(context.size()) +
               " symbols of context has the probability " + lessons::short_text(least) +
               "; mixed with p_{m−1} it is above 0, or its price in bits would be infinite");
  }

  seed(15);
  const Text15a training = made_up_15a(600), test = made_up_15a(150);
  double bits = 0;
  for (std::size_t at = 3; at < test.size(); ++at) {
    const Text15a context(test.begin() + long(at) - 3, test.begin() + long(at));
    bits -= std::log2(comes_next(training, context, 9, 1)[std::size_t(test[at])]) / double(test.size() - 3);
  }
  const double wanted = 1.568;  // of the solution; with longer or shorter contexts it is another
  demand(Stage::behaviour, std::abs(bits - wanted) < 0.01,
         "a made-up text costs " + lessons::short_text(bits) +
             " bits for each symbol, with contexts of three; it should be " + lessons::short_text(wanted));
}
