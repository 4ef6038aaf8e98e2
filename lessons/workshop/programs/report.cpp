// workshop: the grade sheets of cells.
//
//   workshop NAME     measures one cell, prints its sheet beside the others', writes a page with pictures
//   workshop          the table of all cells, as far as they were measured
//   workshop --all    measures all of them and rewrites the table
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cctype>

#include "autograd/backward.hpp"
#include "autograd/file.hpp"
#include "autograd/random.hpp"
#include "graphs/draw.hpp"
#include "lessons/support/page.hpp"
#include "lessons/support/progress.hpp"
#include "lessons/workshop/programs/cells.hpp"
#include "lessons/workshop/sheet.hpp"
#include "nn/losses.hpp"

using namespace unroll;
using namespace unroll::workshop;
namespace fs = std::filesystem;

namespace {

struct Wanted {
  std::string name;
  bool all = false;
  Measuring measuring;
  fs::path out = "graphs/rendered/workshop";
  fs::path table = "lessons/workshop/measured.json";
};

// ---- Which cells there are ----

// As ./learn new-cell writes a name, which was typed "Slow_Leak": "slow-leak".
std::string spelt(std::string name) {
  for (char& c : name) c = c == '_' ? '-' : char(std::tolower(static_cast<unsigned char>(c)));
  return name;
}

const Row* find(const std::string& name) {
  const auto row = std::ranges::find(cells(), spelt(name), &Row::name);
  return row == cells().end() ? nullptr : &*row;
}

// What is known of each cell of the table, in its order: from the committed table, or from a report of its own.
std::vector<Sheet> known(const Wanted& wanted) {
  std::vector<Sheet> committed, sheets;
  if (fs::exists(wanted.table)) committed = read_sheets(wanted.table);
  for (const Row& row : cells()) {
    const auto sheet = std::ranges::find(committed, row.name, &Sheet::name);
    const fs::path own = wanted.out / row.name / "sheet.json";
    if (sheet != committed.end())
      sheets.push_back(*sheet);
    else if (fs::exists(own))
      sheets.push_back(read_sheets(own).at(0));
  }
  return sheets;
}

// ---- Pictures ----

// T steps of the cell on one sequence, an error at the end, and the gradient's way back.
void draw(const Row& row, int T, Index hidden, graphs::DrawOptions options, const fs::path& path,
          const std::vector<std::string>& formats) {
  seed(1);
  const AnyCell cell = row.make(3, hidden);
  std::vector<Tensor> xs;
  for (int t = 1; t <= T; ++t) {
    xs.push_back(variable(random_numbers().normal({1, 3})));
    xs.back().mark(Role::input).named("x_" + std::to_string(t));
  }
  const auto states = cell.states(xs);
  const Tensor y = Tensor(random_numbers().uniform({1, cell.outputs}, -1, 1)).named("y").mark(Role::input);
  const Tensor loss = nn::squared_error(states.back()[0], y);
  Trace trace(Trace::Keep::arrays);
  loss.backward({.trace = &trace});
  options.trace = &trace;
  if (options.level == graphs::Level::op) options.way = {xs[0], loss};
  graphs::draw(loss, options).save(path, formats);
}

std::vector<lessons::Subject::Picture> draw_all(const Row& row, const std::vector<Sheet>& sheets,
                                                const fs::path& folder) {
  std::vector<lessons::Subject::Picture> pictures;
  for (const Assignment& assignment : assignments()) {
    learning(sheets, assignment).save(folder / assignment.name);
    pictures.push_back({assignment.name, "Learning to tell " + std::string(assignment.question)});
  }
  fading(sheets).save(folder / "fading");
  pictures.push_back({"fading", "What is left of a gradient, before training"});
  const std::string& name = row.name;
  draw(row, 50, 32, {.title = name + ": the cell and its loops", .level = graphs::Level::rolled}, folder / "rolled",
       {"dot", "svg"});
  pictures.push_back({"rolled", "The cell, rolled up, and the gradient at every turn"});
  draw(row, 8, 4, {.title = name + ": eight steps", .level = graphs::Level::cell}, folder / "steps", {"dot", "svg"});
  pictures.push_back({"steps", "Eight steps, a box for each state"});
  draw(row, 3, 4, {.title = name + ": three steps, and the shortest way back", .level = graphs::Level::op},
       folder / "operations", {"dot", "svg", "html"});
  pictures.push_back({"operations", "Three steps, every operation"});
  return pictures;
}

// ---- What is asked for ----

class Meter {
 public:
  Progress progress() {
    return [this](const char* what, int done, int all) { bar_.show(what, done, all); };
  }

 private:
  lessons::ProgressBar bar_;
};

int show_table(const Wanted& wanted) {
  const std::vector<Sheet> sheets = known(wanted);
  fmt::print("{}", lessons::aligned(comparison(sheets)));
  std::string missing;
  for (const Row& row : cells())
    if (std::ranges::find(sheets, row.name, &Sheet::name) == sheets.end())
      missing += (missing.empty() ? "" : ", ") + row.name;
  if (!missing.empty()) fmt::print("Not measured yet, by ./learn report NAME: {}\n", missing);
  return 0;
}

// Measures a cell; its sheet, or nothing if it has to be mended first, which is said.
std::optional<Sheet> measured(const Row& row, const Wanted& wanted) {
  Meter meter;
  try {
    Sheet sheet = measure(row, wanted.measuring, meter.progress());
    if (sheet.gradients.right()) return sheet;
    fmt::print(stderr, "{} is not right yet: {}\n", row.name, sheet.gradients.mend);
  } catch (const std::exception& error) {
    fmt::print(stderr, "{} stops with an error: {}\n", row.name, error.what());
  }
  return {};
}

int report_all(const Wanted& wanted) {
  std::vector<Sheet> sheets;
  for (const Row& row : cells()) {
    std::optional<Sheet> sheet = measured(row, wanted);
    if (!sheet) return 1;
    sheets.push_back(std::move(*sheet));
    fmt::print("{} measured\n", row.name);
    std::fflush(stdout);
  }
  write_file(wanted.table, to_json(sheets));
  fmt::print("\n{}", lessons::aligned(comparison(sheets)));
  return 0;
}

int report(const Wanted& wanted) {
  const Row* row = find(wanted.name);
  if (!row) {
    std::string names;
    for (const Row& each : cells()) names += (names.empty() ? "" : ", ") + each.name;
    fmt::print(stderr, "There is no cell {}; there are {}. ./learn new-cell {} starts one.\n", wanted.name, names,
               wanted.name);
    return 2;
  }
  const std::optional<Sheet> sheet = measured(*row, wanted);
  if (!sheet) return 1;
  const fs::path folder = wanted.out / row->name;
  std::vector<Sheet> sheets{*sheet};
  for (Sheet& other : known(wanted))
    if (other.name != row->name) sheets.push_back(std::move(other));
  write_file(folder / "sheet.json", to_json({*sheet}));

  fmt::print("{}\n{}\n", lessons::aligned(lines(*sheet), lessons::Side::left), lessons::aligned(comparison(sheets)));
  const auto pictures = draw_all(*row, sheets, folder);
  const fs::path page = folder / "index.html";
  write_file(page, lessons::page(page, {.title = row->name,
                                        .about = "What is this cell worth?",
                                        .parts = {{"Its grade sheet", lines(*sheet), ""},
                                                  {"Beside the others", comparison(sheets), ""}},
                                        .pictures = pictures}));
  fmt::print("Pictures and page: {}\n", page.string());
  return 0;
}

}  // namespace

int main(int argc, char* argv[]) {
  Wanted wanted;
  bool full = false;
  CLI::App app("The grade sheet of a cell");
  app.add_option("NAME", wanted.name, "which cell; without it, the table of all");
  app.add_flag("--all", wanted.all, "measure every cell and rewrite the table");
  app.add_flag("--full", full, "five runs instead of one");
  app.add_option("--seed", wanted.measuring.seed, "seed of the first run")->type_name("N")->capture_default_str();
  app.add_option("--seeds", wanted.measuring.runs, "how many runs, each with a seed of its own")
      ->type_name("N")
      ->check(CLI::Range(1, 1000).description(""));
  app.add_option("--steps", wanted.measuring.steps, "training steps of each assignment, at most")
      ->type_name("N")
      ->check(CLI::Range(1, 1000000000).description(""));
  app.add_option("--out", wanted.out, "folder for pages and pictures")->type_name("FOLDER")->capture_default_str();
  app.add_option("--table", wanted.table, "what was measured of all cells")->type_name("FILE")->capture_default_str();
  try {
    app.parse(argc, argv);
  } catch (const CLI::CallForHelp&) {
    fmt::print("{}", app.help());
    return 0;
  } catch (const CLI::ParseError& error) {
    fmt::print(stderr, "{}; --help lists the options.\n", error.what());
    return 2;
  }
  if (full) wanted.measuring.runs = std::max(wanted.measuring.runs, 5);
  try {
    if (wanted.all) return report_all(wanted);
    return wanted.name.empty() ? show_table(wanted) : report(wanted);
  } catch (const std::exception& error) {
    fmt::print(stderr, "{}\n", error.what());
    return 1;
  }
}
