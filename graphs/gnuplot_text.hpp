// Texts and numbers as gnuplot's language has them.
#pragma once

#include <string>
#include <string_view>

namespace unroll::graphs {

// A text in quotes: every byte that is no letter as its octal number, so that none can end the text or mean anything.
std::string literal(std::string_view text);

// All digits of a number.
std::string number(double v);

// Pixels that a text takes in the widest of the fonts, DejaVu Sans.
double room_for(std::string_view text, double size);

// Cleaned, and cut so that it takes at most `room` pixels.
std::string fitted(std::string_view text, double size, double room);

}  // namespace unroll::graphs
