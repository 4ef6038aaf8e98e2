// The pages and lists of pool.hpp, and where memory comes from.
#include "autograd/pool.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <cstdlib>
#include <new>

#include "autograd/error.hpp"
#include "autograd/scope.hpp"

namespace unroll::inline UNROLL_PRECISION {

// How a page begins, before its first block. It lies at a multiple of its size.
struct Pool::Page {
  static constexpr std::size_t room = page_bytes - alignment;  // for blocks

  const Pool* owner = &pool;
  Block* freed = nullptr;  // since it was last cut
  std::size_t used = 0;    // bytes of the room that are not freed; while it is cut, also those not yet taken
  std::size_t enough = 0;  // it waits to be cut anew once less is used; 0 while it is cut, or waits already
  bool served = false;     // since it was last cut, it has had room for somebody
  Page* next = nullptr;    // of those that wait

  static Page& of(void* block) {
    const std::size_t from_begin = reinterpret_cast<std::uintptr_t>(block) % page_bytes;
    return *reinterpret_cast<Page*>(static_cast<std::byte*>(block) - from_begin);
  }
  std::byte* begin() { return reinterpret_cast<std::byte*>(this) + alignment; }
  void wait() {
    enough = 0;
    next = std::exchange(pool.waiting, this);
  }
  Block* stretches();
};
static_assert(sizeof(Pool::Page) <= Pool::alignment);

namespace {

using Page = Pool::Page;
using Block = Pool::Block;

// Which units of a page's room are free, a bit for each.
class FreeUnits {
 public:
  void add(std::size_t i, std::size_t count) {
    while (count > 0) {
      const std::size_t here = std::min(count, 64 - i % 64);
      words_[i / 64] |= ~std::uint64_t{0} >> (64 - here) << i % 64;
      i += here;
      count -= here;
    }
  }
  // From i on, the first that is free, or that is not; beyond all units if there is none.
  std::size_t find(bool free, std::size_t i) const {
    for (; i / 64 < words_.size(); i = (i / 64 + 1) * 64)
      if (const std::uint64_t found = (free ? words_[i / 64] : ~words_[i / 64]) >> i % 64)
        return i + static_cast<std::size_t>(std::countr_zero(found));
    return i;
  }

 private:
  std::array<std::uint64_t, Pool::page_bytes / Pool::alignment / 64> words_ = {};
};

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
  return {8 * (log2 - 9) + static_cast<int>(steps) - 9, steps * step + Pool::alignment};
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

void* take_large(std::size_t bytes) {
  const SizeClass size = size_class(bytes);
  if (size.list >= Pool::lists) refuse(bytes);
  Block* const block = pool.large[size.list];
  if (!block) return from_system(size.bytes);
  pool.large[size.list] = block->next;
  return block;
}

Page* new_page() {
  constexpr std::size_t slab_bytes = 16 * Pool::page_bytes;
  if (pool.slab.empty()) {
    void* const slab = std::aligned_alloc(Pool::page_bytes, slab_bytes);
    if (!slab) refuse(slab_bytes);
    pool.slab = {static_cast<std::byte*>(slab), slab_bytes};
  }
  return new (std::exchange(pool.slab, pool.slab.subspan(Pool::page_bytes)).data()) Page;
}

}  // namespace

// All that is free in a page, in as few stretches as may be, in the order in which they lie.
Block* Page::stretches() {
  Block* first = nullptr;
  if (used == 0) {
    first = new (begin()) Block{nullptr, room};
  } else {
    FreeUnits units;
    for (Block* block = freed; block; block = block->next)
      units.add(static_cast<std::size_t>(reinterpret_cast<std::byte*>(block) - begin()) / alignment,
                block->bytes / alignment);
    Block** last = &first;
    for (std::size_t i = units.find(true, 0), end; i < room / alignment; i = units.find(true, end)) {
      end = units.find(false, i);
      *last = new (begin() + i * alignment) Block{nullptr, (end - i) * alignment};
      last = &(*last)->next;
    }
  }
  freed = nullptr;
  used = room;
  return first;
}

// Goes on to one of the next that is all free, or to a new one. To cut a page around what is kept takes longer: only
// when eight such pages have come to wait.
static void next_page() {
  if (Page* const done = std::exchange(pool.page, nullptr)) {
    done->enough = Page::room / 2;
    if (std::exchange(done->served, false) && done->used < done->enough) done->wait();  // not if it was cut in vain
  }
  Page** next = &pool.waiting;
  for (int i = 0; i < 8 && *next && (*next)->used > 0; ++i) next = &(*next)->next;
  pool.page = *next ? std::exchange(*next, (*next)->next) : new_page();
  pool.ahead = pool.page->stretches();
}

void* take_elsewhere(std::size_t bytes) {
  if (UNROLL_POOL == 0) return from_system(bytes);
  if (bytes > Pool::small_bytes) return take_large(bytes);
  while (pool.left < bytes) {
    if (pool.left > 0) give(pool.at, std::exchange(pool.left, 0));
    if (!pool.ahead) next_page();
    pool.at = reinterpret_cast<std::byte*>(pool.ahead);
    pool.left = pool.ahead->bytes;
    pool.ahead = pool.ahead->next;
  }
  pool.page->served = true;
  return take(bytes);
}

void give(void* memory, std::size_t bytes) {
  if (UNROLL_POOL == 0) return ::operator delete (memory, std::align_val_t{Pool::alignment});
  if (bytes > Pool::small_bytes) [[unlikely]] {
    Block*& list = pool.large[size_class(bytes).list];
    list = new (memory) Block{list, bytes};
    return;
  }
  Page& page = Page::of(memory);
  if (page.owner != &pool) return;
  bytes = (bytes + Pool::alignment - 1) / Pool::alignment * Pool::alignment;
  page.freed = new (memory) Block{page.freed, bytes};
  page.used -= bytes;
  if (page.used < page.enough) page.wait();
}

}  // namespace unroll::inline UNROLL_PRECISION
