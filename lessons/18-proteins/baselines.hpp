// What needs no network: counting letters, counting pairs of neighbours, and aligning.
#pragma once

#include "autograd/backward.hpp"
#include "autograd/ops.hpp"
#include "lessons/18-proteins/exam.hpp"
#include "nn/losses.hpp"
#include "optim/adam.hpp"

// How often each letter, or each pair of neighbours, occurs.
enum class Counts { letters, pairs };
inline Array count(const Words& words, Counts what) {
  const Index columns = what == Counts::letters ? kinds + 1 : (kinds + 1) * (kinds + 1);
  Array table = Array::zeros({Index(words.size()), columns});
  Real* row = table.write();
  for (const std::string& word : words) {
    for (std::size_t i = what == Counts::letters ? 0 : 1; i < word.size(); ++i)
      row[code(word[i]) + (what == Counts::letters ? 0 : (kinds + 1) * code(word[i - 1]))] += 1;
    row += columns;
  }
  return table;
}

// A tenth of the letters replaced by any: what training on so few proteins needs.
inline std::string substituted(std::string letters) {
  for (char& letter : letters)
    if (random_numbers().uniform() < 0.1) letter = amino_acids[std::size_t(random_numbers().below(kinds))];
  return letters;
}

struct Lessons {
  Words words;
  std::vector<Real> real;
};
// As many real ones, with substitutions, as shuffles.
inline Lessons practice(const Proteins& proteins, int each, Fake kind) {
  Lessons all;
  for (const Protein& protein : proteins)
    for (int i = 0; i < each; ++i) {
      all.words.push_back(i == 0 ? protein.letters : substituted(protein.letters));
      all.words.push_back(fake(protein.letters, kind));
      all.real.insert(all.real.end(), {1, 0});
    }
  return all;
}

// Logistic regression on counts, with a penalty on the squares of its weights.
struct Bag {
  Counts what;
  Tensor w, b;

  Bag(Counts what_) : what(what_), w(), b() {
    const Index n = what == Counts::letters ? kinds + 1 : (kinds + 1) * (kinds + 1);
    w = variable(Array::zeros({n, 1}));
    b = variable(Array::zeros({1}));
  }
  void fit(const Lessons& lessons, double penalty, int steps = 100) const {
    const Tensor counts(count(lessons.words, what));
    const Tensor real(Array({Index(lessons.real.size()), 1}, lessons.real));
    optim::Adam adam({w, b}, {.lr = Real(0.02)});
    for (int step = 0; step < steps; ++step) {
      const Tensor loss = nn::binary_cross_entropy(matmul(counts, w) + b, real) + Real(penalty) * sum(square(w));
      adam.clear_grad();
      loss.backward({.release = true});
      adam.step();
    }
  }
  std::vector<double> operator()(const Words& words) const {
    NoGrad no_grad;
    const Array scores = (matmul(Tensor(count(words, what)), w) + b).value();
    return {scores.numbers().begin(), scores.numbers().end()};
  }
};

// The penalty that did best on training proteins held out in turn, a fifth at a time, each with its shuffles.
inline double best_penalty(const Proteins& training, Counts what, Fake kind) {
  const std::vector<double> penalties{1, 0.3, 0.1, 0.03, 0.01, 0.003, 0.001};
  constexpr std::size_t folds = 5;
  std::vector<double> right(penalties.size());
  for (std::size_t fold = 0; fold < folds; ++fold) {
    Split split;
    for (std::size_t i = 0; i < training.size(); ++i)
      (i % folds == fold ? split.test : split.training).push_back(training[i]);
    const Exam exam(split.test, kind);
    const Lessons lessons = practice(split.training, 4, kind);
    const Bag bag(what);
    for (std::size_t i = 0; i < penalties.size(); ++i) {  // from strong to weak, each going on from the last
      bag.fit(lessons, penalties[i]);
      right[i] += examine(bag, exam).right * double(split.test.size());
    }
  }
  return penalties[std::size_t(std::max_element(right.begin(), right.end()) - right.begin())];
}

// The best score of an alignment with a training protein, against a threshold. The threshold is the one that is most
// often right of training proteins, which are not aligned with themselves.
struct Aligner {
  Proteins known;
  double threshold = 0;

  explicit Aligner(const Proteins& training, Fake kind) : known(training) {
    struct Seen {
      double score;
      bool real;
    };
    std::vector<Seen> seen;
    for (std::size_t i = 0; i < known.size(); ++i) {
      seen.push_back({best(known[i].letters, i), true});
      seen.push_back({best(fake(known[i].letters, kind), i), false});
    }
    std::ranges::sort(seen, {}, &Seen::score);
    int right = int(known.size()), most = right;  // a threshold below all
    threshold = seen.front().score - 1;
    for (std::size_t i = 0; i + 1 < seen.size(); ++i) {
      right += seen[i].real ? -1 : 1;
      if (right > most) most = right, threshold = (seen[i].score + seen[i + 1].score) / 2;
    }
  }
  double best(const std::string& letters, std::size_t but = std::size_t(-1)) const {
    double best = -1e9;
    for (std::size_t i = 0; i < known.size(); ++i)
      if (i != but) best = std::max(best, double(align(letters, known[i].letters).score));
    return best;
  }
  std::vector<double> operator()(const Words& words) const {
    std::vector<double> scores;
    for (const std::string& word : words) scores.push_back(best(word) - threshold);
    return scores;
  }
};
