#include "autograd/file.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <memory>

namespace unroll::inline UNROLL_PRECISION {

void write_file(const std::filesystem::path& path, std::span<const std::string_view> pieces) {
  std::error_code folder;
  if (path.has_parent_path()) std::filesystem::create_directories(path.parent_path(), folder);
  int error = folder.value();  // the first that went wrong, as errno
  const auto check = [&](bool well) {
    if (!well && error == 0) error = errno;
  };
  // A name of its own for each process and each call, so that two who write the same file do not meet in it.
  static std::atomic<int> calls = 0;
  const std::string temporary = fmt::format("{}.{}-{}.part", path.string(), ::getpid(), ++calls);
  if (std::FILE* file = error == 0 ? std::fopen(temporary.c_str(), "wb") : nullptr) {
    for (const std::string_view piece : pieces)
      check(error != 0 || std::fwrite(piece.data(), 1, piece.size(), file) == piece.size());
    check(std::fflush(file) == 0 && ::fsync(::fileno(file)) == 0);
    check(std::fclose(file) == 0);
    check(error != 0 || std::rename(temporary.c_str(), path.c_str()) == 0);
    if (error != 0) std::remove(temporary.c_str());
  } else {
    check(false);
  }
  if (error != 0)
    throw FileError(
        fmt::format("cannot write {}: {}; choose a folder that you may write to", path.string(), std::strerror(error)));
}

std::string read_file(const std::filesystem::path& path) {
  std::string contents;
  std::error_code unknown;
  if (const auto size = std::filesystem::file_size(path, unknown); !unknown) contents.reserve(size);
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(std::fopen(path.c_str(), "rb"), std::fclose);
  std::array<char, 65536> block;
  while (const std::size_t size = file ? std::fread(block.data(), 1, block.size(), file.get()) : 0)
    contents.append(block.data(), size);
  if (!file || std::ferror(file.get()))
    throw FileError(fmt::format("cannot read {}: {}; check the name, and that you may read it", path.string(),
                                std::strerror(errno)));
  return contents;
}

}  // namespace unroll::inline UNROLL_PRECISION
