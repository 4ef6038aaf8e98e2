// Graphs at the edge of what can be drawn: next to nothing, a great deal, and numbers that are none.
#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "autograd/error.hpp"
#include "autograd/random.hpp"
#include "geometry.hpp"
#include "graphs/strip.hpp"
#include "nn/lstm_cell.hpp"
#include "nn/unrolled.hpp"
#include "xml.hpp"

using namespace unroll;
using namespace unroll::graphs;
using namespace unroll::graphs::testing;

BOOST_AUTO_TEST_SUITE(edge_cases)

namespace {

// At every level, with and without plumbing: the geometry holds, and the SVG is strict.
void check(const std::vector<Tensor>& roots, const Trace* trace = nullptr) {
  for (Level level : {Level::automatic, Level::op, Level::cell, Level::backward})
    for (bool plumbing : {false, true}) {
      const Drawing drawing = graphs::draw(roots, {.trace = trace, .level = level, .plumbing = plumbing});
      if (!plumbing) check_geometry(Picture(roots, trace, level));
      BOOST_TEST(!drawing.view().items().empty());
      BOOST_CHECK_NO_THROW(check_svg(render(drawing.dot(), "svg")));
    }
}

struct Lstm4 {
  nn::LSTMCell cell{4, 4};
  Tensor loss;
  explicit Lstm4(int steps) {
    std::vector<Tensor> xs;
    for (int t = 1; t <= steps; ++t)
      xs.push_back(Tensor(numbers({1, 4}, static_cast<unsigned>(t))).named("x").mark(Role::input));
    loss = mean(square(nn::unrolled(cell, xs).last().h)).mark(Role::loss).named("L");
  }
};

}  // namespace

BOOST_AUTO_TEST_CASE(a_lone_leaf) {
  check({variable(Array::scalar(2))});
  check({variable(numbers({3, 4}, 1)).named("W").mark(Role::parameter)});
  const Tensor loss = variable(Array::scalar(2)).mark(Role::loss);
  Trace trace;
  loss.backward({.trace = &trace});
  check({loss}, &trace);
}

BOOST_AUTO_TEST_CASE(a_constant_root_and_no_parameters) {
  check({Tensor(Array::scalar(2))});
  check({tanh(Tensor(numbers({3}, 1)))});  // nothing needs gradients: nothing is recorded
  const Tensor x = variable(numbers({3}, 1));
  check({sum(square(x))});
}

BOOST_AUTO_TEST_CASE(two_roots_and_the_same_root_twice) {
  const Rnn rnn(3);
  check({rnn.loss, rnn.states.front()});
  check({rnn.loss, rnn.loss});
  check({variable(Array::scalar(1)), variable(Array::scalar(2))});
}

BOOST_AUTO_TEST_CASE(no_roots_are_refused_in_a_sentence) {
  BOOST_CHECK_THROW(graphs::draw(std::vector<Tensor>{}), Error);
  BOOST_CHECK_THROW(graphs::draw(Tensor()), Error);
}

// A gradient of a factor more is drawn as that factor more, even where its square is none any more.
BOOST_AUTO_TEST_CASE(gradients_whose_squares_overflow_or_vanish) {
  const auto norms = [](Real factor) {
    unroll::seed(1);
    const Tensor loss = Lstm4(3).loss * factor;
    Trace trace(Trace::Keep::arrays);
    loss.backward({.trace = &trace});
    std::vector<double> all;
    for (Level level : {Level::op, Level::cell, Level::automatic}) {
      const View view(Snapshot({loss}, &trace), {.level = level});
      for (const Link& link : view.links()) all.push_back(link.flow.value_or(0) / double(factor));
      for (const Strip& strip : strips_of(view, false)) all.push_back(strip.whole / double(factor));
    }
    return all;
  };
  const std::vector<double> usual = norms(1);
  BOOST_TEST(std::ranges::count_if(usual, [](double norm) { return norm > 0; }) > 20);
  for (const Real factor :
       sizeof(Real) == 8 ? std::array{Real(1e-200), Real(1e200)} : std::array{Real(1e-28), Real(1e28)}) {
    const std::vector<double> scaled = norms(factor);
    BOOST_TEST_REQUIRE(scaled.size() == usual.size());
    for (std::size_t i = 0; i < usual.size(); ++i)
      BOOST_TEST(std::abs(scaled[i] - usual[i]) <= 1e-4 * usual[i],
                 scaled[i] << " by " << factor << ", not " << usual[i]);
  }
}

BOOST_AUTO_TEST_CASE(one_step) {
  const Rnn rnn(1);
  Trace trace(Trace::Keep::arrays);
  rnn.loss.backward({.trace = &trace});
  check({rnn.loss}, &trace);
}

BOOST_AUTO_TEST_CASE(tensors_without_numbers) {
  const Tensor x = variable(Array::zeros({0, 3}));
  const Tensor loss = sum(square(x));
  Trace trace(Trace::Keep::arrays);
  loss.backward({.trace = &trace});
  check({loss}, &trace);
  const Snapshot s(loss, &trace);
  BOOST_TEST(s.nodes()[static_cast<std::size_t>(s.find(x))].norm.value() == 0);
  BOOST_TEST(!s.nodes()[static_cast<std::size_t>(s.find(x))].smallest.has_value());
}

BOOST_AUTO_TEST_CASE(gradients_that_are_no_numbers) {
  for (Real bad : {std::numeric_limits<Real>::quiet_NaN(), std::numeric_limits<Real>::infinity(), Real(0),
                   std::numeric_limits<Real>::denorm_min(), std::numeric_limits<Real>::max()}) {
    const Rnn rnn(3);
    Array weights(Array::full({5, 5}, bad));
    rnn.W_hh.assign(weights);
    const Rnn& model = rnn;
    Tensor h = model.start;
    for (int t = 1; t <= 3; ++t) {
      Scope scope("t", t);
      h = (matmul(h, model.W_hh) + model.b).mark(Role::state, "h");
    }
    const Tensor loss = (sum(h) * bad).mark(Role::loss);
    for (Trace::Keep keep : {Trace::Keep::norms, Trace::Keep::arrays}) {
      Trace trace(keep);
      loss.backward({.trace = &trace});
      check({loss}, &trace);
      const std::string dot = graphs::draw(loss, {.trace = &trace, .level = Level::op}).dot();
      for (const char* text : {"nan", "inf\"", "inf,", "-nan"}) BOOST_TEST(dot.find(text) == dot.npos);
    }
  }
}

BOOST_AUTO_TEST_CASE(a_graph_whose_values_were_freed) {
  const Rnn rnn(3);
  Trace trace;
  rnn.loss.backward({.release = true, .trace = &trace});
  check({rnn.loss}, &trace);
  const Snapshot s(rnn.loss, &trace);
  BOOST_TEST(!s.nodes()[static_cast<std::size_t>(s.find(rnn.states[1]))].norm.has_value());
  BOOST_TEST(s.nodes()[static_cast<std::size_t>(s.find(rnn.states[1]))].gradient.has_value());
}

// A PNG of all of it would be too wide: refused before anything is written.
BOOST_AUTO_TEST_CASE(two_hundred_steps_with_every_op) {
  const Lstm4 model(200);
  Trace trace;
  model.loss.backward({.trace = &trace});
  const Drawing drawing = graphs::draw(model.loss, {.trace = &trace, .level = Level::op, .fold = {200, 200}});
  BOOST_TEST(drawing.layout().panels.size() == 200u);
  const auto ids = check_svg(render(drawing.dot(), "svg"));
  for (int t : {1, 100, 200}) BOOST_TEST(ids.count("step" + std::to_string(t)) == 1u);
  const auto folder = std::filesystem::temp_directory_path() / "unroll-too-wide";
  std::filesystem::create_directories(folder);
  BOOST_CHECK_EXCEPTION(drawing.save(folder / "lstm", {"png"}), FileError, [](const FileError& e) {
    const std::string text = e.what();
    return text.find("32767") != text.npos && text.find("fold") != text.npos && text.find("wrap") != text.npos;
  });
  BOOST_TEST(std::filesystem::is_empty(folder));
  std::filesystem::remove_all(folder);
}

BOOST_AUTO_TEST_SUITE_END()
