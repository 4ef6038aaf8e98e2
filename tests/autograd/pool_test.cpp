#include "autograd/pool.hpp"

#include <algorithm>
#include <cstring>
#include <functional>
#include <numeric>
#include <set>
#include <thread>
#include <vector>

#include "autograd/random.hpp"
#include "tests/autograd/checks.hpp"

using namespace unroll;

BOOST_AUTO_TEST_SUITE(pool)

namespace {

const std::size_t sizes[] = {1, 63, 64, 65, 1023, 1024, 1025, 1280, 1281, 2048, 2049, 5000, 65536, 65537, 3'000'001};

}  // namespace

// Blocks are aligned, as large as asked for, and apart from one another; also those that are handed out again.
BOOST_AUTO_TEST_CASE(blocks_do_not_overlap) {
  for (int round = 0; round < 3; ++round) {
    std::vector<std::pair<unsigned char*, std::size_t>> blocks;
    for (int i = 0; i < 20; ++i)
      for (std::size_t bytes : sizes) {
        blocks.emplace_back(static_cast<unsigned char*>(take(bytes)), bytes);
        BOOST_REQUIRE(reinterpret_cast<std::uintptr_t>(blocks.back().first) % Pool::alignment == 0);
        std::memset(blocks.back().first, static_cast<int>(blocks.size() % 251), bytes);
      }
    for (std::size_t i = 0; i < blocks.size(); ++i) {
      const auto [memory, bytes] = blocks[i];
      BOOST_TEST(std::all_of(memory, memory + bytes, [&](unsigned char c) { return c == (i + 1) % 251; }));
      give(memory, bytes);
    }
  }
}

// Blocks come and go at random; none is ever given to two.
BOOST_AUTO_TEST_CASE(what_is_taken_stays_whole_whatever_is_given_back) {
  struct Taken {
    unsigned char* memory;
    std::size_t bytes;
    unsigned char mark;
  };
  std::vector<Taken> blocks;
  Random random(1);
  const auto below = [&](Index n) { return static_cast<std::size_t>(random.below(n)); };
  for (int round = 0; round < 30; ++round) {
    for (std::size_t i = 0, more = 1 + below(4000); i < more; ++i) {
      const std::size_t bytes = 1 + below(round % 2 ? 200 : 1100);
      blocks.push_back({static_cast<unsigned char*>(take(bytes)), bytes, static_cast<unsigned char>(below(256))});
      std::memset(blocks.back().memory, blocks.back().mark, bytes);
    }
    for (std::size_t i = 0, fewer = below(static_cast<Index>(blocks.size())); i < fewer; ++i) {
      std::swap(blocks[below(static_cast<Index>(blocks.size()))], blocks.back());
      const auto [memory, bytes, mark] = blocks.back();
      BOOST_REQUIRE(std::all_of(memory, memory + bytes, [mark = mark](unsigned char c) { return c == mark; }));
      give(memory, bytes);
      blocks.pop_back();
    }
  }
  for (const auto& [memory, bytes, mark] : blocks) {
    BOOST_REQUIRE(std::all_of(memory, memory + bytes, [mark = mark](unsigned char c) { return c == mark; }));
    give(memory, bytes);
  }
}

BOOST_AUTO_TEST_CASE(large_blocks_are_used_again) {
  if (UNROLL_POOL == 0) return;
  for (std::size_t bytes : sizes) {
    if (bytes <= Pool::small_bytes) continue;
    void* first = take(bytes);
    void* second = take(bytes);
    give(first, bytes);
    give(second, bytes);
    BOOST_TEST(take(bytes) == second);
    BOOST_TEST(take(bytes) == first);
    give(first, bytes);
    give(second, bytes);
  }
}

namespace {

// In how many pages of 64 KB these blocks lie.
std::size_t pages_of(const std::vector<void*>& blocks) {
  std::set<std::uintptr_t> pages;
  for (const void* block : blocks) pages.insert(reinterpret_cast<std::uintptr_t>(block) / Pool::page_bytes);
  return pages.size();
}

// How often one lies before the one that was taken before it.
long falls(const std::vector<void*>& blocks) {
  return std::inner_product(blocks.begin() + 1, blocks.end(), blocks.begin(), 0L, std::plus<>(), std::less<>());
}

}  // namespace

// A graph that is made again lies where the last one lay, in the order in which it is made.
BOOST_AUTO_TEST_CASE(small_blocks_are_used_again_in_order) {
  if (UNROLL_POOL == 0) return;
  std::vector<void*> first, again;
  for (int i = 0; i < 5000; ++i) first.push_back(take(i % 2 ? 256 : 128));
  for (std::size_t i = first.size(); i-- > 0;) give(first[i], i % 2 ? 256 : 128);
  for (int i = 0; i < 5000; ++i) again.push_back(take(i % 2 ? 256 : 128));
  BOOST_TEST(falls(again) <= falls(first) + 2);
  BOOST_TEST(falls(again) <= static_cast<long>(pages_of(again)));
  first.insert(first.end(), again.begin(), again.end());
  BOOST_TEST(pages_of(first) <= pages_of(again) + 1);
  for (std::size_t i = 0; i < again.size(); ++i) give(again[i], i % 2 ? 256 : 128);
}

// What somebody keeps, one block of every ten, does not keep others from being used again.
BOOST_AUTO_TEST_CASE(a_page_is_cut_again_around_what_is_kept) {
  if (UNROLL_POOL == 0) return;
  std::vector<void*> kept, all;
  const std::size_t bytes = 320;
  for (int round = 0; round < 50; ++round) {
    std::vector<void*> blocks;
    for (int i = 0; i < 1000; ++i) blocks.push_back(take(bytes));
    all.insert(all.end(), blocks.begin(), blocks.end());
    for (std::size_t i = 0; i < blocks.size(); ++i)
      if (i % 10 == 0)
        kept.push_back(blocks[i]);
      else
        give(blocks[i], bytes);
  }
  const std::size_t needed = (kept.size() + 1000) * bytes / Pool::page_bytes + 1;
  BOOST_TEST(pages_of(all) <= 2 * needed + 10);  // 50,000 blocks that were never used again would fill 245
  for (void* block : kept) give(block, bytes);
}

// Also if nothing is given back to a page after it has been cut to its end.
BOOST_AUTO_TEST_CASE(a_page_is_cut_again_though_all_was_given_back_before_it_was_full) {
  if (UNROLL_POOL == 0) return;
  std::vector<void*> kept, all;
  for (int i = 0; i < 100'000; ++i) {
    void* const block = take(64);
    all.push_back(block);
    if (i % 1000 == 0)
      kept.push_back(block);
    else
      give(block, 64);
  }
  BOOST_TEST(pages_of(all) <= 14);  // of the 98 that 100,000 blocks fill
  for (void* block : kept) give(block, 64);
}

BOOST_AUTO_TEST_CASE(what_another_thread_gives_back_stays_taken) {
  if (UNROLL_POOL == 0) return;
  std::vector<void*> lent, own;
  for (int i = 0; i < 3000; ++i) (i % 2 ? lent : own).push_back(take(64));
  std::thread([&] {
    for (void* block : lent) give(block, 64);
  }).join();
  for (void* block : own) give(block, 64);
  std::sort(lent.begin(), lent.end());
  std::vector<void*> next;
  for (int i = 0; i < 5000; ++i) {
    next.push_back(take(64));
    BOOST_REQUIRE(!std::binary_search(lent.begin(), lent.end(), next.back()));
  }
  for (void* block : next) give(block, 64);
}

// A buffer is its header and its numbers, in as few times 64 bytes as hold them: of numbers that fill 64 bytes after
// the header, or a multiple of 64 of their own, not one more is taken.
BOOST_AUTO_TEST_CASE(buffers_are_no_larger_than_they_must_be) {
  if (UNROLL_POOL == 0) return;
  const auto check = [](std::size_t bytes_of_numbers, std::size_t header, std::size_t whole) {
    while (unroll::pool.left < 2 * whole) take(Pool::alignment);
    const std::byte* const at = unroll::pool.at;
    const Array x(Shape{}, Storage(static_cast<Index>(bytes_of_numbers / sizeof(Real))));
    BOOST_TEST(reinterpret_cast<const std::byte*>(x.data()) == at + header);
    BOOST_TEST(unroll::pool.at == at + whole);
  };
  check(48, 16, 64);
  check(56, 64, 128);
  check(64, 64, 128);
  check(72, 64, 192);
  check(512, 64, 576);
}

BOOST_AUTO_TEST_CASE(buffers_are_counted_by_thread) {
  const auto before = live_buffers();
  const Array x = Array::zeros({3}), copy = x, empty = Array::zeros({0});
  BOOST_TEST(live_buffers() == before + 2);
  std::thread([] {
    BOOST_TEST(live_buffers() == 0);
    const Array mine = Array::ones({2});
    BOOST_TEST(live_buffers() == 1);
  }).join();
  BOOST_TEST(live_buffers() == before + 2);
}

BOOST_AUTO_TEST_SUITE_END()
