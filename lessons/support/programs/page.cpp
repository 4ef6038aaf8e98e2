// lesson-page <page> <folder of rendered pictures> <lesson folder>...: writes the page of what these lessons drew.
#include "lessons/support/page.hpp"

#include <fmt/format.h>

#include "autograd/file.hpp"

int main(int argc, char* argv[]) {
  if (argc < 3) {
    fmt::print(stderr, "Say which page to write, where the pictures are, and of which lessons.\n");
    return 2;
  }
  try {
    unroll::write_file(argv[1], unroll::lessons::page(argv[1], argv[2], {argv + 3, argv + argc}));
  } catch (const std::exception& error) {
    fmt::print(stderr, "{}\n", error.what());
    return 1;
  }
}
