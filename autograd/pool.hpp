// Memory for buffers and nodes. Training makes and drops the same sizes over and over, so freed blocks are kept
// on lists, one list a size, and handed out again: a few nanoseconds instead of malloc's tens to hundreds.
// Each thread has pools of its own, never destroyed, so that a tensor in a global variable may outlive anything.
// -DUNROLL_POOL=0 hands every request to the system instead, so that sanitizers see each block's true lifetime.
#pragma once

#include <cstddef>
#include <new>

#include "autograd/real.hpp"

#ifndef UNROLL_POOL
#define UNROLL_POOL 1
#endif

namespace unroll::inline UNROLL_PRECISION {

struct Pool {
  struct Block {
    Block* next;
  };
  static constexpr std::size_t alignment = 64;  // of blocks whose size is a multiple of it; of others 16
  static constexpr std::size_t grain = 16;
  static constexpr std::size_t small_bytes = 1024;  // up to here one list for every multiple of 16 bytes
  static constexpr int small_lists = small_bytes / grain;
  static constexpr int lists = small_lists + 8 * 32;  // beyond: eight lists for every doubling

  Block* free[lists] = {};
  std::byte* slab = nullptr;  // where the next block that no list has is cut from
  std::size_t slab_left = 0;
  std::ptrdiff_t live_nodes = 0, live_buffers = 0;  // counted so that tests can demand that nothing leaks
};
inline thread_local constinit Pool pool;

void* take_large(std::size_t bytes);
void give_large(void* memory, std::size_t bytes);
void* take_fresh(std::size_t bytes);

// `bytes` (> 0) of memory, aligned to 64 bytes if that divides them; its contents are undefined. Throws an
// Error if there is no more.
inline void* take(std::size_t bytes) {
  if (UNROLL_POOL == 0 || bytes > Pool::small_bytes) return take_large(bytes);
  const std::size_t list = (bytes - 1) / Pool::grain;
  Pool::Block* block = pool.free[list];
  if (!block) return take_fresh((list + 1) * Pool::grain);
  pool.free[list] = block->next;
  // The next node or buffer of this size will be written to soon; in a graph larger than the caches it is far away.
  for (std::size_t i = 0; i < bytes; i += 64) __builtin_prefetch(reinterpret_cast<std::byte*>(block->next) + i, 1);
  return block;
}

// Gives back what take(bytes) returned.
inline void give(void* memory, std::size_t bytes) {
  if (UNROLL_POOL == 0 || bytes > Pool::small_bytes) return give_large(memory, bytes);
  const std::size_t list = (bytes - 1) / Pool::grain;
  pool.free[list] = new (memory) Pool::Block{pool.free[list]};
}

// How many nodes and buffers this thread has made and not yet freed.
inline std::ptrdiff_t live_nodes() { return pool.live_nodes; }
inline std::ptrdiff_t live_buffers() { return pool.live_buffers; }

}  // namespace unroll::inline UNROLL_PRECISION
