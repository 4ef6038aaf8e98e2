// Lesson 15, second program. A letter in the middle of a text is hidden. What is it worth to know what follows? One
// network reads from the left only, another from both sides; tables count the neighbours on one side or on both.
#include "autograd/backward.hpp"
#include "graphs/painted_sequence.hpp"
#include "lessons/15-language/lines.hpp"
#include "lessons/15-language/masked_model.hpp"
#include "lessons/15-language/tables.hpp"

using Rows = std::vector<std::vector<std::string>>;
using lessons::short_text;

// ---- Counting ----
struct Counted {  // for n = 0 … neighbours
  std::vector<double> test, stored;
  std::size_t best;  // by the held-out letters
};
Counted count_on(lessons::Lesson& lesson, const std::string& side, std::vector<int> neighbours, const Text& text) {
  const Tables<letters> tables(std::move(neighbours), text.training);
  const Chosen chosen = choose(tables, text.held_out);
  Counted counted{bits(tables, chosen.c, text.test), {}, chosen.best};
  for (std::size_t n = 0; n < tables.orders(); ++n) {
    counted.stored.push_back(double(tables.stored(n)));
    lesson.quote(side + "_" + std::to_string(n), counted.test[n]);
  }
  return counted;
}

// ---- Which letters are cheaper? ----
struct Share {
  double first, inside, blank;
};
Share by_place(const Letters& text, const std::vector<double>& price) {
  double sum[3] = {}, all[3] = {};
  for (std::size_t i = 0; i < price.size(); ++i) {
    const std::size_t at = i + std::size_t(margin);
    const int place = text[at] == 0 ? 2 : text[at - 1] == 0 ? 0 : 1;
    sum[place] += price[i], ++all[place];
  }
  return {sum[0] / all[0], sum[1] / all[1], sum[2] / all[2]};
}

// ---- Does a network see what it is to name? ----
// The largest derivative by x_t of the scores for it.
template <class Scores>
double seen(const MaskedModel& model, const Text& text, const Scores& scores) {
  const Tensor xs = variable(model.embedding(stretches(text.test, window, 1, [](Index) { return 0; }).read).value());
  const Index t = window / 2;
  const Tensor logits = scores(xs)[t];
  const Array dx = grad(sum(logits * Tensor(random_numbers().normal(logits.shape()))), xs).value();
  double most = 0;
  for (Real number : dx[t].numbers()) most = std::max(most, std::abs(double(number)));
  return most;
}

// ---- Examples ----
std::string three_likely(const Array& log_p) {
  std::vector<Index> order(letters);
  for (Index k = 0; k < letters; ++k) order[std::size_t(k)] = k;
  std::ranges::sort(order, [&](Index a, Index b) { return log_p.data()[a] > log_p.data()[b]; });
  std::string text;
  for (int k = 0; k < 3; ++k)
    text += spell(order[std::size_t(k)]) + " " +
            std::to_string(int(std::lround(100 * std::exp(log_p.data()[order[std::size_t(k)]])))) + " %  ";
  return text;
}
void examples(lessons::Lesson& lesson, const MaskedModel& left, const MaskedModel& both, const Text& text) {
  lesson.heading("Three guesses for a hidden letter");
  NoGrad no_grad;
  Rows rows;
  for (Index from = 0; rows.size() < 8; from += 997) {
    const Batch batch = stretches(text.test, window, 1, [&](Index) { return from; });
    const Index t = window / 2;
    std::string shown;
    for (Index i = t - 14; i <= t + 14; ++i) shown += i == t ? "[" + spell(batch.read[i]) + "]" : spell(batch.read[i]);
    const Array by_left = log_softmax(left(batch.read)).value(), by_both = log_softmax(both(batch.read)).value();
    rows.push_back({shown, three_likely(by_left[t]), three_likely(by_both[t])});
  }
  lesson.table({"", "from the left", "from both sides"}, rows);
}

// ---- A passage, letter by letter ----
void paint(lessons::Lesson& lesson, const Letters& text, const std::vector<double>& by_left,
           const std::vector<double>& by_both) {
  graphs::PaintedSequence picture{.title = "What the letters on the right are worth",
                                  .sentence = "Bits that each letter costs less if the text after it may be read, too.",
                                  .quantity = {"bits saved"},
                                  .colours = graphs::Colours::signs};
  for (std::size_t i = 0; i < 240; ++i) {
    picture.symbols.push_back(spell(text[i + std::size_t(margin)]));
    picture.values.push_back(by_left[i] - by_both[i]);
  }
  picture.save(lesson.path("hindsight"));
}

void story(lessons::Lesson& lesson) {
  const Text text = read_text(lesson);
  const int steps = lesson.stand_in() ? lesson.steps(100) : lesson.steps(300, 800);
  const Index hidden = lesson.hidden(lesson.stand_in() ? 16 : lesson.full() ? 48 : 32);
  lesson.heading("Bits for a hidden letter");
  const Counted left_tables = count_on(lesson, "left", {-1, -2, -3, -4, -5, -6, -7}, text),
                both_tables = count_on(lesson, "both", {-1, 1, -2, 2, -3, 3, -4, 4}, text);
  MaskedModel left(Reads::left, hidden), wide(Reads::left, 2 * hidden), both(Reads::both, hidden);
  Rows rows;
  const auto row = [&](const std::string& name, const std::string& says, double numbers, double value) {
    lesson.quote(name, value), lesson.quote(name + "_numbers", numbers);
    rows.push_back({says, short_text(numbers), short_text(value)});
  };
  std::map<const MaskedModel*, std::vector<double>> price;
  const auto practise = [&](const std::string& name, const std::string& says, MaskedModel& model) {
    learn(lesson, says, model, text, steps);
    price[&model] = prices(model, text.test);
    row(name, "network, " + says, double(model.parameter_count()), mean_of(price[&model]));
  };
  const auto table = [&](const std::string& name, const std::string& says, const Counted& counted, std::size_t n) {
    row(name, "table, " + says, counted.stored[n], counted.test[n]);
  };
  practise("by_left", "from the left", left);
  practise("by_wide", "from the left, twice as wide", wide);
  practise("by_both", "from both sides", both);
  table("table_left", "best from the left", left_tables, left_tables.best);
  table("table_2", "one letter on each side", both_tables, 2);
  table("table_4", "two on each side", both_tables, 4);
  table("table_best", "best of both sides", both_tables, both_tables.best);
  lesson.table({"", "numbers", "bits"}, rows);

  const double by_both = mean_of(price[&both]), by_left = mean_of(price[&left]);
  lesson.finding("hindsight", "bits that the letters on the right save", by_left - by_both);
  lesson.control("hindsight", "that a wider memory of the left saves", by_left - mean_of(price[&wide]));
  lesson.finding("pairs_win", "bits that the best table saves against both readers",
                 by_both - both_tables.test[both_tables.best]);
  lesson.control("pairs_win", "that the best table from the left saves", by_both - left_tables.test[left_tables.best]);
  lesson.finding("blind", "derivative of the answer by the hidden letter",
                 seen(both, text, [&](const Tensor& xs) { return both.judge(both.known(xs)); }));
  lesson.control("blind", "if the states at the letter itself are asked", seen(both, text, [&](const Tensor& xs) {
                   const Tensor own = nn::unrolled(both.left, xs).outputs();
                   return both.judge(concat({own, own}, -1));
                 }));

  lesson.heading("Where hindsight helps");
  const Share from_left = by_place(text.test, price[&left]), from_both = by_place(text.test, price[&both]);
  Rows places;
  for (const auto& [name, place] :
       {std::pair("first", &Share::first), {"inside", &Share::inside}, {"blank", &Share::blank}}) {
    places.push_back({name, short_text(from_left.*place), short_text(from_both.*place)});
    lesson.quote(std::string("left_at_") + name, from_left.*place);
    lesson.quote(std::string("both_at_") + name, from_both.*place);
  }
  lesson.table({"letter", "from the left", "from both sides"}, places);
  paint(lesson, text.test, price[&left], price[&both]);
  examples(lesson, left, both, text);
  draw_hidden(lesson, both);
}

int main(int argc, char* argv[]) { return lessons::run("15-language/masked_letter", argc, argv, story); }
