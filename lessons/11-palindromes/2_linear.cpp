// Lesson 11, second program. Why a linear judge cannot tell palindromes, however well its chains have read. At T = 8
// the whole task fits into the computer: 256 palindromes, 3,072 words that miss being one by one symbol. We ask a
// trained judge for all of them.
#include <algorithm>
#include <cmath>

#include "lessons/11-palindromes/palindromes.hpp"

constexpr int length = 8;

// Two halves that differ in one place make four words of the task: two palindromes, a with a's mirror image and b with
// b's, and two that are none.
struct Four {
  Word a, b;
  double aa, bb, ab, ba;  // the scores

  double signed_sum() const { return aa + bb - ab - ba; }
  int right() const { return (aa > 0) + (bb > 0) + (ab <= 0) + (ba <= 0); }
};

std::vector<Word> all_halves() {
  std::vector<Word> halves{{}};
  for (int place = 0; place < length / 2; ++place) {
    std::vector<Word> longer;
    for (const Word& half : halves)
      for (Index symbol = 0; symbol < symbols; ++symbol) {
        longer.push_back(half);
        longer.back().push_back(symbol);
      }
    halves = longer;
  }
  return halves;
}
std::vector<Four> whole_task(const Network& network) {
  NoGrad no_grad;
  std::vector<Four> fours;
  for (const Word& a : all_halves())
    for (std::size_t place = 0; place < a.size(); ++place)
      for (Index symbol = a[place] + 1; symbol < symbols; ++symbol) {
        fours.push_back({a, a, 0, 0, 0, 0});
        fours.back().b[place] = symbol;
      }
  const auto scores = [&](const auto& word_of) {
    std::vector<Word> words;
    for (const Four& four : fours) words.push_back(word_of(four));
    return network(inputs_of(words)).value();
  };
  const Array aa = scores([](const Four&f) { return folded_out(f.a, f.a); }),
              bb = scores([](const Four&f) { return folded_out(f.b, f.b); }),
              ab = scores([](const Four&f) { return folded_out(f.a, f.b); }),
              ba = scores([](const Four&f) { return folded_out(f.b, f.a); });
  for (std::size_t i = 0; i < fours.size(); ++i) {
    const auto of = [&](const Array& all) { return double(all.at({Index(i), 0})); };
    fours[i].aa = of(aa), fours[i].bb = of(bb), fours[i].ab = of(ab), fours[i].ba = of(ba);
  }
  return fours;
}

// In the task half of the words are palindromes, as in a four. Every palindrome stands in equally many fours, every
// other word in one, so that means over all fours are means over the task.
struct Result {
  std::vector<Four> fours;
  double right = 0, loss = 0, gap = 0;  // gap: the mean score of palindromes less that of the others
  double most_uneven = 0;               // the largest |signed sum|
  int all_right = 0;                    // fours that are judged rightly, all four of them
};
Result learnt(lessons::Lesson& lesson, Judge judge) {
  seed(lesson.seed());
  const Network network(lesson.hidden(32), Reads::to_middle, judge);
  practise(lesson, network, {judge == Judge::linear ? "linear" : "a layer", length, lesson.steps(500, 2000)});
  Result result{whole_task(network)};
  const auto softplus = [](double x) { return std::log1p(std::exp(x)); };
  const double n = double(result.fours.size());
  for (const Four& f : result.fours) {
    result.right += f.right() / 4.0 / n;
    result.loss += (softplus(-f.aa) + softplus(-f.bb) + softplus(f.ab) + softplus(f.ba)) / 4 / n;
    result.gap += f.signed_sum() / 2 / n;
    result.most_uneven = std::max(result.most_uneven, std::abs(f.signed_sum()));
    result.all_right += f.right() == 4;
  }
  return result;
}

std::string letters(const Word& word) {
  std::string text;
  for (Index symbol : word) text += char('a' + symbol);
  return text;
}

void story(lessons::Lesson& lesson) {
  lesson.heading("All words of the task, T = 8: two chains that meet, judged");
  const Result linear = learnt(lesson, Judge::linear), layer = learnt(lesson, Judge::layer);
  lesson.finding("linear_fails", "the share that a linear judge has right", linear.right);
  lesson.control("linear_fails", "a judge with a layer", layer.right);
  lesson.finding("linear_loss", "its loss, which cannot be below log 2", linear.loss);
  lesson.control("linear_loss", "a judge with a layer", layer.loss);
  lesson.finding("means_agree", "its mean score of palindromes less that of the others", linear.gap);
  lesson.control("means_agree", "a judge with a layer", layer.gap);
  lesson.finding("four_scores", "aa + bb − ab − ba, the largest of all 1,536", linear.most_uneven);
  lesson.control("four_scores", "a judge with a layer", layer.most_uneven);
  lesson.finding("never_four", "in how many of them it has all four right", linear.all_right);
  lesson.control("never_four", "a judge with a layer", layer.all_right);

  const Four worst = *std::ranges::min_element(linear.fours, {}, &Four::right);
  lesson.say("Four words of which it has " + std::to_string(worst.right()) + " right:");
  lesson.table({"word", "palindrome?", "score"},
               {{letters(folded_out(worst.a, worst.a)), "yes", lessons::short_text(worst.aa)},
                {letters(folded_out(worst.b, worst.b)), "yes", lessons::short_text(worst.bb)},
                {letters(folded_out(worst.a, worst.b)), "no", lessons::short_text(worst.ab)},
                {letters(folded_out(worst.b, worst.a)), "no", lessons::short_text(worst.ba)},
                {"yes, yes, less no, no", "", lessons::short_text(worst.signed_sum())}});
  lesson.quote("worst_aa", worst.aa), lesson.quote("worst_bb", worst.bb);
  lesson.quote("worst_ab", worst.ab), lesson.quote("worst_ba", worst.ba);
  lesson.quote("worst_right", worst.right());
}

int main(int argc, char* argv[]) { return lessons::run("11-palindromes/linear", argc, argv, story); }
