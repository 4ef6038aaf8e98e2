// The band in which a finding must lie, as expected.json states it:
//
//   "sum_over_steps": {"max": 1e-12}                 an identity: |value| <= max
//   "nodes":          {"equal": 9}                   a count
//   "accuracy_T50":   {"min": 0.95, "max": 1}        an interval; one of the two ends may be missing if it
//   has "min"
//
// What training at full length should reach may have a band of its own: {"min": 1.9, "max": 2.2, "full": {"max": 1.9,
// "min": 1.7}}.
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>

namespace unroll::lessons {

struct Band {
  std::optional<double> min, max, equal;

  bool contains(double value) const;  // false for NaN
  std::string text() const;           // "0 ± 1e-12", "9", "0.95 to 1", "at least 0.95"
};

using Bands = std::map<std::string, Band>;

// Throws a FileError that names the file and what is wrong in it.
Bands read_bands(const std::filesystem::path& expected_json, bool full = false);

// Four significant digits: "0.9531", "3.553e-15".
std::string short_text(double value);

}  // namespace unroll::lessons
