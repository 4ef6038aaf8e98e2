// Lesson 15, third program. Where does a line of a poem end? Tang poems have lines of five characters or of seven. A
// very small network reads, character by character, that there is one and not which, and is to foretell the marks.
#include "autograd/backward.hpp"
#include "graphs/draw.hpp"
#include "graphs/plot.hpp"
#include "lessons/15-language/poems.hpp"
#include "optim/adam.hpp"

using Rows = std::vector<std::vector<std::string>>;
using lessons::short_text;

// ---- The price of a symbol ----
Streams regular(const Streams& streams, bool wanted) {
  Streams some;
  for (const Stream& stream : streams)
    if ((stream.line != 0) == wanted) some.push_back(stream);
  return some;
}

// ---- What is known at t? ----
// Logistic regression on states: which of these poems have lines of 7 characters? Each poem gives its states from
// `from` to `to`; the share of right answers for other poems.
struct Known {
  Array xs, sevens;  // (n, width), (n, 1)
};
template <class States>
Known collect(const Streams& streams, Index from, Index to, const States& states) {
  std::vector<Tensor> rows;
  std::vector<Real> sevens;
  for (const Stream& stream : streams) {
    if ((stream.line != 5 && stream.line != 7) || Index(stream.symbols.size()) < to) continue;
    const std::vector<Tensor> hs = states(stream);
    for (Index t = from; t <= to; ++t) rows.push_back(hs[std::size_t(t - 1)]), sevens.push_back(stream.line == 7);
  }
  return {concat(rows, 0).value(), Array({Index(sevens.size()), 1}, sevens)};
}
template <class States>
double probe(const Poems& poems, Index from, Index to, const States& states) {
  const Known training = collect(poems.training, from, to, states), test = collect(poems.test, from, to, states);
  const nn::Linear line(training.xs.dim(1), 1);
  optim::Adam optimizer(line.parameters(), {.lr = Real(0.1)});
  for (int step = 0; step < 500; ++step) {
    optimizer.clear_grad();
    nn::binary_cross_entropy(line(Tensor(training.xs)), Tensor(training.sevens)).backward();
    optimizer.step();
  }
  NoGrad no_grad;
  const Array answers = line(Tensor(test.xs)).value();
  double right = 0;
  for (Index i = 0; i < answers.size(); ++i) right += (answers.data()[i] > 0) == (test.sevens.data()[i] > 0.5);
  return right / double(answers.size());
}
auto states_of(const Counter& counter) {
  return [&counter](const Stream& stream) {
    NoGrad no_grad;
    std::vector<Tensor> hs;
    for (const auto& state : counter.read(Indices({Index(stream.symbols.size()), 1}, stream.symbols)))
      hs.push_back(state.h);
    return hs;
  };
}

// ---- One poem ----
// Li Bai, 701–762. Of the three hundred it is the one that everybody knows.
const std::u32string night_thought = U"床前明月光，疑是地上霜。举头望明月，低头思故乡。";

void draw_poem(lessons::Lesson& lesson, const Counter& counter) {
  lesson.heading("One poem");
  const Letters poem = stream_of(night_thought).symbols;
  nn::RNNCell::State state = counter.cell.start(1);
  state.h.mark(Role::state, "h").named("h_0");
  std::vector<Tensor> losses;
  std::vector<std::string> captions;
  Rows rows;
  for (std::size_t i = 0; i + 1 < poem.size(); ++i) {
    const int t = int(i) + 1;
    Scope scope("t", t);
    state = counter.cell.step(embedding(Tensor(Array::eye(symbols)), {poem[i]}), state);
    state.h.mark(Role::state, "h").named("h_" + std::to_string(t));
    const Tensor right = gather(log_softmax(counter.head(state.h)), -1, Indices({1, 1}, {poem[i + 1]}));
    losses.push_back((sum(right) / -Real(std::numbers::ln2)).mark(Role::loss).named("L_" + std::to_string(t)));
    captions.push_back(lessons::data::to_utf8(night_thought[i]));
    rows.push_back({std::to_string(t), captions.back(), lessons::data::to_utf8(night_thought[i + 1]),
                    short_text(losses.back().item())});
  }
  lesson.table({"t", "read", "next", "bits"}, rows);
  const Tensor loss = add_all(losses).mark(Role::loss).named("L");
  Trace trace(Trace::Keep::arrays);
  loss.backward({.trace = &trace});
  counter.clear_grad();
  lesson.save(graphs::draw(loss, {.title = "A network that counts to five",
                                  .trace = &trace,
                                  .level = graphs::Level::cell,
                                  .captions = captions,
                                  .fold = {int(captions.size()), 0},
                                  .wrap = 6}),
              "poem");
}

void story(lessons::Lesson& lesson) {
  const Poems poems = read_poems(lesson);
  const Streams even = regular(poems.test, true), uneven = regular(poems.test, false);
  lesson.say(std::to_string(poems.training.size()) + " poems to learn from, " + std::to_string(poems.held_out.size()) +
             " to choose by, " + std::to_string(poems.test.size()) + " for the test, of which " +
             std::to_string(uneven.size()) + " have lines of different lengths.");
  Counter counter(lesson.hidden(16)), untrained(lesson.hidden(16));
  learn(lesson, "the RNN", counter, poems, lesson.stand_in() ? lesson.steps(500) : lesson.steps(1000, 3000));

  lesson.heading("Bits for each symbol: is the next one a character, or a mark?");
  std::vector<int> before;
  for (int n = 1; n <= 20; ++n) before.push_back(-n);
  const Tables<symbols> tables(before, joined(poems.training));
  const Chosen chosen = choose(tables, joined(poems.held_out));
  const LineRule rule(poems.training);
  const auto all = bits(tables, chosen.c, joined(poems.test)), in_even = bits(tables, chosen.c, joined(even)),
             in_uneven = bits(tables, chosen.c, joined(uneven));
  Rows rows;
  const auto row = [&](const std::string& name, const std::string& says, double numbers, double a, double b, double c) {
    rows.push_back({says, short_text(numbers), short_text(a), short_text(b), short_text(c)});
    lesson.quote(name, a), lesson.quote(name + "_even", b), lesson.quote(name + "_uneven", c);
    lesson.quote(name + "_numbers", numbers);
  };
  for (std::size_t n : {1, 3, 5, 7})
    row("table_" + std::to_string(n), "table, " + std::to_string(n) + " before", double(tables.stored(n)), all[n],
        in_even[n], in_uneven[n]);
  const std::size_t best = chosen.best;
  row("best_table", "table, best: " + std::to_string(best) + " before", double(tables.stored(best)), all[best],
      in_even[best], in_uneven[best]);
  lesson.quote("best_order", double(best));
  row("network", "RNN", double(counter.parameter_count()), bits(counter, poems.test), bits(counter, even),
      bits(counter, uneven));
  row("rule", "who knows what a line is", double(rule.stored()), rule.bits(poems.test), rule.bits(even),
      rule.bits(uneven));
  lesson.table({"", "numbers", "all", "even lines", "uneven"}, rows);
  const double in_network = bits(counter, even);
  lesson.finding("counts", "bits for a symbol of even poems, by the RNN", in_network);
  lesson.control("counts", "by the table with 7 symbols before", in_even[7]);
  lesson.control("counts", "by the RNN before training", bits(untrained, even));
  lesson.finding("ties", "bits that the best table needs more than the RNN, even poems", in_even[best] - in_network);
  lesson.control("ties", "that the table with 7 symbols needs more", in_even[7] - in_network);
  lesson.finding("lost", "bits that the RNN needs more than the rule, uneven poems",
                 bits(counter, uneven) - rule.bits(uneven));
  lesson.control("lost", "in even poems", in_network - rule.bits(even));

  lesson.heading("Five or seven? A linear probe on h_t");
  const double learnt = probe(poems, 17, 40, states_of(counter)),
               reservoir = probe(poems, 17, 40, states_of(untrained)), early = probe(poems, 1, 5, states_of(counter));
  lesson.finding("probe", "right about the poem, t = 17 … 40", learnt);
  lesson.control("probe", "at t = 1 … 5, when nobody can know", early);
  lesson.control("probe", "t = 17 … 40, by the untrained network", reservoir);
  draw_poem(lesson, counter);
}

int main(int argc, char* argv[]) { return lessons::run("15-language/poems", argc, argv, story); }
