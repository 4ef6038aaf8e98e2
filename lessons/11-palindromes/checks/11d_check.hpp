// 11d: against nn::unrolled on halves of every length, what may and may not matter, the gradient, the graph.
#pragma once

#include "lessons/11-palindromes/palindromes.hpp"
#include "lessons/support/band.hpp"
#include "lessons/support/compare.hpp"

// f − b by another way: chains of so many symbols, the second one from the end.
inline Tensor difference_11d(const nn::RNNCell& cell, const Tensor& xs, Index first, Index second) {
  const auto state = [&](const Tensor& read) {
    return read.dim(0) == 0 ? cell.start(xs.dim(1)).h : nn::unrolled(cell, read).last().h;
  };
  return state(slice(xs, 0, 0, first)) - state(flip(slice(xs, 0, xs.dim(0) - second, xs.dim(0)), {0}));
}

template <class Difference>
void check_11d(Difference difference) {
  seed(11);
  const nn::RNNCell cell(4, 3);
  for (Index T = 1; T <= 7; ++T) {
    const std::string at = "T = " + std::to_string(T) + ": ";
    const Tensor xs(random_numbers().normal({T, 2, 4})), got = difference(cell, xs);
    demand(Stage::value, got && got.shape() == Shape{2, 3},
           at + "your difference has " + (got ? "the shape " + to_string(got.shape()) : "no value") +
               " for a batch of 2 and 3 hidden units; it should be (2, 3)" +
               (T == 1 ? ", all 0 for a single symbol, which neither chain reads" : ""));
    const Index pairs = T / 2;
    const auto is = [&](Index first, Index second) {
      return close(got.value(), difference_11d(cell, xs, first, second).value());
    };
    if (!is(pairs, pairs)) {
      demand(Stage::value, !is(pairs + 1, pairs) && !is(pairs, pairs + 1),
             at + "one of your chains reads the symbol in the middle and the other does not; then their states differ "
                  "even for a palindrome");
      demand(
          Stage::value, T % 2 == 0 || !is(pairs + 1, pairs + 1),
          at + "both of your chains read the symbol in the middle. A palindrome has f = b all the same, but for other "
               "words the size of the difference then hangs on a symbol that has no say; leave it out");
      demand(Stage::value, pairs == 0 || !is(pairs - 1, pairs - 1),
             at + "your chains leave out the pair next to the middle; " +
                 (pairs == 1 ? "it is the only one" : "there are " + std::to_string(pairs)));
    }
    demand(Stage::value, is(pairs, pairs),
           at + "f − b of the first sequence is " + to_string(got.value()[0]) + "; it should be " +
               to_string(difference_11d(cell, xs, pairs, pairs).value()[0]) + ": f has read x_1 … x_" +
               std::to_string(pairs) + ", and b x_" + std::to_string(T) + " … x_" + std::to_string(T - pairs + 1) +
               ", from the outside to the middle");
  }

  for (Index T : {5, 8, 9}) {
    Word word = random_half(int(2 * T));
    for (Index t = 0; t < T / 2; ++t) word[std::size_t(T - 1 - t)] = word[std::size_t(t)];
    const auto of = [&](const Word& w) { return largest(difference(cell, stack(inputs_of({w}))).value()); };
    demand(Stage::behaviour, of(word) <= rounding,
           "a palindrome of " + std::to_string(T) + " symbols has a difference of " + lessons::short_text(of(word)) +
               "; it should be 0");
    for (Index t = 0; t < T; ++t) {
      const bool middle = T % 2 == 1 && t == T / 2;
      const double now = of(changed(word, std::size_t(t)));
      demand(Stage::behaviour, middle ? now <= rounding : now > 1e-6,
             "a palindrome of " + std::to_string(T) + " symbols, with x_" + std::to_string(t + 1) +
                 " changed, has a difference of " + lessons::short_text(now) +
                 (middle ? "; it still is a palindrome" : "; it is none any more"));
    }
  }

  const Tensor xs = variable(random_numbers().normal({5, 2, 4}));
  const auto report = gradcheck([&] { return difference(cell, xs); }, {xs, cell.W_xh, cell.W_hh, cell.b});
  demand(Stage::gradient, report.passed,
         "the values are right, but the gradient differs from differences of them: is one of the chains cut off, by "
         "detach() or value()?");
  const graphs::Snapshot graph(difference(cell, xs));
  demand(Stage::drawing, graph.uses(cell.W_hh) == 4,
         "your graph uses W_hh " + std::to_string(graph.uses(cell.W_hh)) +
             " times for T = 5; two chains of two steps make 4");
}
