// What paints a picture: the frame and the colours (paint), items (paint_items), links (paint_links).
#pragma once

#include <map>
#include <tuple>

#include "graphs/canvas.hpp"
#include "graphs/heat.hpp"
#include "graphs/legend.hpp"
#include "graphs/paint.hpp"

namespace unroll::graphs {

class Painter {
 public:
  Painter(const View& view, const Layout& layout, const PaintOptions& options);
  std::string paint();

 private:
  Heat scale();
  std::optional<double> quantity(const Item& item) const;
  std::optional<double> warmth(const Item& item) const;
  bool on_way(const Item& item) const;
  const SnapshotNode& node(const Item& item) const {
    return view_.snapshot().nodes()[static_cast<std::size_t>(item.node)];
  }
  void panels();
  void strips(const Heat* heat);
  void title();

  void paint_item(int i);
  void paint_fold(int i);
  void paint_stub(int i);
  void paint_bar(int i, const Box& box, const std::string& id, bool once_more);
  std::string tooltip(const Item& item) const;
  std::string measure(const Item& item) const;
  void find_sides_of_notes();
  std::multimap<double, std::pair<double, double>> vertical_lines() const;

  void paint_link(int l);
  void paint_arc(int l);
  void paint_attention(int l);
  void find_floors();
  double tap_floor(const Item& user) const;

  const View& view_;
  const Layout& layout_;
  const PaintOptions& options_;
  Canvas canvas_;
  bool traced_, coloured_ = false;
  Heat heat_;
  Used used_;
  std::map<std::tuple<bool, int, int>, double> floors_;  // of the backward pass or not, a lane and a step
  double lowest_floor_ = 0;
  std::vector<int> side_of_note_;  // of each item
};

}  // namespace unroll::graphs
