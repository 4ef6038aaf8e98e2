// Lesson 17, third program. It was asked for the frame of the first base. What is it that it answers, and where do its
// states go meanwhile?
#include "graphs/plot.hpp"
#include "lessons/17-dna/inside.hpp"

// ---- The question that was asked, and the one that is answered ----
// In windows of other lengths: right as the frame in which the window began, and as the codon position of the base
// that would come next. At a multiple of three they are the same.
struct Answers {
  double as_asked, as_next;
};
Answers answers(const PlainReader& reader, const Genes& genes, Index L, Index size) {
  const Windows windows = draw_windows(genes, L, size);
  std::vector<Index> next;
  for (Index frame : windows.frames.values()) next.push_back((frame + L) % 3);
  return {right(reader, windows), right(reader, {windows.ids, Indices(std::move(next))})};
}

void read_on(lessons::Lesson& lesson, const PlainReader& reader, const Genes& genes, Index L) {
  lesson.heading("It has practised on " + std::to_string(L) + " bases. What does it say of others?");
  std::vector<std::vector<std::string>> rows;
  std::vector<double> lengths, asked, next;
  Answers one_more{};
  for (Index l = 3; l <= L + 6; ++l) {
    const bool shown = std::abs(l - L) <= 2 || l == L / 2;
    const Answers got = answers(reader, genes, l, sample(lesson, shown ? 3000 : 400));
    lengths.push_back(double(l)), asked.push_back(got.as_asked), next.push_back(got.as_next);
    if (l == L + 1) one_more = got;
    if (!shown) continue;
    rows.push_back({std::to_string(l), lessons::short_text(got.as_asked), lessons::short_text(got.as_next)});
    lesson.quote("asked_" + std::to_string(l), got.as_asked), lesson.quote("next_" + std::to_string(l), got.as_next);
  }
  lesson.table({"bases", "frame of the first base", "of the next one"}, rows);
  lesson.finding("other_question", "one base more: right as the codon position of the next base", one_more.as_next);
  lesson.control("other_question", "right as it was asked, the frame of the first", one_more.as_asked);
  graphs::Plot plot("What the network answers", {"bases read", graphs::Scale::linear, 0, double(L + 6)},
                    {"right answers", graphs::Scale::linear, 0, 1});
  plot.line("codon position of the next base", lengths, next);
  plot.line("frame of the first base, as asked", lengths, asked);
  plot.upright("practised", double(L));
  lesson.save(plot, "answers");
}

// ---- Where its states go ----
// How much of the variance of the last state the codon position explains.
double explained(const PlainReader& reader, const Windows& windows) {
  NoGrad no_grad;
  const Rows rows = rows_of(reader.read(one_hot(windows.ids)).last().h);
  std::array<Rows, 3> by_frame;
  for (std::size_t n = 0; n < rows.size(); ++n) by_frame[std::size_t(windows.frames[Index(n)])].push_back(rows[n]);
  const std::vector<double> middle = mean_of(rows);
  double between = 0, all = 0;
  for (const Rows& some : by_frame) between += double(some.size()) * squared_distance(mean_of(some), middle);
  for (const auto& row : rows) all += squared_distance(row, middle);
  return between / all;
}

void draw_portrait(lessons::Lesson& lesson, const PlainReader& reader, const Genes& genes, Index L) {
  NoGrad no_grad;
  const Windows mixed = draw_windows(genes, L, 300);
  const Plane plane(rows_of(reader.read(one_hot(mixed.ids)).last().h));
  graphs::Plot plot("Where the states go, seen from the side where they differ most",
                    {"first principal direction of h"}, {"second principal direction"});
  std::array<std::vector<double>, 3> xs, ys;
  const Rows last = rows_of(reader.read(one_hot(mixed.ids)).last().h);
  for (std::size_t n = 0; n < last.size(); ++n) {
    const auto p = std::size_t(mixed.frames[Index(n)]);
    xs[p].push_back(plane.at(last[n], plane.directions[0])), ys[p].push_back(plane.at(last[n], plane.directions[1]));
  }
  for (std::size_t p = 0; p < 3; ++p) plot.points("next: codon position " + std::to_string(p + 1), xs[p], ys[p]);
  std::vector<double> path_x, path_y;
  const auto run = reader.read(one_hot(draw_windows(genes, L, 1000, 0).ids));
  for (const auto& state : run.states) {
    const std::vector<double> middle = mean_of(rows_of(state.h));
    path_x.push_back(plane.at(middle, plane.directions[0])), path_y.push_back(plane.at(middle, plane.directions[1]));
  }
  plot.guide("mean path", path_x, path_y);
  lesson.save(plot, "portrait");
}

void story(lessons::Lesson& lesson) {
  const Split genes = split(usable_genes(read_genome(lesson)));
  const Index L = window_length(lesson), hidden = units(lesson);
  const Windows aside = draw_windows(genes.tuning, L, sample(lesson, 1000)),
                test = draw_windows(genes.test, L, sample(lesson, 4000));
  const PlainReader untrained(hidden);
  PlainReader reader(hidden);
  teach_plain(lesson, reader, genes, aside);

  read_on(lesson, reader, genes.test, L);
  lesson.heading("Where its states go");
  lesson.finding("explained", "of the last state's variance, what the codon position explains",
                 explained(reader, test));
  lesson.control("explained", "in an untrained network", explained(untrained, test));
  draw_portrait(lesson, reader, genes.test, L);
}

int main(int argc, char* argv[]) { return lessons::run("17-dna/clock", argc, argv, story); }
