// The options that every lesson's program understands, and those that one program adds for itself.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "autograd/error.hpp"

namespace unroll::lessons {

struct Options {
  std::uint64_t seed = 1;            // of the first run
  int seeds = 1;                     // how many runs, each with a seed of its own, are graded by majority
  std::optional<int> steps;          // of training; nothing: as many as the lesson says
  std::optional<Index> hidden;       // the size of h
  std::optional<std::string> cell;   // "rnn"
  std::filesystem::path out;         // the folder for pictures and findings
  std::vector<std::string> formats;  // of pictures, besides dot and svg: png, pdf
  bool full = false;                 // the long version
  bool offline = false;              // use no network
  bool stand_in = false;             // made-up data in place of the real
  int threads = 1;
  std::vector<std::string> own;  // what the program's own options say: "--words=FILE"
};

// One that a program adds: {"--words", "FILE", "the words to learn from", &words}. The target holds the
// default.
struct OwnOption {
  const char* name;
  const char* value;
  const char* meaning;
  std::string* target;
};

// What the command line says; `out` is the default for --out. Throws OptionError.
Options parse_options(const std::string& lesson, int argc, const char* const* argv, const std::filesystem::path& out,
                      const std::vector<OwnOption>& own = {});

// The program ends here: with a sentence on stderr and status 2, or, after --help, with the help and status
// 0.
struct OptionError : Error {
  OptionError(const std::string& text, int status_) : Error(text), status(status_) {}
  int status;
};

}  // namespace unroll::lessons
