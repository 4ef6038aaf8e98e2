#include "bench/workloads/table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

namespace bench {

namespace {

using Ratio = std::optional<double>;

Ratio divided(const Ratio& a, const Ratio& b) { return a && b ? Ratio(*a / *b) : Ratio(); }

std::string significant(double x) { return fmt::format("{:.{}f}", x, x < 9.995 ? 2 : x < 99.95 ? 1 : 0); }
std::string time(const Ratio& seconds, double unit) { return seconds ? significant(*seconds / unit) : "–"; }
// The ratio, and what it is to be.
std::string ratio(const Ratio& measured, const char* sign, const Ratio& required) {
  const std::string text = measured ? fmt::format("{:.2f}", *measured) : "–";
  return required ? fmt::format("{} ({} {:g})", text, sign, *required) : text;
}

// Columns as wide as their widest cell; in UTF-8, whose trailing bytes take no room.
std::string aligned(const std::vector<std::vector<std::string>>& lines) {
  const auto width = [](const std::string& s) {
    return static_cast<std::size_t>(std::count_if(s.begin(), s.end(), [](char c) { return (c & 0xC0) != 0x80; }));
  };
  std::vector<std::size_t> widths(lines.front().size());
  for (const auto& line : lines)
    for (std::size_t i = 0; i < line.size(); ++i) widths[i] = std::max(widths[i], width(line[i]));
  std::string text;
  for (std::size_t l = 0; l < lines.size(); ++l) {
    for (std::size_t i = 0; i < widths.size(); ++i) {
      const std::string space(widths[i] - width(lines[l][i]), ' ');
      text += i == 0 ? "| " + lines[l][i] + space : " | " + space + lines[l][i];
    }
    text += " |\n";
    if (l > 0) continue;
    for (std::size_t i = 0; i < widths.size(); ++i)
      text += i == 0 ? "|" + std::string(widths[i] + 2, '-') : "|" + std::string(widths[i] + 1, '-') + ":";
    text += "|\n";
  }
  return text;
}

}  // namespace

Ratio Row::faster_than_torch() const {
  const Ratio &a = times[torch_layer], &b = times[torch_loop];
  return divided(a && b ? Ratio(std::min(*a, *b)) : a ? a : b, times[layer]);
}
Ratio Row::by_hand() const { return divided(times[layer], times[floor_by_hand]); }
Ratio Row::of_products() const { return divided(times[products], times[layer]); }

std::string as_table(const std::vector<Row>& rows) {
  std::vector<std::vector<std::string>> lines{{""}};
  lines[0].insert(lines[0].end(), headings.begin(), headings.end());
  for (const char* heading : {"LibTorch / Unroll", "Unroll / by hand", "products / Unroll"})
    lines[0].push_back(heading);
  for (const Row& row : rows) {
    lines.push_back({fmt::format("{} {}, {}", row.name, row.what,
                                 row.unit < 1e-7   ? "ns"
                                 : row.unit < 1e-4 ? "µs"
                                                   : "ms")});
    for (const Ratio& t : row.times) lines.back().push_back(time(t, row.unit));
    lines.back().push_back(ratio(row.faster_than_torch(), "≥", row.required.faster_than_torch));
    lines.back().push_back(ratio(row.by_hand(), "≤", row.required.at_most_by_hand));
    lines.back().push_back(ratio(row.of_products(), "≥", row.required.of_products));
  }
  return aligned(lines);
}

std::string as_json(const std::string& conditions, const std::vector<Row>& rows) {
  auto all = nlohmann::ordered_json::array();
  for (const Row& row : rows) {
    nlohmann::ordered_json one{{"workload", row.name}, {"what", row.what}};
    const auto put = [&one](const char* group, const char* name, const Ratio& value) {
      if (value) one[group][name] = *value;
    };
    for (std::size_t i = 0; i < columns; ++i) put("seconds", headings[i], row.times[i]);
    put("ratios", "LibTorch / Unroll", row.faster_than_torch());
    put("ratios", "Unroll / by hand", row.by_hand());
    put("ratios", "products / Unroll", row.of_products());
    put("required", "LibTorch / Unroll", row.required.faster_than_torch);
    put("required", "Unroll / by hand", row.required.at_most_by_hand);
    put("required", "products / Unroll", row.required.of_products);
    all.push_back(one);
  }
  return nlohmann::ordered_json{{"conditions", conditions}, {"rows", all}}.dump(2);
}

}  // namespace bench
