#include "lessons/support/progress.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <utility>

namespace unroll::lessons {

void ProgressBar::show(const std::string& what, int done, int all) {
  if (!isatty(STDERR_FILENO)) return;
  constexpr int width = 40;
  const int filled = width * done / std::max(all, 1), before = width * (done - 1) / std::max(all, 1);
  if (shown_ && filled == before && done < all) return;
  fmt::print(stderr, "\r{} [{:<{}}] {}/{}", what, std::string(static_cast<std::size_t>(filled), '='), width, done, all);
  std::fflush(stderr);
  shown_ = true;
  if (done >= all) clear();
}

void ProgressBar::clear() {
  if (std::exchange(shown_, false)) fmt::print(stderr, "\r\033[K");
  std::fflush(stdout);
}

}  // namespace unroll::lessons
