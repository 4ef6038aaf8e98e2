// What the readers and writers of files share: numbers as bytes (little-endian, as in all these formats), and names
// from foreign files as text that a message can show.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "autograd/array.hpp"

namespace unroll::nn::io {

enum class Dtype { F32, F64 };
inline constexpr Dtype own_dtype = sizeof(Real) == 8 ? Dtype::F64 : Dtype::F32;

namespace detail {

constexpr Index bytes_per_number(Dtype dtype) { return dtype == Dtype::F64 ? 8 : 4; }

// How many bytes an array takes; nothing if its numbers cannot be counted, or could not be if no extent were 0.
std::optional<Index> bytes_needed(std::span<const Index> extents, Dtype dtype);

// An array from exactly as many bytes as it needs. F64 is rounded where Real is float.
Array array_from(std::string_view bytes, const Shape& shape, Dtype dtype);

// The array's own memory if it holds that type already, else `converted`, filled.
std::string_view bytes_of(const Array& array, Dtype dtype, std::string& converted);

// A number that depends on every byte, to find what was damaged (not what somebody forged). It takes words of 4 bytes:
// after a piece of whole words it can go on with the next.
std::uint64_t digest(std::string_view bytes, std::uint64_t before = 0);

// In quotes; cut where it is long, with ? for what a terminal would obey.
std::string shown(std::string_view name);

}  // namespace detail

}  // namespace unroll::nn::io
