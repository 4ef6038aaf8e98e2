#include "nn/io/bytes.hpp"

#include <algorithm>
#include <bit>
#include <cstring>

namespace unroll::nn::io::detail {

static_assert(std::endian::native == std::endian::little, "The formats are little-endian, and so is this code.");

namespace {

template <class From, class To>
void convert(const char* from, char* to, Index count) {
  for (Index i = 0; i < count; ++i) {
    From number;
    std::memcpy(&number, from + i * static_cast<Index>(sizeof(From)), sizeof(From));
    const To other = static_cast<To>(number);
    std::memcpy(to + i * static_cast<Index>(sizeof(To)), &other, sizeof(To));
  }
}

// From one type to another, which may be the same.
void convert(const char* from, Dtype from_type, char* to, Dtype to_type, Index count) {
  if (count == 0) return;
  if (from_type == to_type)
    std::memcpy(to, from, static_cast<std::size_t>(count * bytes_per_number(to_type)));
  else if (to_type == Dtype::F64)
    convert<float, double>(from, to, count);
  else
    convert<double, float>(from, to, count);
}

}  // namespace

std::optional<Index> bytes_needed(std::span<const Index> extents, Dtype dtype) {
  Index bytes = bytes_per_number(dtype), counted = bytes;
  for (const Index extent : extents) {
    if (__builtin_mul_overflow(counted, std::max<Index>(extent, 1), &counted)) return {};
    bytes *= extent;
  }
  return bytes;
}

Array array_from(std::string_view bytes, const Shape& shape, Dtype dtype) {
  Array array = Array::uninitialized(shape);
  convert(bytes.data(), dtype, reinterpret_cast<char*>(array.write()), own_dtype, array.size());
  return array;
}

std::string_view bytes_of(const Array& array, Dtype dtype, std::string& converted) {
  const auto* own = reinterpret_cast<const char*>(array.data());
  const auto size = static_cast<std::size_t>(array.size() * bytes_per_number(dtype));
  if (dtype == own_dtype) return {own, size};
  converted.resize(size);
  convert(own, own_dtype, converted.data(), dtype, array.size());
  return converted;
}

std::uint64_t digest(std::string_view bytes, std::uint64_t before) {
  while (!bytes.empty()) {
    std::uint32_t word = 0;
    const std::size_t size = std::min(bytes.size(), sizeof word);
    std::memcpy(&word, bytes.data(), size);
    before = (before ^ word) * 0x9e3779b97f4a7c15;  // one to one, and so is the next line: a wrong word is always found
    before ^= before >> 32;
    bytes.remove_prefix(size);
  }
  return before;
}

std::string shown(std::string_view name) {
  constexpr std::size_t most = 100;
  std::string text(name.substr(0, most));
  if (name.size() > most) {
    while (!text.empty() && (text.back() & 0x80) != 0) text.pop_back();  // no half a character
    text += "…";
  }
  for (char& c : text)
    if ((c >= 0 && c < ' ') || c == 0x7f) c = '?';
  return '"' + text + '"';
}

}  // namespace unroll::nn::io::detail
