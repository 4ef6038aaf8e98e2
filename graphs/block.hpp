// The inside of one time step (or of what comes before or after time): items in columns by depth, each carried state
// along a line of its own, long links through cells of their own so that they pass between the items. The cell's hints
// say which state is on top, and which items share a column.
#pragma once

#include <map>
#include <set>
#include <vector>

#include "graphs/hints.hpp"
#include "graphs/path.hpp"

namespace unroll::graphs {

class Block {
 public:
  // `chips`: data that a single item reads stands below it instead of in a column of its own.
  Block(const View& view, std::vector<int> items, bool chips);

  void add_link(int link);              // within the block
  void add_entry(int link, int group);  // from another block; links of a group come in together
  void add_exit(int link);              // to the next block
  void add_port_below(int item, int link);
  void add_idle_exit(int item);  // a state that nobody reads any more keeps its line, as in the steps before
  // A state's way through the block is level. Lines are from the top, the first at 0; blocks side by side agree on
  // the lines that they share between the two halves of the arrangement.
  struct Line {
    std::string state;
    double y = 0;
  };
  // Columns, and the order of their cells; which states' lines come first, if the hints do not tell.
  void arrange(const std::vector<std::string>& order);
  const std::vector<Line>& lines() const { return lines_; }
  void lower_line(std::size_t line, double y);  // at least so far below the top line
  void settle();                                // heights and widths
  void align_exits(const Block& next);          // puts items level with where their links enter the next block

  const std::vector<int>& items() const { return items_; }
  double width() const { return width_; }
  double up() const { return up_; }  // extents above and below the top line
  double down() const { return down_; }

  void place(double x, double top_line, bool mirrored);
  void report(std::vector<Box>& boxes) const;
  std::vector<Run> runs(int link) const;
  std::vector<Run> entry_runs(int link) const;
  std::vector<Run> exit_runs(int link) const;
  Point port_below(int link) const;
  bool is_chip(int item) const { return chip_of_.count(item) > 0; }
  std::vector<Point> chip_route(int link) const;
  bool is_topmost(int item) const;
  // The middle of the space after the item's column, and before it, in the direction of the flow.
  double gutter_after(int item) const;
  double gutter_before(int item) const;

 private:
  struct Cell {
    int item = -1;  // −1: a link passes through
    int column = 0;
    double width = 0, up = 0, down = 0;  // extent, chips included
    double item_width = 0;               // of the item alone, which begins at the left
    double y = 0, left = 0;              // y grows downwards from the top line
    int line = -1;
    bool from_state = false;  // made from what comes in
    std::vector<int> in, out;
  };
  struct Column {
    double left = 0, right = 0;
    std::vector<int> cells;  // from top to bottom
  };

  const View* view_;
  std::vector<int> items_;
  bool chips_;
  Hints hints_;
  double run_in_;  // a straight piece before each item, where links carry numbers
  std::vector<int> links_, exits_, idle_exits_;
  std::vector<std::pair<int, int>> entries_;  // (link, group)
  std::map<int, std::vector<int>> ports_;     // of an item: the links that arrive from below
  std::map<int, int> chip_of_;                // a chip's user
  std::map<int, std::vector<int>> chips_of_;  // an item's chips
  std::vector<Cell> cells_;
  std::vector<Column> columns_;
  std::vector<Line> lines_;
  std::vector<std::vector<int>> hinted_;     // the cells of each column that the hints name
  std::map<int, int> cell_of_;               // of an item
  std::map<int, int> entry_cell_;            // of a group
  std::map<int, int> exit_source_;           // the item whose value leaves through a cell
  std::map<int, std::vector<int>> through_;  // the cells that a link passes, from source to target
  std::map<int, double> offset_;             // of a link's tip from the middle of its target
  std::map<int, double> chip_x_;             // of a chip's middle from its cell's left
  double width_ = 0, up_ = 0, down_ = 0, x_ = 0, top_line_ = 0;
  bool mirrored_ = false;

  void find_chips();
  void size_cells();
  void assign_columns();
  bool assign_columns(const std::vector<std::pair<int, int>>& pairs, const std::vector<std::vector<int>>& together);
  void find_hinted();
  void lead_links();
  int lead(int cell, int column, std::map<std::pair<int, int>, int>& chain, int source);
  bool is_state(int item) const;
  std::string state_of(int item) const;
  void find_lines(std::vector<std::string> order);
  std::vector<int> shortest_way(const std::vector<int>& starts, const std::set<int>& ends) const;
  void order_cells();
  void keep_order(Column& column) const;
  bool keeps_order(int upper, int lower) const;
  void space_lines();
  double apart(int above, int below) const;
  void assign_heights();
  void straighten();
  void spread(Column& column, const std::vector<double>& wanted);
  void assign_widths();
  void spread_tips();
  void connect(int a, int b);
  std::size_t chip_row(int item, double& width) const;
  double port_offset(int item, int link) const;
  Point local(double x, double y) const { return {mirrored_ ? x_ + width_ - x : x_ + x, top_line_ - y}; }
  Run local_run(double from, double to, double y) const { return {local(from, y).x, local(to, y).x, top_line_ - y}; }
  void append_tip(std::vector<Run>& runs, int link) const;
};

}  // namespace unroll::graphs
