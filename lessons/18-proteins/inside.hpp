// What a network looks at in a protein: where its units say their largest numbers, by which letters its score would
// change, and which letters of the family hardly ever change.
#pragma once

#include "lessons/18-proteins/domain_reader.hpp"

// The step at which each unit is largest.
inline std::vector<std::size_t> winners(const Array& hs) {
  std::vector<std::size_t> steps;
  for (Index unit = 0; unit < hs.dim(1); ++unit) {
    Index best = 0;
    for (Index t = 1; t < hs.dim(0); ++t)
      if (hs.at({t, unit}) > hs.at({best, unit})) best = t;
    steps.push_back(std::size_t(best));
  }
  return steps;
}

// How much the score changes with x_t, for t = 1 … T.
inline std::vector<double> saliency(DomainReader& reader, const std::string& letters) {
  const DomainReader::Reading reading = reader.read(letters);
  std::vector<double> sizes;
  for (const Tensor& dx : grad(reading.score, reading.xs)) sizes.push_back(double(norm(dx).item()));
  return sizes;
}

// The columns in which most proteins have the same letter, the first `count` of them.
inline std::vector<std::size_t> conserved(const Proteins& proteins, std::size_t count) {
  std::vector<std::pair<int, std::size_t>> columns;
  for (std::size_t column = 0; column < proteins.front().columns.size(); ++column) {
    std::array<int, kinds + 1> times{};
    for (const Protein& protein : proteins)
      if (protein.columns[column] != '.') ++times[std::size_t(code(protein.columns[column]))];
    columns.push_back({-*std::ranges::max_element(times), column});
  }
  std::ranges::sort(columns);
  std::vector<std::size_t> first;
  for (std::size_t i = 0; i < count; ++i) first.push_back(columns[i].second);
  return first;
}
// Which of a protein's letters stand in such columns.
inline std::vector<bool> stand_in_columns(const Protein& protein, const std::vector<std::size_t>& columns) {
  std::vector<bool> stand;
  for (std::size_t column = 0; column < protein.columns.size(); ++column)
    if (protein.columns[column] != '.') stand.push_back(std::ranges::count(columns, column) > 0);
  return stand;
}
