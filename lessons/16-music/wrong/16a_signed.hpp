#pragma once

#include <cstdint>
#include <string>

#include "autograd/error.hpp"

inline std::string write_number(std::uint32_t value) {
  std::string bytes(1, char(value & 0x7F));
  while (value >>= 7) bytes.insert(bytes.begin(), char(0x80 | (value & 0x7F)));
  return bytes;
}

inline std::uint32_t read_number(const std::string& bytes, std::size_t& at) {
  std::uint32_t value = 0;
  for (int i = 0; i < 4; ++i) {
    if (at >= bytes.size()) throw unroll::FileError("The file ends within a number.");
    const int byte = bytes[at++];
    value = value << 7 | std::uint32_t(byte & 0x7F);
    if (byte < 0x80) return value;
  }
  throw unroll::FileError("A number has more than four bytes.");
}
