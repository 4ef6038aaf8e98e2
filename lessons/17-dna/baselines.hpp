// What can be said of a window's frame without a recurrent network.
#pragma once

#include <array>
#include <cmath>
#include <vector>

#include "autograd/ops.hpp"
#include "lessons/17-dna/genes.hpp"
#include "lessons/support/tasks.hpp"
#include "lessons/support/training.hpp"
#include "nn/linear.hpp"
#include "nn/losses.hpp"
#include "optim/adam.hpp"

// ---- Told nothing: logistic regression on how often each word of n bases stands in the window, wherever ----
struct BagOfWords : nn::Module {
  Index n;
  nn::Linear head;

  explicit BagOfWords(Index n_) : n(n_), head(Index(std::pow(4, n_)), 3) { submodule("head", head); }

  Tensor operator()(const Indices& ids) const {
    const Index L = ids.shape()[0], size = ids.shape()[1];
    Array counts = Array::zeros({size, head.inputs()});
    for (Index i = 0; i < size; ++i)
      for (Index t = 0; t + n <= L; ++t) {
        Index word = 0;
        for (Index k = 0; k < n; ++k) word = 4 * word + ids[(t + k) * size + i];
        counts.write()[i * head.inputs() + word] += 1;
      }
    return head(Tensor(counts) - Real(L - n + 1) / Real(head.inputs()));
  }
};

// ---- Told the period and the stop codons: which frames have none? One of these is guessed ----
inline double right_by_stops(const Windows& windows) {
  double right = 0;
  for (Index n = 0; n < windows.frames.size(); ++n) {
    const Gene one = window(windows, n);
    std::array<bool, 3> open{true, true, true};
    for (std::size_t t = 0; t + 3 <= one.size(); ++t)
      if (is_stop(codon(one, t))) open[(3 - t % 3) % 3] = false;  // a codon that begins at t says frame −t mod 3
    const auto left = std::ranges::count(open, true);
    if (open[std::size_t(windows.frames[n])]) right += 1.0 / double(left);
  }
  return right / double(windows.frames.size());
}

// ---- Told the period: naive Bayes. Codons are drawn independently, those cut off at the window's ends, too ----
class CodonBayes {
 public:
  CodonBayes(const Genes& genes, double k) {
    std::array<double, 64> counts;
    counts.fill(k);
    double all = 64 * k;
    for (const Gene& gene : genes)
      for (std::size_t t = 0; t + 3 <= gene.size(); t += 3) ++counts[std::size_t(codon(gene, t))], ++all;
    for (std::size_t c = 0; c < 64; ++c) {
      const double p = counts[c] / all;
      whole_[c] += p, last_two_[c % 16] += p, last_[c % 4] += p, first_[c / 16] += p, first_two_[c / 4] += p;
    }
  }

  double log_p_codon(Index c) const { return std::log(whole_[std::size_t(c)]); }

  // log p(window | frame)
  double log_p(const Gene& one, Index frame) const {
    const auto number = [&](std::size_t from, std::size_t to) {
      std::size_t word = 0;
      for (; from < to; ++from) word = 4 * word + std::size_t(one[from]);
      return word;
    };
    std::size_t t = std::size_t((3 - frame) % 3);
    double sum = t == 1 ? std::log(last_[number(0, 1)]) : t == 2 ? std::log(last_two_[number(0, 2)]) : 0;
    for (; t + 3 <= one.size(); t += 3) sum += std::log(whole_[number(t, t + 3)]);
    if (one.size() - t == 1) sum += std::log(first_[number(t, t + 1)]);
    if (one.size() - t == 2) sum += std::log(first_two_[number(t, t + 2)]);
    return sum;
  }

  // (windows, 3)
  Array operator()(const Windows& windows) const {
    Array scores = Array::zeros({windows.frames.size(), 3});
    for (Index n = 0; n < windows.frames.size(); ++n)
      for (Index frame = 0; frame < 3; ++frame) scores.set({n, frame}, Real(log_p(window(windows, n), frame)));
    return scores;
  }

 private:
  std::array<double, 64> whole_{};
  std::array<double, 16> first_two_{}, last_two_{};
  std::array<double, 4> first_{}, last_{};
};

// With the smoothing that makes the genes set aside most probable.
inline CodonBayes count_codons(const Split& genes) {
  double best = 0, most = -INFINITY;
  for (double k : {0.01, 0.1, 0.3, 1.0, 3.0, 10.0, 30.0, 100.0}) {
    const CodonBayes bayes(genes.training, k);
    double sum = 0;
    for (const Gene& gene : genes.tuning) sum += bayes.log_p(gene, 0);
    if (sum > most) most = sum, best = k;
  }
  return CodonBayes(genes.training, best);
}
