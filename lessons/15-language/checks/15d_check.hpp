// 15d: points on a line; then the states of a small network that has learnt to foretell the ends of lines in made-up
// poems.
#pragma once

#include "lessons/support/band.hpp"
#include "lessons/support/compare.hpp"

struct States15d {
  Array states, sevens;  // (n, width), (n)
};

// Lines of five characters (0) or of seven, each ended by a mark (1), 40 symbols: (40, batch).
inline Indices made_up_15d(Index batch, std::vector<Real>& sevens) {
  std::vector<Index> ids(std::size_t(40 * batch));
  sevens.clear();
  for (Index i = 0; i < batch; ++i) {
    const bool seven = random_numbers().below(2) == 1;
    sevens.push_back(seven);
    for (Index t = 0; t < 40; ++t) ids[std::size_t(t * batch + i)] = (t + 1) % (seven ? 8 : 6) == 0;
  }
  return {{40, batch}, std::move(ids)};
}

template <class Read>
States15d states_15d(const Read& read, Index batch) {
  NoGrad no_grad;
  std::vector<Real> of_poem, sevens;
  const Tensor hs = read(made_up_15d(batch, of_poem));
  std::vector<Tensor> rows;
  for (Index t = 16; t < 40; ++t) {
    rows.push_back(hs[t]);
    sevens.insert(sevens.end(), of_poem.begin(), of_poem.end());
  }
  return {concat(rows, 0).value(), Array({Index(sevens.size())}, sevens)};
}

template <class Fitted>
double right_15d(const Fitted& probe, const States15d& asked) {
  const Index n = asked.states.dim(0), width = asked.states.dim(1);
  double right = 0;
  for (Index i = 0; i < n; ++i) {
    double score = probe.b;
    for (Index k = 0; k < width; ++k) score += double(probe.w.data()[k]) * double(asked.states.data()[i * width + k]);
    right += (score > 0) == (asked.sevens.data()[i] > 0.5);
  }
  return right / double(n);
}

template <class Fit>
void check_15d(Fit fit) {
  seed(15);
  // Along one number: fives at −1, sevens at 1; then both on the same side of 0.
  for (const Real shift : {Real(0), Real(3), Real(-3)}) {
    States15d points{Array::zeros({40, 2}), Array::zeros({40})};
    for (Index i = 0; i < 40; ++i) {
      points.sevens.set({i}, Real(i % 2));
      points.states.set({i, 0}, shift + (i % 2 ? 1 : -1) * (Real(0.5) + Real(random_numbers().uniform())));
      points.states.set({i, 1}, Real(random_numbers().normal()));
    }
    const auto probe = fit(points.states, points.sevens);
    demand(Stage::value, probe.w.shape() == Shape{2},
           "w has the shape " + to_string(probe.w.shape()) + "; for states of two numbers it should be (2)");
    const double right = right_15d(probe, points);
    demand(Stage::value, shift != 0 || right >= 0.5,
           "of points at −1 (five) and 1 (seven) your classifier has " + lessons::short_text(100 * right) +
               " % right: is \"seven\" the answer above 0?");
    demand(Stage::value, right == 1,
           "of points about " + lessons::short_text(double(shift) - 1) + " (five) and " +
               lessons::short_text(double(shift) + 1) + " (seven) your classifier has " +
               lessons::short_text(100 * right) + " % right; a line divides them, with some w and b");
  }

  struct Network : nn::Module {
    nn::RNNCell cell{2, 16};
    nn::Linear head{16, 2};
    Network() { submodule("cell", cell), submodule("head", head); }
    Tensor read(const Indices& ids) const {
      return nn::unrolled(cell, embedding(Tensor(Array::eye(2)), ids), {.project_first = true}).outputs();
    }
  };
  const Network network;
  optim::Adam optimizer(network.parameters(), {.lr = Real(0.01)});
  std::vector<Real> sevens;
  for (int step = 0; step < 700; ++step) {
    const Indices ids = made_up_15d(16, sevens);
    const Tensor hs = network.read(ids);
    const std::vector<Index> next(ids.values().begin() + 16, ids.values().end());
    optimizer.clear_grad();
    nn::cross_entropy(network.head(slice(hs, 0, 0, 39)), Indices({39, 16}, next)).backward({.release = true});
    optim::clip_grad_norm(network.parameters(), 1);
    optimizer.step();
  }
  const auto read = [&](const Indices& ids) { return network.read(ids); };
  const States15d training = states_15d(read, 30), test = states_15d(read, 60);
  const auto before = network.parameters().front().value();
  const double right = right_15d(fit(training.states, training.sevens), test);
  demand(Stage::behaviour, right >= 0.95,
         "of the states of a network that counts, in new poems, your classifier has " +
             lessons::short_text(100 * right) + " % right; it should be 95 % at least");
  demand(Stage::behaviour, close(before, network.parameters().front().value()),
         "the network has changed; only w and b are to be learnt");
}
