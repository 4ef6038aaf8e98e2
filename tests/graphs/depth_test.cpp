// Closed modules: one box each, nothing lost: what flows in and out, how many ops, which gradient.
#include "autograd/error.hpp"
#include "geometry.hpp"
#include "nn/gru_cell.hpp"
#include "nn/recurrent.hpp"

using namespace unroll;
using namespace unroll::graphs;
using namespace unroll::graphs::testing;

BOOST_AUTO_TEST_SUITE(depth)

namespace {

// A recurrence in a module "cell" with a module "gate" in it, and a head outside time.
struct Model {
  Tensor W = parameter("cell.W", {3, 3}, 1), U = parameter("cell.gate.U", {3, 3}, 2),
         V = parameter("head.V", {3, 2}, 3);
  Tensor loss;
  std::vector<Tensor> states;

  explicit Model(int steps) {
    Tensor h = Tensor(numbers({1, 3}, 5)).named("h_0").mark(Role::state, "h");
    for (int t = 1; t <= steps; ++t) {
      Scope step("t", t);
      Scope cell("cell");
      const Tensor x = Tensor(numbers({1, 3}, 10 + static_cast<unsigned>(t))).named("x").mark(Role::input);
      Tensor z;
      {
        Scope gate("gate");
        z = sigmoid(matmul(h, U) + x);
      }
      h = tanh(matmul(x, W) + z * h).mark(Role::state, "h").named(fmt::format("h_{}", t));
      states.push_back(h);
    }
    Scope head("head");
    loss = mean(square(tanh(matmul(h, V)))).mark(Role::loss).named("L");
  }
};

std::map<std::string, int> boxes(const View& view) {
  std::map<std::string, int> found;
  for (const Item& i : view.items())
    if (i.look == Look::module) ++found[i.label];
  return found;
}

}  // namespace

BOOST_AUTO_TEST_CASE(one_box_for_a_module_and_a_step) {
  const Model model(4);
  Trace trace(Trace::Keep::arrays);
  model.loss.backward({.trace = &trace});
  const Picture closed({model.loss}, &trace, {.depth = 0}), half({model.loss}, &trace, {.depth = 1}),
      open({model.loss}, &trace, {.level = Level::op, .depth = 2});
  BOOST_TEST((boxes(closed.view) == std::map<std::string, int>{{"cell", 4}, {"head", 1}}));
  BOOST_TEST((boxes(half.view) == std::map<std::string, int>{{"gate", 4}}));
  BOOST_TEST(boxes(open.view).empty());
  for (const Picture* p : {&closed, &half, &open}) {
    check_geometry(*p);
    check_stamps(*p, 2, 3, false);
  }
  for (const Item& i : half.view.items())
    if (i.look == Look::module) BOOST_TEST(i.note == "1 +, 1 matmul, 1 σ");
  BOOST_TEST(half.view.items().size() == open.view.items().size() - 4 * 2);  // three ops became one
  check_geometry(Picture({model.loss}, &trace, {.wrap = 2, .depth = 0}));
  check_geometry(Picture({model.loss}, &trace, {.fold = {1, 1}, .depth = 0}));
  check_geometry(Picture({model.loss}, &trace, {.focus = {model.states[1], 1}, .depth = 0}));
}

// Between two cells flows all of the state's gradient, and a tap carries the step's share, as in the trace.
BOOST_AUTO_TEST_CASE(gradients_along_what_remains) {
  const Model model(4);
  Trace trace(Trace::Keep::arrays);
  model.loss.backward({.trace = &trace});
  const View view(Snapshot(model.loss, &trace), {.depth = 0});
  int carried = 0, taps = 0;
  for (const Link& l : view.links()) {
    const Item &from = view.items()[static_cast<std::size_t>(l.from)],
               &to = view.items()[static_cast<std::size_t>(l.to)];
    if (from.look == Look::module && to.look == Look::module && to.step > 0) {
      ++carried;
      const double whole =
          static_cast<double>(*trace.norm(model.states[static_cast<std::size_t>(from.step - 1)].node()));
      BOOST_TEST(std::abs(l.flow.value() - whole) <= 1e-6 * whole);
      BOOST_TEST(to.step == from.step + 1);
    }
    if (from.look != Look::rail) continue;
    ++taps;
    const Tensor& parameter = from.label == "W" ? model.W : model.U;
    for (const SnapshotEdge& e : view.snapshot().edges())
      if (e.from == view.snapshot().find(parameter) &&
          view.snapshot().nodes()[static_cast<std::size_t>(e.to)].step == to.step)
        BOOST_TEST(l.flow.value() == e.flow.value());
  }
  BOOST_TEST(carried == 3);
  BOOST_TEST(taps == 8);
}

// Slices and broadcasts on the way are inside, too: a layer is one box a step, and one for what it computes before
// time.
BOOST_AUTO_TEST_CASE(plumbing_does_not_split_a_module) {
  nn::Recurrent<nn::GRUCell> layer(3, 4, {.layers = 2});
  const Tensor xs = Tensor(numbers({4, 2, 3}, 1)).named("x").mark(Role::input);
  const Picture p({mean(square(layer.forward(xs))).mark(Role::loss)}, nullptr, {.depth = 0});
  check_geometry(p);
  BOOST_TEST((boxes(p.view) == std::map<std::string, int>{{"layers.0", 5}, {"layers.1", 5}}));
}

// A value that is broadcast inside a module does not leave it: the box is coloured by the gradient of what does.
BOOST_AUTO_TEST_CASE(the_gradient_of_what_leaves_a_module) {
  const Tensor x = variable(numbers({4, 3}, 1)).named("x").mark(Role::input);
  Tensor y;
  {
    Scope scope("norm");
    const Tensor centred = x - mean(x, -1, true);
    y = centred / sqrt(mean(square(centred), -1, true));
  }
  const Tensor loss = sum(y * y * y).mark(Role::loss);
  Trace trace(Trace::Keep::arrays);
  loss.backward({.trace = &trace});
  const View view(Snapshot(loss, &trace), {.depth = 0});
  BOOST_TEST((boxes(view) == std::map<std::string, int>{{"norm", 1}}));
  for (const Item& i : view.items())
    if (i.look == Look::module) BOOST_TEST(i.gradient.value() == static_cast<double>(*trace.norm(y.node())));
  for (const Link& l : view.links())
    if (view.items()[static_cast<std::size_t>(l.to)].look == Look::module) {
      const double whole = static_cast<double>(*trace.norm(x.node()));
      BOOST_TEST(std::abs(l.flow.value() - whole) <= 1e-6 * whole);
    }
}

// Called again with what was made of its answer, a module is a box for each call; the graph of boxes has no circle.
BOOST_AUTO_TEST_CASE(a_module_called_twice) {
  const Tensor W = parameter("f.W", {3, 3}, 1);
  const auto f = [&](const Tensor& x) {
    Scope scope("f");
    return tanh(matmul(x, W));
  };
  const Tensor x = Tensor(numbers({1, 3}, 2)).named("x").mark(Role::input);
  const Picture p({sum(f(sin(f(x))))}, nullptr, {.depth = 0});
  check_geometry(p);
  BOOST_TEST(boxes(p.view).at("f") == 2);
  for (const Link& l : p.view.links())
    BOOST_TEST(p.layout.items[static_cast<std::size_t>(l.from)].x <
               p.layout.items[static_cast<std::size_t>(l.to)].x + 1e-6);
}

BOOST_AUTO_TEST_CASE(what_cannot_be_closed) {
  const Model model(3);
  const auto message = [](const std::vector<Tensor>& roots, const ViewOptions& options) {
    try {
      View(Snapshot(roots), options);
    } catch (const Error& e) {
      return std::string(e.what());
    }
    return std::string("no error");
  };
  BOOST_TEST(message({model.loss}, {.depth = -1}).find("give 0") != std::string::npos);
  BOOST_TEST(message({model.loss}, {.level = Level::cell, .depth = 0}).find("at op level") != std::string::npos);
  BOOST_TEST(message({model.loss}, {.level = Level::rolled, .depth = 0}).find("leave it out") != std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
