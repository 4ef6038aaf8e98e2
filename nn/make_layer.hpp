// Layers by name, for programs that learn at run time which cell they are to use. The instances are compiled once,
// into this library; the cells' options are the default ones.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "nn/sequence_layer.hpp"

namespace unroll::nn {

struct MakeLayerOptions {
  Index layers = 1;            // as in LayerOptions
  Real dropout = 0;            //
  bool batch_first = false;    //
  bool bidirectional = false;  // Bidirectional<Cell> instead of Recurrent<Cell>: twice as many outputs
};

// "rnn", "rnn-relu", "lstm", "gru", and of the zoo "mgu", "ugrnn", "antisymmetric", "mingru", "cornn". An Error that
// lists them if there is no layer of that name.
std::unique_ptr<SequenceLayer> make_layer(const std::string& name, Index inputs, Index hidden,
                                          const MakeLayerOptions& options = {});

std::vector<std::string> layer_names();

}  // namespace unroll::nn
