// mutants SEED FILE...: every site of the files in the order that the seed draws, with one of its mutants: file, line,
// column, byte, bytes replaced, kind, what stands there, what is put in its place; between semicolons.
#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <random>

#include "tests/mutation/sites.hpp"

int main(int count, char* words[]) {
  if (count < 3) return 2;
  std::mt19937_64 numbers(std::strtoull(words[1], nullptr, 10));

  std::vector<std::string> mutants;
  for (int i = 2; i < count; ++i) {
    std::ifstream file(words[i], std::ios::binary);
    const std::string text(std::istreambuf_iterator<char>(file), {});
    for (const mutation::Site& site : mutation::sites(text)) {
      const auto before = text.begin() + static_cast<std::ptrdiff_t>(site.at);
      const auto line = 1 + std::count(text.begin(), before, '\n');
      const auto column = site.at - (text.rfind('\n', site.at - 1) + 1) + 1;
      mutants.push_back(fmt::format("{};{};{};{};{};{};{};{}", words[i], line, column, site.at, site.length, site.kind,
                                    text.substr(site.at, site.length), site.instead[numbers() % site.instead.size()]));
    }
  }
  // Not std::shuffle, which each library does in its own way.
  for (std::size_t left = mutants.size(); left > 0; --left) {
    std::swap(mutants[left - 1], mutants[numbers() % left]);
    fmt::print("{}\n", mutants[left - 1]);
  }
}
