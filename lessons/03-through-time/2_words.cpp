// Lesson 3, second program. A network reads English words letter by letter and predicts the next letter each
// time; it is unrolled over as many steps as a word is long. We hold it against tables of counted letters, find
// out what it owes to its memory and what to the way back through time, and draw it over one word.
#include "autograd/backward.hpp"
#include "autograd/ops.hpp"
#include "graphs/draw.hpp"
#include "lessons/03-through-time/words.hpp"
#include "lessons/support/lesson.hpp"
#include "nn/linear.hpp"
#include "nn/losses.hpp"
#include "nn/rnn_cell.hpp"
#include "optim/adam.hpp"
#include "optim/clip.hpp"

// ---- The network ----
enum class Memory {
  kept,   // h goes on to the next step, and the error comes back
  cut,    // h goes on, but the error does not come back: a window of one step
  erased  // h starts from 0 in each step
};

struct Speller : nn::Module {
  Tensor E;  // a row of numbers for each letter
  nn::RNNCell cell;
  nn::Linear head;
  Memory memory;

  explicit Speller(Index hidden, Memory memory_ = Memory::kept)
      : E(parameter("E", random_numbers().normal({letters, hidden}))),
        cell(hidden, hidden),
        head(hidden, letters),
        memory(memory_) {
    submodule("cell", cell);
    submodule("head", head);
  }

  // From the letters read (T, batch), scores for the letters that follow (T, batch, letters).
  Tensor operator()(const Indices& read) const {
    const Tensor projected = embedding(cell.project(E), read);  // the part of the step without h, for all 27 letters
    nn::RNNCell::State state = cell.start(read.shape()[1]);
    std::vector<Tensor> hs;
    for (Index t = 0; t < read.shape()[0]; ++t) {
      state = cell.advance(projected[t], state);
      hs.push_back(state.h);
      if (memory == Memory::cut) state = nn::detach(state);
      if (memory == Memory::erased) state = cell.start(read.shape()[1]);
    }
    return head(stack(hs));
  }
};

// ---- Words side by side ----
struct Batch {
  Indices read, next;  // (T, batch); a word is read from its boundary on, and the last thing to predict is its end
};
constexpr Index padding = -1;  // where a word has ended before the longest one

Batch side_by_side(const Words& words) {
  std::size_t T = 0;
  for (const auto& word : words) T = std::max(T, word.size() + 1);
  const Shape shape{Index(T), Index(words.size())};
  std::vector<Index> read(T * words.size(), 0), next(T * words.size(), padding);
  for (std::size_t i = 0; i < words.size(); ++i)
    for (std::size_t t = 0; t <= words[i].size(); ++t) {
      const std::size_t at = t * words.size() + i;
      read[at] = t == 0 ? 0 : code(words[i][t - 1]);
      next[at] = t == words[i].size() ? 0 : code(words[i][t]);
    }
  return {Indices(shape, std::move(read)), Indices(shape, std::move(next))};
}

// The loss in bits, a mean over all letters and ends of words.
Tensor loss_of(const Speller& speller, const Words& words, nn::Reduction reduction = nn::Reduction::mean) {
  const Batch batch = side_by_side(words);
  return nn::cross_entropy(speller(batch.read), batch.next, {.ignore_index = padding, .reduction = reduction}) /
         std::log(Real(2));
}

double bits(const Speller& speller, Words words) {
  NoGrad no_grad;
  std::ranges::sort(words, {}, &std::string::size);  // so that little is padding
  double sum = 0, all = 0;
  for (std::size_t i = 0; i < words.size(); i += 256) {
    const Words some(words.begin() + Index(i), words.begin() + Index(std::min(i + 256, words.size())));
    sum += loss_of(speller, some, nn::Reduction::sum).item();
    for (const auto& word : some) all += double(word.size() + 1);
  }
  return sum / all;
}

std::string shuffled(const std::string& word) {
  std::string other;
  for (Index i : random_numbers().permutation(Index(word.size()))) other += word[std::size_t(i)];
  return other;
}

void train(lessons::Lesson& lesson, const char* what, const Speller& speller, const Words& words,
           bool shuffle = false) {
  const int steps = lesson.steps(1000, 4000);
  optim::Adam optimizer(speller.parameters(), {.lr = Real(3e-3)});
  for (int step = 1; step <= steps; ++step) {
    Words some;
    for (int i = 0; i < 32; ++i) {
      const std::string& word = words[std::size_t(random_numbers().below(Index(words.size())))];
      some.push_back(shuffle ? shuffled(word) : word);
    }
    const Tensor loss = loss_of(speller, some);
    optimizer.clear_grad();
    loss.backward({.release = true});
    optim::clip_grad_norm(speller.parameters(), 1);
    optimizer.step();
    lesson.progress(what, step, steps);
  }
}

// ---- What it makes of one word ----
void draw_over(lessons::Lesson& lesson, const Speller& speller, const std::string& word, const Split& words) {
  const auto among = [&](const Words& some) { return std::ranges::binary_search(some, word); };
  lesson.heading("Unrolled over \"" + word + "\", " +
                 (among(words.training)   ? "a word that it learnt from"
                  : among(words.held_out) ? "a word that was held out"
                                          : "which is not in the list"));
  nn::RNNCell::State state = speller.cell.start(1);
  const auto label = [&](Index t) { state.h.mark(Role::state, "h").named("h_" + std::to_string(t)); };
  label(0);
  std::vector<Tensor> losses;
  std::vector<std::string> captions;
  std::vector<std::vector<std::string>> rows;
  const Batch batch = side_by_side({word});
  for (Index t = 0; t <= Index(word.size()); ++t) {
    Scope scope("t", int(t + 1));
    const Index letter = batch.read[t], next = batch.next[t];
    state = speller.cell.step(embedding(speller.E, {letter}), state);
    label(t + 1);
    const Tensor scores = speller.head(state.h);
    const Tensor right = gather(log_softmax(scores), -1, Indices({1, 1}, {next}));
    losses.push_back((sum(right) / -std::log(Real(2))).mark(Role::loss).named("L_" + std::to_string(t + 1)));
    captions.push_back(spell(letter) + " → " + spell(next));
    const Real* p = scores.value().data();
    rows.push_back({std::to_string(t + 1), spell(letter), spell(next), lessons::short_text(losses.back().item()),
                    spell(std::max_element(p, p + letters) - p)});
  }
  lesson.quote("bits_first", losses.front().item());
  lesson.quote("bits_end", losses.back().item());
  lesson.table({"t", "reads", "is to say", "bits", "would have said"}, rows);
  const Tensor loss = add_all(losses).mark(Role::loss).named("L");
  Trace trace(Trace::Keep::arrays);
  loss.backward({.trace = &trace});
  speller.clear_grad();
  lesson.save(graphs::draw(loss, {.title = "A network that spells, unrolled over \"" + word + "\"",
                                  .trace = &trace,
                                  .level = graphs::Level::cell,
                                  .captions = captions,
                                  .fold = {int(captions.size()), 0}}),
              "word", {"png", "html"});
}

// Words of its own: each letter is drawn with the probability that the network gives it.
std::string invent(const Speller& speller) {
  NoGrad no_grad;
  std::string word;
  nn::RNNCell::State state = speller.cell.start(1);
  for (Index letter = 0; word.size() < 20;) {
    state = speller.cell.step(embedding(speller.E, {letter}), state);
    const Array p = softmax(speller.head(state.h)).value();
    double left = random_numbers().uniform();
    for (letter = 0; letter + 1 < letters && left >= p.data()[letter]; ++letter) left -= p.data()[letter];
    if (letter == 0) break;
    word += spell(letter);
  }
  return word;
}

// ---- The story ----
const std::string usual_list = "/usr/share/dict/american-english";

void story(lessons::Lesson& lesson, const std::string& list, const std::string& to_draw) {
  if (!is_word(to_draw)) throw lessons::OptionError("--draw needs a word of 3 to 30 letters a to z.", 2);
  const Words all = read_words(list);
  if (list != usual_list) lesson.say("The bands of the findings are meant for " + usual_list + ".");

  lesson.quote("words", double(all.size()));
  lesson.heading("English words, letter by letter");
  const Split words = split(all);
  lesson.say(std::to_string(words.training.size()) + " words to learn from, " + std::to_string(words.held_out.size()) +
             " held out with all that begin alike.\n");
  Split one_by_one;
  for (const auto& word : all)
    (random_numbers().uniform() < 0.1 ? one_by_one.held_out : one_by_one.training).push_back(word);
  lesson.finding("shared", "held-out words that begin like a training word", count_shared(words));
  lesson.control("shared", "if single words are held out instead", count_shared(one_by_one));

  lesson.heading("Bits for each letter of a held-out word");
  const Index hidden = lesson.hidden(64);
  const Speller speller(hidden), cut(hidden, Memory::cut), erased(hidden, Memory::erased), misled(hidden);
  lesson.quote("parameters", double(speller.parameter_count()));
  lesson.say("The network learns " + std::to_string(speller.parameter_count()) + " numbers; a table of 4-grams has " +
             std::to_string(letters * letters * letters * letters) + ".\n");
  train(lesson, "memory kept", speller, words.training);
  train(lesson, "way back cut", cut, words.training);
  train(lesson, "memory erased", erased, words.training);
  train(lesson, "letters shuffled", misled, words.training, true);

  std::vector<std::vector<std::string>> rows;
  const auto row = [&](const std::string& name, const std::string& what, double value) {
    lesson.quote(name, value);
    rows.push_back({what, lessons::short_text(value)});
    return value;
  };
  std::array<double, 5> table{};
  for (const auto& [n, name] : {std::pair(1, "unigram"), {2, "bigram"}, {3, "trigram"}, {4, "4-gram"}}) {
    const auto [k, value] = count(n, words);
    table[std::size_t(n)] =
        row("bits_" + std::to_string(n), std::string("table: ") + name + ", k = " + lessons::short_text(k), value);
  }
  const double kept = row("bits_kept", "network", bits(speller, words.held_out));
  const double with_cut = row("bits_cut", "network, the way back cut at every step", bits(cut, words.held_out));
  const double with_erased = row("bits_erased", "network, memory erased at every step", bits(erased, words.held_out));
  const double with_misled =
      row("bits_misled", "network that learnt from shuffled letters", bits(misled, words.held_out));
  lesson.table({"", "bits"}, rows);

  lesson.finding("below_bigram", "bits that the network saves against the bigram table", table[2] - kept);
  lesson.control("below_bigram", "the network with its memory erased", table[2] - with_erased);
  lesson.control("below_bigram", "the network that learnt from shuffled letters", table[2] - with_misled);
  lesson.finding("below_trigram", "bits that it saves against the trigram table", table[3] - kept);
  lesson.control("below_trigram", "the network with its memory erased", table[3] - with_erased);
  lesson.finding("erased_is_bigram", "bits between an erased memory and the bigram table", with_erased - table[2]);
  lesson.control("erased_is_bigram", "between a kept memory and that table", kept - table[2]);
  lesson.finding("cut_costs", "bits that cutting the way back costs", with_cut - kept);
  lesson.control("cut_costs", "bits that erasing the memory costs", with_erased - kept);

  std::string own = "Words of its own:";
  for (int i = 0; i < 8; ++i) own += " " + invent(speller);
  lesson.say("\n" + own);
  draw_over(lesson, speller, to_draw, words);
}

int main(int argc, char* argv[]) {
  std::string list = usual_list, word = "memory";
  const auto tell = [&](lessons::Lesson& lesson) { story(lesson, list, word); };
  return lessons::run("03-through-time/words", argc, argv, tell,
                      {{"--words", "FILE", "a list of words, one a line", &list},
                       {"--draw", "WORD", "draw the network unrolled over this word", &word}});
}
