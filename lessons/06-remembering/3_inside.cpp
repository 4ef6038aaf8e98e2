// Lesson 6, third program. The network that remembers, from inside: what does its state keep, what becomes of a small
// difference in it, and what of a large one?
#include <algorithm>
#include <cmath>
#include <optional>

#include "graphs/plot.hpp"
#include "lessons/06-remembering/trained.hpp"

// ---- What another symbol at time t does: how often the answer becomes the name of that other symbol ----
Tensor next_row(const Tensor& x) { return concat({slice(x, 0, 1, x.dim(0)), slice(x, 0, 0, 1)}, 0); }

double follows(const Reader& reader, Index T, Index t) {
  NoGrad no_grad;
  const Batch batch = draw_batch(T, 1000);
  const Tensor other = next_row(batch.xs[t - 1]);  // that of the next sequence
  const Tensor xs = concat({slice(batch.xs, 0, 0, t - 1), stack({other}), slice(batch.xs, 0, t, T)}, 0);
  const std::vector<Index> was = answers(batch.xs[t - 1]), is = answers(other), got = answers(reader(xs));
  int changed = 0, followed = 0;
  for (std::size_t i = 0; i < got.size(); ++i) {
    changed += is[i] != was[i];
    followed += is[i] != was[i] && got[i] == is[i];
  }
  return double(followed) / changed;
}

// ---- Two states, the same symbols from then on: the distance between them after 0 … 30 steps, median of 400 ----
struct Apart {
  std::vector<double> steps, kicked, same, other;

  explicit Apart(const Reader& reader, Index T) {
    NoGrad no_grad;
    const Index size = 400;
    const Batch batch = draw_batch(T, size);
    Tensor h = nn::unrolled(reader.cell, batch.xs).last().h;
    const Tensor kick(random_numbers().normal(h.shape()));
    Tensor near = h + kick / norm(kick, {1}, true) * norm(h, {1}, true) * Real(0.1);  // a tenth of h's length
    Tensor next = next_row(h);                                                        // another sequence's state
    const auto everywhere = [](std::size_t) { return true; };
    const auto begins = [&](bool alike) {
      return [&, alike](std::size_t i) { return alike == (batch.first[Index(i)] == batch.first[Index(i + 1) % size]); };
    };
    const Batch later = draw_batch(30, size);
    for (Index k = 0; k <= 30; ++k) {
      steps.push_back(double(k));
      kicked.push_back(median(near - h, everywhere));
      same.push_back(median(next - h, begins(true)));
      other.push_back(median(next - h, begins(false)));
      if (k == 30) break;
      for (Tensor* state : {&h, &near, &next}) *state = reader.cell.step(later.xs[k], {*state}).h;
    }
  }

  template <class Counts>
  static double median(const Tensor& differences, Counts counts) {
    const Array lengths = norm(differences, {1}).value();
    std::vector<double> chosen;
    for (std::size_t i = 0; i < std::size_t(lengths.size()); ++i)
      if (counts(i)) chosen.push_back(double(lengths.data()[i]));
    std::ranges::sort(chosen);
    return chosen[chosen.size() / 2];
  }
};

// ---- The plane in which states (n, hidden) differ most, found by applying their covariance again and again ----
Tensor plane(const Tensor& states) {
  const Tensor centred = states - mean(states, {0}, true);
  Tensor first, second;
  for (Tensor* axis : {&first, &second}) {
    Tensor v(random_numbers().normal({states.dim(1), 1}));
    for (int i = 0; i < 200; ++i) {
      v = matmul(T(centred), matmul(centred, v));
      if (axis == &second) v = v - first * sum(v * first);  // at a right angle to the first
      v = v / norm(v);
    }
    *axis = v;
  }
  return concat({first, second}, 1);  // (hidden, 2)
}

// ---- From one first symbol to another in 100 small steps, all else the same: how probable is the first? ----
struct Way {
  std::vector<double> parts, probability;

  Way(const Reader& reader, Index T, Index from, Index to) {
    NoGrad no_grad;
    Array first = Array::zeros({101, symbols});
    for (Index i = 0; i <= 100; ++i) {
      parts.push_back(double(i) / 100);
      first.set({i, from}, Real(100 - i) / 100);
      first.set({i, to}, Real(i) / 100);
    }
    const Tensor rest = broadcast_to(draw_batch(T - 1, 1).xs, {T - 1, 101, symbols});
    const Array p = softmax(reader(concat({stack({Tensor(first)}), rest}, 0))).value();
    for (Index i = 0; i <= 100; ++i) probability.push_back(double(p.at({i, from})));
  }
  // The share of all its change that comes in one hundredth of the way.
  double steepest() const {
    double most = 0, all = 0;
    for (std::size_t i = 1; i < probability.size(); ++i) {
      const double change = std::abs(probability[i] - probability[i - 1]);
      most = std::max(most, change), all += change;
    }
    return most / all;
  }
};

double mean_steepest(const Reader& reader, Index T) {
  double sum = 0;
  for (Index a = 0; a < symbols; ++a) sum += Way(reader, T, a, (a + 1) % symbols).steepest();
  return sum / double(symbols);
}

// ---- The story ----
void look_inside(lessons::Lesson& lesson, const Reader& practised) {
  lesson.heading("What the state keeps");
  lesson.finding("follows_T100", "with another x_1, answers at T = 100 that name it", follows(practised, 100, 1));
  lesson.control("follows_T100", "with another x_2, that name it", follows(practised, 100, 2));
  const Apart after_50(practised, 50), after_2(practised, 2);
  lesson.finding("only_first", "h_50 of two sequences with equal x_1, by that of others",
                 after_50.same[0] / after_50.other[0]);
  lesson.control("only_first", "h_2", after_2.same[0] / after_2.other[0]);
  lesson.finding("kick_dies", "what is left of a kick after 20 steps", after_50.kicked[20] / after_50.kicked[0]);
  lesson.control("kick_dies", "of the difference that another x_1 made", after_50.other[20] / after_50.other[0]);
  graphs::Plot apart("Two states that read the same symbols from here on", {"steps from here"},
                     {"distance", graphs::Scale::log, 1e-17, 100});
  apart.line("another first symbol", after_50.steps, after_50.other);
  apart.line("the same first symbol", after_50.steps, after_50.same);
  apart.line("a kick", after_50.steps, after_50.kicked);
  lesson.save(apart, "apart");
}

void show_states(lessons::Lesson& lesson, const Reader& practised) {
  NoGrad no_grad;
  const Batch batch = draw_batch(100, 200);
  const auto states = nn::unrolled(practised.cell, batch.xs).states;
  const Tensor axes = plane(states.back().h);
  std::optional<graphs::Plot> all;
  for (std::size_t t : {1, 3, 100}) {
    const Array at = matmul(states[t - 1].h, axes).value();
    graphs::Plot plot(
        "States after " + std::to_string(t) + (t == 1 ? " symbol, by the first" : " symbols, by the first"),
        {"", graphs::Scale::linear, -8, 8}, {"", graphs::Scale::linear, -8, 8});
    for (Index s = 0; s < symbols; ++s) {
      std::vector<double> xs, ys;
      for (Index i = 0; i < at.dim(0); ++i)
        if (batch.first[i] == s) xs.push_back(double(at.at({i, 0}))), ys.push_back(double(at.at({i, 1})));
      plot.points(std::string(1, char('a' + s)), xs, ys);
    }
    if (all)
      all->above(plot);
    else
      all = plot;
  }
  lesson.save(*all, "states");
}

void walk(lessons::Lesson& lesson, const Reader& practised) {
  lesson.heading("From one symbol to another, in small steps");
  lesson.finding("cliff_T50", "share of the change that comes in 1 % of the way, T = 50", mean_steepest(practised, 50));
  lesson.control("cliff_T50", "T = 2", mean_steepest(practised, 2));
  graphs::Plot cliff("The first symbol turns from a into b", {"part of the way"},
                     {"probability of a", graphs::Scale::linear, 0, 1.1});
  for (Index T : {2, 4, 50}) {
    const Way way(practised, T, 0, 1);
    cliff.line("T = " + std::to_string(T), way.parts, way.probability);
  }
  lesson.save(cliff, "cliff");
}

void story(lessons::Lesson& lesson) {
  const Trained practised(lesson, 4, 10);
  look_inside(lesson, practised);
  show_states(lesson, practised);
  walk(lesson, practised);
}

int main(int argc, char* argv[]) { return lessons::run("06-remembering/inside", argc, argv, story); }
