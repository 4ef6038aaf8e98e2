// The network's own past as a memory, which nobody trained (Grave, Joulin and Usunier 2017, "Improving neural language
// models with a continuous cache"). Where it has been in a state like the present one, what came next?
//
//   w_ts = softmax over s < t of θ cos(h_t, h_s)       how much state s is like state t
//   r_t(y) = Σ_s w_ts [y_s = y]                        y_s: the move that followed state s
//   p_t(y) = (1 − λ) network_t(y) + λ r_t(y)           for t = 1, where nothing was yet, the network's alone
#pragma once

#include "lessons/16-music/melody.hpp"
#include "nn/attention.hpp"

// cos(h_t, h_s), for rows t = from … to − 1 and columns s = 0 … to − 1.
inline Tensor likeness(const Array& states, Index from, Index to) {
  const Tensor h = slice(Tensor(states), 0, 0, to), unit = h / norm(h, {1}, true);
  return matmul(slice(unit, 0, from, to), T(unit));
}

// 1 where t may look at s: at the past, and at no more than `window` steps of it.
inline Tensor past(Index from, Index to, Index window) {
  const Tensor s(Array::arange(to)), t = reshape(slice(s, 0, from, to), {to - from, 1});
  return (s < t) * (s >= t - Real(window));
}

// r_t of every move, (T, moves), for several θ; in blocks of rows, so that long melodies fit.
inline std::vector<Array> recalled(const Array& states, const std::vector<Index>& song,
                                   const std::vector<double>& thetas, Index window) {
  NoGrad no_grad;
  constexpr Index block = 256;
  const Tensor each(Array::eye(moves));
  std::vector<std::vector<Tensor>> rows(thetas.size());
  for (Index from = 0; from < Index(song.size()); from += block) {
    const Index to = std::min(from + block, Index(song.size()));
    const Tensor like = likeness(states, from, to), allowed = past(from, to, window);
    const Tensor next = embedding(each, Indices(std::vector<Index>(song.begin(), song.begin() + to)));
    for (std::size_t i = 0; i < thetas.size(); ++i)
      rows[i].push_back(nn::attend(like * Real(thetas[i]), next, {.allowed = allowed}).output);
  }
  std::vector<Array> result;
  for (const auto& some : rows) result.push_back(concat(some, 0).value());
  return result;
}

// How likely the memory found each move that came, by each θ, if it holds the moves of `followed`.
inline std::vector<Said> recalled(const Heard& heard, const Parts& parts, const std::vector<double>& thetas,
                                  Index window, const Parts& followed) {
  std::vector<Said> by(thetas.size(), Said(parts.size()));
  for (std::size_t n = 0; n < parts.size(); ++n) {
    const std::vector<Array> rs = recalled(heard.states[n], followed[n].moves, thetas, window);
    for (std::size_t i = 0; i < thetas.size(); ++i)
      for (std::size_t t = 0; t < parts[n].moves.size(); ++t)
        by[i][n].push_back(double(rs[i].at({Index(t), parts[n].moves[t]})));
  }
  return by;
}
inline std::vector<Said> recalled(const Heard& heard, const Parts& parts, const std::vector<double>& thetas,
                                  Index window) {
  return recalled(heard, parts, thetas, window, parts);
}
inline Said mixed(const Said& network, const Said& memory, double lambda) {
  Said said = network;
  for (std::size_t n = 0; n < said.size(); ++n)
    for (std::size_t t = 1; t < said[n].size(); ++t) said[n][t] = (1 - lambda) * network[n][t] + lambda * memory[n][t];
  return said;
}

struct Memory {
  double theta = 0, lambda = 0, bits = INFINITY;
};
inline Memory choose_memory(const Heard& heard, const Parts& held_out, Index window) {
  const std::vector<double> thetas{16, 32, 64, 128, 256, 512};
  const std::vector<Said> by = recalled(heard, held_out, thetas, window);
  Memory best;
  for (std::size_t i = 0; i < thetas.size(); ++i)
    for (double lambda : {0.3, 0.5, 0.7, 0.8, 0.9, 0.95, 0.98})
      if (const double b = bits(mixed(heard.said, by[i], lambda)); b < best.bits) best = {thetas[i], lambda, b};
  return best;
}
inline Said said_with(const Memory& memory, const Heard& heard, const Parts& parts, Index window) {
  return mixed(heard.said, recalled(heard, parts, {memory.theta}, window).front(), memory.lambda);
}
