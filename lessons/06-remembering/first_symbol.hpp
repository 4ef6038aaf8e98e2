// The network of lesson 2, with its first weights as nn::RNNCell draws them, and its task: to name the first symbol
// of a sequence after the last. What the programs and the checks of this lesson share.
#pragma once

#include <algorithm>

#include "autograd/backward.hpp"
#include "autograd/ops.hpp"
#include "autograd/random.hpp"
#include "nn/linear.hpp"
#include "nn/losses.hpp"
#include "nn/rnn_cell.hpp"
#include "nn/unrolled.hpp"
#include "optim/adam.hpp"
#include "optim/clip.hpp"

using namespace unroll;

constexpr Index symbols = 8;  // so that guessing is right in one case of eight

struct Batch {
  Tensor xs;      // (T, batch, symbols): symbol k is row k of the identity
  Indices ids;    // (T, batch)
  Indices first;  // (batch)
};
inline Batch draw_batch(Index T, Index size) {
  const Indices ids = random_numbers().below({T, size}, symbols);
  const auto begin = ids.values().begin();
  return {embedding(Tensor(Array::eye(symbols)), ids), ids, Indices(std::vector<Index>(begin, begin + size))};
}

struct Reader : nn::Module {
  nn::RNNCell cell;
  nn::Linear head;

  explicit Reader(Index hidden) : cell(symbols, hidden), head(hidden, symbols) {
    submodule("cell", cell);
    submodule("head", head);
  }
  Tensor operator()(const Tensor& xs) const { return head(nn::unrolled(cell, xs).last().h); }
};

// One step of practice, on 32 new sequences of length T.
inline void practise(const Reader& reader, optim::Adam& optimizer, Index T) {
  const Batch batch = draw_batch(T, 32);
  const Tensor loss = nn::cross_entropy(reader(batch.xs), batch.first);
  optimizer.clear_grad();
  loss.backward({.release = true});
  optim::clip_grad_norm(reader.parameters(), 1);
  optimizer.step();
}

// The answers (batch) to scores (batch, symbols): the largest of each row.
inline std::vector<Index> answers(const Tensor& scores) {
  std::vector<Index> result;
  for (Index i = 0; i < scores.dim(0); ++i) {
    const Real* row = scores.value().data() + i * symbols;
    result.push_back(std::max_element(row, row + symbols) - row);
  }
  return result;
}

// The share of 500 new sequences of length T whose first symbol the network names.
inline double accuracy(const Reader& reader, Index T) {
  NoGrad no_grad;
  const Batch batch = draw_batch(T, 500);
  const std::vector<Index> got = answers(reader(batch.xs));
  int right = 0;
  for (Index i = 0; i < 500; ++i) right += got[std::size_t(i)] == batch.first[i];
  return right / 500.0;
}
