// A folder for a test's files, gone with the test.
#pragma once

#include <fmt/format.h>
#include <unistd.h>

#include <filesystem>

struct Folder {
  std::filesystem::path path = std::filesystem::temp_directory_path() /
                               fmt::format("unroll-test-{}-{}", ::getpid(), static_cast<const void*>(this));
  Folder() { std::filesystem::create_directories(path); }
  ~Folder() { std::filesystem::remove_all(path); }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;

  std::ptrdiff_t files() const {
    return std::distance(std::filesystem::directory_iterator(path), std::filesystem::directory_iterator());
  }
};
