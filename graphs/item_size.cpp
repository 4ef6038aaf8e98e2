#include "graphs/item_size.hpp"

#include <algorithm>

#include "graphs/text.hpp"

namespace unroll::graphs {

namespace {

// A label without its time, so that step 10 is as wide as step 1.
double label_width(const std::string& label, double size) {
  std::size_t end = label.find_last_not_of("0123456789");
  const bool timed = end != std::string::npos && end + 1 < label.size() && label[end] == '_' && end > 0;
  return timed ? text_width(label.substr(0, end), size) + 0.8 * size : text_width(label, size);
}

}  // namespace

Size size_of(const Item& item) {
  double text = std::min(label_width(item.label, 13), 320.0);
  if (item.look == Look::cell) {
    double widest = label_width(item.label, 22);
    for (const std::string& line : lines_of(item.note)) widest = std::max(widest, text_width(line, 12));
    return {std::max(190.0, widest + 24), 62 + 17 * static_cast<double>(lines_of(item.note).size())};
  }
  if (item.look == Look::module) {
    double widest = text * 1.08;
    for (const std::string& line : lines_of(item.note)) widest = std::max(widest, text_width(line, 9));
    return {std::max(84.0, widest + 18), 34 + 12 * static_cast<double>(lines_of(item.note).size())};
  }
  if (item.look == Look::delay) return {84, 44};
  if (!item.note.empty() && item.look != Look::state)  // room for a value and its gradient
    return {std::max(84.0, text + 18), 34};
  switch (item.look) {
    case Look::pointwise:
      return {32, 32};
    case Look::loss:
      if (is_circle(item)) return {44, 44};
      return {50, 34};
    case Look::state:
      return {104, 46};
    case Look::fold:
      return {84, 46};
    case Look::stub:
      return {22, 16};
    case Look::leaf:
      if (is_circle(item)) return {30, 30};
      return {std::max(34.0, text + 14), item.parameter && !item.reference && item.gradient ? 34.0 : 24.0};
    default:
      return {std::max(50.0, text * 1.08 + 18), 34};
  }
}

std::vector<std::string> lines_of(const std::string& note) {
  std::vector<std::string> lines;
  for (std::size_t start = 0; start < note.size();) {
    const std::size_t end = std::min(note.find('\n', start), note.size());
    lines.push_back(note.substr(start, end - start));
    start = end + 1;
  }
  return lines;
}

bool is_circle(const Item& item) {
  if (item.look == Look::pointwise || (item.look == Look::loss && item.step == 0)) return true;
  return item.look == Look::leaf && !item.parameter && item.note.empty() && label_width(item.label, 12) <= 26;
}

}  // namespace unroll::graphs
