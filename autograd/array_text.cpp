// How arrays are printed.
#include <fmt/format.h>

#include "autograd/array.hpp"

namespace unroll::inline UNROLL_PRECISION {

namespace {

void print(std::string& text, const Array& array, int digits, int depth) {
  if (array.rank() == 0) {
    text += fmt::format("{:.{}g}", *array.data(), digits);
    return;
  }
  const Index n = array.shape()[0];
  const std::string gap = array.rank() == 1 ? ", " : ",\n" + std::string(static_cast<std::size_t>(depth) + 1, ' ');
  text += '[';
  for (Index i = 0; i < n; ++i) {
    if (i > 0) text += gap;
    if (n > 6 && i == 3) {
      text += "…";
      i = n - 4;
    } else {
      print(text, array[i], digits, depth + 1);
    }
  }
  text += ']';
}

}  // namespace

std::string to_string(const Array& array, int digits) {
  if (!array) return "(nothing)";
  std::string text;
  print(text, array, digits, 0);
  return text;
}

}  // namespace unroll::inline UNROLL_PRECISION
