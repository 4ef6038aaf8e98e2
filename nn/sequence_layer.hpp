// A layer that reads whole sequences, whatever is inside it: what Recurrent and Bidirectional have in common.
#pragma once

#include "autograd/ops.hpp"
#include "nn/module.hpp"

namespace unroll::nn {

struct LayerOptions {
  Index layers = 1;          // each reads the outputs of the one below
  Real dropout = 0;          // between layers, while training
  bool batch_first = false;  // xs and outputs are (batch, T, features) instead of (T, batch, features)
};

class SequenceLayer : public Module {
 public:
  // xs (T, batch, inputs) -> (T, batch, outputs). `lengths` says how long each sequence of the batch is, if they are
  // not all T long: what lies beyond is not read, and is 0 in the outputs.
  virtual Tensor forward(const Tensor& xs, const Indices& lengths = {}) = 0;
  Tensor operator()(const Tensor& xs, const Indices& lengths = {}) { return forward(xs, lengths); }

  Index inputs() const { return inputs_; }
  virtual Index outputs() const = 0;
  Index layers() const { return options_.layers; }

 protected:
  SequenceLayer(Index inputs, const LayerOptions& options);

  // From the caller's layout to time-major, and back. A ShapeError if xs is no sequence of such inputs.
  Tensor time_major(const Tensor& xs) const;
  Index batch_of(const Tensor& xs) const;
  Tensor as_asked(const Tensor& outputs) const { return options_.batch_first ? transpose(outputs, 0, 1) : outputs; }
  // What layer l reads: dropout on its way, except into the first.
  Tensor into(Index layer, const Tensor& xs) const;
  // One state for each layer, or an Error.
  void check_states(std::size_t count) const;

 private:
  Index inputs_;
  LayerOptions options_;
};

}  // namespace unroll::nn
