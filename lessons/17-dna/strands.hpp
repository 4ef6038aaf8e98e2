// Windows of genes on either strand, and three networks that say which strand it is, and which frame.
#pragma once

#include "lessons/17-dna/frames.hpp"

// Half of the windows are turned round: answers 0, 1, 2 are frames of the strand itself, 3, 4, 5 those of a gene on the
// other one.
inline Windows draw_strands(const Genes& genes, Index L, Index size) {
  const Windows drawn = draw_windows(genes, L, size);
  std::vector<Index> ids(drawn.ids.values().begin(), drawn.ids.values().end());
  std::vector<Index> answers(drawn.frames.values().begin(), drawn.frames.values().end());
  for (Index n = 0; n < size; ++n) {
    if (random_numbers().below(2) == 0) continue;
    const Gene other = reverse_complement(window(drawn, n));
    for (Index t = 0; t < L; ++t) ids[std::size_t(t * size + n)] = other[std::size_t(t)];
    answers[std::size_t(n)] += 3;
  }
  return {Indices({L, size}, std::move(ids)), Indices(std::move(answers))};
}

// What a plain cell knows after the whole window, read from the left or from the right.
inline Tensor known(const nn::RNNCell& cell, const Tensor& xs, nn::Direction direction = nn::Direction::past) {
  return nn::unrolled(cell, xs, {.direction = direction, .project_first = true}).last().h;
}
inline void start_orthogonal(const nn::RNNCell& cell) {
  cell.W_hh.assign(nn::init::orthogonal(cell.outputs(), cell.outputs()));
}

struct OneWay : nn::Module {
  nn::RNNCell cell;
  nn::Linear head;
  explicit OneWay(Index hidden) : cell(4, hidden), head(hidden, 6) {
    submodule("cell", cell), submodule("head", head);
    start_orthogonal(cell);
  }
  Tensor operator()(const Indices& ids) const { return head(known(cell, one_hot(ids))); }
};

struct BothWays : nn::Module {
  nn::RNNCell past, future;
  nn::Linear head;
  explicit BothWays(Index hidden) : past(4, hidden), future(4, hidden), head(2 * hidden, 6) {
    submodule("past", past), submodule("future", future), submodule("head", head);
    start_orthogonal(past), start_orthogonal(future);
  }
  Tensor operator()(const Indices& ids) const {
    const Tensor xs = one_hot(ids);
    const Tensor before = known(past, xs), after = known(future, xs, nn::Direction::future);
    return head(concat({before, after}, -1));
  }
};

// One set of weights for the window and for its reverse complement: time turned round, and A for T, C for G, which in
// the order A C G T is a flip, too.
struct BothStrands : nn::Module {
  nn::RNNCell cell;
  nn::Linear head;
  explicit BothStrands(Index hidden) : cell(4, hidden), head(hidden, 3) {
    submodule("cell", cell), submodule("head", head);
    start_orthogonal(cell);
  }
  Tensor operator()(const Indices& ids) const {
    const Tensor xs = one_hot(ids), other = flip(xs, {0, 2});
    const Tensor here = head(known(cell, xs)), there = head(known(cell, other));
    return concat({here, there}, -1);
  }
};
