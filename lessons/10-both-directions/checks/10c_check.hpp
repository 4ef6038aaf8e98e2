// 10c: networks whose reach is known, among them some that hide it.
#pragma once

#include "lessons/support/compare.hpp"
#include "nn/bidirectional.hpp"

using States10c = std::vector<Tensor>;

inline States10c read_10c(const nn::RNNCell& cell, const States10c& xs, nn::Direction direction) {
  States10c hs;
  for (const auto& state : nn::unrolled(cell, xs, {.direction = direction}).states) hs.push_back(state.h);
  return hs;
}
inline States10c sums_10c(const States10c& as, const States10c& bs) {
  States10c hs;
  for (std::size_t t = 0; t < as.size(); ++t) hs.push_back(as[t] + bs[t]);
  return hs;
}

template <class ReadsAhead>
void check_10c(ReadsAhead reads_ahead) {
  seed(10);
  const auto draw = [](int T) {
    States10c xs;
    for (int t = 1; t <= T; ++t) xs.push_back(variable(random_numbers().normal({2, 3})));
    return xs;
  };
  const nn::RNNCell past(3, 3), future(3, 3);
  const auto forwards = [&](const States10c& xs) { return read_10c(past, xs, nn::Direction::past); };
  const auto both = [&](const States10c& xs) {
    return sums_10c(forwards(xs), read_10c(future, xs, nn::Direction::future));
  };
  const auto ask = [&](Stage stage, const std::string& what, const auto& network, int T, int wanted,
                       const std::string& hint) {
    const int got = reads_ahead(network, draw(T));
    demand(stage, got == wanted,
           "of " + what + " over " + std::to_string(T) + " steps you say that it reads " + std::to_string(got) +
               " ahead; it is " + std::to_string(wanted) + ": " + hint);
  };
  const Tensor edge = variable(Array::zeros({2, 3}));
  const auto shifted = [&](int by) {  // h_t = tanh(x_{t + by}), where there is such an x
    return [by, &edge](const States10c& xs) {
      States10c hs;
      for (int t = 0; t < int(xs.size()); ++t) {
        const int s = t + by;
        hs.push_back(s >= 0 && s < int(xs.size()) ? tanh(xs[std::size_t(s)]) : tanh(edge));
      }
      return hs;
    };
  };

  ask(Stage::value, "a plain RNN", forwards, 6, 0, "h_t has read x_1 … x_t; x_t itself is 0 ahead");
  ask(Stage::value, "an RNN that reads both ways", both, 6, 5, "h_1 has read x_6 already");
  ask(Stage::value, "h_t = tanh(x_{t+1})", shifted(1), 6, 1, "s − t, of h_t and x_s");
  ask(Stage::value, "h_t = tanh(x_{t+3})", shifted(3), 6, 3, "it need not be the very next one");
  ask(Stage::value, "h_t = tanh(x_{t−1})", shifted(-1), 6, -1, "not even x_t has been read, which is fewer than 0");

  ask(
      Stage::behaviour, "an RNN in which h_4 alone has read x_5",
      [&](const States10c& xs) {
        States10c hs = forwards(xs);
        hs[3] = hs[3] + xs[4];
        return hs;
      },
      6, 1, "one state that leaks is enough; ask all of them");
  ask(
      Stage::behaviour, "an RNN whose states are reduced by their mean over time",
      [&](const States10c& xs) {
        States10c hs = forwards(xs);
        const Tensor middle = mean(stack(hs), 0);
        for (Tensor& h : hs) h = h - middle;
        return hs;
      },
      6, 5, "the mean over time is made of all steps");
  ask(Stage::behaviour, "an RNN that reads both ways", both, 30, 29,
      "what comes back over 29 steps is small, but it is not 0; where no way leads the gradient is 0 exactly");

  ask(
      Stage::gradient, "a network that says what it has read both ways and beside it the same with a minus,",
      [&](const States10c& xs) {
        States10c hs = both(xs);
        for (Tensor& h : hs) h = concat({h, -h}, -1);
        return hs;
      },
      6, 5, "the numbers of h_t add up to 0 whatever was read, so their plain sum has no gradient; weight them");
  const States10c xs = draw(4);
  reads_ahead(both, xs);
  for (const Tensor& x : xs)
    demand(Stage::gradient, !x.grad(), "your question leaves a gradient behind in the inputs; grad() does not");
}
