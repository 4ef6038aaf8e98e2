// What the trainings of trainings.hpp end with, for comparing one process with another and one compiler with another.
//
//   determinism                    the bits of every training
//   determinism numbers            the numbers of its first step, and whether it learns
//   determinism compare OLD NEW    are two such lists the same? Numbers to 1e-12, what was learnt word for word
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <fstream>
#include <vector>

#include "autograd/error.hpp"
#include "tests/determinism/trainings.hpp"

namespace {

using namespace determinism;

// A name, a tab, a number or a word.
struct Line {
  std::string name, word;
};

std::vector<Line> numbers() {
  std::vector<Line> lines;
  for (const Training& training : trainings()) {
    const Result result = train(training);
    for (const auto& [name, number] : result.first_step)
      lines.push_back({training.name + ": " + name, fmt::format("{:.17g}", number)});
    lines.push_back({training.name, result.after < 0.9 * result.before ? "learns" : "does not learn"});
  }
  return lines;
}

std::vector<Line> read(const std::string& path) {
  std::ifstream file(path);
  std::vector<Line> lines;
  for (Line line; std::getline(file, line.name, '\t') && std::getline(file, line.word);) lines.push_back(line);
  if (lines.empty()) throw unroll::FileError(path + " holds no numbers; determinism numbers > " + path);
  return lines;
}

// Whether they are equal, within 1e-12 where both are numbers; the largest relative difference so far.
bool same(const std::string& a, const std::string& b, double& largest) {
  char *end_a = nullptr, *end_b = nullptr;
  const double x = std::strtod(a.c_str(), &end_a), y = std::strtod(b.c_str(), &end_b);
  if (*end_a != '\0' || *end_b != '\0') return a == b;
  const double difference = std::abs(x - y) / std::max(std::abs(x), std::abs(y));
  if (!(x == y)) largest = std::max(largest, difference);
  return x == y || difference <= 1e-12;
}

int compare(const std::string& old_file, const std::string& new_file) {
  const std::vector<Line> a = read(old_file), b = read(new_file);
  int wrong = 0;
  double largest = 0;
  for (std::size_t i = 0; i < std::max(a.size(), b.size()); ++i) {
    const Line none{"nothing", ""}, &x = i < a.size() ? a[i] : none, &y = i < b.size() ? b[i] : none;
    if (x.name == y.name && same(x.word, y.word, largest)) continue;
    fmt::print("{} {} is not {} {}\n", x.name, x.word, y.name, y.word);
    ++wrong;
  }
  fmt::print("{} numbers and findings compared; the largest difference is {:.1e}.\n", a.size(), largest);
  return wrong == 0 ? 0 : 1;
}

}  // namespace

int main(int argc, char* argv[]) {
  const std::vector<std::string> words(argv + 1, argv + argc);
  try {
    if (words.empty()) {
      for (const Training& training : trainings()) fmt::print("{}\t{:016x}\n", training.name, train(training).bits);
      return 0;
    }
    if (words.size() == 1 && words[0] == "numbers") {
      for (const auto& [name, word] : numbers()) fmt::print("{}\t{}\n", name, word);
      return 0;
    }
    if (words.size() == 3 && words[0] == "compare") return compare(words[1], words[2]);
  } catch (const std::exception& error) {
    fmt::print(stderr, "{}\n", error.what());
    return 1;
  }
  fmt::print(stderr, "usage: determinism, or determinism numbers, or determinism compare OLD NEW\n");
  return 2;
}
