#include "lessons/support/data/lines.hpp"

#include <fmt/format.h>

namespace unroll::lessons::data {

std::string shown(char c) {
  return c > ' ' && c < 127 ? fmt::format("the character {}", c)
                            : fmt::format("the byte 0x{:02x}", static_cast<unsigned char>(c));
}

}  // namespace unroll::lessons::data
