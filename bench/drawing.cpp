// What a drawing costs: an LSTM with every op, over more and more steps, from the snapshot to DOT and SVG; one box a
// state, where time and memory must grow linearly with the number of steps; and what a process that draws again and
// again does not get back.
//
// Graphviz 2.42 loses memory with every render. Here it loses the less, the fewer clusters and markup labels a file
// has.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>
#include <string>

#include "autograd/error.hpp"
#include "autograd/random.hpp"
#include "bench/memory.hpp"
#include "bench/timing.hpp"
#include "graphs/draw.hpp"
#include "nn/losses.hpp"
#include "nn/lstm_cell.hpp"
#include "nn/unrolled.hpp"

namespace {

using namespace unroll;
using bench::memory;
using Json = nlohmann::ordered_json;

struct Model {
  nn::LSTMCell cell{4, 4};
  Trace trace;
  Tensor loss;

  explicit Model(int steps) {
    std::vector<Tensor> xs;
    for (int t = 1; t <= steps; ++t) xs.push_back(Tensor(random_numbers().normal({1, 4})).named("x").mark(Role::input));
    const Tensor target = Tensor(random_numbers().normal({1, 4})).named("y").mark(Role::input);
    loss = nn::squared_error(nn::unrolled(cell, xs).last().h, target);
    loss.backward({.trace = &trace});
  }
};

// The seconds of each stage, and how large the picture is.
const std::vector<const char*> measured{"nodes", "snapshot", "view", "layout", "DOT", "SVG", "peak, MB", "DOT, MB"};

std::vector<double> drawn(int steps, graphs::Level level, bool svg) {
  const Model model(steps);
  const double before = memory();
  double start = bench::cpu_seconds();
  std::vector<double> seconds;
  const auto lap = [&] {
    const double now = bench::cpu_seconds();
    seconds.push_back(now - std::exchange(start, now));
  };
  const graphs::Snapshot snapshot(model.loss, &model.trace);
  lap();
  const graphs::View view(snapshot, {.level = level, .fold = {steps, steps}});
  lap();
  const graphs::Layout layout(view);
  lap();
  const std::string dot = graphs::to_dot(view, layout, {.strips = graphs::strips_of(view, false)});
  lap();
  const std::string picture = svg ? graphs::render(dot, "svg") : "";
  lap();
  if (!svg) seconds.back() = 0;
  std::vector<double> result{static_cast<double>(snapshot.nodes().size())};
  result.insert(result.end(), seconds.begin(), seconds.end());
  result.insert(result.end(), {bench::peak() - before, static_cast<double>(dot.size()) / 1e6});
  return result;
}

// One row for each length, and from the longest the nodes a second: of the snapshot, of DOT from it, of SVG from that.
Json report(const char* title, const std::vector<int>& lengths, graphs::Level level, bool svg, bool print) {
  if (print) {
    fmt::print("{}; seconds\n\n| T |", title);
    for (const char* name : measured) fmt::print(" {} |", name);
    fmt::print("\n|--:|--:|--:|--:|--:|--:|--:|--:|--:|\n");
  }
  Json rows = Json::array();
  std::vector<double> last;
  for (const int steps : lengths) {
    last = bench::apart(measured.size(), [&] { return drawn(steps, level, svg); });
    Json row{{"T", steps}};
    if (print) fmt::print("| {} |", steps);
    for (std::size_t i = 0; i < measured.size(); ++i) {
      row[measured[i]] = last[i];
      if (print) fmt::print(" {:.{}f} |", last[i], i == 0 || i == 6 ? 0 : 2);
    }
    if (print) fmt::print("\n");
    rows.push_back(row);
  }
  const auto rate = [&](double seconds) { return seconds > 0 ? last[0] / seconds : 0; };
  const double snapshot = rate(last[1]), dot = rate(last[2] + last[3] + last[4]), picture = rate(last[5]);
  if (print) {
    fmt::print("\nNodes a second: snapshot {:.0f}, DOT {:.0f}", snapshot, dot);
    if (svg) fmt::print(", SVG {:.0f}", picture);
    fmt::print("\n\n");
  }
  Json result{{"what", title}, {"rows", rows}, {"nodes_per_second", {{"snapshot", snapshot}, {"DOT", dot}}}};
  if (svg) result["nodes_per_second"]["SVG"] = picture;
  return result;
}

// What is not given back: MB after 1,000 SVG and 100 PNG.
std::vector<double> lost() {
  const Model model(3);
  const std::string dot = graphs::draw(model.loss, {.title = "An LSTM", .trace = &model.trace}).dot();
  const auto grown = [&](const char* format, int count) {
    for (int i = 0; i < 10; ++i) graphs::render(dot, format);
    const double before = memory();
    for (int i = 0; i < count; ++i) graphs::render(dot, format);
    return memory() - before;
  };
  const double svg = grown("svg", 1000);
  return {svg, grown("png", 100)};
}

}  // namespace

int main(int argc, char** argv) {
  bool full = false, json = false;
  CLI::App app("What drawings cost");
  app.add_flag("--full", full, "longer sequences");
  app.add_flag("--json", json, "for other programs to read");
  CLI11_PARSE(app, argc, argv);
  try {
    using Lengths = std::vector<int>;
    Json all = Json::array();
    all.push_back(
        report("An LSTM, every op", full ? Lengths{125, 250, 500} : Lengths{60, 125}, graphs::Level::op, true, !json));
    all.push_back(report("An LSTM, one box a state", full ? Lengths{2500, 5000, 10000} : Lengths{625, 1250},
                         graphs::Level::cell, false, !json));
    if (full) {
      const std::vector<double> MB = bench::apart(2, lost);
      all.push_back({{"what", "lost by Graphviz, MB"}, {"1,000 SVG", MB[0]}, {"100 PNG", MB[1]}});
      if (!json)
        fmt::print(
            "An LSTM over three steps, drawn again and again: {:.1f} MB lost with 1,000 SVG, {:.1f} MB with 100 PNG\n",
            MB[0], MB[1]);
    }
    if (json) fmt::print("{}\n", all.dump(2));
  } catch (const Error& e) {
    fmt::print(stderr, "{}\n", e.what());
    return 1;
  }
}
