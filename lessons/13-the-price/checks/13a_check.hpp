// 13a: formulas against counts of graphs that were recorded, first where little is counted, then at many sizes.
#pragma once

#include "graphs/cost.hpp"
#include "lessons/support/compare.hpp"
#include "nn/attention.hpp"
#include "nn/gru_cell.hpp"

inline Index counted_gru(Index T, Index inputs, Index hidden) {
  nn::GRUCell cell(inputs, hidden);
  const Tensor xs = variable(random_numbers().normal({T, 1, inputs}));
  return graphs::flops(graphs::Snapshot(nn::unrolled(cell, xs).outputs())).forward;
}
struct Attention13a {
  Index work, memory;
};
inline Attention13a counted_attention(Index T, Index width, Index heads) {
  const nn::MultiheadAttention attention(width, heads);
  const Tensor xs = variable(random_numbers().normal({T, 1, width}));
  const Tensor y = attention(xs).output, dy = variable(random_numbers().normal(y.shape()));
  std::vector<Tensor> wanted = attention.parameters();
  wanted.push_back(xs);
  std::vector<Tensor> roots = grad(y, wanted, {.create_graph = true, .seed = dy});
  roots.push_back(y);
  return {graphs::flops(graphs::Snapshot(y)).forward, graphs::numbers_read_back(graphs::Snapshot(roots))};
}

template <class Gru, class Work, class Memory>
void check_13a(Gru gru_work, Work attention_work, Memory attention_memory) {
  seed(13);
  const auto differs = [](const std::string& what, Index got, Index wanted) {
    return what + " is " + std::to_string(got) + " by your formula; the graph has " + std::to_string(wanted);
  };
  // One step of one unit with one input: six products of a number by a number, and 15 more for each unit.
  const Index one = gru_work(1, 1, 1);
  demand(Stage::value, one != 21,
         differs("the GRU's work for T = 1, one input, one unit", one, 27) +
             ": a term of a product is a multiplication and an addition, 2 m k n");
  demand(Stage::value, one == counted_gru(1, 1, 1),
         differs("the GRU's work for T = 1, one input, one unit", one, counted_gru(1, 1, 1)) +
             ". Go through a step: six products; three biases of W_xh's columns and b_hn; then what is elementwise");
  for (const auto& [T, inputs, hidden] : {std::array<Index, 3>{1, 1, 4}, {1, 5, 1}, {1, 3, 4}, {7, 3, 4}, {20, 8, 8}}) {
    const Index got = gru_work(T, inputs, hidden), wanted = counted_gru(T, inputs, hidden);
    demand(Stage::value, got == wanted,
           differs("the GRU's work for T = " + std::to_string(T) + ", " + std::to_string(inputs) + " inputs and " +
                       std::to_string(hidden) + " units",
                   got, wanted));
  }

  for (const auto& [T, width, heads] :
       {std::array<Index, 3>{1, 1, 1}, {1, 6, 1}, {5, 6, 1}, {5, 6, 2}, {5, 6, 6}, {32, 8, 4}}) {
    const std::string of = " for T = " + std::to_string(T) + ", width " + std::to_string(width) + " and " +
                           std::to_string(heads) + (heads == 1 ? " head" : " heads");
    const Attention13a wanted = counted_attention(T, width, heads);
    const Index work = attention_work(T, width, heads), memory = attention_memory(T, width, heads);
    const bool scales = work - T * (8 * width * width + 4 * width) == heads * T * T * (4 * width + 6);
    demand(Stage::behaviour, heads == 1 || !scales,
           differs("attention's work" + of, work, wanted.work) +
               ": a head has width/heads numbers, so that the products of all heads together cost what one head's do");
    demand(Stage::behaviour, work == wanted.work,
           differs("attention's work" + of, work, wanted.work) +
               (heads > 1 ? ": what happens to each score happens once for each head" : ""));
    demand(Stage::behaviour, memory != 4 * T * width + 2 * heads * T * T,
           differs("attention's memory" + of, memory, wanted.memory) +
               ": of scores and weights the way back reads the weights only; softmax needs its result, not its input");
    demand(Stage::behaviour, memory == wanted.memory,
           differs("attention's memory" + of, memory, wanted.memory) +
               ": queries, keys, values, what the heads say, and the weights of each head");
  }
}
