// What a picture shows of a snapshot, and under which labels, before anything has a place. Plumbing is folded into
// the links; a parameter becomes one rail; data that a single step reads becomes a chip of that step; at cell level
// all ops between two states are folded into one link.
#pragma once

#include <array>
#include <set>
#include <string>
#include <vector>

#include "graphs/attention.hpp"

namespace unroll::graphs {

// automatic: the derivative's graph if the snapshot holds one; every op up to 4 time steps; beyond, one box a state.
// rolled: one cell for all steps, with its loop.
enum class Level { automatic, op, cell, backward, rolled };

// Of a long sequence, the first and the last steps are drawn and one panel stands for those between them.
struct Fold {
  int first = 0, last = 0;  // how many are drawn; both 0: as many as are legible, when there are more than 16
};

// What lies within `radius` links of a tensor's node, and stubs where links were cut. A shared parameter is reached,
// but not passed through: all steps are its neighbours.
struct Focus {
  Tensor node = {};  // empty: everything
  int radius = 2;
};

struct ViewOptions {
  Level level = Level::automatic;
  bool plumbing = false;                   // show slices, transposes and their like, too
  std::vector<std::string> captions = {};  // of each time step, such as the letter read
  Fold fold = {};
  int wrap = 0;  // this many steps a row, and the rows below each other; 0: one row
  Focus focus = {};
  // Modules deeper than this many levels of the module path are one box each: 0 closes every module, 1 opens the
  // outermost ones. Nothing: all are open.
  std::optional<int> depth = {};
  AttentionOptions attention = {};
};

enum class Look {
  op,         // a rounded box
  pointwise,  // a circle: +, ⊙
  state,      // a box of the cell level
  loss,       // a dark disc
  leaf,       // data or a parameter that stands where its user is: a circle, or an amber box
  rail,       // a parameter that several steps share: one bar under all of them
  fold,       // the steps that are not drawn
  module,     // all ops of a module that is not opened, in one step
  stub,       // what a focus cut off
  cell,       // of a rolled picture: all steps of a lane
  delay,      // what a step hands to the next
  sum         // the sum of one addend from each step: one bar that gathers them
};

struct Item {
  int node;  // in the snapshot
  Look look;
  std::string label;  // "tanh", "h_3"
  std::string note;   // of a state, its op; of a single number, its value
  int step;           // its panel; 0 outside time
  bool backward;
  bool parameter;                   // of a leaf: amber
  bool reference;                   // stands for a value of the forward pass that the backward pass reads
  std::optional<double> gradient;   // the norm; nothing if not traced
  int last_step = step;             // of a fold, the last of its steps
  bool starts = false;              // of a leaf: the state that a step goes on from
  bool attends = false;             // of the cell level: reads states by attention's weights
  int lane = 0;                     // which of View::lanes() it belongs to; 0 outside time
  std::optional<double> gain = {};  // of a fold: by how much the gradient changed on its way back through it
};

// What recurs by itself: a layer, one direction of a bidirectional layer, an encoder. Its steps stand side by side.
struct Lane {
  std::string name;       // the module path outside its time steps: "layers.0.past"
  bool mirrored = false;  // runs from t = T to t = 1
  int phase = 0;          // what attends to another lane begins when that has ended: it stands to the right
};

// The gradient of what one loop of a rolled picture carries, at every turn.
struct Turns {
  int lane;
  std::string field;
  std::vector<std::optional<double>> norms;  // of t = 1 … T; nothing where it was not traced
};

// A scope up to its first time step, which is its lane's name: "layers.0.past/t=2/gate" is "layers.0.past".
std::string outside_time(const std::string& scope);

// What is written beside a rail, before the number: "‖Σ ∂L/∂W_xh‖".
std::string sum_of_shares(const Item& rail);

struct Link {
  int from, to;
  int input;                          // which input of `to`
  std::optional<double> flow;         // the norm of what came back along it,
  std::optional<double> share;        // and the number itself, if it is one
  bool drawn;                         // not what a reference stands for, nor a weak attention
  std::vector<int> edges = {};        // in Snapshot::edges(): those along which `flow` came back
  std::optional<double> weight = {};  // of attention: how much of it is read
  // Where several items read one folded op, what came back along an edge is divided among their links:
  Array part = {};                 // this link's part, if the trace kept arrays;
  bool counted_elsewhere = false;  // otherwise all of it is told at the first of them
};

class View {
 public:
  View(const Snapshot& snapshot, const ViewOptions& options);

  const Snapshot& snapshot() const { return snapshot_; }
  Level level() const { return level_; }
  const std::vector<Item>& items() const { return items_; }
  const std::vector<Link>& links() const { return links_; }
  // From below: none reads one that comes after it. One lane without a name if nothing recurs.
  const std::vector<Lane>& lanes() const { return lanes_; }
  bool scalars() const { return scalars_; }  // single numbers only, and no time: values and shares are written out
  const std::vector<Turns>& turns() const { return turns_; }  // of a rolled picture
  const Attentions& attentions() const { return attentions_; }
  const std::string& caption(int step) const;
  int wrap() const { return wrap_; }  // steps a row; 0: one row
  // The smallest and the largest gradient, on items and links alike; both 0 if there is none.
  double smallest() const { return smallest_; }
  double largest() const { return largest_; }

 private:
  struct Source {  // a node that a link comes from, and the edges by which it enters what is folded into the link
    int node;
    std::vector<const SnapshotEdge*> first;
    bool shared;  // a folded node on the way has other users, too
  };
  void choose_level(const ViewOptions& options);
  void choose_visible(const ViewOptions& options);
  std::vector<char> only_for_attention() const;
  void find_rails();
  void add_items();
  void order_steps();
  void add_links();
  std::vector<Source> sources_of(int user, int input) const;
  std::optional<double> flow_from(const Source& source, int user, int input) const;
  std::vector<int> edges_of(const Source& source, int user, int input) const;
  void divide_flows();
  bool divide_by_rules(const std::set<int>& users);
  std::optional<std::map<int, Array>> pull_back(int user) const;
  void tell_once(const std::map<int, std::vector<int>>& links_of);
  int leaf_item(const Source& source, int user);
  std::string leaf_label(int node, int reader) const;
  std::string op_label(int node) const;
  std::string operand(int node, int input) const;
  std::string gradient_operand(int node, int input) const;
  bool is_hidden(int node) const { return !visible_[static_cast<std::size_t>(node)]; }
  bool is_start_of_state(int leaf, int step) const;
  void fold(const Fold& wanted);
  std::optional<double> together(const std::map<int, std::vector<const Link*>>& links) const;
  void choose_wrap(int steps_a_row);
  void focus(const Focus& wanted);
  std::set<int> items_of(const Focus& wanted) const;
  void close_modules(const ViewOptions& options);
  void find_inner_leaves();
  void find_items_of_modules();
  void add_module_links(int item);
  bool is_inner(int leaf, int module) const { return reader_[at_(leaf)] == module; }
  int module_of(int node) const { return module_of_.empty() ? -1 : module_of_[at_(node)]; }
  static std::size_t at_(int i) { return static_cast<std::size_t>(i); }
  void check_rolled(const ViewOptions& options) const;
  void check_steps_alike() const;
  int snapshot_lane(const SnapshotNode& node) const;
  void roll();
  std::string inside_of_cell(int lane) const;
  int lane_of(const SnapshotNode& node);
  void weigh(int first, int read);
  void sort_lanes();
  void find_phases();
  void measure();

  Snapshot snapshot_;
  Attentions attentions_;
  Level level_ = Level::op;
  std::vector<std::string> captions_;
  std::vector<Item> items_;
  std::vector<Link> links_;
  std::vector<Lane> lanes_;
  std::vector<Turns> turns_;
  std::vector<int> module_of_, reader_;    // of a node: its closed module; of a parameter: the only one that reads it
  std::vector<std::vector<int>> modules_;  // closed: the nodes in each
  std::vector<char> visible_, rail_;
  std::vector<int> item_of_;                  // of each node; −1 if it has none, or one for each step
  std::map<std::array<int, 3>, int> leaves_;  // the item of a leaf in a step of a lane, or beside a user
  bool scalars_ = false;
  int wrap_ = 0;
  std::vector<int> uses_;  // how many edges leave each node
  double smallest_ = 0, largest_ = 0;
};

}  // namespace unroll::graphs
