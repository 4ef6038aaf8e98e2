// Lesson 16, third program. The network with its memory, seen from inside: a song's states against each other, and the
// beginning of a melody on which it looks back.
#include <set>

#include "graphs/draw.hpp"
#include "graphs/plot.hpp"
#include "lessons/16-music/trained.hpp"
#include "lessons/support/data/abc.hpp"

// ---- Verses ----
// For each t the s < t whose state is most like it: where a verse comes again, s runs along with t.
struct Found {
  double runs = 0, right = 0, all = 0;  // how often s is one more than before; how often what came next comes again
  double apart = 0;                     // t − s in runs, all together
};
void find(const Array& states, const std::vector<Index>& song, Found& found) {
  NoGrad no_grad;
  const Index steps = Index(song.size());
  Index before = -1;
  for (Index from = 0; from < steps; from += 256) {
    const Index to = std::min(from + 256, steps);
    const Array like = likeness(states, from, to).value();
    for (Index t = std::max(from, Index(1)); t < to; ++t) {
      const Real* row = like.data() + (t - from) * to;
      const Index s = std::max_element(row, row + t) - row;
      found.all += 1, found.runs += s == before + 1;
      if (s == before + 1) found.apart += double(t - s);
      found.right += song[std::size_t(s)] == song[std::size_t(t)];
      before = s;
    }
  }
}
Found find(const Heard& heard, const Parts& parts) {
  Found found;
  for (std::size_t n = 0; n < parts.size(); ++n) find(heard.states[n], parts[n].moves, found);
  return found;
}

// The part for the picture: the one whose first 80 steps come again after the longest times.
constexpr Index begun = 80;
std::size_t most_distant_verses(const Heard& heard, const Parts& parts) {
  std::size_t best = 0;
  double most = -1;
  for (std::size_t n = 0; n < parts.size(); ++n) {
    if (Index(parts[n].moves.size()) < begun) continue;
    Found found;
    find(slice(Tensor(heard.states[n]), 0, 0, begun).value(), {parts[n].moves.begin(), parts[n].moves.begin() + begun},
         found);
    if (found.apart > most) most = found.apart, best = n;
  }
  return best;
}

void show_verses(lessons::Lesson& lesson, Melody& melody, const Parts& test) {
  NoGrad no_grad;
  lesson.heading("Where have I been before?");
  const Heard heard = hear(melody, test);
  const Parts mixed = shuffled(test);
  const Found songs = find(heard, test), noise = find(hear(melody, mixed), mixed);
  lesson.finding("verses", "how often the most similar state goes on by one step, as the song does",
                 songs.runs / songs.all);
  lesson.control("verses", "in songs whose moves are shuffled", noise.runs / noise.all);
  lesson.quote("again", songs.right / songs.all), lesson.quote("again_noise", noise.right / noise.all);

  const std::size_t best = most_distant_verses(heard, test);
  const Index shown = std::min(Index(test[best].moves.size()), begun);
  graphs::Plot plot("How alike a song's states are", {"step of the song"}, {"step of the song"});
  plot.heat(likeness(slice(Tensor(heard.states[best]), 0, 0, shown).value(), 0, shown).value(),
            {"cosine", graphs::Scale::linear, 0, 1});
  lesson.say("The picture shows the beginning of a part of " + test[best].song + ".");
  lesson.save(plot, "verses");
}

// ---- Looking back, drawn ----
constexpr Index drawn = 16;

// The first moves of a melody; h_t is a step of the GRU, and "memory" what it reads of the states before.
Tensor look_back(Melody& melody, const Part& part, const Memory& memory, std::vector<std::string>& captions) {
  const std::vector<Index> song(part.moves.begin(), part.moves.begin() + drawn);
  const Batch batch = side_by_side({{&song, 0, drawn}});
  auto& cell = melody.gru.cell(0);
  const auto states = nn::unrolled(cell, melody.table(batch.read)).states;
  std::vector<Tensor> hs, losses;
  for (const auto& state : states) hs.push_back(state.h);
  const Tensor H = concat(hs, 0), unit = H / norm(H, {1}, true), allowed = past(0, drawn, drawn);
  const Tensor next = embedding(Tensor(Array::eye(moves)), Indices(song)).named("y");
  Scope scope("memory");
  for (Index t = 0; t < drawn; ++t) {
    Scope step("t", int(t + 1));
    const Tensor scores = matmul(slice(unit, 0, t, t + 1), T(unit)) * Real(memory.theta);
    const Tensor before = slice(allowed, 0, t, t + 1).named("past");
    const Tensor recalled = nn::attend(scores, next, {.allowed = before}).output;
    const Real lambda = t == 0 ? 0 : Real(memory.lambda);
    const Tensor p = softmax(melody.head(hs[std::size_t(t)])) * (1 - lambda) + recalled * lambda;
    const Tensor right = gather(p, 1, Indices({1, 1}, {song[std::size_t(t)]}));
    losses.push_back((sum(log(right)) / -std::log(Real(2))).mark(Role::loss).named("L_" + std::to_string(t + 1)));
    captions.push_back(data::name_of_key(part.keys[std::size_t(t)]) + " → " +
                       data::name_of_key(part.keys[std::size_t(t + 1)]));
  }
  return add_all(losses).mark(Role::loss).named("L");
}

void draw(lessons::Lesson& lesson, Melody& melody, const Parts& test, const Memory& memory) {
  lesson.heading("Looking back, step by step");
  const Heard heard = hear(melody, test);
  const Said with = said_with(memory, heard, test, all_of_it);
  std::size_t best = 0;
  double most = 0;
  for (std::size_t n = 0; n < test.size(); ++n) {
    double saved = 0;
    for (std::size_t t = 0; t < std::size_t(drawn); ++t) saved += std::log2(with[n][t] / heard.said[n][t]);
    if (saved > most) most = saved, best = n;
  }
  lesson.say("The beginning of a part of " + test[best].song + ", where the memory saves " + lessons::short_text(most) +
             " bits.");
  std::vector<std::string> captions;
  const Tensor loss = look_back(melody, test[best], memory, captions);
  Trace trace(Trace::Keep::arrays);
  loss.backward({.trace = &trace});
  melody.clear_grad();
  lesson.save(graphs::draw(loss, {.title = "A GRU over a tune, and what it looks back at",
                                  .trace = &trace,
                                  .level = graphs::Level::cell,
                                  .captions = captions,
                                  .fold = {int(drawn), 0},
                                  .attention = {.strongest = 1}}),
              "looking_back");
}

void story(lessons::Lesson& lesson) {
  Practised practised(lesson);
  show_verses(lesson, practised.melody, practised.songs.test);
  draw(lesson, practised.melody, practised.songs.test, practised.memory);
}

int main(int argc, char* argv[]) { return lessons::run("16-music/looking_back", argc, argv, story); }
