// The lists of pool.hpp for large blocks, and where blocks come from.
#include "autograd/pool.hpp"

#include <fmt/format.h>

#include <bit>
#include <cstdlib>

#include "autograd/error.hpp"
#include "autograd/scope.hpp"

namespace unroll::inline UNROLL_PRECISION {

namespace {

// The list and true size of a large request: eight steps for every doubling, so at most an eighth is unused, and
// nothing where what comes after a buffer's header is a power of two.
struct SizeClass {
  int list;
  std::size_t bytes;
};
SizeClass size_class(std::size_t bytes) {
  const std::size_t body = bytes - Pool::alignment;
  const int log2 = std::bit_width(body - 1) - 1;  // 2^log2 < body <= 2^(log2+1)
  const std::size_t step = std::size_t{1} << (log2 - 3);
  const std::size_t steps = (body + step - 1) / step;  // 9 … 16
  return {Pool::small_lists + 8 * (log2 - 9) + static_cast<int>(steps) - 9, steps * step + Pool::alignment};
}

[[noreturn]] void refuse(std::size_t bytes) {
  throw Error(
      fmt::format("{:.3g} GB more do not fit into memory{}; make the batch, the sequence or the layer smaller, or "
                  "look for shapes that broadcast against each other by mistake",
                  static_cast<double>(bytes) / 1e9, here()));
}

void* from_system(std::size_t bytes) {
  void* block = ::operator new (bytes, std::align_val_t{Pool::alignment}, std::nothrow);
  return block ? block : (refuse(bytes), nullptr);
}

}  // namespace

// Blocks that no list has yet are cut from slabs, which spares malloc's own header before every aligned block.
void* take_fresh(std::size_t bytes) {
  constexpr std::size_t slab_bytes = std::size_t{1} << 20;
  if (bytes > slab_bytes / 8) return from_system(bytes);
  if (bytes % Pool::alignment == 0) {
    const std::size_t gap = pool.slab_left % Pool::alignment;  // a slab ends at a multiple of 64
    pool.slab += gap;
    pool.slab_left -= gap;
  }
  if (pool.slab_left < bytes) {
    void* slab = std::aligned_alloc(Pool::alignment, slab_bytes);
    if (!slab) refuse(slab_bytes);
    pool.slab = static_cast<std::byte*>(slab);
    pool.slab_left = slab_bytes;
  }
  void* block = pool.slab;
  pool.slab += bytes;
  pool.slab_left -= bytes;
  return block;
}

void* take_large(std::size_t bytes) {
  if (UNROLL_POOL == 0) return from_system(bytes);
  const SizeClass size = size_class(bytes);
  if (size.list >= Pool::lists) refuse(bytes);
  Pool::Block* block = pool.free[size.list];
  if (!block) return take_fresh(size.bytes);
  pool.free[size.list] = block->next;
  return block;
}

void give_large(void* memory, std::size_t bytes) {
  if (UNROLL_POOL == 0) return ::operator delete (memory, std::align_val_t{Pool::alignment});
  const SizeClass size = size_class(bytes);
  pool.free[size.list] = new (memory) Pool::Block{pool.free[size.list]};
}

}  // namespace unroll::inline UNROLL_PRECISION
