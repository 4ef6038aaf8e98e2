// One call that draws a graph: snapshot, view, layout, DOT. For lessons and for your own programs:
//
//   Trace trace;
//   loss.backward({.trace = &trace});
//   graphs::draw(loss, {.title = "An RNN over three steps", .trace = &trace}).save("rendered/rnn", {"dot", "svg",
//   "png"});
#pragma once

#include <filesystem>
#include <functional>
#include <initializer_list>

#include "graphs/paint.hpp"
#include "graphs/render.hpp"

namespace unroll::graphs {

// Colours by any quantity: how large values are, what an op costs, a gradient in proportion to its value.
struct HeatBy {
  std::string name = {};                                                 // in the legend
  std::function<std::optional<double>(const SnapshotNode&)> value = {};  // nothing: the node has its ordinary colour
  Scale scale = Scale::log;
};

// The shortest way through the graph from one tensor to another, in operations, stands out in a colour of its own.
struct Way {
  Tensor from = {}, to = {};  // empty: none
};

struct DrawOptions {
  std::string title = {}, subtitle = {};
  const Trace* trace = nullptr;            // of a pass through this graph: shows the gradients
  Level level = Level::automatic;          // every op, one box a state, or the derivative's own graph
  bool plumbing = false;                   // show slices, transposes and their like, too
  std::vector<std::string> captions = {};  // of each time step, such as the letter read
  Fold fold = {};                          // which steps to draw of a long sequence
  int wrap = 0;                            // this many steps a row, and the rows below each other
  Focus focus = {};                        // only what is near a node
  std::optional<int> depth = {};           // how many levels of modules are opened; nothing: all
  bool bounds = false;                     // how much gradient could come back at most: costs time (bounds.hpp)
  HeatBy heat = {};                        // colours show this; the gradient's colours, halos and numbers are left out
  AttentionOptions attention = {};         // of which batch entry and head, and how many edges
  Way way = {};                            // points out a path
};

class Drawing {
 public:
  Drawing(Snapshot snapshot, const DrawOptions& options);

  const Snapshot& snapshot() const { return view_.snapshot(); }
  const View& view() const { return view_; }
  const Layout& layout() const { return layout_; }
  const std::string& dot() const { return dot_; }

  // Writes path.dot, path.svg … and returns the paths. The DOT file comes first: it needs no plugin. Formats: dot, svg,
  // png, pdf, and html, a page that steps through the passes.
  std::vector<std::filesystem::path> save(const std::filesystem::path& path,
                                          std::vector<std::string> formats = {"dot", "svg"}) const;

 private:
  View view_;
  std::vector<Strip> strips_;
  Layout layout_;
  std::string dot_, title_;
};

Drawing draw(const Tensor& root, const DrawOptions& options = {});
Drawing draw(const std::vector<Tensor>& roots, const DrawOptions& options = {});

}  // namespace unroll::graphs
