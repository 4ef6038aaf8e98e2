// Lesson 18, second program. Globins: haemoglobin alpha and beta, and myoglobin, each from many animals. The same
// network and the same question, with three splits. The nearer the test proteins are to the training proteins, the
// better the result.
#include "lessons/18-proteins/trial.hpp"

// Those whose names begin so are for training, and for the test; the rest is left out.
Split by_name(const Proteins& proteins, const Words& training, const Words& test) {
  const auto is_of = [](const Protein& protein, const Words& beginnings) {
    return std::ranges::any_of(beginnings, [&](const std::string& b) { return protein.name.starts_with(b); });
  };
  Split split;
  for (const Protein& protein : proteins) {
    if (is_of(protein, training)) split.training.push_back(protein);
    if (is_of(protein, test)) split.test.push_back(protein);
  }
  return split;
}

// How many of the test proteins have a nearest training protein of such an identity.
void plot_alike(lessons::Lesson& lesson, const std::vector<std::pair<std::string, std::vector<double>>>& splits) {
  constexpr std::size_t places = 10;
  std::vector<std::string> names;
  for (std::size_t i = 0; i < places; ++i) names.push_back(std::to_string(10 * i + 5) + " %");
  std::optional<graphs::Plot> first;
  for (std::size_t i = splits.size(); i-- > 0;) {
    std::vector<double> share(places);
    for (double alike : splits[i].second)
      share[std::min(places - 1, std::size_t(alike * places))] += 1 / double(splits[i].second.size());
    graphs::Plot plot(i == 0 ? "How near is the nearest training protein?" : "",
                      {i + 1 == splits.size() ? "identical letters, ± 5 %" : "", graphs::Scale::linear, {}, {}, names},
                      {splits[i].first, graphs::Scale::linear, 0, 1.15});
    plot.bars("", share);
    if (first) plot.above(std::move(*first));
    first = std::move(plot);
  }
  lesson.save(*first, "alike");
}

void story(lessons::Lesson& lesson) {
  const Proteins domains = read_domains(lesson), globins = read_globins(lesson);
  const bool small = lesson.stand_in();
  const int steps = small ? lesson.steps(60) : lesson.steps(100, 400);
  const Index hidden = lesson.hidden(small ? 16 : 24);
  lesson.quote("globins", double(globins.size()));

  lesson.heading("Is it a globin, or a shuffle of one?");
  std::vector<Trial> trials{{"globins", "split at random", at_random(globins)},
                            {"beta", "alpha to beta", by_name(globins, {"HBA"}, {"HBB", "HBE"})},
                            {"myoglobin", "haemo- to myoglobin", by_name(globins, {"HB"}, {"MYG"})}};
  std::deque<DomainReader> readers;
  for (Trial& trial : trials) hold(lesson, trial, readers.emplace_back(hidden), steps);
  tell(lesson, trials);
  plot(lesson, trials, "A globin, or a shuffle of one?", "globins");
  const Trial &random = trials[0], &beta = trials[1], &myoglobin = trials[2];

  lesson.finding("leak", "right answers of the network, split at random", random.network.right);
  lesson.control("leak", "from haemoglobins to myoglobins", myoglobin.network.right);
  lesson.finding("leak_pairs", "right answers by counting pairs, split at random", random.pairs.right);
  lesson.control("leak_pairs", "from haemoglobins to myoglobins", myoglobin.pairs.right);
  lesson.finding("transfer", "right answers of the network, from haemoglobins to myoglobins", myoglobin.network.right);
  lesson.control("transfer", "split at random", random.network.right);
  lesson.finding("transfer_ranked", "myoglobins that it places above their shuffle", myoglobin.network.ranked);
  lesson.control("transfer_ranked", "that an alignment places above it", myoglobin.aligned.ranked);
  lesson.finding("beta_ranked", "beta chains that the network of the alpha chains places above it",
                 beta.network.ranked);
  lesson.control("beta_ranked", "that it answers rightly, with its threshold", beta.network.right);

  lesson.heading("How near is the nearest training protein?");
  const std::vector<double> fibronectin = nearest(at_random(domains));
  lesson.finding("near", "identical letters, globins split at random, median", random.middle());
  lesson.control("near", "from haemoglobins to myoglobins", myoglobin.middle());
  plot_alike(lesson, {{"domains, at random", fibronectin},
                      {"globins, at random", random.alike},
                      {"alpha to beta", beta.alike},
                      {"haemo- to myoglobin", myoglobin.alike}});
}

int main(int argc, char* argv[]) { return lessons::run("18-proteins/splits", argc, argv, story); }
