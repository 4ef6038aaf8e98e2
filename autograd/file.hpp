// Files, read whole, and written whole or not at all.
#pragma once

#include <filesystem>
#include <span>
#include <string>
#include <string_view>

#include "autograd/error.hpp"

namespace unroll::inline UNROLL_PRECISION {

// Writes the pieces, one after the other, to a temporary name beside the target, flushes them to the disk, and only
// then renames: whatever happens, the file is the old one or the whole new one. Creates the folder if need be. A
// process that is killed on the way leaves its temporary file behind, FILE.PROCESS-CALL.part (the next lesson removes
// it). Throws a FileError.
void write_file(const std::filesystem::path& path, std::span<const std::string_view> pieces);
inline void write_file(const std::filesystem::path& path, std::string_view contents) {
  write_file(path, {&contents, 1});
}

// Throws a FileError if there is no such file, or it cannot be read.
std::string read_file(const std::filesystem::path& path);

}  // namespace unroll::inline UNROLL_PRECISION
