// What PyTorch computed, for tests: reference("lstm", "logits") is that tensor of tests/reference/lstm.safetensors.
// By value: no array may outlive its test case. Integers are kept as floating-point numbers. The files are double;
// a test in single precision rounds them.
#pragma once

#include <fmt/format.h>

#include <map>
#include <string>

#include "autograd/file.hpp"
#include "nn/io/safetensors.hpp"

inline unroll::Array reference(const std::string& topic, const std::string& name) {
  static std::map<std::string, std::string> files;  // as bytes, which are no arrays
  const std::string path = fmt::format("tests/reference/{}.safetensors", topic);
  const auto [file, is_new] = files.try_emplace(topic);
  if (is_new) file->second = unroll::read_file(path);
  return unroll::nn::io::parse_safetensors(file->second, path).at(name);
}
