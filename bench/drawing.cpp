// What a drawing costs: an LSTM with every op, over more and more steps, from the snapshot to DOT and SVG; one box a
// state, where time and memory must grow linearly with the number of steps; and what a process that draws again and
// again does not get back.
//
// Graphviz 2.42 loses memory with every render. Here it loses the less, the fewer clusters and markup labels a file
// has.
#include <fmt/format.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fstream>
#include <functional>
#include <string>

#include "autograd/error.hpp"
#include "autograd/random.hpp"
#include "bench/timing.hpp"
#include "graphs/draw.hpp"
#include "nn/losses.hpp"
#include "nn/lstm_cell.hpp"
#include "nn/unrolled.hpp"

namespace {

using namespace unroll;

// A line of /proc/self/status, in MB.
double status(const std::string& name) {
  std::ifstream file("/proc/self/status");
  for (std::string line; std::getline(file, line);)
    if (line.starts_with(name + ":")) return std::stod(line.substr(name.size() + 1)) / 1024;
  throw Error("/proc/self/status tells no " + name + ": this program measures memory on Linux only");
}
double memory() { return status("VmRSS"); }
double peak() { return status("VmHWM"); }

// Each measurement in a process of its own: a peak of memory is never forgotten.
void apart(const std::function<void()>& body) {
  std::fflush(stdout);
  const pid_t child = fork();
  if (child == 0) {
    int status = 0;
    try {
      body();
    } catch (const std::exception& e) {
      fmt::print(stderr, "{}\n", e.what());
      status = 1;
    }
    std::fflush(stdout);
    _exit(status);
  }
  int status = 0;
  if (child < 0 || waitpid(child, &status, 0) != child || status != 0) throw Error("a measurement did not finish");
}

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
void report(int steps, graphs::Level level, bool svg) {
  const Model model(steps);
  const double before = memory();
  double start = bench::cpu_seconds();
  const auto lap = [&] {
    const double now = bench::cpu_seconds(), seconds = now - start;
    start = now;
    return seconds;
  };
  const graphs::Snapshot snapshot(model.loss, &model.trace);
  const double taken = lap();
  const graphs::View view(snapshot, {.level = level, .fold = {steps, steps}});
  const double viewed = lap();
  const graphs::Layout layout(view);
  const double laid_out = lap();
  const std::string dot = graphs::to_dot(view, layout, {.strips = graphs::strips_of(view, false)});
  const double written = lap();
  std::string rendered = "       –";
  double seconds = taken + viewed + laid_out + written;
  if (svg) {
    const std::string picture = graphs::render(dot, "svg");
    const double s = lap();
    rendered = fmt::format("{:>8.2f}", s), seconds += s;
  }
  fmt::print("{:>8}{:>9}{:>9}{:>10.2f}{:>8.2f}{:>8.2f}{:>8.2f}{}{:>9.2f}{:>10.0f}{:>11.1f}\n", steps,
             view.items().size(), view.links().size(), taken, viewed, laid_out, written, rendered, seconds,
             peak() - before, static_cast<double>(dot.size()) / 1e6);
}

void report_growth() {
  const Model model(3);
  const std::string dot = graphs::draw(model.loss, {.title = "An LSTM", .trace = &model.trace}).dot();
  for (int i = 0; i < 10; ++i) graphs::render(dot, "svg");
  const double svg_before = memory(), start = bench::cpu_seconds();
  for (int i = 0; i < 1000; ++i) graphs::render(dot, "svg");
  const double ms = bench::cpu_seconds() - start, svg_after = memory();
  for (int i = 0; i < 10; ++i) graphs::render(dot, "png");
  const double png_before = memory();
  for (int i = 0; i < 100; ++i) graphs::render(dot, "png");
  fmt::print("An LSTM over three steps, rendered again and again\n");
  fmt::print("  1,000 SVG: {:>6.1f} MB more memory, {:.1f} ms each\n", svg_after - svg_before, ms);
  fmt::print("    100 PNG: {:>6.1f} MB more memory\n", memory() - png_before);
}

}  // namespace

int main() {
  const auto header = [](const char* title) {
    fmt::print("{}\n{:>8}{:>9}{:>9}{:>10}{:>8}{:>8}{:>8}{:>8}{:>9}{:>10}{:>11}\n", title, "T", "items", "links",
               "snapshot", "view", "layout", "DOT", "SVG", "seconds", "peak, MB", "DOT, MB");
  };
  header("An LSTM, every op: seconds");
  for (int steps : {125, 250, 500}) apart([steps] { report(steps, graphs::Level::op, true); });
  header("\nAn LSTM, one box a state: seconds");
  for (int steps : {2500, 5000, 10000}) apart([steps] { report(steps, graphs::Level::cell, false); });
  fmt::print("\n");
  apart(report_growth);
}
