// 11a: against nn::unrolled on both halves, palindromes, the gradient of untied copies, the graph; then it learns.
#pragma once

#include "lessons/11-palindromes/palindromes.hpp"
#include "lessons/support/band.hpp"
#include "lessons/support/compare.hpp"

// The score by another way, with weights for each chain, and with a mistake.
enum class Slip11a { none, same_way, no_abs, goes_on, reads_all, one_more, one_less };
inline Tensor score_11a(const nn::RNNCell& first, const nn::RNNCell& second, const nn::Linear& head, const Tensor& xs,
                        Slip11a slip = Slip11a::none) {
  const Index T = xs.dim(0);
  const Index half = slip == Slip11a::reads_all ? T : T / 2 + (slip == Slip11a::one_more) - (slip == Slip11a::one_less);
  const Tensor right = slice(xs, 0, T - half, T);
  const auto f = nn::unrolled(first, slice(xs, 0, 0, half)).last();
  const Tensor b = nn::unrolled(second, slip == Slip11a::same_way ? right : flip(right, {0}),
                                slip == Slip11a::goes_on ? f : second.start(xs.dim(1)))
                       .last()
                       .h;
  return head(slip == Slip11a::no_abs ? f.h - b : abs(f.h - b));
}

template <class Score>
void check_11a(Score score) {
  seed(11);
  const nn::RNNCell cell(4, 5);
  const nn::Linear head(5, 1);
  const Tensor xs = variable(random_numbers().normal({6, 3, 4}));
  const Tensor got = score(cell, head, xs);
  demand(Stage::value, got && got.shape() == Shape{3, 1},
         std::string("your scores have ") + (got ? "the shape " + to_string(got.shape()) : "no value") +
             " for a batch of 3; head(…) of (batch, hidden) gives (3, 1)");
  const auto wanted = [&](Slip11a slip = Slip11a::none) { return score_11a(cell, cell, head, xs, slip); };
  const auto is = [&](Slip11a slip) { return close(got.value(), wanted(slip).value()); };
  demand(Stage::value, !is(Slip11a::same_way),
         "your second chain reads its half from left to right; it begins with x_T and comes to meet the first");
  demand(
      Stage::value, !is(Slip11a::no_abs),
      "your judge is shown f − b with its sign; differences in two units could then make up for each other: |f − b|");
  demand(Stage::value, !is(Slip11a::goes_on),
         "your second chain begins where the first has ended; both begin with cell.start(batch)");
  demand(Stage::value, !is(Slip11a::reads_all),
         "both of your chains read all T symbols; they meet in the middle, after T/2 each");
  for (const auto& [slip, what] : {std::pair{Slip11a::one_more, "many"}, {Slip11a::one_less, "few"}})
    demand(Stage::value, !is(slip),
           std::string("each of your chains reads one symbol too ") + what + "; it is T/2 for each, 3 of 6");
  demand(Stage::value, !close(got.value(), sigmoid(wanted()).value()),
         "your score has gone through σ and is a probability; return the score itself, the loss knows σ");
  demand(Stage::value, is(Slip11a::none),
         "the score of the first of three sequences, T = 6, is " + lessons::short_text(double(got.value().at({0, 0}))) +
             "; it should be " + lessons::short_text(double(wanted().value().at({0, 0}))) +
             ": f after x_1, x_2, x_3, b after x_6, x_5, x_4, and head(abs(f − b))");

  for (int T : {2, 4, 10}) {
    const Word half = random_half(T);
    const Tensor of_palindrome = score(cell, head, stack(inputs_of({folded_out(half, half)})));
    const double off = std::abs(double(of_palindrome.item() - head.b.value().at({0})));
    demand(Stage::behaviour, off <= rounding,
           "a palindrome of " + std::to_string(T) +
               " symbols has f = b, so its score is c, the bias of head; yours is " + lessons::short_text(off) +
               " away from it");
  }

  // One set of weights: its gradient is the sum of what two sets would have.
  const nn::RNNCell copy(4, 5);
  copy.W_xh.assign(cell.W_xh.value()), copy.W_hh.assign(cell.W_hh.value()), copy.b.assign(cell.b.value());
  const Tensor untied = sum(score_11a(cell, copy, head, xs));
  const Array of_first = grad(untied, cell.W_hh).value(), of_second = grad(untied, copy.W_hh).value(),
              shared = grad(sum(got), cell.W_hh).value();
  for (const auto& [name, part] : {std::pair{"first", &of_first}, {"second", &of_second}})
    demand(
        Stage::gradient, !close(shared, *part),
        std::string("the gradient of W_hh is that of the ") + name +
            " chain alone; the weights are used by both chains, and their gradient is the sum of both: is one of them "
            "cut off, by detach(), value() or NoGrad?");
  demand(
      Stage::gradient, close(shared, (Tensor(of_first) + Tensor(of_second)).value()),
      "dL/dW_hh should be the sum of what it would be for two chains with weights of their own; it differs from that "
      "by up to " +
          lessons::short_text(largest((Tensor(shared) - Tensor(of_first) - Tensor(of_second)).value())));

  const graphs::Snapshot graph(score(cell, head, xs));
  demand(Stage::drawing, graph.uses(cell.W_hh) == 6,
         "your graph uses W_hh " + std::to_string(graph.uses(cell.W_hh)) +
             " times for T = 6; each chain takes 3 steps, which makes 6");

  // A network of 32 units that learns with it, T = 32.
  const int T = 32;
  const nn::RNNCell large(symbols, 32);
  large.W_hh.assign(nn::init::orthogonal(32, 32));
  const nn::Linear judge(32, 1);
  const std::vector<Tensor> parameters{large.W_xh, large.W_hh, large.b, judge.W, judge.b};
  optim::Adam optimizer(parameters, {.lr = Real(3e-3)});
  for (int step = 0; step < 100; ++step) {
    const Batch batch = draw_batch(T, 64);
    optimizer.clear_grad();
    nn::binary_cross_entropy(score(large, judge, stack(batch.xs)), batch.answers).backward({.release = true});
    optim::clip_grad_norm(parameters, 1);
    optimizer.step();
  }
  NoGrad no_grad;
  const Batch batch = draw_batch(T, 1000);
  const Tensor scores = score(large, judge, stack(batch.xs));
  const double right = double(mean((scores > Real(0)) == batch.answers).item());
  demand(Stage::behaviour, right >= 0.95,
         "after 100 steps of practice at T = 32 a network with your score has " + lessons::short_text(right) +
             " of the answers right; with the right score it has more than 0.95");
}
