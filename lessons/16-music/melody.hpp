// The network: a GRU that reads a melody move by move and tells how likely each next move is.
#pragma once

#include "autograd/backward.hpp"
#include "autograd/ops.hpp"
#include "lessons/16-music/counts.hpp"
#include "lessons/support/training.hpp"
#include "nn/embedding.hpp"
#include "nn/gru_cell.hpp"
#include "nn/linear.hpp"
#include "nn/losses.hpp"
#include "nn/recurrent.hpp"

constexpr Index begin = moves;  // what is read before the first move
constexpr Index padding = -1;   // where a melody has ended before the longest of its batch

struct Melody : nn::Module {
  nn::Embedding table{moves + 1, 24};
  nn::Recurrent<nn::GRUCell> gru;
  nn::Linear head;

  explicit Melody(Index hidden) : gru(24, hidden), head(hidden, moves) {
    submodule("table", table), submodule("gru", gru), submodule("head", head);
  }
  // h_t for each t = 1 … T, when move t − 1 was read and move t is to be foretold: (T, batch, hidden).
  Tensor states(const Indices& read, const Indices& lengths = {}) { return gru(table(read), lengths); }
};

// Stretches of melodies side by side.
struct Stretch {
  const std::vector<Index>* song;
  Index from, length;
};
struct Batch {
  Indices read, next, lengths;  // (T, batch), and (batch)
};
inline Batch side_by_side(const std::vector<Stretch>& stretches) {
  Index T = 0;
  std::vector<Index> lengths;
  for (const Stretch& s : stretches) T = std::max(T, s.length), lengths.push_back(s.length);
  const Shape shape{T, Index(stretches.size())};
  std::vector<Index> read(std::size_t(T) * stretches.size(), begin), next(read.size(), padding);
  for (std::size_t n = 0; n < stretches.size(); ++n) {
    const auto& [song, from, length] = stretches[n];
    for (Index t = 0; t < length; ++t) {
      const std::size_t at = std::size_t(t) * stretches.size() + n, i = std::size_t(from + t);
      if (i > 0) read[at] = (*song)[i - 1];
      next[at] = (*song)[i];
    }
  }
  return {Indices(shape, std::move(read)), Indices(shape, std::move(next)), Indices(std::move(lengths))};
}
inline std::vector<Index> lengths_of(const std::vector<Stretch>& stretches) {
  std::vector<Index> lengths;
  for (const Stretch& s : stretches) lengths.push_back(s.length);
  return lengths;
}
inline std::vector<Stretch> chosen(const std::vector<Stretch>& all, const std::vector<Index>& which) {
  std::vector<Stretch> some;
  for (Index i : which) some.push_back(all[std::size_t(i)]);
  return some;
}

// Melodies are cut into stretches of 64 moves, from another place on each time.
class Practice {
 public:
  explicit Practice(const Parts& parts) : parts_(parts), first_(random_numbers().state()) {}
  // The batch of step 0, 1, … After an interruption, all that came before is dealt again.
  Batch at(int step) {
    if (step != next_) {
      random_numbers().restore(first_);
      batches_.clear();
      for (next_ = 0; next_ < step;) take();
    }
    return side_by_side(chosen(stretches_, take()));
  }

 private:
  static constexpr Index length = 64, batch = 16;
  std::vector<Index> take() {
    if (batches_.empty()) deal();
    std::vector<Index> taken = std::move(batches_.back());
    batches_.pop_back();
    ++next_;
    return taken;
  }
  void deal() {
    stretches_.clear();
    for (const Part& part : parts_) {
      const Index all = Index(part.moves.size());
      for (Index from = -random_numbers().below(length); from < all; from += length) {
        const Index first = std::max(from, Index(0));
        stretches_.push_back({&part.moves, first, std::min(from + length, all) - first});
      }
    }
    batches_ = lessons::batches_by_length(lengths_of(stretches_), batch);
  }
  const Parts& parts_;
  const Random::State first_;
  int next_ = 0;  // the step whose batch comes next
  std::vector<Stretch> stretches_;
  std::vector<std::vector<Index>> batches_;
};

inline Tensor loss_of(Melody& melody, const Batch& batch, nn::Reduction reduction = nn::Reduction::mean) {
  return nn::cross_entropy(melody.head(melody.states(batch.read, batch.lengths)), batch.next,
                           {.ignore_index = padding, .reduction = reduction}) /
         std::log(Real(2));
}

// Bits a move over stretches of 256, which is what training looks at: near to that of whole melodies, and sooner had.
inline double quick_bits(Melody& melody, const Parts& parts) {
  NoGrad no_grad;
  std::vector<Stretch> all;
  for (const Part& part : parts)
    for (Index from = 0; from < Index(part.moves.size()); from += 256)
      all.push_back({&part.moves, from, std::min(Index(256), Index(part.moves.size()) - from)});
  std::ranges::stable_sort(all, {}, &Stretch::length);
  double sum = 0;
  for (std::size_t i = 0; i < all.size(); i += 32) {
    const std::vector<Stretch> some(all.begin() + Index(i), all.begin() + Index(std::min(i + 32, all.size())));
    sum += double(loss_of(melody, side_by_side(some), nn::Reduction::sum).item());
  }
  return sum / notes_in(parts);
}

// What the network makes of whole melodies, each from its first move on.
struct Heard {
  std::vector<Array> states;  // (T, hidden), of each part
  Said said;
};
inline Heard hear(Melody& melody, const Parts& parts) {
  NoGrad no_grad;
  std::vector<Stretch> all;
  for (const Part& part : parts) all.push_back({&part.moves, 0, Index(part.moves.size())});
  Heard heard{std::vector<Array>(parts.size()), Said(parts.size())};
  for (const std::vector<Index>& some : lessons::batches_by_length(lengths_of(all), 8)) {
    const Batch batch = side_by_side(chosen(all, some));
    const Tensor states = melody.states(batch.read, batch.lengths), p = softmax(melody.head(states));
    for (std::size_t n = 0; n < some.size(); ++n) {
      const std::vector<Index>& song = *all[std::size_t(some[n])].song;
      const auto own = [&](const Tensor& x) {
        return reshape(slice(slice(x, 0, 0, Index(song.size())), 1, Index(n), Index(n) + 1),
                       {Index(song.size()), x.dim(2)});
      };
      heard.states[std::size_t(some[n])] = own(states).value();
      const Array right = own(p).value();
      for (std::size_t t = 0; t < song.size(); ++t)
        heard.said[std::size_t(some[n])].push_back(double(right.at({Index(t), song[t]})));
    }
  }
  return heard;
}
