// A safetensors file's header, read and checked; for safetensors.cpp.
#pragma once

#include "nn/io/safetensors.hpp"

namespace unroll::nn::io::detail {

inline constexpr std::size_t most_header = 100'000'000;  // bytes; the reference implementation's limit, too
inline constexpr std::string_view reserved = "__metadata__";

struct TensorEntry {
  std::string name;
  Dtype dtype;
  Shape shape;
  std::string_view bytes;  // in the file; as many as dtype and shape need
};

struct Header {
  std::vector<TensorEntry> entries;
  Metadata metadata;
};

// Throws a FileError unless the whole file is as the format wants it. Allocates no more than a small multiple of
// what the file holds.
Header read_header(std::string_view file, const std::string& path);

}  // namespace unroll::nn::io::detail
