// What a computation costs, counted on its graph from the ops and shapes that were recorded, so that it is the same on
// every machine. A graph with its derivatives (grad with create_graph) has the price of the backward pass in it, too.
#pragma once

#include "graphs/snapshot.hpp"

namespace unroll::graphs {

// Floating-point operations of one node:
//
//   product (m, k) by (k, n)   2 m k n: a multiplication and an addition for each term of each sum
//   elementwise                1 for each number that is made, whatever the function
//   sum, largest, smallest     1 for each number that is read, less 1 for each that is made
//   softmax                    5 for each number: largest, minus, exp, sum, divided by
//   plumbing                   0, but for the additions in sum_to and scatter_add
//
// An Error for an op that is none of these: one of your own that is not elementwise.
Index flops(const Snapshot& graph, int node);

// Of a whole graph: what was computed forwards, and what a gradient pass computed.
struct Flops {
  Index forward = 0, backward = 0;
};
Flops flops(const Snapshot& graph);

// How many numbers of memory the values of a graph take up besides its leaves, which are there before and after. What
// shares its memory with another value, as a slice along the leading axis does, counts once.
Index numbers_kept(const Snapshot& graph);  // all of the forward pass: what this engine keeps
// Those among them that the gradient pass in this graph read, but for leaves whose numbers were only moved. A rule that
// only compares (relu's, maximum's) leaves no edge in the graph, and is not seen.
Index numbers_read_back(const Snapshot& of_derivatives);

}  // namespace unroll::graphs
