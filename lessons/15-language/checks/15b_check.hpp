// 15b: against two runs over the parts of a text; blindness, by the gradient; and what hindsight is worth in a text of
// made-up words.
#pragma once

#include "lessons/support/band.hpp"
#include "lessons/support/compare.hpp"
#include "nn/embedding.hpp"
#include "nn/gru_cell.hpp"

// Pairs of letters, (T, batch): one of eight, and the one that always follows it. So the second of a pair is known by
// the first; but the first only by the second.
inline Indices made_up_15b(Index T, Index batch) {
  std::vector<Index> ids(std::size_t(T * batch));
  for (Index i = 0; i < batch; ++i) {
    const Index begin = random_numbers().below(2);
    Index first = 0;
    for (Index t = 0; t < T; ++t) {
      const bool second = (t + begin) % 2 == 1;
      if (!second) first = random_numbers().below(8);
      ids[std::size_t(t * batch + i)] = second ? 8 + (3 * first + 1) % 8 : first;
    }
  }
  return {{T, batch}, std::move(ids)};
}

struct Cloze15b : nn::Module {
  nn::Embedding embedding{16, 8};
  nn::GRUCell left{8, 16}, right{8, 16};
  nn::Linear compare, name{24, 16};
  explicit Cloze15b(Index known) : compare(known, 24) {
    submodule("embedding", embedding), submodule("left", left), submodule("right", right);
    submodule("compare", compare), submodule("name", name);
  }
};

template <class Known>
double bits_15b(const Cloze15b& model, const Known& known) {
  optim::Adam optimizer(model.parameters(), {.lr = Real(0.01)});
  const auto loss = [&](Index batch) {
    const Indices ids = made_up_15b(20, batch);
    return nn::cross_entropy(model.name(relu(model.compare(known(model.embedding(ids))))), ids);
  };
  for (int step = 0; step < 150; ++step) {
    optimizer.clear_grad();
    loss(16).backward({.release = true});
    optim::clip_grad_norm(model.parameters(), 1);
    optimizer.step();
  }
  NoGrad no_grad;
  return double(loss(200).item()) / std::log(2.0);
}

template <class Beside>
void check_15b(Beside beside) {
  seed(15);
  const Index T = 6, batch = 2;
  const nn::GRUCell left(3, 4), right(3, 4);
  const Tensor xs = variable(random_numbers().normal({T, batch, 3}));
  const Tensor got = beside(left, right, xs);
  demand(Stage::value, got && got.shape() == Shape{T, batch, 8},
         "you return the shape " + (got ? to_string(got.shape()) : "of an empty tensor") +
             " for 6 steps, 2 texts and 4 units in each reader; it should be (6, 2, 8)");
  const Tensor nothing(Array::zeros({batch, 4}));
  std::vector<Tensor> rows;
  for (Index t = 1; t <= T; ++t) {  // read by runs that end beside t
    const Tensor h = t == 1 ? nothing : nn::unrolled(left, slice(xs, 0, 0, t - 1)).last().h;
    const Tensor g = t == T ? nothing : nn::unrolled(right, flip(slice(xs, 0, t, T), {0})).last().h;
    rows.push_back(concat({h, g}, -1));
    const auto half = [&](const Tensor& both, Index from) { return slice(both, -1, from, from + 4).value(); };
    const std::string at = "at t = " + std::to_string(t) + " ";
    demand(Stage::value, close(half(got[t - 1], 0), h.value()),
           at + "the first half begins with " + lessons::short_text(double(got.value().at({t - 1, 0, 0}))) +
               "; it should be " +
               (t == 1 ? "0: nothing stands before the first letter"
                       : "h_" + std::to_string(t - 1) + ", what `left` knows before it reads x_" + std::to_string(t)));
    demand(Stage::value, close(half(got[t - 1], 4), g.value()),
           at + "the second half begins with " + lessons::short_text(double(got.value().at({t - 1, 0, 4}))) +
               "; it should be " +
               (t == T ? "0: nothing stands after the last letter"
                       : "g_" + std::to_string(t + 1) + ", what `right` knows when it has read x_6 … x_" +
                             std::to_string(t + 1)));
  }
  for (Index t = 0; t < T; ++t) {
    const Array dx =
        grad(got[t], std::vector<Tensor>{xs}, {.seed = Tensor(random_numbers().normal({batch, 8}))})[0].value();
    demand(Stage::behaviour, largest(dx[t]) == 0, "what you know beside x_" + std::to_string(t + 1) + " depends on it");
    for (Index s = 0; s < T; ++s)
      demand(Stage::gradient, s == t || largest(dx[s]) > 0,
             "no gradient comes from what is known beside x_" + std::to_string(t + 1) + " to x_" +
                 std::to_string(s + 1) + ": was the graph cut?");
  }
  const Tensor wanted = stack(rows), v(random_numbers().normal(got.shape()));
  const std::vector<Tensor> leaves{left.W_xh, left.W_hh, left.b, right.W_xh, right.W_hh, right.b, xs};
  const auto dgot = grad(sum(got * v), leaves), dwanted = grad(sum(wanted * v), leaves);
  for (std::size_t i = 0; i < leaves.size(); ++i)
    demand(Stage::gradient, close(dgot[i].value(), dwanted[i].value()),
           "a gradient differs from that of two runs over the parts of the text before and after each letter");

  const Cloze15b both(32), one(16);
  const double by_both = bits_15b(both, [&](const Tensor& x) { return beside(both.left, both.right, x); });
  const double by_left = bits_15b(one, [&](const Tensor& x) {
    return pad(slice(nn::unrolled(one.left, x).outputs(), 0, 0, x.dim(0) - 1), 0, 1, 0);
  });
  demand(Stage::behaviour, by_left - by_both >= 0.8,
         "after 150 steps of training a hidden letter of a made-up text costs " + lessons::short_text(by_both) +
             " bits with your states, and " + lessons::short_text(by_left) +
             " from the left alone; the difference should be 0.8 at least");
}
