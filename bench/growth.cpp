// What longer sequences cost: time and memory for each step, which should not grow with their number, beside LibTorch;
// and how much memory a pass needs that lets go of what it has used.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "autograd/ops.hpp"
#include "autograd/random.hpp"
#include "bench/memory.hpp"
#include "bench/timing.hpp"
#include "bench/workloads/peers.hpp"
#include "bench/workloads/systems.hpp"

namespace {

using namespace bench;
using Json = nlohmann::ordered_json;

struct System {
  const char* name;
  Runner (*make)(const Recurrence&);
};
const std::vector<System> systems{{"Unroll", with_unroll::layer},
                                  {"Unroll, release", with_unroll::releasing},
                                  {"LibTorch", with_torch::layer},
                                  {"LibTorch, loop", with_torch::loop}};

// Microseconds for each step of the sequence, and the MB that a training step adds at its peak; −1 if there is no such
// system.
std::vector<double> cost(const System& system, const Recurrence& w, int rounds) {
  return apart(2, [&] {
    const Runner small = system.make({w.cell, 2, w.batch, w.inputs, w.hidden});
    if (!small) return std::vector<double>{-1, -1};
    small.step();  // brings in what the libraries' own code takes
    const double before = memory();
    const Runner runner = system.make(w);
    runner.step();
    const double most = peak() - before;
    const double once = seconds_of(1, runner.step);
    const int runs = std::clamp(static_cast<int>(0.02 / once), 1, 1000);
    const double seconds = interleaved(rounds, {[&] { return seconds_of(runs, runner.step); }}).front();
    return std::vector<double>{1e6 * seconds / static_cast<double>(w.steps), most};
  });
}

struct Study {
  const char* name;
  Recurrence::Cell cell;
  Index batch, inputs, hidden;
  std::vector<Index> steps;

  Recurrence at(Index T) const { return {cell, T, batch, inputs, hidden}; }
};

std::string cell(double x) { return x < 0 ? "–" : fmt::format("{:.{}f}", x, x < 10 ? 2 : x < 100 ? 1 : 0); }

Json report(const Study& study, int rounds, bool print) {
  Json rows = Json::array();
  if (print) {
    fmt::print("{}\n\n| T |", study.name);
    for (const System& s : systems) fmt::print(" {}: µs a step | MB |", s.name);
    fmt::print(" MB needed | release / needed |\n|--:|{}\n", "--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|");
  }
  for (const Index T : study.steps) {
    const Recurrence w = study.at(T);
    Json row{{"T", T}};
    if (print) fmt::print("| {} |", T);
    for (const System& s : systems) {
      const std::vector<double> measured = cost(s, w, rounds);
      if (print) fmt::print(" {} | {} |", cell(measured[0]), cell(measured[1]));
      if (measured[0] >= 0) row[s.name] = {{"us_per_step", measured[0]}, {"peak_MB", measured[1]}};
    }
    row["needed_MB"] = apart(1, [&] { return std::vector<double>{with_unroll::bytes_needed(w) / (1 << 20)}; })[0];
    const double needed = row["needed_MB"], released = row[systems[1].name]["peak_MB"];
    if (print) fmt::print(" {} | {:.2f} |\n", cell(needed), released / needed);
    std::fflush(stdout);
    rows.push_back(row);
  }
  const auto at = [&](std::size_t i) -> double { return rows[i][systems[0].name]["us_per_step"]; };
  const double growth = at(rows.size() - 1) / at(rows.size() / 2);
  if (print) fmt::print("\nThe longest by the middle one, µs a step: {:.2f} (≤ 1.15)\n\n", growth);
  return {{"what", study.name}, {"rows", rows}, {"longest_by_middle", growth}};
}

// h ← tanh(x[t] + h W), t = 1 … T, where x needs gradients, too: a slice's gradient is added into its place, instead of
// making zeros of the whole for every step.
double seconds_for_slices(Index steps) {
  using namespace unroll;
  const Tensor x = variable(random_numbers().normal({steps, 1, 8}));
  const Tensor W = variable(random_numbers().normal({8, 8}, 0, 0.2));
  const auto body = [&] {
    Tensor h(Array::zeros({1, 8}));
    for (Index t = 0; t < steps; ++t) {
      const Scope step("t", static_cast<int>(t) + 1);
      h = tanh(x[t] + matmul(h, W));
    }
    sum(h).backward();
  };
  return seconds_of(1, body) / static_cast<double>(steps);
}

Json report_slices(bool print) {
  const auto median =
      interleaved(9, {[] { return seconds_for_slices(1024); }, [] { return seconds_for_slices(16384); }});
  const double growth = median[1] / median[0];
  if (print)
    fmt::print("A loop over x[t], x needing gradients, ns a step: T = 1024 {:.0f}, T = 16384 {:.0f}; ratio {:.2f}\n",
               1e9 * median[0], 1e9 * median[1], growth);
  return {{"what", "slices"}, {"ns_per_step", {1e9 * median[0], 1e9 * median[1]}}, {"longest_by_shortest", growth}};
}

}  // namespace

int main(int argc, char** argv) {
  pin_peers(argc, argv);
  bool full = false, json = false;
  CLI::App app("Time and memory for each step as sequences get longer");
  app.add_flag("--full", full, "more lengths and rounds");
  app.add_flag("--json", json, "for other programs to read");
  CLI11_PARSE(app, argc, argv);
  try {
    using Lengths = std::vector<Index>;
    const Lengths w4 = full ? Lengths{128, 256, 512, 1024, 2048, 4096, 8192, 16384} : Lengths{128, 1024, 8192};
    const Lengths w2 = full ? Lengths{128, 256, 512, 1024, 2048} : Lengths{128, 512, 1024};
    const int rounds = full ? 7 : 3;
    Json all = Json::array();
    all.push_back(report({"W4: LSTM, batch 1, 8 → 16", Recurrence::Cell::lstm, 1, 8, 16, w4}, rounds, !json));
    all.push_back(report({"W2: LSTM, batch 32, 64 → 128", Recurrence::Cell::lstm, 32, 64, 128, w2}, rounds, !json));
    all.push_back(report_slices(!json));
    if (json) fmt::print("{}\n", all.dump(2));
  } catch (const unroll::Error& e) {
    fmt::print(stderr, "{}\n", e.what());
    return 1;
  }
}
