// A bar on a terminal that fills while something runs, with the time that is left; nothing elsewhere.
#pragma once

#include <chrono>
#include <string>

namespace unroll::lessons {

class ProgressBar {
 public:
  // The time left is estimated from what was done since the first call with this `what`; at_most: it may end earlier.
  void show(const std::string& what, int done, int all, bool at_most = false);
  void clear();  // so that other text can be printed

 private:
  using Clock = std::chrono::steady_clock;

  std::string what_;
  Clock::time_point start_, drawn_;
  int done_at_start_ = 0, done_ = 0;
  bool shown_ = false;  // stands in the last line
};

// "0:42 left", "at most 1:02:03 left"; nothing while it cannot be told.
std::string time_left(double seconds, int done, int all, bool at_most);
// One line of that many columns at most: "the GRU [====    ] 300/1200, 0:42 left".
std::string bar_line(const std::string& what, int done, int all, const std::string& left, int columns);

}  // namespace unroll::lessons
