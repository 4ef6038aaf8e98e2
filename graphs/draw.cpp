#include "graphs/draw.hpp"

#include <algorithm>

#include "autograd/file.hpp"
#include "autograd/node_rare.hpp"
#include "graphs/stepper.hpp"

namespace unroll::graphs {

namespace {

std::optional<Quantity> quantity_of(const Snapshot& snapshot, const HeatBy& heat) {
  if (!heat.value) return {};
  Quantity quantity{heat.name.empty() ? "heat" : heat.name, {}, heat.scale};
  for (const SnapshotNode& node : snapshot.nodes()) quantity.values.push_back(heat.value(node));
  return quantity;
}

// An Error if only one end is given, or no path leads from one to the other.
std::vector<int> way_of(const Snapshot& snapshot, const Way& way) {
  if (!way.from && !way.to) return {};
  const std::vector<int> nodes = snapshot.shortest_way(way.from, way.to);
  if (nodes.empty())
    throw Error("draw: no way leads from " + describe(*way.from.node()) + " to " + describe(*way.to.node()) +
                ", which should be pointed out; an input comes first, what was computed from it second");
  return nodes;
}

}  // namespace

// One picture shows one quantity by its colours: the trace is read by the function, and then not drawn.
Drawing::Drawing(Snapshot snapshot, const DrawOptions& options)
    : view_(options.heat.value ? snapshot.untraced() : snapshot, {.level = options.level,
                                                                  .plumbing = options.plumbing,
                                                                  .captions = options.captions,
                                                                  .fold = options.fold,
                                                                  .wrap = options.wrap,
                                                                  .focus = options.focus,
                                                                  .depth = options.depth,
                                                                  .attention = options.attention}),
      strips_(strips_of(view_, options.bounds)),
      layout_(view_, room_of(strips_, view_)),
      dot_(to_dot(view_, layout_,
                  {.title = options.title,
                   .subtitle = options.subtitle,
                   .strips = strips_,
                   .heat = quantity_of(snapshot, options.heat),
                   .way = way_of(view_.snapshot(), options.way)})),
      title_(options.title) {}

std::vector<std::filesystem::path> Drawing::save(const std::filesystem::path& path,
                                                 std::vector<std::string> formats) const {
  std::stable_partition(formats.begin(), formats.end(), [](const std::string& f) { return f == "dot"; });
  std::vector<std::filesystem::path> written;
  for (const std::string& format : formats) {
    const std::string contents =
        format == "html" ? stepper_page(view_, render(dot_, "svg"), title_) : render(dot_, format);
    std::filesystem::path target = path;
    target += "." + format;
    write_file(target, contents);
    written.push_back(target);
  }
  return written;
}

Drawing draw(const Tensor& root, const DrawOptions& options) { return Drawing(Snapshot(root, options.trace), options); }
Drawing draw(const std::vector<Tensor>& roots, const DrawOptions& options) {
  return Drawing(Snapshot(roots, options.trace), options);
}

}  // namespace unroll::graphs
