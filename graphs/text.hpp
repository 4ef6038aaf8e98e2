// Text for pictures: numbers short enough to read, subscripts, escapes, and an estimate of a text's width.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace unroll::graphs {

// Two significant digits: "0.15", "1.3", "12", "120", "2·10⁻⁸", "0", "−0.4".
std::string short_number(double value);
// Fixed notation with at most two decimals, for coordinates: "12.5".
std::string coordinate(double value);

// "h" and 3 give "h₃".
std::string subscript(int number);

// Valid UTF-8 without control characters: bad bytes become U+FFFD, line breaks and tabs become spaces. Texts of more
// than `longest` characters are cut and end in "…".
std::string clean(std::string_view text, std::size_t longest = 60);

// The characters of a text, each a text of its own; a bad byte becomes U+FFFD.
std::vector<std::string> characters(std::string_view text);

// Cleaned and with < > & " replaced, for HTML and XML.
std::string markup(std::string_view text, std::size_t longest = 60);
// The same for the inside of one of Graphviz's HTML-like labels, to which a backslash means something.
std::string html(std::string_view text, std::size_t longest = 60);
// Cleaned and put in quotes, for an attribute of a DOT file.
std::string quoted(std::string_view text, std::size_t longest = 400);

// A name with what follows its first underscore set low or small: "h_3" as h₃, "W_xh" as W and a small xh. For
// HTML-like labels.
std::string html_name(std::string_view name, double size);

// A text in which every name has its index set low: "tanh(x_t W_xh + h_t−1 W_hh)".
std::string html_names(const std::string& text, double size);

// Points that a text takes in Helvetica of this size, a little too wide rather than too narrow.
double text_width(std::string_view text, double size);

}  // namespace unroll::graphs
