#include "lessons/support/band.hpp"

#include <fmt/format.h>

#include <cerrno>
#include <cmath>
#include <cstring>
#include <fstream>
#include <nlohmann/json.hpp>

#include "autograd/error.hpp"

namespace unroll::lessons {

bool Band::contains(double value) const {
  if (equal) return value == *equal;
  if (!min) return std::abs(value) <= *max;
  return value >= *min && (!max || value <= *max);
}

std::string Band::text() const {
  if (equal) return fmt::format("{}", short_text(*equal));
  if (!min) return fmt::format("0 ± {}", short_text(*max));
  return max ? fmt::format("{} to {}", short_text(*min), short_text(*max))
             : fmt::format("at least {}", short_text(*min));
}

namespace {

Band read_band(const std::string& id, const nlohmann::json& json, bool full) {
  if (full && json.contains("full")) return read_band(id, json.at("full"), false);
  Band band;
  for (const auto& [key, value] : json.items()) {
    if (key == "full") continue;
    if (key == "min")
      value.get_to(band.min.emplace());
    else if (key == "max")
      value.get_to(band.max.emplace());
    else if (key == "equal")
      value.get_to(band.equal.emplace());
    else
      throw FileError(fmt::format("\"{}\" has \"{}\"; a band is made of \"min\", \"max\" or \"equal\"", id, key));
  }
  if (band.equal.has_value() == (band.min || band.max))
    throw FileError(fmt::format("\"{}\" needs \"equal\" alone, or \"min\", \"max\" or both", id));
  return band;
}

}  // namespace

Bands read_bands(const std::filesystem::path& expected_json, bool full) {
  std::ifstream file(expected_json);
  if (!file)
    throw FileError(fmt::format("The bands of the findings, {}, cannot be read: {}.", expected_json.string(),
                                std::strerror(errno)));
  try {
    Bands bands;
    const auto json = nlohmann::json::parse(file);
    for (const auto& [id, band] : json.get<nlohmann::json::object_t>()) bands.emplace(id, read_band(id, band, full));
    return bands;
  } catch (const std::exception& error) {
    throw FileError(fmt::format("{}: {}.", expected_json.string(), error.what()));
  }
}

std::string short_text(double value) {
  std::string text = fmt::format("{:.4g}", value);
  if (const auto zero = text.find("e-0"); zero != text.npos) text.erase(zero + 2, 1);
  return text;
}

}  // namespace unroll::lessons
