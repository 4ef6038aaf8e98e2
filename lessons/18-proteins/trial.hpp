// The four who are examined, on one split.
#pragma once

#include "graphs/plot.hpp"
#include "lessons/18-proteins/domain_reader.hpp"

struct Trial {
  std::string name, says;  // "random", "split at random"
  Split split;
  Fake kind = Fake::letters;  // of the shuffles, in training and test
  std::vector<double> alike = nearest(split);
  Exam exam{split.test, kind};
  Verdict letters = {}, pairs = {}, aligned = {}, network = {};

  double middle() const {
    std::vector<double> sorted = alike;
    std::ranges::sort(sorted);
    return sorted[sorted.size() / 2];
  }
  double most() const { return *std::ranges::max_element(alike); }
};

inline Bag fitted(const Trial& trial, Counts what) {
  const double penalty = best_penalty(trial.split.training, what, trial.kind);
  const Bag bag(what);
  bag.fit(practice(trial.split.training, 8, trial.kind), penalty, 300);
  return bag;
}

// Lets all four learn from the training proteins and examines them.
inline void hold(lessons::Lesson& lesson, Trial& trial, DomainReader& reader, int steps) {
  trial.letters = examine(fitted(trial, Counts::letters), trial.exam);
  trial.pairs = examine(fitted(trial, Counts::pairs), trial.exam);
  trial.aligned = examine(Aligner(trial.split.training, trial.kind), trial.exam);
  learn(lesson, trial.says, reader, trial.split.training, steps, trial.kind);
  trial.network = examine([&](const Words& words) { return reader.scores(words); }, trial.exam);

  lesson.quote("training_" + trial.name, double(trial.split.training.size()));
  lesson.quote("test_" + trial.name, double(trial.split.test.size()));
  lesson.quote("alike_" + trial.name, trial.middle());
  lesson.quote("most_alike_" + trial.name, trial.most());
  for (const auto& [who, verdict] : {std::pair("letters", trial.letters),
                                     {"pairs", trial.pairs},
                                     {"aligned", trial.aligned},
                                     {"network", trial.network}}) {
    lesson.quote(std::string(who) + "_" + trial.name, verdict.right);
    lesson.quote(std::string(who) + "_" + trial.name + "_error", verdict.error);
    lesson.quote(std::string(who) + "_" + trial.name + "_ranked", verdict.ranked);
  }
}

// ---- What came out ----
inline void tell(lessons::Lesson& lesson, const std::vector<Trial>& trials) {
  const auto text = [](const Verdict& v) {
    return lessons::short_text(std::round(1000 * v.right) / 1000) + " ± " +
           lessons::short_text(std::round(1000 * v.error) / 1000);
  };
  std::vector<std::vector<std::string>> right, ranked;
  for (const Trial& trial : trials) {
    right.push_back({trial.says,
                     std::to_string(trial.split.training.size()) + ", " + std::to_string(trial.split.test.size()),
                     lessons::short_text(trial.middle()), lessons::short_text(trial.most()), text(trial.letters),
                     text(trial.pairs), text(trial.network), text(trial.aligned)});
    ranked.push_back({trial.says});
    for (const Verdict& v : {trial.letters, trial.pairs, trial.network, trial.aligned})
      ranked.back().push_back(lessons::short_text(v.ranked));
  }
  lesson.say("Right answers, and their standard error over the proteins of the test:");
  lesson.table({"", "training, test", "alike", "at most", "letters", "pairs", "network", "alignment"}, right);
  lesson.say("How often a protein gets a higher score than its own shuffle:");
  lesson.table({"", "letters", "pairs", "network", "alignment"}, ranked);
}

inline void plot(lessons::Lesson& lesson, const std::vector<Trial>& trials, const std::string& title,
                 const std::string& file) {
  std::vector<std::string> names;
  for (const Trial& trial : trials) names.push_back(trial.says);
  const auto bars = [&](graphs::Plot& plot, double Verdict::*what) {
    std::vector<double> pairs, network, aligned;
    for (const Trial& trial : trials)
      pairs.push_back(trial.pairs.*what), network.push_back(trial.network.*what),
          aligned.push_back(trial.aligned.*what);
    plot.bars("pairs of letters", pairs);
    plot.bars("network", network);
    plot.bars("alignment", aligned);
    plot.level("guessing", 0.5);
  };
  graphs::Plot right(title, {"", graphs::Scale::linear, {}, {}, names},
                     {"right answers", graphs::Scale::linear, 0, 1.1});
  bars(right, &Verdict::right);
  graphs::Plot ranked("", {"", graphs::Scale::linear, {}, {}, names},
                      {"real above its shuffle", graphs::Scale::linear, 0, 1.1});
  bars(ranked, &Verdict::ranked);
  right.above(ranked);
  lesson.save(right, file);
}
