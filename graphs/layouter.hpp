// What lays out a picture, step by step: items into rows of blocks (layout_rows), columns and heights (layout_places),
// lines (layout_routes).
#pragma once

#include <map>
#include <set>

#include "graphs/block.hpp"

namespace unroll::graphs {

constexpr double line_distance = 9;  // between lines beside the panels of a wrapped picture

// What is written at the right of rails takes so much: their sums of shares.
double sums_width(const View& view);

class Layouter {
 public:
  Layouter(const View& view, Layout& out, const StripRoom& strips);

 private:
  static constexpr double gap = 22;         // between panels
  static constexpr double arc_height = 62;  // room for the way back at cell level

  // A lane of the forward graph, or the backward pass: blocks side by side, in the order in which values flow.
  struct Row {
    std::vector<Block> blocks;
    std::vector<int> steps;   // of each block; 0 before time, −1 after it
    double up = 0, down = 0;  // extent of its panels above and below the top line
    double buses = 0;         // and of what runs above the panels
    bool mirrored = false, backward = false;
    int phase = 0;  // its columns stand to the right of those of an earlier phase
  };
  struct Where {
    int row = -1, block = -1;  // −1 of bars
  };

  const Item& item(int i) const { return view_.items()[static_cast<std::size_t>(i)]; }
  Where where(int i) const { return block_of_[static_cast<std::size_t>(i)]; }
  bool has_arcs() const;
  void measure();

  void place_items_in_rows();
  std::vector<int> lanes_of_items(const std::vector<char>& after, const std::vector<std::vector<int>>& into) const;
  void find_shared();
  void arrange(Row& row);
  static void straighten(Row& row, const std::string& state);
  void keep_state_lines(Row& row);

  void align_columns();
  void place_rows();
  double place_bars(Look look, double y, int r);
  bool joins_after_time() const;
  double lines_beside() const;
  double names_width() const;
  // Columns from the left: of each phase what stands before its panels, steps 1 … T, what stands after them. After
  // the last phase comes what the whole sequence ends in.
  int phase_stride() const { return view_.snapshot().steps() + 2; }
  int column_key(const Row& row, std::size_t b) const;
  int last_phase() const;

  void route_links();
  bool crosses_rows(const Link& link) const;
  bool comes_from_below(const Link& link) const;
  bool stays_in_step(const Link& link) const;
  bool passes_rows(const Link& link) const;
  bool passes_beside(const Link& link) const;
  bool will_wrap(const Link& link) const;
  bool is_state_link(const Link& link) const;
  bool flies(const Link& link) const;
  int port_of(int l) const;
  double riser_of(int item) const;
  void find_buses(Row& row, int r);
  int bus_of(const Link& link) const;
  double bus_height(const Link& link, int r) const;
  std::vector<Point> bus(int l, Where from, Where to) const;
  void attend(const Link& link, Route& route) const;
  std::vector<Point> arc(const Link& link) const;

  const View& view_;
  Layout& out_;
  const StripRoom strips_;
  bool arcs_ = false;
  std::vector<Row> rows_;
  std::vector<Where> block_of_;     // of each item
  std::map<int, int> row_of_rail_;  // the lowest row that taps it
  std::map<int, double> column_, left_;
  std::set<int> far_, shared_;
  std::map<int, int> first_read_;                 // of what attends: the first of the links that come to it from below
  std::size_t first_panel_ = 0;                   // of the phase that is being placed
  std::map<std::pair<int, int>, int> bus_level_;  // of a row and a target, or of a row and −1 − source
};

}  // namespace unroll::graphs
