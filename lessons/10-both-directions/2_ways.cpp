// Lesson 10, second program. How far is it from each input to the end of the reading, for one direction and for both?
// The recorded graph is asked, and then the gradient.
#include <algorithm>
#include <cmath>

#include "graphs/draw.hpp"
#include "graphs/plot.hpp"
#include "lessons/10-both-directions/reader.hpp"

// ---- The graph is asked ----
struct Ways {
  std::vector<int> operations, steps;  // of the shortest way from x_t, t = 1 … T, to what is known in the end
};
Ways ways(Reads reads, int T) {
  const Reader reader(reads, symbols, symbols, 4);
  const std::vector<Tensor> xs = draw_steps(T, 1);
  const Tensor ends = reader.read(xs).ends();
  const graphs::Snapshot graph(ends);
  Ways result;
  for (const Tensor& x : xs) {
    result.operations.push_back(*graph.shortest_path(x, ends));
    result.steps.push_back(*graph.fewest_steps(x, ends));
  }
  return result;
}

void ask_the_graph(lessons::Lesson& lesson) {
  lesson.heading("The shortest way from an input to the end");
  std::vector<std::vector<std::string>> rows;
  for (int T : {10, 20, 50, 100, 200}) {
    const Ways one = ways(Reads::past, T), both = ways(Reads::both, T);
    const std::string at = std::to_string(T);
    rows.push_back({at, std::to_string(one.operations[0]), std::to_string(both.operations[0]),
                    std::to_string(std::ranges::max(one.steps)), std::to_string(std::ranges::max(both.steps))});
    lesson.quote("one_ops_" + at, one.operations[0]), lesson.quote("both_ops_" + at, both.operations[0]);
    lesson.quote("one_most_" + at, std::ranges::max(one.steps));
    lesson.quote("both_most_" + at, std::ranges::max(both.steps));
  }
  lesson.table({"T", "from x_1: operations, one way", "both ways", "from the farthest: steps, one way", "both ways"},
               rows);
  const Ways one = ways(Reads::past, 200), both = ways(Reads::both, 200), shorter = ways(Reads::both, 10);
  lesson.finding("first_ops", "operations from x_1, T = 200, both ways", both.operations[0]);
  lesson.control("first_ops", "one way", one.operations[0]);
  lesson.finding("first_steps", "time steps from x_1, T = 200, both ways", both.steps[0]);
  lesson.control("first_steps", "one way", one.steps[0]);
  lesson.finding("first_grows", "operations that 190 more steps add, both ways",
                 both.operations[0] - shorter.operations[0]);
  lesson.control("first_grows", "one way", one.operations[0] - ways(Reads::past, 10).operations[0]);
  lesson.finding("farthest", "time steps from the farthest input, T = 200, both ways", std::ranges::max(both.steps));
  lesson.control("farthest", "one way", std::ranges::max(one.steps));
}

// ---- The gradient is asked ----
// ‖dL/dx_t‖ for t = 1 … T, when at each end an error of length 1 comes in; for new networks, the median of 25.
std::vector<double> returned(Reads reads, int T) {
  constexpr int draws = 25;
  std::vector<std::vector<double>> sizes(static_cast<std::size_t>(T));
  for (int draw = 0; draw < draws; ++draw) {
    const Reader reader(reads, symbols, symbols);
    const std::vector<Tensor> xs = draw_steps(T, 1);
    const Readings readings = reader.read(xs);
    const auto error_in = [](const Tensor& h) {
      const Tensor v(random_numbers().normal(h.shape()));
      return sum(h * (v / norm(v)).detach());
    };
    Tensor loss = error_in(readings.past.back());
    if (reads == Reads::both) loss = loss + error_in(readings.future.front());
    const std::vector<Tensor> dxs = grad(loss, xs);
    for (std::size_t t = 0; t < xs.size(); ++t) sizes[t].push_back(double(norm(dxs[t]).item()));
  }
  std::vector<double> medians;
  for (auto& of_t : sizes) {
    std::nth_element(of_t.begin(), of_t.begin() + draws / 2, of_t.end());
    medians.push_back(of_t[draws / 2]);
  }
  return medians;
}

void ask_the_gradient(lessons::Lesson& lesson) {
  lesson.heading("What comes back to x_1 in a new network, of an error of 1");
  std::vector<std::vector<std::string>> rows;
  std::vector<double> lengths{10, 20, 50, 100}, of_one, of_both;
  for (double T : lengths) {
    of_one.push_back(returned(Reads::past, int(T))[0]), of_both.push_back(returned(Reads::both, int(T))[0]);
    const std::string at = lessons::short_text(T);
    rows.push_back({at, lessons::short_text(of_one.back()), lessons::short_text(of_both.back())});
    lesson.quote("dx_one_" + at, of_one.back()), lesson.quote("dx_both_" + at, of_both.back());
  }
  lesson.table({"T", "one way", "both ways"}, rows);
  lesson.finding("dx_keeps", "dL/dx_1 at T = 100 by that at T = 10, both ways", of_both.back() / of_both.front());
  lesson.control("dx_keeps", "one way", of_one.back() / of_one.front());

  constexpr int T = 40;  // of the picture
  const std::vector<double> one = returned(Reads::past, T), both = returned(Reads::both, T);
  std::vector<double> times;
  for (int t = 1; t <= T; ++t) times.push_back(t);
  graphs::Plot plot("What comes back to each input, of an error of 1 at each end",
                    {"time step t", graphs::Scale::linear, 0.5, T + 0.5}, {"gradient", graphs::Scale::log});
  plot.line("both ways", times, both);
  plot.line("one way", times, one);
  lesson.save(plot, "valley");
  lesson.finding("rims", "dL/dx_1 by dL/dx_40, both ways", both.front() / both.back());
  lesson.control("rims", "one way", one.front() / one.back());
  lesson.finding("valley", "dL/dx_20 by dL/dx_1, both ways", both[T / 2 - 1] / both.front());
  lesson.control("valley", "one way", one[T / 2 - 1] / one.front());
}

void draw(lessons::Lesson& lesson) {
  lesson.heading("Pictures");
  const Reader reader(Reads::both, symbols, symbols, 4);
  const std::vector<Tensor> xs = draw_steps(6, 1);
  const Tensor loss = nn::cross_entropy(reader.head(reader.read(xs).ends()), Indices{2});
  Trace trace(Trace::Keep::arrays);
  loss.backward({.trace = &trace});
  lesson.save(graphs::draw(loss, {.title = "Both directions over six steps: the shortest way from x₁",
                                  .trace = &trace,
                                  .level = graphs::Level::cell,
                                  .way = {xs.front(), loss}}),
              "both");
}

void story(lessons::Lesson& lesson) {
  ask_the_graph(lesson);
  ask_the_gradient(lesson);
  draw(lesson);
}

int main(int argc, char* argv[]) { return lessons::run("10-both-directions/ways", argc, argv, story); }
