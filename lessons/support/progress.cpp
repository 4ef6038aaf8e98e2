#include "lessons/support/progress.hpp"

#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <utility>

namespace unroll::lessons {

namespace {

int columns_of_terminal() {
  winsize size{};
  return ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col : 80;
}

int characters(const std::string& text) {
  return static_cast<int>(std::ranges::count_if(text, [](char c) { return (c & 0xc0) != 0x80; }));
}

}  // namespace

std::string time_left(double seconds, int done, int all, bool at_most) {
  if (done <= 0 || done >= all) return "";
  const auto left = static_cast<long>(std::ceil(seconds / done * (all - done)));
  const std::string time = left < 3600 ? fmt::format("{}:{:02}", left / 60, left % 60)
                                       : fmt::format("{}:{:02}:{:02}", left / 3600, left / 60 % 60, left % 60);
  return fmt::format("{}{} left", at_most ? "at most " : "", time);
}

std::string bar_line(const std::string& what, int done, int all, const std::string& left, int columns) {
  const std::string after = fmt::format("{}/{}{}{}", done, all, left.empty() ? "" : ", ", left);
  const int width = std::min(40, columns - characters(what + after) - 5);  // brackets, two spaces, one that stays free
  if (width < 4) return characters(what + after) + 2 <= columns ? what + " " + after : "";
  const int filled = static_cast<int>(static_cast<long>(width) * done / std::max(all, 1));
  return fmt::format("{} [{:<{}}] {}", what, std::string(static_cast<std::size_t>(filled), '='), width, after);
}

void ProgressBar::show(const std::string& what, int done, int all, bool at_most) {
  if (!isatty(STDERR_FILENO)) return;
  const auto now = Clock::now();
  const bool begins = what != what_ || done < done_;
  if (begins) what_ = what, start_ = now, done_at_start_ = done;
  done_ = done;
  if (done >= all) return clear();
  if (shown_ && !begins && now - drawn_ < std::chrono::milliseconds(200)) return;
  drawn_ = now;
  const double seconds = std::chrono::duration<double>(now - start_).count();
  // The estimate counts from the first step that was seen.
  const int made = done - done_at_start_;
  const std::string left = time_left(seconds, made, made + all - done, at_most);
  fmt::print(stderr, "\r{}\033[K", bar_line(what, done, all, left, columns_of_terminal()));
  std::fflush(stderr);
  shown_ = true;
}

void ProgressBar::clear() {
  if (std::exchange(shown_, false)) fmt::print(stderr, "\r\033[K");
  std::fflush(stdout);
}

}  // namespace unroll::lessons
