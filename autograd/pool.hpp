// Memory for buffers and nodes. Training makes and drops the same graph over and over. Small blocks are cut one after
// another from pages, and a page is cut anew once half of it is free again: a few nanoseconds instead of malloc's tens
// to hundreds, and a graph lies in memory in the order in which it was made, so that a walk over it meets neighbours.
// Large blocks are kept on lists, one for each class of sizes, and handed out again.
//
// Each thread has a pool of its own, never destroyed, so that a tensor in a global variable may outlive anything; a
// small block that another thread gives back stays taken. -DUNROLL_POOL=0 hands every request to the system instead,
// so that sanitizers see each block's true lifetime.
#pragma once

#include <cstddef>
#include <span>
#include <utility>

#include "autograd/real.hpp"

#ifndef UNROLL_POOL
#define UNROLL_POOL 1
#endif

namespace unroll::inline UNROLL_PRECISION {

struct Pool {
  struct Page;
  struct Block {  // a free one
    Block* next;
    std::size_t bytes;
  };
  static constexpr std::size_t alignment = 64;      // of every block
  static constexpr std::size_t small_bytes = 1024;  // up to here, blocks are cut from pages
  static constexpr std::size_t page_bytes = std::size_t{1} << 16;
  static constexpr int lists = 8 * 32;  // of large blocks: eight for every doubling

  std::byte* at = nullptr;                   // where the next small block is cut,
  std::size_t left = 0;                      // if it has no more bytes than these
  Block* ahead = nullptr;                    // what else is free in the same page, further on
  Page *page = nullptr, *waiting = nullptr;  // the one that is being cut, and the first that waits to be
  std::span<std::byte> slab;                 // where new pages are cut
  Block* large[lists] = {};
  std::ptrdiff_t live_nodes = 0, live_buffers = 0;  // counted so that tests can demand that nothing leaks
};
inline thread_local constinit Pool pool;

void* take_elsewhere(std::size_t bytes);  // from another place of a page, another page, a list, or the system

// `bytes` (> 0) of memory, aligned to 64 bytes; its contents are undefined. Throws an Error if there is no more.
inline void* take(std::size_t bytes) {
  const std::size_t whole = (bytes + Pool::alignment - 1) / Pool::alignment * Pool::alignment;
  if (UNROLL_POOL == 0 || bytes > Pool::small_bytes || whole > pool.left) return take_elsewhere(bytes);
  pool.left -= whole;
  return std::exchange(pool.at, pool.at + whole);
}

void give(void* memory, std::size_t bytes);  // back what take(bytes) returned

// Are there more nodes than the nearer caches hold? Then walks over them wait for memory.
inline bool beyond_caches() { return pool.live_nodes >= 4096; }
// Asks for memory that lies a few steps of a small cell after (1) or before (-1) a node, if a walk would have to wait
// for it. Always inlined: a call that has no effect would be left out.
[[gnu::always_inline]] inline void fetch(const void* node, std::ptrdiff_t direction) {
  if (!beyond_caches()) return;
  const std::byte* from = static_cast<const std::byte*>(node) + direction * 6144;
  for (std::size_t i = 0; i < 8; ++i) __builtin_prefetch(from + i * Pool::alignment);
}

// How many nodes and buffers this thread has made and not yet freed.
inline std::ptrdiff_t live_nodes() { return pool.live_nodes; }
inline std::ptrdiff_t live_buffers() { return pool.live_buffers; }

}  // namespace unroll::inline UNROLL_PRECISION
