// Models that attend, in every view: no line runs through what it does not belong to, and the matrix is always there.
#include <boost/test/unit_test.hpp>

#include "autograd/backward.hpp"
#include "geometry.hpp"
#include "graphs/gallery/models.hpp"
#include "nn/bidirectional.hpp"

using namespace unroll;
using namespace unroll::graphs;
using namespace unroll::graphs::testing;

BOOST_AUTO_TEST_SUITE(attention_views)

namespace {

std::size_t at(int i) { return static_cast<std::size_t>(i); }

std::size_t count(const std::string& text, const std::string& what) {
  std::size_t found = 0;
  for (std::size_t i = text.find(what); i != std::string::npos; i = text.find(what, i + 1)) ++found;
  return found;
}

struct Traced {
  Tensor loss;
  Trace trace{Trace::Keep::arrays};
  explicit Traced(const std::function<Tensor()>& model) {
    seed(3);
    loss = model();
    loss.backward({.trace = &trace});
  }
  Tensor find(const std::string& name) const {
    return first_of([&](const SnapshotNode& n) { return n.name == name; });
  }
  Tensor weights() const {
    return first_of([](const SnapshotNode& n) { return n.role == Role::weights; });
  }

 private:
  template <class Is>
  Tensor first_of(const Is& is) const {
    const Snapshot snapshot(loss);
    for (const SnapshotNode& n : snapshot.nodes())
      if (is(n)) return Tensor(const_cast<Node*>(n.node));
    throw std::runtime_error("no such node");
  }
};

// The encoder's four steps run in both directions, the decoder has three.
Traced translation() { return Traced(unroll::gallery::translation); }

std::string name_of(const ViewOptions& o) {
  return fmt::format("level {}, fold {}, wrap {}, depth {}, radius {}", int(o.level), o.fold.first, o.wrap,
                     o.depth.value_or(-1), o.focus.node ? o.focus.radius : -1);
}

}  // namespace

BOOST_AUTO_TEST_CASE(no_line_runs_through_an_operation) {
  const Traced model = translation();
  std::vector<ViewOptions> views{{.level = Level::cell}, {.level = Level::op}, {.level = Level::op, .plumbing = true}};
  for (Level level : {Level::cell, Level::op}) {
    views.push_back({.level = level, .fold = {1, 1}});
    for (int wrap : {1, 2, 3}) views.push_back({.level = level, .wrap = wrap});
    views.push_back({.level = level, .attention = {.strongest = -1}});
  }
  for (int depth : {0, 1, 2}) {
    views.push_back({.depth = depth});
    views.push_back({.fold = {1, 1}, .depth = depth});
  }
  for (int radius : {1, 2, 3, 4, 6}) views.push_back({.level = Level::op, .focus = {model.weights(), radius}});
  for (const ViewOptions& options : views) BOOST_TEST_CONTEXT(name_of(options)) {
      check_geometry(Picture({model.loss}, &model.trace, options));
    }
}

BOOST_AUTO_TEST_CASE(the_matrix_is_in_every_picture) {
  const Traced model = translation();
  const Trace* trace = &model.trace;
  const Tensor gradient = grad(model.loss, model.find("cell.W_hh"), {.create_graph = true});
  for (const std::string& dot :
       {draw(model.loss, {.trace = trace}).dot(), draw(model.loss, {.trace = trace, .level = Level::op}).dot(),
        draw(model.loss, {.trace = trace, .level = Level::rolled}).dot(),
        draw(model.loss, {.trace = trace, .depth = 0}).dot(), draw(model.loss, {.trace = trace, .wrap = 2}).dot(),
        draw(model.loss, {.trace = trace, .fold = {1, 1}}).dot(), draw(gradient).dot()}) {
    BOOST_TEST(count(dot, "class=\"matrix\"") == 1u);
    BOOST_TEST(count(dot, "class=\"weight\"") == 12u);
    BOOST_TEST(count(dot, "class=\"attention\"") > 0u);
  }
  const Traced layer(unroll::gallery::transformer);
  const std::string dot = draw(grad(layer.loss, layer.find("attention.W_o"), {.create_graph = true})).dot();
  BOOST_TEST(count(dot, "class=\"matrix\"") == 2u);
  BOOST_TEST(count(dot, "no backward pass was traced") == 0u);  // for it is the backward pass
}

BOOST_AUTO_TEST_CASE(the_derivative_of_attention_crosses_nothing_and_stands_below) {
  const Traced model = translation();
  check_geometry(
      Picture({grad(model.loss, model.find("cell.W_hh"), {.create_graph = true})}, nullptr, Level::automatic));
  const Traced layer(unroll::gallery::transformer);
  const Picture p({grad(layer.loss, layer.find("attention.W_o"), {.create_graph = true})}, nullptr, Level::automatic);
  check_geometry(p);
  std::map<bool, Box> around;
  for (std::size_t i = 0; i < p.view.items().size(); ++i) {
    const Box& b = p.layout.items[i];
    Box& all = around.try_emplace(p.view.items()[i].backward, b).first->second;
    const double left = std::min(all.left(), b.left()), right = std::max(all.right(), b.right());
    const double bottom = std::min(all.bottom(), b.bottom()), top = std::max(all.top(), b.top());
    all = {(left + right) / 2, (bottom + top) / 2, right - left, top - bottom};
  }
  BOOST_TEST(around[true].top() < around[false].bottom());
  BOOST_TEST(std::abs(around[true].right() - around[false].right()) < 60);  // under the loss it begins
}

// A closed module that attends has the weights of what attends in it.
BOOST_AUTO_TEST_CASE(closed_modules_attend_too) {
  const Traced model = translation();
  const View open(Snapshot(model.loss), {.level = Level::cell}), closed(Snapshot(model.loss), {.depth = 0});
  const auto weights = [](const View& view) {
    std::multiset<std::tuple<int, int, double>> all;
    for (const Link& l : view.links())
      if (l.weight) all.insert({view.items()[at(l.from)].step, view.items()[at(l.to)].step, *l.weight});
    return all;
  };
  BOOST_TEST(weights(open).size() == 2u * 4 * 3);  // both directions
  BOOST_TEST((weights(open) == weights(closed)));
  for (const Lane& lane : closed.lanes()) BOOST_TEST(lane.phase == (lane.name == "decoder" ? 1 : 0));
}

BOOST_AUTO_TEST_CASE(rolled_each_lane_goes_round_as_often_as_it_has_steps) {
  const Traced model = translation();
  const Drawing drawing = draw(model.loss, {.trace = &model.trace, .level = Level::rolled});
  const View& view = drawing.view();
  BOOST_TEST_REQUIRE(view.turns().size() == 3u);
  for (const Turns& turns : view.turns()) {
    BOOST_TEST(turns.norms.size() == (view.lanes()[at(turns.lane)].name == "decoder" ? 3u : 4u));
    for (const auto& norm : turns.norms) BOOST_TEST(norm.has_value());
  }
  BOOST_TEST(count(drawing.dot(), "back, 3 times") == 1u);
  BOOST_TEST(count(drawing.dot(), "back, 4 times") == 2u);
  BOOST_TEST(count(drawing.dot(), "class=\"turn\"") == 3u + 4 + 4);
  BOOST_TEST(count(drawing.dot(), "not traced") == 0u);
  BOOST_TEST(count(drawing.dot(), "gradient on its way back, once for every step") == 1u);
  BOOST_TEST(count(drawing.dot(), "its weights are in the matrix") == 1u);

  // What attends reads both directions and the state before, through the delay; an embedding is a row of its matrix.
  int cells = 0, delays = 0;
  for (const Link& l : view.links()) {
    if (!view.items()[at(l.to)].attends) continue;
    cells += view.items()[at(l.from)].look == Look::cell && l.weight;
    delays += view.items()[at(l.from)].look == Look::delay;
  }
  BOOST_TEST(cells == 2);
  BOOST_TEST(delays == 1);
  for (const Item& i : view.items())
    if (i.look == Look::cell && view.lanes()[at(i.lane)].name != "decoder")
      BOOST_TEST(i.note.find("W[·] W_xh") != std::string::npos, i.note);

  const Layout& layout = drawing.layout();
  for (std::size_t i = 0; i < layout.items.size(); ++i)
    for (std::size_t j = i + 1; j < layout.items.size(); ++j)
      BOOST_TEST(!overlap(layout.items[i], layout.items[j]),
                 view.items()[i].label << " overlaps " << view.items()[j].label);
  check_lines(Picture({model.loss}, &model.trace, Level::rolled));
  check_geometry(Picture({model.loss}, &model.trace, Level::rolled));
}

// Each direction folds its own steps: its gain is that of its own states.
BOOST_AUTO_TEST_CASE(every_lane_has_a_fold_of_its_own) {
  seed(3);
  nn::Bidirectional<nn::RNNCell> layer(2, 3, {});
  const Tensor hs = layer(unroll::gallery::data("x", {20, 1, 2}));
  const Tensor loss = nn::squared_error(hs, unroll::gallery::data("y", hs.shape()));
  Trace trace(Trace::Keep::arrays);
  loss.backward({.trace = &trace});
  const View whole(Snapshot(loss, &trace), {.level = Level::cell, .fold = {20, 20}});
  const Picture p({loss}, &trace, ViewOptions{.level = Level::cell, .fold = {3, 5}});
  check_geometry(p);
  const auto carried = [&](int lane, int from, int to) {  // what came back along the state's link
    for (const Link& l : whole.links()) {
      const Item &a = whole.items()[at(l.from)], &b = whole.items()[at(l.to)];
      if (a.look == Look::state && b.look == Look::state && a.lane == lane && b.lane == lane && a.step == from &&
          b.step == to)
        return l.flow.value();
    }
    throw std::runtime_error("no such link");
  };
  int folds = 0;
  for (const Item& i : p.view.items()) {
    if (i.look != Look::fold) continue;
    ++folds;
    BOOST_TEST((i.step == 4 && i.last_step == 15));
    const bool mirrored = p.view.lanes()[at(i.lane)].mirrored;
    const double in = mirrored ? carried(i.lane, 4, 3) : carried(i.lane, 15, 16);
    const double out = mirrored ? carried(i.lane, 16, 15) : carried(i.lane, 3, 4);
    BOOST_TEST_REQUIRE(i.gain.has_value());
    BOOST_TEST(*i.gain == out / in, boost::test_tools::tolerance(1e-12));
  }
  BOOST_TEST(folds == 2);
  BOOST_TEST(std::count_if(p.layout.panels.begin(), p.layout.panels.end(),
                           [](const Panel& panel) { return panel.step != panel.last_step; }) == 2);
}

BOOST_AUTO_TEST_SUITE_END()
