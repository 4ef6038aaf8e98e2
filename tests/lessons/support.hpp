// What the tests of lessons/support/ share: a folder that goes away again, what was printed, a command line.
#pragma once

#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>
#include <string>
#include <vector>

struct TemporaryFolder {
  std::filesystem::path path;

  TemporaryFolder() {
    std::string name = (std::filesystem::temp_directory_path() / "unroll-lessons-XXXXXX").string();
    path = mkdtemp(name.data());
  }
  ~TemporaryFolder() { std::filesystem::remove_all(path); }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
};

inline std::string contents(const std::filesystem::path& file) {
  std::ifstream stream(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

// What `act` writes to stdout, or to another stream.
inline std::string printed(const std::function<void()>& act, FILE* stream = stdout) {
  const TemporaryFolder folder;
  const auto file = folder.path / "printed";
  std::fflush(stream);
  const int before = dup(fileno(stream)), target = open(file.c_str(), O_WRONLY | O_CREAT, 0600);
  dup2(target, fileno(stream));
  close(target);
  const auto put_back = [&] {
    std::fflush(stream);
    dup2(before, fileno(stream));
    close(before);
  };
  try {
    act();
  } catch (...) {
    put_back();
    throw;
  }
  put_back();
  return contents(file);
}

// argv of "program <words>…".
struct CommandLine {
  std::vector<const char*> argv{"program"};

  CommandLine(std::initializer_list<const char*> words) { argv.insert(argv.end(), words); }
  int argc() const { return static_cast<int>(argv.size()); }
};

inline bool contains(const std::string& text, const std::string& part) { return text.find(part) != text.npos; }
