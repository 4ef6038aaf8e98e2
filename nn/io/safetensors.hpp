// safetensors files: named tensors, as PyTorch's users pass them around (github.com/huggingface/safetensors). A file is
//
//   8 bytes    the length of the header, little-endian
//   header     JSON: {"__metadata__": {"key": "text"}, "name": {"dtype": "F64", "shape": [2, 3],
//              "data_offsets": [0, 48]}, …}, padded with spaces to a multiple of 8 bytes
//   numbers    row-major and little-endian, each tensor at its offsets, with no hole between two
//
// F32 and F64 are read and written. A file may come from anybody: whatever breaks the format is refused.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "nn/io/bytes.hpp"

namespace unroll::nn::io {

using Metadata = std::map<std::string, std::string>;

struct TensorFile {
  std::string path;  // for messages
  std::vector<NamedArray> tensors;
  Metadata metadata;

  const Array* find(std::string_view name) const;         // null if there is none of that name
  const Array& at(std::string_view name) const;           // a FileError if there is none
  const std::string& note(const std::string& key) const;  // of the metadata; a FileError if there is none
};

// Throw a FileError that names the file, the tensor, what is wrong, and what would mend it.
TensorFile read_safetensors(const std::filesystem::path& path);
TensorFile parse_safetensors(std::string_view bytes, const std::string& path);  // of a file that is in memory

// In the order of the list: the same list gives the same bytes. Throws a FileError if two have one name, if a name or
// text is not UTF-8, or if the file cannot be written.
void write_safetensors(const std::filesystem::path& path, const std::vector<NamedArray>& tensors,
                       const Metadata& metadata = {}, Dtype dtype = own_dtype);

}  // namespace unroll::nn::io
