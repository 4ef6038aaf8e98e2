#include "graphs/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

namespace unroll::graphs {

namespace {

constexpr std::array<std::string_view, 10> subscripts{"₀", "₁", "₂", "₃", "₄", "₅", "₆", "₇", "₈", "₉"};
constexpr std::array<std::string_view, 10> superscripts{"⁰", "¹", "²", "³", "⁴", "⁵", "⁶", "⁷", "⁸", "⁹"};

std::string digits(int number, const std::array<std::string_view, 10>& with, std::string_view minus) {
  std::string text;
  for (char c : std::to_string(number)) text += c == '-' ? minus : with[static_cast<std::size_t>(c - '0')];
  return text;
}

// The number of bytes of the valid character that begins here; 0 if there is none.
std::size_t character_length(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char lead = byte(0);
  const std::size_t n = lead < 0x80                   ? 1
                        : lead >= 0xC2 && lead < 0xE0 ? 2
                        : lead >= 0xE0 && lead < 0xF0 ? 3
                        : lead >= 0xF0 && lead < 0xF5 ? 4
                                                      : 0;
  if (n == 0 || n > text.size()) return 0;
  for (std::size_t i = 1; i < n; ++i)
    if ((byte(i) & 0xC0) != 0x80) return 0;
  if (n == 3 && lead == 0xE0 && byte(1) < 0xA0) return 0;                     // overlong
  if (n == 3 && lead == 0xED && byte(1) > 0x9F) return 0;                     // a surrogate
  if (n == 3 && lead == 0xEF && byte(1) == 0xBF && byte(2) > 0xBD) return 0;  // U+FFFE, U+FFFF: not XML
  if (n == 4 && lead == 0xF0 && byte(1) < 0x90) return 0;                     // overlong
  if (n == 4 && lead == 0xF4 && byte(1) > 0x8F) return 0;                     // beyond U+10FFFF
  return n;
}

}  // namespace

std::string short_number(double value) {
  if (std::isnan(value)) return "NaN";
  if (std::isinf(value)) return value > 0 ? "∞" : "−∞";
  std::string text;
  const double size = std::abs(value);
  if (size == 0) return "0";
  int exponent = static_cast<int>(std::floor(std::log10(size)));
  if (exponent < -3 || exponent > 4) {
    const int half = exponent / 2;  // 10^−324 is 0
    double mantissa = std::round(size / std::pow(10.0, half) / std::pow(10.0, exponent - half));
    if (mantissa >= 10) mantissa /= 10, ++exponent;
    text = fmt::format("{}·10{}", static_cast<int>(mantissa), digits(exponent, superscripts, "⁻"));
  } else {
    std::array<char, 32> buffer{};
    const int decimals = std::max(0, 1 - exponent);
    const auto end =
        std::to_chars(buffer.data(), buffer.data() + buffer.size(), size, std::chars_format::fixed, decimals);
    text.assign(buffer.data(), end.ptr);
  }
  return value < 0 ? "−" + text : text;
}

std::string coordinate(double value) {
  const double rounded = std::round(value * 100) / 100;
  std::array<char, 32> buffer{};
  const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), rounded == 0 ? 0.0 : rounded,
                                 std::chars_format::fixed, 2);
  std::string text(buffer.data(), end.ptr);
  while (text.back() == '0') text.pop_back();
  if (text.back() == '.') text.pop_back();
  return text;
}

std::string subscript(int number) { return digits(number, subscripts, "₋"); }

std::string clean(std::string_view text, std::size_t longest) {
  std::string result;
  std::size_t characters = 0;
  while (!text.empty()) {
    if (characters++ == longest) return result + "…";
    std::size_t n = character_length(text);
    const unsigned char first = static_cast<unsigned char>(text[0]);
    if (n == 0)
      result += "\uFFFD", n = 1;
    else if (n == 1 && (first < 0x20 || first == 0x7F))
      result += ' ';
    else
      result += text.substr(0, n);
    text.remove_prefix(n);
  }
  return result;
}

std::vector<std::string> characters(std::string_view text) {
  std::vector<std::string> all;
  while (!text.empty()) {
    const std::size_t n = character_length(text);
    all.push_back(n == 0 ? "\uFFFD" : std::string(text.substr(0, n)));
    text.remove_prefix(std::max<std::size_t>(n, 1));
  }
  return all;
}

// A backslash begins an escape in every label and tooltip: \N is the node's name, \l a line break. Graphviz looks for
// them after it has resolved entities, so that &#92; would not do.
constexpr std::string_view backslash = "\\\\";

std::string html(std::string_view text, std::size_t longest) {
  std::string result;
  for (char c : markup(text, longest)) result += c == '\\' ? std::string(backslash) : std::string(1, c);
  return result;
}

std::string markup(std::string_view text, std::size_t longest) {
  std::string result;
  for (char c : clean(text, longest)) {
    if (c == '&')
      result += "&amp;";
    else if (c == '<')
      result += "&lt;";
    else if (c == '>')
      result += "&gt;";
    else if (c == '"')
      result += "&quot;";
    else
      result += c;
  }
  return result;
}

// An ampersand would begin an entity.
std::string quoted(std::string_view text, std::size_t longest) {
  std::string result = "\"";
  for (char c : clean(text, longest)) {
    if (c == '"')
      result += "&quot;";
    else if (c == '\\')
      result += backslash;
    else if (c == '&')
      result += "&amp;";
    else
      result += c;
  }
  return result + '"';
}

std::string html_name(std::string_view name, double size) {
  const std::size_t underscore = name.find('_');
  if (underscore == 0 || underscore == std::string_view::npos || underscore + 1 == name.size()) return html(name);
  std::string_view below = name.substr(underscore + 1);
  std::string result = html(name.substr(0, underscore));
  const std::size_t digits = std::min(below.find_first_not_of("0123456789"), below.size());
  for (char c : below.substr(0, digits)) result += subscripts[static_cast<std::size_t>(c - '0')];
  below.remove_prefix(digits);
  const std::string_view after = below.ends_with("ᵀ") ? "ᵀ" : "";
  below.remove_suffix(after.size());
  if (!below.empty()) result += fmt::format("<FONT POINT-SIZE=\"{}\">{}</FONT>", coordinate(size * 0.72), html(below));
  return result + std::string(after);
}

std::string html_names(const std::string& text, double size) {
  std::string result, name, between;
  const auto flush = [&] {
    result += html(between, text.size()) + html_name(name, size);
    between.clear(), name.clear();
  };
  const auto letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'); };
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (letter(text[i]) || (text[i] == '_' && !name.empty())) {
      if (name.empty()) flush();
      name += text[i];
    } else if (name.ends_with("_t") && (text.compare(i, 4, "−1") == 0 || text.compare(i, 2, "+1") == 0)) {
      const std::size_t sign = text[i] == '+' ? 1 : 3;
      name += text.substr(i, sign + 1), i += sign;
    } else {
      if (!name.empty()) flush();
      between += text[i];
    }
  }
  flush();
  return result;
}

double text_width(std::string_view text, double size) {
  double ems = 0;
  while (!text.empty()) {
    const std::size_t n = std::max<std::size_t>(1, character_length(text));
    const std::string_view c = text.substr(0, n);
    if (n == 1)
      ems += std::string_view("iljtfr.,:;'|!()[] ").find(c) != std::string_view::npos ? 0.4 : 0.64;
    else if (c[0] == '\xE2' && (c[1] == '\x82' || c[1] == '\x81'))
      ems += 0.45;  // sub- and superscripts
    else
      ems += n == 2 ? 0.64 : 1.0;
    text.remove_prefix(n);
  }
  return ems * size;
}

}  // namespace unroll::graphs
