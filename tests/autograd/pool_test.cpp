#include "autograd/pool.hpp"

#include <cstring>
#include <thread>
#include <vector>

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
        const std::size_t alignment = bytes % Pool::alignment == 0 ? Pool::alignment : Pool::grain;
        BOOST_REQUIRE(reinterpret_cast<std::uintptr_t>(blocks.back().first) % alignment == 0);
        std::memset(blocks.back().first, static_cast<int>(blocks.size() % 251), bytes);
      }
    for (std::size_t i = 0; i < blocks.size(); ++i) {
      const auto [memory, bytes] = blocks[i];
      BOOST_TEST(std::all_of(memory, memory + bytes, [&](unsigned char c) { return c == (i + 1) % 251; }));
      give(memory, bytes);
    }
  }
}

BOOST_AUTO_TEST_CASE(freed_blocks_are_used_again) {
  if (UNROLL_POOL == 0) return;
  for (std::size_t bytes : sizes) {
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

// A buffer is its header and its numbers, in as few times 64 bytes as hold them: of numbers that fill 64 bytes after
// the header, or a multiple of 64 of their own, not one more is taken.
BOOST_AUTO_TEST_CASE(buffers_are_no_larger_than_they_must_be) {
  if (UNROLL_POOL == 0) return;
  const auto check = [](std::size_t bytes_of_numbers, std::size_t header, std::size_t whole) {
    auto* const block = static_cast<std::byte*>(take(whole));
    give(block, whole);
    const Array x = Array::zeros({static_cast<Index>(bytes_of_numbers / sizeof(Real))});
    BOOST_TEST(reinterpret_cast<const std::byte*>(x.data()) == block + header);
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
