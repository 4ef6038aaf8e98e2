// NumPy's .npy files: one array each. A file is
//
//   "\x93NUMPY"  version (1 and 0, or 2 and 0)  the header's length (2 bytes in version 1, 4 in version 2)
//   header       {'descr': '<f8', 'fortran_order': False, 'shape': (2, 3), }, spaces and a newline up to a multiple of
//                64 bytes
//   numbers      little-endian, the last axis fastest (the first, if fortran_order is True)
//
// '<f4' and '<f8' are read and written. A file may come from anybody: whatever breaks the format is refused.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "nn/io/bytes.hpp"

namespace unroll::nn::io {

// Throw a FileError that names the file, what is wrong, and what would mend it.
Array read_npy(const std::filesystem::path& path);
Array parse_npy(std::string_view bytes, const std::string& path);  // of a file that is in memory

// The same bytes as numpy.save.
void write_npy(const std::filesystem::path& path, const Array& array, Dtype dtype = own_dtype);

}  // namespace unroll::nn::io
