// A bar on a terminal that fills while something runs; nothing elsewhere.
#pragma once

#include <string>

namespace unroll::lessons {

class ProgressBar {
 public:
  void show(const std::string& what, int done, int all);
  void clear();  // so that other text can be printed

 private:
  bool shown_ = false;  // stands in the last line
};

}  // namespace unroll::lessons
