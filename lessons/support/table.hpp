// A table of texts, for a terminal and for a page.
#pragma once

#include <string>
#include <vector>

namespace unroll::lessons {

struct Table {
  std::vector<std::string> columns;
  std::vector<std::vector<std::string>> rows;
};

// One line for the columns' heads and one for each row, aligned to the right, or to the left.
enum class Side { left, right };
std::string aligned(const Table& table, Side side = Side::right);

}  // namespace unroll::lessons
