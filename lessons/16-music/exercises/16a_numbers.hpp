// 16a. Numbers of variable length. Between the events of a MIDI file stands how many ticks pass: a number in as many
// bytes as it needs, seven bits in each, the highest bits first. The eighth bit of a byte, 0x80, is 1 in all but the
// last byte: another follows. So 0 is 00, 127 is 7F, 128 is 81 00, and 268,435,455, the largest, is FF FF FF 7F.
//
// write_number(value) returns the bytes of a value from 0 to 268,435,455, no more of them than it needs. read_number
// returns the number that begins at bytes[at], and moves `at` to what stands behind it; it throws an unroll::FileError
// if the bytes end before the number does, or if it has more than four. A char may be negative: std::uint8_t(c) is not.
#pragma once

#include <cstdint>
#include <string>

#include "autograd/error.hpp"

inline std::string write_number(std::uint32_t value) {
  throw unroll::Todo(
      "16a: write a number of variable length, and read it; \"Songs as files\" in lesson 16 explains it");
}

inline std::uint32_t read_number(const std::string& bytes, std::size_t& at) {
  throw unroll::Todo(
      "16a: write a number of variable length, and read it; \"Songs as files\" in lesson 16 explains it");
}
