#include "graphs/gnuplot_text.hpp"

#include <fmt/format.h>

#include "graphs/text.hpp"

namespace unroll::graphs {

std::string literal(std::string_view text) {
  std::string result = "\"";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'))
      result += c;
    else
      result += fmt::format("\\{:03o}", byte);
  }
  return result + '"';
}

std::string number(double v) { return fmt::format("{:.17g}", v); }

double room_for(std::string_view text, double size) { return 1.1 * text_width(text, size); }

std::string fitted(std::string_view text, double size, double room) {
  std::size_t longest = 200;
  std::string shown = clean(text, longest);
  while (longest > 1 && room_for(shown, size) > room) shown = clean(text, --longest);
  return shown;
}

}  // namespace unroll::graphs
