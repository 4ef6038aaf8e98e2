// Where a graph attends: nodes that are marked as weights α, the product that reads values by them, and the matrices
// that α holds. Rows are queries, columns are keys, as in the engine: α is (…, queries, keys); of three axes or more
// the first is the batch, those between are heads.
//
// A decoder that attends step by step has one row at every step; its rows are one matrix. Self-attention over a whole
// sequence is a single product without time steps, and its matrix is there at once.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "graphs/snapshot.hpp"

namespace unroll::graphs {

struct AttentionOptions {
  int batch = 0;      // the entry of the batch whose weights are shown, from 0
  int head = -1;      // which head, from 0; −1: each has a matrix of its own, and edges show their mean
  int strongest = 3;  // how many edges a query gets, the largest weights; 0: none, −1: all that are not exactly 0
};

struct AttentionMatrix {
  std::string module;  // where it is: "decoder", "layers.0.attention"
  int head, heads;     // which of how many; from 0
  int batch, batches;  // the entry that is shown; batches is 1 if there is no such axis
  int queries, keys;
  bool in_time;                 // query t is time step t
  bool to_itself;               // keys and queries are positions of one sequence
  std::vector<double> weights;  // row after row
  std::vector<int> nodes;       // in the snapshot: of each row, or one for all of them

  double operator()(int query, int key) const {
    return weights[static_cast<std::size_t>(query) * static_cast<std::size_t>(keys) + static_cast<std::size_t>(key)];
  }
};

class Attentions {
 public:
  // Weights that were freed are left out. An Error that names the shape if there is no such batch entry or head.
  Attentions(const Snapshot& snapshot, const AttentionOptions& options);

  const std::vector<AttentionMatrix>& matrices() const { return matrices_; }
  const AttentionOptions& options() const { return options_; }

  bool is_read(int node) const { return rows_.count(node) > 0; }
  bool in_time() const;  // does a time step attend?
  // What a read that has but one query gives to each key: of the chosen head, or the mean over all. Else, nothing.
  const std::vector<double>& row(int read) const { return rows_.at(read); }

 private:
  AttentionOptions options_;
  std::vector<AttentionMatrix> matrices_;
  std::map<int, std::vector<double>> rows_;  // of a read
};

// The numbers of the largest weights, the largest first: at most `count` (all if negative), and none that is 0 or NaN.
std::vector<int> strongest(const std::vector<double>& row, int count);

}  // namespace unroll::graphs
