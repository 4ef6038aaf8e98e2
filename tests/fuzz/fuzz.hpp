// What the fuzz targets share. Each target is one function, called again and again with bytes that libFuzzer makes up,
// those that reach new places first. It finds what the sanitizers find, an exception other than ours, and whatever a
// target demands besides.
#pragma once

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>

#include "autograd/error.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace unroll::fuzz {

inline std::string_view text_of(const std::uint8_t* data, std::size_t size) {
  return {reinterpret_cast<const char*>(data), size};
}

inline void demand(bool holds, const char* what) {
  if (holds) return;
  std::fprintf(stderr, "It should be so that %s.\n", what);
  std::abort();
}

// Does what is asked, or refuses it with an error of the right kind, whose message is one line. Was it done?
template <class Refusal = FileError, class Action>
bool done_or_refused(const Action& action) {
  try {
    action();
    return true;
  } catch (const Refusal& error) {
    const std::string_view sentence = error.what();
    demand(!sentence.empty() && sentence.size() < 2000 && sentence.find('\n') == sentence.npos,
           "a refusal is one sentence");
    return false;
  }
}

}  // namespace unroll::fuzz
