// Lesson 16, first program. What can counting foretell of a melody: from other songs, and from the song itself so far?
#include "graphs/plot.hpp"
#include "lessons/16-music/counts.hpp"

// ---- The songs ----
void tell(lessons::Lesson& lesson, const Parts& all, const Split& songs) {
  std::vector<std::vector<std::string>> rows;
  for (const auto& [name, parts] :
       {std::pair{"to learn from", &songs.training}, {"to choose by", &songs.held_out}, {"for the test", &songs.test}})
    rows.push_back({name, std::to_string(parts->size()), std::to_string(int(notes_in(*parts)))});
  lesson.table({"", "parts", "moves"}, rows);
  std::set<std::string> names;
  for (const Part& part : all) names.insert(part.song);
  lesson.quote("songs", double(names.size())), lesson.quote("parts", double(all.size()));
  lesson.quote("moves", notes_in(all)), lesson.quote("test_moves", notes_in(songs.test));
}

// A song in another key is the same song; upside down it is another.
void transpose(lessons::Lesson& lesson, const Counts& counts, const Parts& test) {
  const auto changed = [&](const auto& key) {
    Parts parts = test;
    for (Part& part : parts) {
      for (int& k : part.keys) k = key(k);
      part.moves = moves_of(part.keys);
    }
    return std::abs(bits(said_by(counts, parts, {2, 1, 0})) - bits(said_by(counts, test, {2, 1, 0})));
  };
  lesson.finding("transposed", "change of the bits if every song is five semitones higher",
                 changed([](int key) { return key + 5; }));
  lesson.control("transposed", "upside down", changed([](int key) { return 127 - key; }));
}

// ---- Other songs ----
struct Static {
  Counts counts;
  Choice choice;
  Said held_out, test;
};
Static count_others(lessons::Lesson& lesson, const Split& songs) {
  lesson.heading("What followed what in other songs");
  Static others{counted(songs.training), {}, {}, {}};
  std::vector<std::vector<std::string>> rows(longest_static + 1);
  for (int k = 0; k <= longest_static; ++k) rows[std::size_t(k)].push_back(std::to_string(k));
  std::vector<double> plain;
  for (double a : {1.0, 10.0, 30.0})
    for (int k = 0; k <= longest_static; ++k) {
      const double b = bits(said_by(others.counts, songs.test, {k, a, 0}));
      rows[std::size_t(k)].push_back(lessons::short_text(b));
      if (a == 1) plain.push_back(b);
    }
  lesson.table({"moves of context", "bits, a = 1", "a = 10", "a = 30"}, rows);

  others.choice = choose_static(others.counts, songs.held_out);
  others.held_out = said_by(others.counts, songs.held_out, others.choice);
  others.test = said_by(others.counts, songs.test, others.choice);
  lesson.say("Chosen on songs held out: " + std::to_string(others.choice.context) +
             " moves of context, a = " + lessons::short_text(others.choice.a) + ".");
  lesson.quote("unigram", plain[0]), lesson.quote("static_1", plain[1]), lesson.quote("static_6", plain[6]);
  lesson.quote("static_bits", bits(others.test)), lesson.quote("static_a", others.choice.a);
  lesson.quote("static_context", others.choice.context);
  return others;
}

// The mistake: of each song that is not learnt from, its first part is kept apart, and the others are learnt from.
void leak(lessons::Lesson& lesson, const Split& songs) {
  const auto apart = [](const Parts& parts, Parts& siblings) {
    Parts first;
    for (const Part& part : parts) (first.empty() || first.back().song != part.song ? first : siblings).push_back(part);
    return first;
  };
  Parts of_held_out = songs.training, of_both;
  const Parts held_out = apart(songs.held_out, of_held_out);
  of_both = of_held_out;
  const Parts test = apart(songs.test, of_both);
  const auto says = [&](const Parts& training) {
    const Counts counts = counted(training);
    return bits(said_by(counts, test, choose_static(counts, held_out)));
  };
  const double honest = says(songs.training), leaky = says(of_both);
  lesson.finding("leak", "bits that seem to be gained if a song's other parts are learnt from", honest - leaky);
  lesson.control("leak", "if they are those of songs that are not tested", honest - says(of_held_out));
  lesson.quote("honest_bits", honest), lesson.quote("leak_bits", leaky);
}

// ---- The song itself ----
Parts of_other_songs(const Parts& parts) {  // each gets a part that is not of its song
  Parts others;
  for (const Part& part : parts) {
    const auto other = std::ranges::find_if(parts, [&](const Part& p) { return p.song > part.song; });
    others.push_back(other != parts.end() ? *other : parts.front());
  }
  return others;
}

void count_itself(lessons::Lesson& lesson, const Split& songs, const Static& others) {
  lesson.heading("What followed what in the song itself, so far");
  graphs::Plot plot("Unseen songs, by counting", {"moves of context"}, {"bits a move", graphs::Scale::linear, 0});
  std::vector<double> contexts, other;
  for (int k = 0; k <= longest_static; ++k)
    contexts.push_back(k), other.push_back(bits(said_by(others.counts, songs.test, {k, 1, 0})));
  plot.line("in other songs", contexts, other);

  plot.level("other songs, smoothed", bits(others.test));
  std::map<Index, double> best;
  std::map<Index, Choice> chosen;
  for (const auto& [name, window] :
       {std::pair{"in its last 64 moves", Index(64)}, {"in all of it so far", all_of_it}}) {
    const Choice choice = chosen[window] = choose_cache(songs.held_out, others.held_out, window);
    const std::vector<Said> by = said_by_its_past(songs.test, others.test, choice.a, window, songs.test);
    std::vector<double> ks, bs;
    for (std::size_t k = 0; k < by.size(); ++k) ks.push_back(double(k)), bs.push_back(bits(by[k]));
    plot.line(name, ks, bs);
    best[window] = bs[std::size_t(choice.context)];
    lesson.say(std::string(name) + ": " + lessons::short_text(best[window]) + " bits, with " +
               std::to_string(choice.context) + " moves of context and a = " + lessons::short_text(choice.a) + ".");
  }
  const double saved = bits(others.test) - best[all_of_it];
  const auto saved_of = [&](const Parts& parts, const Parts& seen) {
    const Said base = said_by(others.counts, parts, others.choice);
    return bits(base) - bits(said_by_its_past(parts, base, chosen[all_of_it], all_of_it, seen));
  };
  const Parts mixed = shuffled(songs.test);
  lesson.finding("cache", "bits that the song's own past saves", saved);
  lesson.control("cache", "if it is another song's past", saved_of(songs.test, of_other_songs(songs.test)));
  lesson.control("cache", "if each song's moves are shuffled", saved_of(mixed, mixed));
  lesson.finding("far", "of these, what is saved by what is more than 64 moves ago", best[64] - best[all_of_it]);
  const Said base = said_by(others.counts, mixed, others.choice);
  lesson.control("far", "if moves are shuffled",
                 bits(said_by_its_past(mixed, base, chosen[64], 64)) -
                     bits(said_by_its_past(mixed, base, chosen[all_of_it], all_of_it)));
  lesson.quote("cache_bits", best[all_of_it]), lesson.quote("cache_64", best[64]);
  lesson.quote("cache_context", chosen[all_of_it].context), lesson.quote("cache_a", chosen[all_of_it].a);
  lesson.save(plot, "counting");
}

void story(lessons::Lesson& lesson) {
  const Parts all = read_songs(lesson);
  const Split songs = split(all);
  lesson.heading("Melodies");
  tell(lesson, all, songs);
  const Static others = count_others(lesson, songs);
  transpose(lesson, others.counts, songs.test);
  leak(lesson, songs);
  count_itself(lesson, songs, others);
}

int main(int argc, char* argv[]) { return lessons::run("16-music/counting", argc, argv, story); }
