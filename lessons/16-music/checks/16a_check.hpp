// 16a: numbers of every length there and back, and what has to be refused.
#pragma once

#include "lessons/support/compare.hpp"

inline std::string hex(const std::string& bytes) {
  constexpr const char* digits = "0123456789ABCDEF";
  std::string text;
  for (char c : bytes)
    text += std::string(text.empty() ? "" : " ") + digits[std::uint8_t(c) / 16] + digits[std::uint8_t(c) % 16];
  return text;
}

// As they stand in the standard.
inline const std::vector<std::pair<std::uint32_t, std::string>>& numbers_16a() {
  static const std::vector<std::pair<std::uint32_t, std::string>> all{{0x00, {"\x00", 1}},
                                                                      {0x40, "\x40"},
                                                                      {0x7F, "\x7F"},
                                                                      {0x80, {"\x81\x00", 2}},
                                                                      {0x2000, {"\xC0\x00", 2}},
                                                                      {0x3FFF, "\xFF\x7F"},
                                                                      {0x4000, {"\x81\x80\x00", 3}},
                                                                      {0x1FFFFF, "\xFF\xFF\x7F"},
                                                                      {0x200000, {"\x81\x80\x80\x00", 4}},
                                                                      {0xFFFFFFF, "\xFF\xFF\xFF\x7F"}};
  return all;
}

template <class Read>
void check_refused_16a(Read read_number, const std::string& bytes, const std::string& what) {
  std::size_t at = 0;
  std::string instead;
  try {
    instead = "it is read as " + std::to_string(read_number(bytes, at));
  } catch (const FileError&) {
    return;
  } catch (const Todo&) {
    throw;
  } catch (const std::exception& other) {
    instead = std::string("you throw something else: ") + other.what();
  }
  demand(Stage::behaviour, false, what + ", " + hex(bytes) + ", should be refused by an unroll::FileError; " + instead);
}

template <class Write, class Read>
void check_16a(Write write_number, Read read_number) {
  for (const auto& [value, bytes] : numbers_16a()) {
    const std::string got = write_number(value);
    const std::string wanted = hex(bytes), number = std::to_string(value);
    std::string low_first = bytes;
    std::reverse(low_first.begin(), low_first.end());
    for (std::size_t i = 0; i < low_first.size(); ++i)
      low_first[i] = char((low_first[i] & 0x7F) | (i + 1 < low_first.size() ? 0x80 : 0));
    demand(Stage::value, got != low_first || got == bytes,
           "you write " + number + " as " + hex(got) + ", the lowest bits first; the highest come first: " + wanted);
    demand(Stage::value, got.size() <= bytes.size(),
           "you write " + number + " as " + hex(got) + "; it needs no more than " + wanted);
    demand(Stage::value, got == bytes, "you write " + number + " as " + hex(got) + "; it should be " + wanted);
  }
  for (const auto& [value, bytes] : numbers_16a()) {
    const std::string around = "\x90" + bytes + "\x90";
    std::size_t at = 1;
    const std::string reading = "reading " + hex(bytes);
    std::uint32_t got = 0;
    try {
      got = read_number(around, at);
    } catch (const FileError& error) {
      demand(Stage::value, false, reading + ", a good number, you throw: " + error.what());
    }
    const bool first_byte_alone = bytes.size() > 1 && got != value && got == (std::uint8_t(bytes[0]) & 0x7FU);
    demand(Stage::value, !first_byte_alone,
           reading + ", you stop after the first byte; is the byte a char, which is negative from 0x80 on?");
    demand(Stage::value, got == value,
           reading + " gives " + std::to_string(got) + "; it should be " + std::to_string(value));
    demand(Stage::value, at == 1 + bytes.size(),
           reading + " from byte 1 on, `at` is " + std::to_string(at) + " afterwards; it should be " +
               std::to_string(1 + bytes.size()) + ", the byte behind the number");
  }

  for (std::uint32_t value = 1; value < 1U << 28; value = value * 3 + 1) {
    const std::string bytes = write_number(value);
    std::size_t at = 0;
    demand(Stage::behaviour, read_number(bytes, at) == value,
           std::to_string(value) + " is written and read back as another number");
  }
  check_refused_16a(read_number, std::string("\x81\x80\x80\x80\x00", 5), "a number of five bytes");
  check_refused_16a(read_number, std::string("\x80\x80\x80\x80\x01", 5), "a small number in five bytes");
  check_refused_16a(read_number, "\xFF\xFF", "a number that the end of the file cuts off");
  check_refused_16a(read_number, "", "a number in no bytes at all");
}
