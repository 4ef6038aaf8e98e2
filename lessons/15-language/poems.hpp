// Tang poems as a row of zeros and ones, a 1 for each mark, and what foretells the next of them: a small network, or a
// rule that knows what a line is.
#pragma once

#include <map>
#include <numbers>

#include "autograd/ops.hpp"
#include "lessons/15-language/tables.hpp"
#include "lessons/support/data/poems.hpp"
#include "lessons/support/data/utf8.hpp"
#include "lessons/support/training.hpp"
#include "nn/linear.hpp"
#include "nn/losses.hpp"
#include "nn/rnn_cell.hpp"
#include "nn/unrolled.hpp"
#include "optim/schedule.hpp"

// ---- Poems ----
constexpr Index symbols = 2, boundary = 2;  // 0: a character; 1: a mark, which ends a line. Between poems stands a 2

struct Stream {
  Letters symbols;  // of one poem
  Index line = 0;   // characters in each of its lines; 0 if these differ
};
inline Stream stream_of(const std::u32string& body) {
  Stream stream;
  std::vector<Index> lines{0};
  for (char32_t c : body) {
    stream.symbols.push_back(lessons::data::is_mark(c) ? 1 : 0);
    stream.symbols.back() == 1 ? lines.push_back(0) : void(++lines.back());
  }
  if (lines.back() == 0) lines.pop_back();
  stream.line = std::ranges::all_of(lines, [&](Index n) { return n == lines.front(); }) ? lines.front() : 0;
  return stream;
}

using Streams = std::vector<Stream>;
struct Poems {
  Streams training, held_out, test;
};

// Made up, in the form of the file: most have lines of 5 characters, or of 7; every twelfth mixes them.
inline std::string made_up_poems(int count) {
  const auto character = [] { return lessons::data::to_utf8(char32_t(0x4E00 + random_numbers().below(2000))); };
  std::string bytes;
  for (int i = 0; i < count; ++i) {
    bytes += "\x1B[32m《" + character() + character() + "》\x1B[m\n\x1B[33m作者：" + character() + "\x1B[m\n";
    const Index shape = random_numbers().below(12), pairs = 2 + random_numbers().below(5);
    for (Index line = 0; line < 2 * pairs; ++line) {
      const Index mixed = random_numbers().below(3);
      for (Index k = shape == 0 ? 3 + 2 * mixed : shape < 7 ? 5 : 7; k > 0; --k) bytes += character();
      bytes += line % 2 == 0 ? "，" : "。\n";
    }
    bytes += "%\n";
  }
  return bytes;
}

// In random order, a fifth for choosing and three tenths for the test.
inline Poems read_poems(lessons::Lesson& lesson) {
  const lessons::data::File file = lesson.stand_in() ? lessons::data::File{"made up", made_up_poems(300)}
                                                     : lesson.data(lessons::data::tang_poems).front();
  const auto all = lessons::data::read_poems(file.bytes, file.name);
  Poems poems;
  const std::size_t tenth = all.size() / 10;
  for (Index i : random_numbers().permutation(Index(all.size()))) {
    Streams& part = poems.training.size() < 5 * tenth   ? poems.training
                    : poems.held_out.size() < 2 * tenth ? poems.held_out
                                                        : poems.test;
    part.push_back(stream_of(all[std::size_t(i)].body));
  }
  return poems;
}

// One row, for tables.
inline Letters joined(const Streams& streams) {
  Letters row{boundary};
  for (const Stream& stream : streams) {
    row.insert(row.end(), stream.symbols.begin(), stream.symbols.end());
    row.push_back(boundary);
  }
  return row;
}

// ---- The network ----
struct Counter : nn::Module {
  nn::RNNCell cell;
  nn::Linear head;

  explicit Counter(Index hidden) : cell(symbols, hidden), head(hidden, symbols) {
    submodule("cell", cell), submodule("head", head);
  }
  // h_1 … h_T of symbols (T, batch).
  std::vector<nn::RNNCell::State> read(const Indices& ids) const {
    return nn::unrolled(cell, embedding(Tensor(Array::eye(symbols)), ids), {.project_first = true}).states;
  }
  // Scores for the symbols that follow.
  Tensor foretell(const std::vector<nn::RNNCell::State>& states) const {
    std::vector<Tensor> hs;
    for (const auto& state : states) hs.push_back(state.h);
    return head(stack(hs));
  }
};

// Poems side by side, their first `most` symbols; where one has ended there is nothing to foretell.
struct SideBySide {
  Indices read, next;  // (T, batch)
};
constexpr Index nothing = -1;
inline SideBySide side_by_side(const Streams& streams, Index most) {
  Index T = 0;
  for (const Stream& stream : streams) T = std::max(T, std::min(most, Index(stream.symbols.size()) - 1));
  std::vector<Index> read, next;
  for (Index t = 0; t < T; ++t)
    for (const Stream& stream : streams) {
      const bool inside = t + 1 < Index(stream.symbols.size());
      read.push_back(inside ? stream.symbols[std::size_t(t)] : 0);
      next.push_back(inside ? stream.symbols[std::size_t(t + 1)] : nothing);
    }
  const Shape shape{T, Index(streams.size())};
  return {Indices(shape, std::move(read)), Indices(shape, std::move(next))};
}

// Bits for each symbol of a poem but the first, on average over all.
inline double bits(const Counter& counter, const Streams& streams) {
  NoGrad no_grad;
  double sum = 0, all = 0;
  for (const Stream& stream : streams) {
    const SideBySide one = side_by_side({stream}, Index(stream.symbols.size()));
    sum +=
        nn::cross_entropy(counter.foretell(counter.read(one.read)), one.next, {.reduction = nn::Reduction::sum}).item();
    all += double(one.next.size());
  }
  return sum / all / std::numbers::ln2;
}

inline lessons::Trained learn(lessons::Lesson& lesson, const std::string& what, Counter& counter, const Poems& poems,
                              int steps) {
  optim::Adam optimizer(counter.parameters(), {.lr = Real(1e-2)});
  const auto schedule = optim::cosine_decay(steps, 0.02);
  return lessons::train(
      lesson, counter, optimizer,
      {.what = what,
       .steps = steps,
       .loss =
           [&](int step) {
             optimizer.scale_lr(schedule(step));
             Streams some;
             for (int i = 0; i < 16; ++i)
               some.push_back(poems.training[std::size_t(random_numbers().below(Index(poems.training.size())))]);
             const SideBySide batch = side_by_side(some, 64);
             return nn::cross_entropy(counter.foretell(counter.read(batch.read)), batch.next,
                                      {.ignore_index = nothing});
           },
       .held_out = [&] { return bits(counter, poems.held_out); },
       .every = std::max(1, steps / 8),
       .patience = 8});
}

// ---- Someone who knows what a line is ----
// Counts what comes after so many characters of a line, when the line before had so many.
class LineRule {
 public:
  explicit LineRule(const Streams& streams) {
    for (const Stream& stream : streams)
      each(stream, [&](const Place& place, Index symbol) { ++counts_[place][std::size_t(symbol)]; });
  }
  double bits(const Streams& streams) const {
    double sum = 0, all = 0;
    for (const Stream& stream : streams)
      each(stream, [&](const Place& place, Index symbol) {
        const auto found = counts_.find(place);
        const std::array<double, 2> seen = found == counts_.end() ? std::array<double, 2>{} : found->second;
        sum -= std::log2((seen[std::size_t(symbol)] + 0.5) / (seen[0] + seen[1] + 1));
        ++all;
      });
    return sum / all;
  }
  Index stored() const { return Index(2 * counts_.size()); }

 private:
  using Place = std::pair<Index, Index>;  // characters since the last mark, and before it
  template <class See>
  static void each(const Stream& stream, const See& see) {
    Place place{0, 0};
    for (std::size_t i = 0; i < stream.symbols.size(); ++i) {
      if (i > 0) see(place, stream.symbols[i]);
      place = stream.symbols[i] == 1 ? Place{0, place.first} : Place{place.first + 1, place.second};
    }
  }
  std::map<Place, std::array<double, 2>> counts_;
};
