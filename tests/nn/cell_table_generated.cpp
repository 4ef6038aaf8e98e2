#include "tests/nn/cell_table.hpp"
#include "tests/nn/generated_cell.hpp"

namespace cell_table {

namespace {

template <std::size_t fields, bool projects>
CellRow drawn(std::uint64_t seed) {
  return row<GeneratedCell<fields, projects>>(
      "drawn by seed " + std::to_string(seed) + ": " + Program(seed, fields).text(), {seed});
}

}  // namespace

std::vector<CellRow> generated_rows() {
  std::vector<CellRow> rows;
  for (std::uint64_t seed = 1; seed <= 24; seed += 4) {
    rows.push_back(drawn<1, true>(seed));
    rows.push_back(drawn<2, false>(seed + 1));
    rows.push_back(drawn<3, true>(seed + 2));
    rows.push_back(drawn<4, false>(seed + 3));
  }
  return rows;
}

}  // namespace cell_table
