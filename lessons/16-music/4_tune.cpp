// Lesson 16, fourth program. The network writes tunes, with its memory and without, and one of them goes into files.
#include <numeric>
#include <set>

#include "autograd/file.hpp"
#include "lessons/16-music/trained.hpp"
#include "lessons/support/data/abc.hpp"

constexpr int lowest = 55, highest = 84;  // G3 and C6: moves beyond are not allowed

// Keys; each move is drawn with the probability that the network and its memory give it.
std::vector<int> invent(Melody& melody, const Memory& memory, Index length) {
  NoGrad no_grad;
  std::vector<int> keys{67};
  std::vector<Index> song;
  std::vector<Tensor> past;
  auto states = melody.gru.start(1);
  const Tensor each(Array::eye(moves));
  while (Index(song.size()) < length) {
    const Tensor h = melody.gru.step(melody.table({song.empty() ? begin : song.back()}), states), unit = h / norm(h);
    Tensor p = softmax(melody.head(h));
    if (!past.empty()) {
      const Tensor like = matmul(unit, T(concat(past, 0))) * Real(memory.theta);
      p = p * Real(1 - memory.lambda) + matmul(softmax(like), embedding(each, Indices(song))) * Real(memory.lambda);
    }
    std::vector<double> allowed;
    for (Index y = 0; y < moves; ++y) {
      const int key = keys.back() + int(y) - widest;
      allowed.push_back(key < lowest || key > highest ? 0 : double(p.value().data()[y]));
    }
    double left = random_numbers().uniform() * std::accumulate(allowed.begin(), allowed.end(), 0.0);
    Index y = 0;
    while (y + 1 < moves && (left -= allowed[std::size_t(y)]) >= 0) ++y;
    past.push_back(unit), song.push_back(y);
    keys.push_back(keys.back() + int(y) - widest);
  }
  return keys;
}

// How many of the runs of eight moves have been there before.
double repeats(const Parts& parts) {
  double again = 0, all = 0;
  for (const Part& part : parts) {
    std::set<std::vector<Index>> seen;
    for (auto at = part.moves.begin(); at + 8 <= part.moves.end(); ++at)
      again += !seen.insert({at, at + 8}).second, all += 1;
  }
  return again / all;
}

void write(lessons::Lesson& lesson, const std::vector<int>& keys) {
  constexpr int eighth = 240;
  data::MidiSong song{0, 2 * eighth, {{0, 500'000, 0}}, {}};
  data::AbcTune tune{.title = "A tune by a GRU and its memory", .notes = {}};
  for (std::size_t i = 0; i < keys.size(); ++i) {
    const int eighths = i + 1 == keys.size() ? 8 : 1;
    song.notes.push_back({int(i) * eighth, eighths * eighth, 0, 0, std::uint8_t(keys[i]), 80});
    tune.notes.push_back({keys[i], 2 * eighths});
  }
  const std::string abc = data::write_abc(tune);
  write_file(lesson.path("tune.mid"), data::write_midi(song));
  write_file(lesson.path("tune.abc"), abc);
  lesson.say("It begins so (ABC notation):\n\n    " +
             abc.substr(abc.find("K:C\n") + 4, abc.find("|\n") - abc.find("K:C\n") - 3));
  lesson.say("  tune:    " + lesson.path("tune.{mid,abc}").string());
}

void compose(lessons::Lesson& lesson, Melody& melody, const Parts& test, const Memory& memory) {
  lesson.heading("A tune of its own");
  Parts own, without;
  for (int i = 0; i < 5; ++i) {
    const std::vector<int> keys = invent(melody, memory, 256);
    own.push_back({"", keys, moves_of(keys)});
    const std::vector<int> others = invent(melody, {0, 0, 0}, 256);
    without.push_back({"", others, moves_of(others)});
  }
  Parts beginnings = test;
  for (Part& part : beginnings) part.moves.resize(std::min(part.moves.size(), std::size_t(256)));
  lesson.finding("repeats", "runs of eight moves in its tunes that were there before", repeats(own));
  lesson.control("repeats", "in tunes without the memory", repeats(without));
  lesson.quote("repeats_songs", repeats(beginnings));
  own[0].keys.resize(121);  // sixteen bars: 120 eighths and a long one
  write(lesson, own[0].keys);
}

void story(lessons::Lesson& lesson) {
  Practised practised(lesson);
  compose(lesson, practised.melody, practised.songs.test, practised.memory);
}

int main(int argc, char* argv[]) { return lessons::run("16-music/tune", argc, argv, story); }
