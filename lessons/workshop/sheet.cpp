#include "lessons/workshop/sheet.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <nlohmann/json.hpp>
#include <numeric>

#include "autograd/file.hpp"
#include "autograd/random.hpp"
#include "lessons/support/band.hpp"
#include "lessons/support/tasks.hpp"

namespace unroll::workshop {

using lessons::short_text;

const std::vector<Assignment>& assignments() {
  static const std::vector<Assignment> all{
      {"first_of_20", "the first of 20 symbols", "first of 20", {Task::first_symbol, 20}},
      {"first_of_50", "the first of 50 symbols", "first of 50", {Task::first_symbol, 50}},
      {"sum_in_50", "the sum of 2 numbers marked among 50", "sum in 50", {Task::marked_sum, 50}},
  };
  return all;
}

Sheet measure(const Row& row, const Measuring& measuring, const Progress& progress) {
  Sheet sheet{row.name, row.options, measuring.seed, {}, 0, {}, {}, {}, {}};
  seed(measuring.seed);
  sheet.gradients = check_gradients(row);
  if (!sheet.gradients.right()) return sheet;
  sheet.parameters = count_parameters(row, lessons::symbols, 32);
  sheet.ways = ways_back(row);
  sheet.courses.resize(assignments().size());
  for (int run = 0; run < measuring.runs; ++run) {
    // Each trial from the seed anew: it measures the same, whatever was tried before.
    const std::uint64_t own = measuring.seed + static_cast<std::uint64_t>(run);
    seed(own);
    const std::vector<double> left = gradient_left(row, 50, 32);
    sheet.ratio.push_back(left.front());
    if (run == 0) sheet.left = left;
    for (std::size_t i = 0; i < assignments().size(); ++i) {
      Practice practice = assignments()[i].practice;
      practice.steps = measuring.steps.value_or(practice.steps);
      seed(own);
      sheet.courses[i].push_back(practise(row, practice, progress));
    }
  }
  return sheet;
}

// ---- For readers ----

namespace {

template <class Number>
Number median(std::vector<Number> values) {
  std::sort(values.begin(), values.end());
  return values[(values.size() - 1) / 2];
}

// 3.000000004 is 3.
double rounded(double x) { return std::round(x * 1000) / 1000; }

std::string score_text(Task task, double score) {
  return task == Task::first_symbol ? fmt::format("{:.2f} right", score) : fmt::format("{:.3f} off", score);
}

}  // namespace

std::string text(const Growth& growth) {
  const double each = rounded(growth.each), once = rounded(growth.once);
  if (each == 0) return fmt::format("{:g}", once);
  const std::string steps = each == 1 ? "T" : fmt::format("{:g} T", each);
  if (once == 0) return steps;
  return fmt::format("{} {} {:g}", steps, once < 0 ? "−" : "+", std::abs(once));
}

std::string text(const Assignment& assignment, const std::vector<Course>& courses) {
  std::vector<int> solved;
  std::vector<double> scores;
  for (const Course& course : courses) {
    if (course.solved) solved.push_back(*course.solved);
    if (course.broke) return fmt::format("breaks at {}", *course.broke);
    scores.push_back(course.score());
  }
  if (2 * solved.size() <= courses.size()) return score_text(assignment.practice.task, median(scores));
  return fmt::format("{} steps", median(solved));
}

namespace {

// What the sheet says of an assignment: with how often it was solved, and what guessing would have been.
std::string verdict(const Assignment& assignment, const std::vector<Course>& courses) {
  const auto solved = std::ranges::count_if(courses, [](const Course& course) { return course.solved.has_value(); });
  const Course& first = courses.front();
  if (first.broke)
    return fmt::format("breaks: its numbers are not finite in step {}; something grows without bound", *first.broke);
  std::string all = 2 * std::size_t(solved) > courses.size()
                        ? fmt::format("solved after {}", text(assignment, courses))
                        : fmt::format("{} after {} steps (guessing: {})", text(assignment, courses), first.at.back(),
                                      score_text(assignment.practice.task, guessing(assignment.practice.task)));
  if (courses.size() > 1) all += fmt::format(", {} of {} runs solve it", solved, courses.size());
  return all;
}

}  // namespace

lessons::Table lines(const Sheet& sheet) {
  lessons::Table table{{"", sheet.name}, {}};
  const auto add = [&](const std::string& what, const std::string& found) { table.rows.push_back({what, found}); };
  if (!sheet.options.empty()) add("options", sheet.options);
  if (!sheet.gradients.right()) {
    add("gradients", "wrong");
    return table;
  }
  add("gradients", fmt::format("right, to {} (second derivatives: {})", short_text(sheet.gradients.first),
                               short_text(sheet.gradients.second)));
  add("parameters", fmt::format("{}, with {} inputs and 32 hidden units", sheet.parameters, lessons::symbols));
  if (sheet.ways) {
    add("shortest way from x₁ to the loss", text(sheet.ways->shortest) + " operations");
    add("longest", text(sheet.ways->longest));
  } else {
    add("way from x₁ to the loss", "none: h_T does not depend on x₁");
  }
  add("r₅₀, what is left of a gradient after 50 steps, at the start", short_text(median(sheet.ratio)));
  for (std::size_t i = 0; i < assignments().size(); ++i)
    add(assignments()[i].question, verdict(assignments()[i], sheet.courses[i]));
  return table;
}

lessons::Table comparison(const std::vector<Sheet>& sheets) {
  lessons::Table table{{"cell", "options", "parameters", "shortest way", "longest", "r₅₀"}, {}};
  for (const Assignment& assignment : assignments()) table.columns.push_back(assignment.column);
  for (const Sheet& sheet : sheets) {
    std::vector<std::string> row{sheet.name,
                                 sheet.options,
                                 std::to_string(sheet.parameters),
                                 sheet.ways ? text(sheet.ways->shortest) : "none",
                                 sheet.ways ? text(sheet.ways->longest) : "none",
                                 short_text(median(sheet.ratio))};
    for (std::size_t i = 0; i < assignments().size(); ++i) row.push_back(text(assignments()[i], sheet.courses[i]));
    table.rows.push_back(std::move(row));
  }
  return table;
}

graphs::Plot learning(const std::vector<Sheet>& sheets, const Assignment& assignment) {
  const bool right = assignment.practice.task == Task::first_symbol;
  const auto i = static_cast<std::size_t>(&assignment - assignments().data());
  graphs::Plot plot("Learning to tell " + std::string(assignment.question), {"training step"},
                    right ? graphs::Axis{"answers that are right", graphs::Scale::linear, 0, 1.05}
                          : graphs::Axis{"squared error", graphs::Scale::log, 3e-3, 2});
  for (const Sheet& sheet : sheets) {
    const Course& course = sheet.courses[i].front();
    if (&sheet == &sheets.front())
      plot.line(sheet.name, course.at, course.scores);
    else
      plot.guide(sheet.name, course.at, course.scores);
  }
  plot.level("guessing", guessing(assignment.practice.task));
  return plot;
}

graphs::Plot fading(const std::vector<Sheet>& sheets) {
  graphs::Plot plot("What is left of a gradient on its way back, before training", {"time step t"},
                    {"‖dL/dstateₜ‖ / ‖dL/dstate₅₀‖", graphs::Scale::log});
  for (const Sheet& sheet : sheets) {
    std::vector<double> times(sheet.left.size());
    std::iota(times.begin(), times.end(), 1);
    if (&sheet == &sheets.front())
      plot.line(sheet.name, times, sheet.left);
    else
      plot.guide(sheet.name, times, sheet.left);
  }
  return plot;
}

// ---- Files ----

namespace {

using json = nlohmann::ordered_json;

// Four digits, so that the file can be read.
json brief(const std::vector<double>& numbers) {
  json all = json::array();
  for (const double number : numbers)
    all.push_back(std::isfinite(number) ? json(std::strtod(fmt::format("{:.4g}", number).c_str(), nullptr)) : json());
  return all;
}
std::vector<double> numbers_of(const json& all) {
  std::vector<double> numbers;
  for (const json& number : all) numbers.push_back(number.is_null() ? std::nan("") : number.get<double>());
  return numbers;
}
json to_json(const Growth& growth) { return {rounded(growth.each), rounded(growth.once)}; }
Growth growth_of(const json& both) { return {both.at(0).get<double>(), both.at(1).get<double>()}; }

// Of the first run the whole course; of the others, where it ended.
json to_json(const Course& course, bool whole) {
  const auto shown = [&](const std::vector<double>& numbers) {
    return whole ? numbers : std::vector<double>{numbers.back()};
  };
  const std::vector<double> at = shown(course.at);
  json all = {{"at", std::vector<int>(at.begin(), at.end())}, {"scores", brief(shown(course.scores))}};
  if (course.solved) all["solved"] = *course.solved;
  if (course.broke) all["broke"] = *course.broke;
  return all;
}
Course course_of(const json& all) {
  Course course{numbers_of(all.at("at")), numbers_of(all.at("scores")), {}, {}};
  if (course.at.empty() || course.at.size() != course.scores.size()) throw Error("a course without scores");
  if (all.contains("solved")) course.solved = all.at("solved").get<int>();
  if (all.contains("broke")) course.broke = all.at("broke").get<int>();
  return course;
}

json to_json(const Sheet& sheet) {
  json all = {{"options", sheet.options},
              {"seed", sheet.seed},
              {"gradient_errors", brief({sheet.gradients.first, sheet.gradients.second})},
              {"parameters", sheet.parameters},
              {"shortest_way", sheet.ways ? to_json(sheet.ways->shortest) : json()},
              {"longest_way", sheet.ways ? to_json(sheet.ways->longest) : json()},
              {"r_50", brief(sheet.ratio)},
              {"left", brief(sheet.left)}};
  for (std::size_t i = 0; i < assignments().size(); ++i)
    for (const Course& course : sheet.courses[i])
      all[assignments()[i].name].push_back(to_json(course, &course == &sheet.courses[i].front()));
  return all;
}

Sheet sheet_of(const std::string& name, const json& all) {
  Sheet sheet{name, all.at("options").get<std::string>(), all.at("seed").get<std::uint64_t>(), {}, 0, {}, {}, {}, {}};
  const std::vector<double> errors = numbers_of(all.at("gradient_errors"));
  sheet.gradients.first = errors.at(0), sheet.gradients.second = errors.at(1);
  sheet.parameters = all.at("parameters").get<Index>();
  if (!all.at("shortest_way").is_null())
    sheet.ways = Ways{growth_of(all.at("shortest_way")), growth_of(all.at("longest_way"))};
  sheet.ratio = numbers_of(all.at("r_50"));
  sheet.left = numbers_of(all.at("left"));
  for (const Assignment& assignment : assignments()) {
    std::vector<Course>& courses = sheet.courses.emplace_back();
    for (const json& course : all.at(assignment.name)) courses.push_back(course_of(course));
    if (courses.empty() || courses.size() != sheet.runs()) throw Error("not one course for each run");
  }
  return sheet;
}

}  // namespace

std::string to_json(const std::vector<Sheet>& sheets) {
  std::vector<std::string> cells;
  for (const Sheet& sheet : sheets) {
    std::vector<std::string> entries;
    const json all = to_json(sheet);
    for (const auto& [key, value] : all.items()) entries.push_back(fmt::format("    \"{}\": {}", key, value.dump()));
    cells.push_back(fmt::format("  {}: {{\n{}\n  }}", json(sheet.name).dump(), fmt::join(entries, ",\n")));
  }
  return fmt::format("{{\n{}\n}}\n", fmt::join(cells, ",\n"));
}

std::vector<Sheet> read_sheets(const std::filesystem::path& file) {
  std::vector<Sheet> sheets;
  try {
    const json all = json::parse(read_file(file));
    for (const auto& [name, sheet] : all.items()) sheets.push_back(sheet_of(name, sheet));
  } catch (const FileError&) {
    throw;
  } catch (const std::exception& error) {
    throw FileError(
        fmt::format("{} holds no grade sheets ({}); ./learn report writes it anew", file.string(), error.what()));
  }
  return sheets;
}

}  // namespace unroll::workshop
