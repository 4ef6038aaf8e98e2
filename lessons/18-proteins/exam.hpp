// How a classifier is examined: each test protein and shuffles of it, which have the same letters.
#pragma once

#include <cmath>
#include <functional>
#include <numeric>

#include "lessons/18-proteins/alignment.hpp"

struct Split {
  Proteins training, test;
};

// A random part of them for the test.
inline Split at_random(const Proteins& proteins, double share = 0.3) {
  Split split;
  const auto order = random_numbers().permutation(Index(proteins.size()));
  for (std::size_t i = 0; i < order.size(); ++i)
    (double(i) < share * double(order.size()) ? split.test : split.training).push_back(proteins[std::size_t(order[i])]);
  return split;
}

// Proteins that are alike by more than `most`, directly or by way of others, stay together; then groups go to the test
// in random order, as long as there is room for them.
inline Split apart(const Proteins& proteins, double most, double share = 0.3) {
  const std::size_t n = proteins.size();
  std::vector<std::size_t> group(n);
  std::iota(group.begin(), group.end(), 0);
  for (std::size_t i = 0; i < n; ++i)
    for (std::size_t j = 0; j < i; ++j)
      if (group[i] != group[j] && identity(proteins[i], proteins[j]) > most)
        std::ranges::replace(group, std::size_t(group[i]), std::size_t(group[j]));
  Split split;
  for (Index g : random_numbers().permutation(Index(n))) {
    Proteins members;
    for (std::size_t i = 0; i < n; ++i)
      if (group[i] == std::size_t(g)) members.push_back(proteins[i]);
    const bool room = double(split.test.size() + members.size()) <= share * double(n) + 1;
    Proteins& part = room ? split.test : split.training;
    part.insert(part.end(), members.begin(), members.end());
  }
  if (split.test.empty()) throw Error("No group of relatives is small enough for a test; let them be more alike.");
  return split;
}

// Of each test protein the identity with the training protein that is most alike.
inline std::vector<double> nearest(const Split& split) {
  std::vector<double> nearest;
  for (const Protein& test : split.test) {
    nearest.push_back(0);
    for (const Protein& other : split.training) nearest.back() = std::max(nearest.back(), identity(test, other));
  }
  return nearest;
}

// Positive where a protein is taken for a real one.
using Scorer = std::function<std::vector<double>(const Words&)>;

struct Exam {
  static constexpr std::size_t shuffles = 10;  // of each protein
  Words questions;                             // a protein, its shuffles, the next protein …
  std::size_t proteins;

  Exam(const Proteins& test, Fake kind) : proteins(test.size()) {
    for (const Protein& protein : test) {
      questions.push_back(protein.letters);
      for (std::size_t i = 0; i < shuffles; ++i) questions.push_back(fake(protein.letters, kind));
    }
  }
};

struct Verdict {
  double right;   // share of right answers, proteins and shuffles weighing the same
  double error;   // its standard error: the proteins are independent draws, their shuffles are not
  double ranked;  // how often a protein scores higher than its own shuffle
};
inline Verdict examine(const Scorer& scorer, const Exam& exam) {
  const std::vector<double> scores = scorer(exam.questions);
  std::vector<double> right;  // of each protein with its shuffles
  double ranked = 0;
  for (std::size_t i = 0; i < scores.size(); i += 1 + Exam::shuffles) {
    double rejected = 0;
    for (std::size_t k = 1; k <= Exam::shuffles; ++k) {
      rejected += scores[i + k] <= 0;
      ranked += scores[i] > scores[i + k] ? 1 : scores[i] == scores[i + k] ? 0.5 : 0;
    }
    right.push_back(((scores[i] > 0) + rejected / Exam::shuffles) / 2);
  }
  const double n = double(right.size());
  double sum = 0, squares = 0;
  for (double r : right) sum += r;
  for (double r : right) squares += (r - sum / n) * (r - sum / n);
  return {sum / n, std::sqrt(squares / (n - 1) / n), ranked / n / Exam::shuffles};
}
