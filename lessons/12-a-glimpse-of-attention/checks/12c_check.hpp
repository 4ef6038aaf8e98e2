// 12c: a case with a closed form, heads in plain loops, blocks of the matrices one by one, the gradient, and how many
// operations there are.
#pragma once

#include "lessons/support/compare.hpp"

// y number by number; column(h, c) is that of head h's number c in the matrices before the softmax.
enum class Slip12c { none, by_width, interleaved, one_head };
inline Array heads_in_loops(const Array& x, const std::array<Array, 4>& W, Index heads, Slip12c slip = Slip12c::none) {
  const Index steps = x.dim(0), width = x.dim(1), d = width / heads;
  const auto product = [](const Array& a, const Array& b, Index i, Index j) {
    double sum = 0;
    for (Index c = 0; c < a.dim(1); ++c) sum += double(a.at({i, c})) * double(b.at({c, j}));
    return sum;
  };
  const auto column = [&](Index h, Index c) { return slip == Slip12c::interleaved ? c * heads + h : h * d + c; };
  const auto score = [&](Index h, Index i, Index j) {
    double sum = 0;
    for (Index c = 0; c < d; ++c) sum += product(x, W[0], i, column(h, c)) * product(x, W[1], j, column(h, c));
    return sum / std::sqrt(double(slip == Slip12c::by_width ? width : d));
  };
  Array joined = Array::zeros({steps, width}), y = Array::zeros({steps, width});
  for (Index h = 0; h < heads; ++h)
    for (Index i = 0; i < steps; ++i) {
      std::vector<double> weights;
      double total = 0;
      for (Index j = 0; j < steps; ++j) {
        double s = 0;
        for (Index g = 0; g < heads; ++g)
          if (slip == Slip12c::one_head || g == h) s += score(g, i, j);
        weights.push_back(std::exp(s)), total += weights.back();
      }
      for (Index c = 0; c < d; ++c) {
        double sum = 0;
        for (Index j = 0; j < steps; ++j) sum += weights[std::size_t(j)] / total * product(x, W[2], j, column(h, c));
        joined.set({i, h * d + c}, Real(sum));
      }
    }
  for (Index i = 0; i < steps; ++i)
    for (Index c = 0; c < width; ++c) y.set({i, c}, Real(product(joined, W[3], i, c)));
  return y;
}

template <class ManyHeads>
void check_12c(ManyHeads many_heads) {
  seed(7);
  const Index steps = 5, width = 6;
  const auto draw = [&] { return random_numbers().normal({width, width}); };
  const Array x = random_numbers().normal({steps, width});
  std::array<Array, 4> W;
  for (Array& each : W) each = draw();
  const auto answer = [&](Index heads) {
    return many_heads(Tensor(x), Tensor(W[0]), Tensor(W[1]), Tensor(W[2]), Tensor(W[3]), heads);
  };
  const Tensor y = answer(2);
  demand(Stage::value, y && y.shape() == Shape{steps, width},
         "for five positions in a width of 6 you return " +
             (y ? to_string(y.shape()) : std::string("an empty tensor")) + "; it should be of shape (5, 6)");

  // With W_q = 0 all scores are 0 and every head is a mean: each row is the mean of x W_v W_o.
  const Array mean_row = matmul(matmul(mean(Tensor(x), {0}, true), Tensor(W[2])), Tensor(W[3])).value();
  const Array even =
      many_heads(Tensor(x), Tensor(Array::zeros({width, width})), Tensor(W[1]), Tensor(W[2]), Tensor(W[3]), 3).value();
  const std::array<Array, 4> no_scores{Array::zeros({width, width}), W[1], W[2], W[3]};
  demand(Stage::value, !close(even, heads_in_loops(x, no_scores, 3, Slip12c::interleaved)),
         "with 3 heads your head h has every third column; it has d columns that stand together: reshape to "
         "(T, heads, d), not to (T, d, heads)");
  for (Index t = 0; t < steps; ++t)
    demand(Stage::value, close(even[t], mean_row[0]),
           "with W_q = 0 all weights are 1/T, and every row of y should be the mean of x, times W_v, times W_o: " +
               to_string(mean_row[0]) + "; row " + std::to_string(t + 1) + " is " + to_string(even[t]) +
               ". If numbers of different positions are mixed up, look at how the heads are put side by side again: " +
               "(heads, T, d) must become (T, heads, d) first");
  demand(Stage::value, close(answer(1).value(), heads_in_loops(x, W, 1)),
         "with a single head your y is not softmax(q kᵀ / √width) v W_o");

  for (Index heads : {2, 3}) {
    const Array got = answer(heads).value();
    const std::string with = "with " + std::to_string(heads) + " heads in a width of 6 ";
    demand(Stage::behaviour, !close(got, heads_in_loops(x, W, heads, Slip12c::by_width)),
           with + "your scores are divided by √width; a head's scores are sums of d = width / heads terms");
    demand(Stage::behaviour, !close(got, heads_in_loops(x, W, heads, Slip12c::one_head)),
           with + "all heads look with the same weights; each has a softmax of its own, of its own scores");
    const Array wanted = heads_in_loops(x, W, heads);
    demand(Stage::behaviour, close(got, wanted),
           with + "the first row of y is " + to_string(got[0]) + "; it should be " + to_string(wanted[0]));
  }

  std::vector<Tensor> leaves{variable(x)};
  for (const Array& each : W) leaves.push_back(variable(each));
  const auto run = [&](Index heads) {
    return many_heads(leaves[0], leaves[1], leaves[2], leaves[3], leaves[4], heads);
  };
  const auto gradients = grad(sum(square(run(2))), leaves);
  const char* const names[] = {"x", "W_q", "W_k", "W_v", "W_o"};
  for (std::size_t p = 0; p < leaves.size(); ++p)
    demand(Stage::gradient, largest(gradients[p].value()) > 0,
           std::string("no gradient arrives at ") + names[p] +
               ": does your attention cut the graph, by detach() or "
               "value()?");
  const auto report = gradcheck([&] { return run(2); }, leaves);
  demand(Stage::gradient, report.passed, "the gradient of your heads differs from differences of their values");

  const int two = graphs::Snapshot(run(2)).count(), six = graphs::Snapshot(run(6)).count();
  demand(Stage::drawing, two == six,
         "your graph has " + std::to_string(two) + " operations for 2 heads and " + std::to_string(six) +
             " for 6; as products of tensors (heads, T, d) all heads are one operation each");
}
