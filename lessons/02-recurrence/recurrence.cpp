// Lesson 2. One rule, applied again and again, reads a sequence of any length:
//
//   h_t = tanh(x_t W_xh + h_{t−1} W_hh + b)
//
// We count what that saves, look at the graph that it makes, and then train two such networks to name the first
// symbol of a sequence. One practises on length 10 only, the other on lengths 4 to 10.
#include "autograd/backward.hpp"
#include "graphs/draw.hpp"
#include "graphs/plot.hpp"
#include "lessons/02-recurrence/first_symbol.hpp"
#include "nn/init.hpp"
#include "nn/linear.hpp"
#include "nn/rnn_cell.hpp"
#include "nn/unrolled.hpp"

// ---- Two networks that could name it ----
struct Recurrent : nn::Module {  // one step for each symbol, all with the same weights
  nn::RNNCell cell;
  nn::Linear head;

  explicit Recurrent(Index hidden) : cell(symbols, hidden), head(hidden, symbols) {
    submodule("cell", cell);
    submodule("head", head);
    cell.W_hh.assign(nn::init::orthogonal(hidden, hidden));  // at first, h is only turned
  }
  Tensor operator()(const Tensor& xs) const { return head(nn::unrolled(cell, xs).last().h); }
};

struct Concatenating : nn::Module {  // all T symbols side by side, as one long input
  nn::Linear layer, head;

  Concatenating(Index T, Index hidden) : layer(T * symbols, hidden), head(hidden, symbols) {
    submodule("layer", layer);
    submodule("head", head);
  }
  Tensor operator()(const Tensor& xs) const {
    const Shape side_by_side{xs.dim(1), xs.dim(0) * symbols};
    return head(tanh(layer(reshape(permute(xs, {1, 0, 2}), side_by_side))));
  }
};

// ---- What the graph of a network says ----
// The numbers in all parameters that it reads, for a sequence of length T.
template <class Network>
Index parameters_read(const Network& network, Index T) {
  const graphs::Snapshot graph(network(draw_batch(T, 1).xs));
  Index count = 0;
  for (const auto& node : graph.nodes())
    if (node.role == Role::parameter) count += node.shape.size();
  return count;
}

// How many of the lengths 3 … 200 it reads, and what it says of the first that it refuses.
struct Reach {
  int lengths = 0;
  std::string refusal;
};
template <class Network>
Reach reach(const Network& network) {
  Reach found;
  for (Index T = 3; T <= 200; ++T) try {
      network(draw_batch(T, 1).xs);
      ++found.lengths;
    } catch (const ShapeError& error) {
      if (found.refusal.empty()) found.refusal = error.what();
    }
  return found;
}

// The same recurrence, with the same numbers, but with a matrix W_t of its own for each step.
struct Untied {
  std::vector<Tensor> W;
  Tensor h;
};
Untied run_untied(const nn::RNNCell& cell, const Tensor& xs) {
  Untied copy{{}, cell.start(xs.dim(1)).h};
  for (int t = 1; t <= xs.dim(0); ++t) {
    Scope scope("t", t);
    copy.W.push_back(variable(cell.W_hh.value()));
    copy.h = tanh(cell.project(xs[t - 1]) + matmul(copy.h, copy.W.back()));
  }
  return copy;
}

// The mean state after T steps for each first symbol, less the mean of all: the dial from which the last layer
// reads the answer. (symbols, hidden)
Tensor dial(const Recurrent& network, Index T) {
  NoGrad no_grad;
  const Batch batch = draw_batch(T, sequences);
  const Tensor first = embedding(Tensor(Array::eye(symbols)), batch.at(1));
  const Tensor h = nn::unrolled(network.cell, batch.xs).last().h;
  const Tensor means = matmul(transpose(first, 0, 1), h) / reshape(sum(first, 0), {symbols, 1});
  return means - mean(means, 0, true);
}
double cosine(const Tensor& a, const Tensor& b) { return double((sum(a * b) / (norm(a) * norm(b))).item()); }

// The graph of one sequence, with the gradient that flows back through it; each step says what it read.
void draw_over(lessons::Lesson& lesson, const Recurrent& network, Index T, const char* name, const char* title,
               graphs::Level level = graphs::Level::automatic) {
  const Batch batch = draw_batch(T, 1);
  const Tensor loss = nn::cross_entropy(network(batch.xs), batch.at(1));
  Trace trace;
  loss.backward({.trace = &trace});
  std::vector<std::string> read;
  for (Index t = 1; t <= T; ++t) read.push_back(std::string(1, char('a' + batch.at(t)[0])));
  lesson.save(graphs::draw(loss, {.title = title, .trace = &trace, .level = level, .captions = read}), name);
}

// ---- The story ----
void count_parameters(lessons::Lesson& lesson, Index hidden) {
  lesson.heading("The same weights for every length");
  const Recurrent recurrent(hidden);
  std::vector<std::vector<std::string>> rows;
  for (Index T : {3, 10, 11, 50, 200}) {
    const std::string at = std::to_string(T);
    const Index loop = parameters_read(recurrent, T), side = parameters_read(Concatenating(T, hidden), T);
    rows.push_back({at, std::to_string(loop), std::to_string(side)});
    lesson.quote("loop_" + at, double(loop));
    lesson.quote("side_" + at, double(side));
  }
  lesson.table({"T", "recurrent", "concatenating"}, rows);
  const auto growth = [&](const auto& longer, const auto& shorter) {
    return double(parameters_read(longer, 200) - parameters_read(shorter, 3));
  };
  lesson.finding("parameter_growth", "parameters added from T = 3 to T = 200", growth(recurrent, recurrent));
  lesson.control("parameter_growth", "of the concatenating network",
                 growth(Concatenating(200, hidden), Concatenating(3, hidden)));

  const Reach fixed = reach(Concatenating(10, hidden));
  lesson.say("Given another length than its own, the concatenating network of T = 10 says: " + fixed.refusal);
  lesson.finding("lengths_refused", "lengths from 3 to 200 that it refuses", 198 - fixed.lengths);
  lesson.control("lengths_refused", "that the recurrent network refuses", 198 - reach(recurrent).lengths);
}

void compare_with_untied(lessons::Lesson& lesson, Index hidden) {
  lesson.heading("What sharing does to the graph, and to the gradient");
  const Index T = 10;
  const Recurrent network(hidden);
  const Batch batch = draw_batch(T, 32);
  const Tensor tied = nn::cross_entropy(network(batch.xs), batch.at(1));
  const Untied copy = run_untied(network.cell, batch.xs);
  const Tensor untied = nn::cross_entropy(network.head(copy.h), batch.at(1));
  lesson.finding("uses_T10", "times that a graph of 10 steps uses W_hh",
                 graphs::Snapshot(tied).uses(network.cell.W_hh));
  lesson.control("uses_T10", "times that the untied copy uses its W_1", graphs::Snapshot(untied).uses(copy.W[0]));
  const auto ops = [](const auto& reader, Index steps) {
    return graphs::Snapshot(reader(draw_batch(steps, 1).xs)).count();
  };
  lesson.finding("ops_per_step", "operations that one more step adds", ops(network, T + 1) - ops(network, T));
  lesson.control("ops_per_step", "that one more symbol adds to the concatenating network",
                 ops(Concatenating(T + 1, hidden), T + 1) - ops(Concatenating(T, hidden), T));

  const Tensor whole = grad(tied, network.cell.W_hh);
  std::vector<Tensor> shares = grad(untied, copy.W);
  std::vector<std::string> steps, norms;
  for (int t = 1; t <= T; ++t) {
    steps.push_back(std::to_string(t));
    const double size = norm(shares[std::size_t(t - 1)]).item();
    norms.push_back(lessons::short_text(size));
    lesson.quote("share_" + steps.back(), size);
  }
  lesson.say("The norms of dL/dW_t, by t:");
  lesson.table(steps, {norms});
  const auto differs = [&] { return double((max(abs(add_all(shares) - whole)) / max(abs(whole))).item()); };
  lesson.finding("sum_of_shares", "dL/dW_hh less the sum of all dL/dW_t, relative", differs());
  shares.pop_back();
  lesson.control("sum_of_shares", "the same without the last step's", differs());
}

void train_and_test(lessons::Lesson& lesson, Index hidden) {
  lesson.heading("Which symbol came first?");
  const Recurrent fixed(hidden), varied(hidden), shuffled(hidden);
  train(lesson, fixed, {"practising at length 10", 10, 10});
  train(lesson, varied, {"practising at lengths 4 to 10", 4, 10});
  train(lesson, shuffled, {"practising with shuffled answers", 4, 10, true});

  const std::vector<double> lengths{4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 16, 20, 30, 50, 100, 200};
  std::vector<double> of_fixed, of_varied;
  std::vector<std::vector<std::string>> rows;
  for (double T : lengths) {
    of_fixed.push_back(accuracy(fixed, Index(T)));
    of_varied.push_back(accuracy(varied, Index(T)));
    const std::string at = lessons::short_text(T);
    rows.push_back({at, lessons::short_text(of_fixed.back()), lessons::short_text(of_varied.back())});
    lesson.quote("fixed_at_" + at, of_fixed.back());
    lesson.quote("varied_at_" + at, of_varied.back());
  }
  lesson.table({"T", "practised at 10", "practised at 4 to 10"}, rows);
  lesson.quote("fixed_at_worst", *std::ranges::min_element(of_fixed));
  graphs::Plot plot("Which symbol came first? Asked at length T, after practice at …",
                    {"length T of the sequence", graphs::Scale::log, 4, 200},
                    {"answers that are right", graphs::Scale::linear, 0, 1.1});
  plot.line("10 only", lengths, of_fixed);
  plot.line("4 to 10", lengths, of_varied);
  plot.level("guessing", 1.0 / symbols);
  lesson.save(plot, "accuracy");

  const auto elsewhere = [](const Recurrent& network) {
    double sum = 0;
    for (Index T : {4, 5, 6, 7, 8, 9, 11, 12, 13, 14, 15, 16}) sum += accuracy(network, T);
    return sum / 12;
  };
  lesson.finding("varied_T50", "right at T = 50, practised at 4 to 10", accuracy(varied, 50));
  lesson.control("varied_T50", "practised with shuffled answers", accuracy(shuffled, 50));
  lesson.finding("fixed_T10", "right at T = 10, practised at 10 only", accuracy(fixed, 10));
  lesson.control("fixed_T10", "the same network at T = 11", accuracy(fixed, 11));
  lesson.finding("fixed_elsewhere", "its mean over T = 4 … 16 without 10", elsewhere(fixed));
  lesson.control("fixed_elsewhere", "of the network that practised at 4 to 10", elsewhere(varied));
  lesson.finding("renamed_T11", "at T = 11, its answer is the usual one for that first symbol",
                 decided_by(fixed, 11, 1));
  lesson.control("renamed_T11", "the usual one for that second symbol", decided_by(fixed, 11, 2));
  const auto stays = [](const Recurrent& network) { return cosine(dial(network, 10), dial(network, 11)); };
  lesson.finding("dial_turns", "cosine of the states at T = 10 and at 11, practised at 10 only", stays(fixed));
  lesson.control("dial_turns", "practised at 4 to 10", stays(varied));

  draw_over(lesson, varied, 10, "loop", "The trained network as a loop, after ten turns", graphs::Level::rolled);
  draw_over(lesson, varied, 3, "steps",
            "Three steps of the trained network, every operation; each weight is drawn once");
  draw_over(lesson, varied, 5, "unrolled", "Five steps of the trained network, one box for each");
}

// What is done to other lengths so that a network of ten places can read them: cutting, and filling up with zeros.
void cut_and_pad(lessons::Lesson& lesson, Index hidden) {
  lesson.heading("Ten places for sequences of other lengths");
  const Concatenating network(10, hidden);
  train(lesson, network, {"practising at length 10, side by side", 10, 10});
  const auto from = [&](Index first) {
    return [&network, first](const Tensor& xs) { return network(slice(xs, 0, first, first + 10)); };
  };
  const auto beside = [&](Index zeros_before) {
    return [&network, zeros_before](const Tensor& xs) {
      const Index batch = xs.dim(1), after = 10 - xs.dim(0) - zeros_before;
      return network(concat(
          {Tensor(Array::zeros({zeros_before, batch, symbols})), xs, Tensor(Array::zeros({after, batch, symbols}))},
          0));
    };
  };
  lesson.finding("cut", "right at T = 20 from the last ten symbols", accuracy(from(10), 20));
  lesson.control("cut", "from the first ten", accuracy(from(0), 20));
  lesson.finding("padded", "right at T = 9, with zeros in the first place", accuracy(beside(1), 9));
  lesson.control("padded", "with zeros in the last place", accuracy(beside(0), 9));
}

void story(lessons::Lesson& lesson) {
  const Index hidden = lesson.hidden(32);
  count_parameters(lesson, hidden);
  compare_with_untied(lesson, hidden);
  train_and_test(lesson, hidden);
  cut_and_pad(lesson, hidden);
}

int main(int argc, char* argv[]) { return lessons::run("02-recurrence", argc, argv, story); }
