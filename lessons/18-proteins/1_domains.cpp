// Lesson 18, first program. Domains of one family against shuffles of themselves. What can be told by letters, by pairs
// of letters, by an alignment, and by a network that reads? And what is it that the network knows?
#include "lessons/18-proteins/trial.hpp"

double median_length(const Proteins& proteins) {
  std::vector<std::size_t> lengths;
  for (const Protein& protein : proteins) lengths.push_back(protein.letters.size());
  std::ranges::sort(lengths);
  return double(lengths[lengths.size() / 2]);
}

void story(lessons::Lesson& lesson) {
  const Proteins domains = read_domains(lesson), others = read_kinases(lesson);
  const bool small = lesson.stand_in();
  const int steps = small ? lesson.steps(150) : lesson.steps(300, 1000);
  const Index hidden = lesson.hidden(small ? 16 : 24);
  lesson.quote("domains", double(domains.size()));
  lesson.quote("length", median_length(domains));

  lesson.heading("Is it a domain, or a shuffle of one?");
  std::vector<Trial> trials{{"random", "split at random", at_random(domains)},
                            {"apart", "relatives together", apart(domains, small ? 0.5 : 0.35)}};
  if (lesson.full()) trials.push_back({"hard", "shuffles that keep pairs", trials[0].split, Fake::pairs});
  std::deque<DomainReader> readers;
  for (Trial& trial : trials) hold(lesson, trial, readers.emplace_back(hidden), steps);
  lesson.quote("parameters", double(readers[0].parameter_count()));
  tell(lesson, trials);
  plot(lesson, trials, "A domain, or a shuffle of one?", "domains");

  DomainReader untrained(hidden);
  const auto by = [](DomainReader& reader) { return [&reader](const Words& words) { return reader.scores(words); }; };
  const Trial& random = trials[0];
  lesson.finding("letters_know", "right answers by counting letters", random.letters.right);
  lesson.control("letters_know", "by counting pairs of neighbours", random.pairs.right);
  lesson.finding("network_right", "right answers of the network", random.network.right);
  lesson.control("network_right", "of the network before training", examine(by(untrained), random.exam).right);
  lesson.finding("apart_right", "the same, if no test domain has a near relative in training", trials[1].network.right);
  lesson.control("apart_right", "by counting letters", trials[1].letters.right);
  lesson.finding("alignment_right", "right answers by alignment with the training domains", random.aligned.right);
  lesson.control("alignment_right", "by counting pairs of neighbours", random.pairs.right);

  lesson.heading("Shuffles that keep each pair of neighbours");
  const Exam hard(random.split.test, Fake::pairs);
  const Bag pairs = fitted(random, Counts::pairs);
  const Verdict network = examine(by(readers[0]), hard), bag = examine(pairs, hard);
  lesson.quote("hard_right", network.right);
  lesson.quote("hard_right_pairs", bag.right);
  lesson.finding("beyond_pairs", "domains that the network places above such a shuffle", network.ranked);
  lesson.control("beyond_pairs", "that counting pairs places above it", bag.ranked);

  lesson.heading("Does it know proteins, or this family?");
  const Verdict strangers = examine(by(readers[0]), Exam(others, Fake::letters));
  lesson.quote("strangers", strangers.right);
  lesson.finding("strangers_ranked", "proteins of another family placed above their shuffle", strangers.ranked);
  lesson.control("strangers_ranked", "domains of the family", random.network.ranked);
}

int main(int argc, char* argv[]) { return lessons::run("18-proteins/domains", argc, argv, story); }
