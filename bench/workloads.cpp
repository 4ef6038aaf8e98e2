// Speed, side by side: the workloads W0 to W6 on Unroll, on its peers and by hand, round after round in one process.
// README.md says how to read the table.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <fstream>
#include <map>

#include "autograd/error.hpp"
#include "bench/timing.hpp"
#include "bench/workloads/peers.hpp"
#include "bench/workloads/systems.hpp"
#include "bench/workloads/table.hpp"

namespace {

using namespace bench;

struct Options {
  bool full = false, json = false;
  std::string only;
};

// All systems at one workload, with their names in the table.
struct Entrants {
  Row row;
  std::map<Column, Runner> runners;
};

constexpr double ns = 1e-9, us = 1e-6, ms = 1e-3;

Entrants chain(bool backward) {
  const Chain w{backward};
  const Required required = backward ? Required{40, {}, {}} : Required{};
  return {{"W0", backward ? "an op, forward and backward" : "an op, forward", ns, {}, required},
          {{layer, with_unroll::chain(w)}, {torch_loop, with_torch::chain(w)}, {floor_by_hand, by_hand::chain(w)}}};
}

Entrants recurrence(const char* name, const char* what, const Recurrence& w, const Required& required) {
  return {{name, what, w.batch == 1 ? us : ms, {}, required},
          {{layer, with_unroll::layer(w)},
           {loop, with_unroll::loop(w)},
           {torch_layer, with_torch::layer(w)},
           {torch_loop, with_torch::loop(w)},
           {floor_by_hand, by_hand::loop(w)},
           {products, products_alone::loop(w)},
           {products_hoisted, products_alone::hoisted(w)}}};
}

Entrants attention(const char* what, const Attention& w, const Required& required) {
  return {{"W6", what, ms, {}, required},
          {{layer, with_unroll::layer(w)},
           {torch_layer, with_torch::layer(w)},
           {torch_loop, with_torch::loop(w)},
           {products, products_alone::loop(w)}}};
}

void check(const Entrants& entrants) {
  const Results ours = results(entrants.runners.at(layer));
  for (const auto& [column, runner] : entrants.runners)
    if (column != layer && runner.answer)
      check_same(fmt::format("{}, Unroll and {}", entrants.row.name, headings[column]), ours, results(runner));
}

Row measure(Entrants entrants, const Options& options) {
  std::erase_if(entrants.runners, [](const auto& entry) { return !entry.second; });
  check(entrants);
  std::vector<std::function<double()>> pieces;
  const double enough = options.full ? 0.05 : 0.02;  // seconds, so that a clock's grain is nothing beside it
  for (const auto& [column, runner] : entrants.runners) {
    const double once = seconds_of(1, runner.step);
    const int runs = std::clamp(static_cast<int>(enough / once), 1, 10000);
    pieces.push_back([runs, step = runner.step] { return seconds_of(runs, step); });
  }
  const std::vector<double> medians = interleaved(options.full ? 15 : 3, pieces);
  std::size_t i = 0;
  const double parts = entrants.row.unit == ns ? Chain::ops : 1;
  for (const auto& [column, runner] : entrants.runners) entrants.row.times[column] = medians[i++] / parts;
  return entrants.row;
}

std::vector<Row> all(const Options& options) {
  using enum Recurrence::Cell;
  std::vector<Row> rows;
  // One at a time, so that each has the memory to itself.
  const auto add = [&](const char* name, const auto& make) {
    if (options.only.empty() || options.only == name) rows.push_back(measure(make(), options));
  };
  const auto add_recurrence = [&](const char* name, const char* what, const Recurrence& w, const Required& required) {
    add(name, [&] { return recurrence(name, what, w, required); });
  };
  add("W0", [] { return chain(false); });
  add("W0", [] { return chain(true); });
  add_recurrence("W1", "RNN, T 100, batch 16, 32 → 64", {rnn, 100, 16, 32, 64}, {6, 1.1, {}});
  add_recurrence("W2", "LSTM, T 50, batch 32, 64 → 128", {lstm, 50, 32, 64, 128}, {2.4, 1.0, 0.70});
  add_recurrence("W3", "LSTM, T 50, batch 32, 512 → 512", {lstm, 50, 32, 512, 512}, {1.4, 0.95, 0.75});
  add_recurrence("W4", "LSTM, T 20, batch 1, 8 → 16", {lstm, 20, 1, 8, 16}, {30, 2.5, {}});
  add_recurrence("W5", "GRU, T 50, batch 32, 64 → 128", {gru, 50, 32, 64, 128}, {2.5, {}, {}});
  add("W6", [] { return attention("attention, T 64", {64, 8, 64, 4}, {2, {}, {}}); });
  add("W6", [] { return attention("attention, T 256", {256, 8, 64, 4}, {2, {}, {}}); });
  add("W6", [] { return attention("attention, T 1024", {1024, 8, 64, 4}, {2.5, {}, {}}); });
  return rows;
}

// What the processor says of itself.
std::string processor() {
  std::map<std::string, std::string> facts;
  std::ifstream file("/proc/cpuinfo");
  for (std::string line; std::getline(file, line) && !line.empty();)
    if (const std::size_t colon = line.find(':'); colon != std::string::npos && colon + 2 <= line.size())
      facts[line.substr(0, line.find_last_not_of("\t ", colon - 1) + 1)] = line.substr(colon + 2);
  return fmt::format("{}, family {}, model {}, {} MHz", facts["vendor_id"], facts["cpu family"], facts["model"],
                     facts["cpu MHz"]);
}

std::string conditions() {
  std::string text =
      fmt::format("{} precision, one thread; processor {}", sizeof(Real) == 4 ? "single" : "double", processor());
  if (*openblas_processor()) text += fmt::format("; OpenBLAS multiplies for {}", openblas_processor());
  return text;
}

}  // namespace

int main(int argc, char** argv) {
  pin_peers(argc, argv);
  Options options;
  CLI::App app("Unroll's speed beside that of its peers");
  app.add_flag("--full", options.full, "more rounds");
  app.add_flag("--json", options.json, "for other programs to read");
  app.add_option("--only", options.only, "one workload, such as W2");
  CLI11_PARSE(app, argc, argv);
  try {
    const std::vector<Row> rows = all(options);
    if (options.json)
      fmt::print("{}\n", as_json(conditions(), rows));
    else
      fmt::print("{}\n\n{}\n", conditions(), as_table(rows));
  } catch (const unroll::Error& e) {
    fmt::print(stderr, "{}\n", e.what());
    return 1;
  }
}
