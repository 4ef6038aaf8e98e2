// 16b: the mixture number by number, with the mistakes told apart; that it adds up to 1; and that it foretells a tune
// made of two phrases.
#pragma once

#include "lessons/support/compare.hpp"

using States16b = std::vector<std::vector<double>>;

enum class Slip16b { none, dot_product, one_late, swapped, overwrites };
inline std::vector<double> remembered_16b(const States16b& states, const std::vector<int>& followed,
                                          const std::vector<double>& network, double theta, double lambda,
                                          Slip16b slip = Slip16b::none) {
  if (followed.empty()) return network;
  const auto dot = [](const std::vector<double>& a, const std::vector<double>& b) {
    return std::inner_product(a.begin(), a.end(), b.begin(), 0.0);
  };
  std::vector<double> scores;
  for (std::size_t s = 0; s < followed.size(); ++s) {
    const double sizes =
        slip == Slip16b::dot_product ? 1 : std::sqrt(dot(states.back(), states.back()) * dot(states[s], states[s]));
    scores.push_back(theta * dot(states.back(), states[s]) / sizes);
  }
  const double most = *std::max_element(scores.begin(), scores.end());
  double total = 0;
  for (double score : scores) total += std::exp(score - most);
  if (slip == Slip16b::swapped) lambda = 1 - lambda;
  std::vector<double> p;
  for (double q : network) p.push_back((1 - lambda) * q);
  for (std::size_t s = 0; s < followed.size(); ++s) {
    const std::size_t y = std::size_t(followed[slip == Slip16b::one_late && s > 0 ? s - 1 : s]);
    if (slip == Slip16b::overwrites) p[y] = (1 - lambda) * network[y];
    p[y] += lambda * std::exp(scores[s] - most) / total;
  }
  return p;
}

inline std::string text_16b(const std::vector<double>& p) {
  std::string text;
  for (double x : p) text += (text.empty() ? "(" : ", ") + std::to_string(x);
  return text + ")";
}
inline bool same_16b(const std::vector<double>& a, const std::vector<double>& b) {
  if (a.size() != b.size()) return false;
  for (std::size_t i = 0; i < a.size(); ++i)
    if (!(std::abs(a[i] - b[i]) <= 1e-9)) return false;
  return true;
}

// Two phrases, played in turns; its states are those of a plain network whose weights were drawn once.
struct Tune16b {
  std::vector<int> moves;
  States16b states;
};
inline Tune16b tune_16b() {
  const std::vector<int> a{0, 2, 1, 3, 1, 0, 2, 4}, b{3, 3, 1, 4, 0, 2, 0, 1};
  Tune16b tune;
  for (char phrase : std::string("AABABBAABA"))
    for (int move : phrase == 'A' ? a : b) tune.moves.push_back(move);
  seed(5);
  const nn::RNNCell cell(5, 16);
  auto state = cell.start(1);
  const NoGrad no_grad;
  for (std::size_t t = 0; t < tune.moves.size(); ++t) {
    Array x = Array::zeros({1, 5});
    if (t > 0) x.set({0, tune.moves[t - 1]}, 2);
    state = cell.step(Tensor(x), state);
    const auto numbers = state.h.value().numbers();
    tune.states.emplace_back(numbers.begin(), numbers.end());
  }
  return tune;
}

template <class Remember>
void check_16b(Remember remember) {
  const States16b states{{1, 0}, {0.5, 0.5}, {-2, 1}, {0, 3}, {1, 1}, {3, 1}};
  const std::vector<int> followed{2, 0, 1, 2, 0};
  const std::vector<double> network{0.5, 0.25, 0.25};
  const auto got = remember(states, followed, network, 3.0, 0.75);
  const auto is = [&](Slip16b slip) { return same_16b(got, remembered_16b(states, followed, network, 3, 0.75, slip)); };
  demand(Stage::value, got.size() == 3,
         "for three moves you return " + std::to_string(got.size()) + " probabilities; it should be one for each");
  demand(Stage::value, !is(Slip16b::dot_product),
         "you compare states by h_t · h_s, so that the large ones count for more; divide by both norms");
  demand(Stage::value, !is(Slip16b::one_late),
         "you count what came before state s; followed[s] is what came after it, with s from 0");
  demand(Stage::value, !is(Slip16b::swapped), "λ and 1 − λ are the wrong way round: λ is the memory's share");
  demand(Stage::value, !is(Slip16b::overwrites),
         "where a move followed several states, the last of them counts alone; their weights add up");
  const auto wanted = remembered_16b(states, followed, network, 3, 0.75);
  demand(Stage::value, same_16b(got, wanted),
         "after five moves p is " + text_16b(got) + "; it should be " + text_16b(wanted));

  const auto at_first = remember({{1, 0}}, {}, network, 3.0, 0.75);
  demand(Stage::behaviour, same_16b(at_first, network),
         "before the first move p is " + text_16b(at_first) +
             "; there is no past yet, and it should be the network's, which adds up to 1");
  const auto sharp = remember(states, followed, network, 2000.0, 0.75);
  demand(Stage::behaviour, same_16b(sharp, remembered_16b(states, followed, network, 2000, 0.75)),
         "with θ = 2000 p is " + text_16b(sharp) + "; exp overflows: take the largest exponent from all of them first");

  const Tune16b tune = tune_16b();
  const std::vector<double> uniform(5, 0.2);
  double bits = 0;
  for (std::size_t t = 0; t < tune.moves.size(); ++t) {
    const auto p =
        remember(States16b(tune.states.begin(), tune.states.begin() + std::ptrdiff_t(t) + 1),
                 std::vector<int>(tune.moves.begin(), tune.moves.begin() + std::ptrdiff_t(t)), uniform, 40.0, 0.9);
    const double sum = std::accumulate(p.begin(), p.end(), 0.0);
    demand(Stage::behaviour, std::abs(sum - 1) < 1e-9,
           "at step " + std::to_string(t + 1) + " of a tune p adds up to " + std::to_string(sum) + "; it should be 1");
    bits -= std::log2(p[std::size_t(tune.moves[t])]) / double(tune.moves.size());
  }
  demand(Stage::behaviour, bits < 1.5,
         "a tune of two phrases costs " + std::to_string(bits) +
             " bits a move; it should be less than 1.5, where a network "
             "without a memory needs 2.32");
}
