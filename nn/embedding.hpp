// A table of vectors, looked up by ids: how words and symbols enter a network.
#pragma once

#include <optional>

#include "nn/module.hpp"

namespace unroll::nn {

// y = W[ids] with ids of any shape, such as (T, batch), from 0 to rows − 1, and W (rows, width): y has the shape
// ids.shape + (width). It is x W for one-hot x, without the product. W is first drawn from the normal distribution
// (mean 0, deviation 1), as in PyTorch. Throws an IndexError for an id that is not a row.
class Embedding : public Module {
 public:
  struct Options {
    // The row of ids that only fill up short sequences: it starts at 0 and gets no gradient, so that it stays there.
    // Negative ones count from the end.
    std::optional<Index> padding_index = {};
  };

  Embedding(Index rows, Index width, Options options);
  Embedding(Index rows, Index width) : Embedding(rows, width, Options{}) {}

  Tensor operator()(const Indices& ids) const;
  Index rows() const { return W.dim(0); }
  Index width() const { return W.dim(1); }

  const Tensor W;  // (rows, width)

 private:
  std::optional<Index> padding_;  // from 0 on
};

}  // namespace unroll::nn
