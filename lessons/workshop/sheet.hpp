// The grade sheet of a cell: what the trials found, in numbers, as texts, and in a file.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "graphs/plot.hpp"
#include "lessons/support/table.hpp"
#include "lessons/workshop/trials.hpp"

namespace unroll::workshop {

// What every cell practises.
struct Assignment {
  const char* name;      // in files: "first_of_20"
  const char* question;  // for readers: "the first of 20 symbols"
  const char* column;    // the same at the head of a column
  Practice practice;
};
const std::vector<Assignment>& assignments();

struct Sheet {
  std::string name, options;  // of the row
  std::uint64_t seed = 0;     // of the first run; the next one's is one more
  Gradients gradients;
  Index parameters = 0;                      // with 8 inputs and 32 hidden units
  std::optional<Ways> ways;                  // nothing: x_1 does not reach the loss
  std::vector<double> left;                  // gradient_left of the first run, t = 1 … 50
  std::vector<double> ratio;                 // r_50, one for each run
  std::vector<std::vector<Course>> courses;  // of each assignment, one for each run
  std::size_t runs() const { return ratio.size(); }
};

struct Measuring {
  std::uint64_t seed = 1;
  int runs = 1;
  std::optional<int> steps;  // of each assignment, instead of its own
};
// Stops after the gradients if these are wrong: nothing else would mean anything.
Sheet measure(const Row& row, const Measuring& measuring, const Progress& progress = {});

// ---- For readers ----
std::string text(const Growth& growth);                                              // "2 T + 6"
std::string text(const Assignment& assignment, const std::vector<Course>& courses);  // "225 steps", "0.31 right"
// The sheet of one cell, line by line; beside others, a row for each.
lessons::Table lines(const Sheet& sheet);
lessons::Table comparison(const std::vector<Sheet>& sheets);
// What each learnt of an assignment, step by step; and what was left of the gradient at the start. The first sheet
// stands out.
graphs::Plot learning(const std::vector<Sheet>& sheets, const Assignment& assignment);
graphs::Plot fading(const std::vector<Sheet>& sheets);

// ---- Files: a cell for each sheet, one quantity a line. A FileError if it is not such a file. ----
std::string to_json(const std::vector<Sheet>& sheets);
std::vector<Sheet> read_sheets(const std::filesystem::path& file);

}  // namespace unroll::workshop
