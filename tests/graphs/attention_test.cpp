// Attention in pictures: arcs follow the weights, matrices hold their numbers, and what is exactly 0 is not drawn.
#include "graphs/attention.hpp"

#include <cmath>
#include <limits>
#include <regex>

#include "autograd/random.hpp"
#include "geometry.hpp"
#include "graphs/attention_panel.hpp"
#include "graphs/colours.hpp"
#include "nn/attention.hpp"
#include "nn/rnn_cell.hpp"
#include "nn/unrolled.hpp"

using namespace unroll;
using namespace unroll::graphs;
using namespace unroll::graphs::testing;

BOOST_AUTO_TEST_SUITE(attention)

namespace {

std::size_t at(int i) { return static_cast<std::size_t>(i); }

// An encoder of four steps, and a decoder of three that attends to it, over a batch of two. `allowed` is a mask.
struct Reader {
  Tensor loss;
  std::vector<Array> weights;  // of each step, (2, 1, 4)

  explicit Reader(const Tensor& allowed = {}, Real sharpness = 3) {
    const auto state = [](const Tensor& h, int t) { return h.mark(Role::state, "h").named(fmt::format("h_{}", t)); };
    const Tensor U = parameter("encoder.U", {3, 3}, 1), W = parameter("decoder.W", {3, 3}, 2);
    std::vector<Tensor> states;
    Tensor h = state(Tensor(numbers({2, 3}, 3)), 0), total;
    for (int t = 1; t <= 4; ++t) {
      Scope encoder("encoder"), step("t", t);
      const Tensor x = Tensor(numbers({2, 3}, 10 + static_cast<unsigned>(t), 2)).named("x").mark(Role::input);
      states.push_back(h = state(tanh(x + matmul(h, U)), t));
    }
    const Tensor values = transpose(stack(states), 0, 1);
    Tensor s = state(Tensor(numbers({2, 3}, 4)), 0);
    for (int t = 1; t <= 3; ++t) {
      Scope decoder("decoder"), step("t", t);
      const Tensor scores = matmul(reshape(s, {2, 1, 3}), T(values)) * sharpness;
      const nn::Attended seen = nn::attend(scores, values, {.allowed = allowed});
      s = state(tanh(matmul(s, W) + reshape(seen.output, {2, 3})), t);
      weights.push_back(seen.weights.value());
    }
    loss = mean(square(s)).mark(Role::loss).named("L");
  }
};

ViewOptions showing(const AttentionOptions& options) { return {.attention = options}; }

// One matrix (batch 2, heads 2, 3, 3) of a causal self-attention, outside time.
struct Itself {
  Tensor loss;
  Array weights;
  Itself() {
    const Tensor q = variable(numbers({2, 2, 3, 2}, 1, 2)), k = variable(numbers({2, 2, 3, 2}, 2, 2));
    const nn::Attended seen = nn::attention(q, k, Tensor(numbers({2, 2, 3, 2}, 3)), {.allowed = nn::causal_mask(3)});
    weights = seen.weights.value();
    loss = mean(square(seen.output)).mark(Role::loss).named("L");
  }
};

std::size_t count(const std::string& text, const std::string& what) {
  std::size_t found = 0;
  for (std::size_t i = text.find(what); i != std::string::npos; i = text.find(what, i + 1)) ++found;
  return found;
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_step_s_edges_carry_its_weights_and_only_the_strongest_are_drawn) {
  const Reader model;
  for (int batch : {0, 1}) {
    const View view(Snapshot(model.loss), showing({.batch = batch, .strongest = 2}));
    BOOST_TEST((view.level() == Level::cell));
    int edges = 0;
    for (const Link& l : view.links()) {
      if (!l.weight) continue;
      ++edges;
      const int s = view.items()[at(l.from)].step, t = view.items()[at(l.to)].step;
      const auto row = model.weights[at(t - 1)].numbers().subspan(at(4 * batch), 4);
      BOOST_TEST(*l.weight == static_cast<double>(row[at(s - 1)]));
      const auto larger = std::count_if(row.begin(), row.end(), [&](Real w) { return w > row[at(s - 1)]; });
      BOOST_TEST(l.drawn == (larger < 2));
    }
    BOOST_TEST(edges == 3 * 4);
  }
}

BOOST_AUTO_TEST_CASE(all_edges_are_there_on_demand) {
  const Reader model;
  for (const auto& [strongest, expected] : {std::pair{-1, 12}, {0, 0}, {1, 3}, {3, 9}, {100, 12}}) {
    const View view(Snapshot(model.loss), showing({.strongest = strongest}));
    int drawn = 0;
    for (const Link& l : view.links()) drawn += l.weight && l.drawn;
    BOOST_TEST(drawn == expected);
  }
}

BOOST_AUTO_TEST_CASE(edges_grow_wider_and_more_opaque_with_the_weight) {
  for (double w = 0; w < 0.95; w += 0.1) {
    BOOST_TEST(weight_width(w + 0.1) > weight_width(w));
    BOOST_TEST(std::stoi(weight_colour(w + 0.1).substr(7), nullptr, 16) >
               std::stoi(weight_colour(w).substr(7), nullptr, 16));
  }
  const Reader model;
  const Drawing drawing = draw(model.loss);
  for (std::size_t l = 0; l < drawing.view().links().size(); ++l) {
    const Link& link = drawing.view().links()[l];
    if (!link.weight || !link.drawn) continue;
    const std::smatch found = [&] {
      static std::smatch m;
      std::regex_search(drawing.dot(), m, std::regex(fmt::format("id=\"e{}\"[^\\]]*penwidth=([0-9.]+)", l)));
      return m;
    }();
    BOOST_REQUIRE(found.size() == 2u);
    BOOST_TEST(std::abs(std::stod(found[1]) - weight_width(*link.weight)) <= 0.006);
  }
}

BOOST_AUTO_TEST_CASE(a_decoder_s_rows_are_one_matrix) {
  const Reader model;
  const Attentions attentions(Snapshot(model.loss), {.batch = 1});
  BOOST_REQUIRE(attentions.matrices().size() == 1u);
  const AttentionMatrix& m = attentions.matrices()[0];
  BOOST_TEST((m.queries == 3 && m.keys == 4 && m.in_time && !m.to_itself && m.batches == 2 && m.module == "decoder"));
  for (int t = 0; t < 3; ++t)
    for (int s = 0; s < 4; ++s) BOOST_TEST(m(t, s) == static_cast<double>(model.weights[at(t)].numbers()[at(4 + s)]));
}

BOOST_AUTO_TEST_CASE(every_head_has_a_matrix_and_zeros_are_no_cells) {
  const Itself model;
  const Snapshot snapshot(model.loss);
  const Attentions attentions(snapshot, {.batch = 1});
  BOOST_REQUIRE(attentions.matrices().size() == 2u);
  for (int head = 0; head < 2; ++head) {
    const AttentionMatrix& m = attentions.matrices()[at(head)];
    BOOST_TEST((m.to_itself && !m.in_time && m.head == head && m.heads == 2));
    for (int i = 0; i < 9; ++i)
      BOOST_TEST(m.weights[at(i)] == static_cast<double>(model.weights.numbers()[at((2 + head) * 9 + i)]));
  }
  BOOST_TEST(Attentions(snapshot, {.head = 1}).matrices().size() == 1u);
  const std::string dot = draw(model.loss, {.attention = {.strongest = -1}}).dot();
  BOOST_TEST(count(dot, "class=\"matrix\"") == 2u);
  BOOST_TEST(count(dot, "class=\"weight\"") == 2u * 6);     // on and below the diagonal
  BOOST_TEST(count(dot, "class=\"attention\"") == 2u * 3);  // 2 reads 1, 3 reads 1 and 2
  BOOST_TEST(count(dot, "entry 1 of a batch of 2") == 2u);
}

BOOST_AUTO_TEST_CASE(what_a_mask_forbids_is_not_drawn) {
  const Array mask({2, 1, 4}, {1, 0, 1, 0, 1, 1, 1, 1});
  const Reader model{Tensor(mask)};
  const View view(Snapshot(model.loss), showing({.strongest = -1}));
  for (const Link& l : view.links())
    if (l.weight) BOOST_TEST(l.drawn == (view.items()[at(l.from)].step % 2 == 1));
}

BOOST_AUTO_TEST_CASE(a_batch_entry_or_a_head_that_is_not_there_is_an_error) {
  const Itself model;
  const Snapshot snapshot(model.loss);
  BOOST_CHECK_EXCEPTION(Attentions(snapshot, {.batch = 2}), Error, [](const Error& e) {
    return std::string(e.what()) == "draw: no batch entry 2 in attention weights (2, 2, 3, 3); there are 2, from 0";
  });
  BOOST_CHECK_THROW(Attentions(snapshot, {.head = 2}), Error);
  BOOST_CHECK_THROW(Attentions(snapshot, {.batch = -1}), Error);
}

BOOST_AUTO_TEST_CASE(the_strongest_are_the_largest_and_never_0) {
  BOOST_TEST(strongest({0.1, 0, 0.5, 0.4}, 2) == (std::vector<int>{2, 3}), boost::test_tools::per_element());
  BOOST_TEST(strongest({0.1, 0, 0.5, 0.4}, -1) == (std::vector<int>{2, 3, 0}), boost::test_tools::per_element());
  BOOST_TEST(strongest({0, 0}, 3).empty());
}

BOOST_AUTO_TEST_CASE(what_attends_stands_to_the_right_of_what_it_reads) {
  const Reader model;
  Trace trace;
  model.loss.backward({.trace = &trace});
  const Picture p({model.loss}, &trace, Level::automatic);
  check_geometry(p);
  double encoder = -1e9, decoder = 1e9;
  for (const Panel& panel : p.layout.panels) {
    const bool reads = p.view.lanes()[at(panel.lane)].name == "decoder";
    if (reads)
      decoder = std::min(decoder, panel.box.left());
    else
      encoder = std::max(encoder, panel.box.right());
  }
  BOOST_TEST(encoder < decoder);
}

BOOST_AUTO_TEST_CASE(what_attends_to_earlier_steps_stands_above_them) {
  const nn::RNNCell cell(2, 3);
  const auto states = nn::unrolled(cell, Tensor(random_numbers().normal({4, 1, 2}))).states;
  for (const bool looks_ahead : {false, true}) {
    std::vector<Tensor> hs, reads;
    for (const auto& state : states) hs.push_back(state.h);
    const Tensor H = concat(hs, 0), allowed = looks_ahead ? Tensor(Array::ones({4, 4})) : nn::causal_mask(4);
    {
      Scope scope("memory");
      for (Index t = 0; t < 4; ++t) {
        Scope step("t", int(t + 1));
        reads.push_back(nn::attention(slice(H, 0, t, t + 1), H, H, {.allowed = slice(allowed, 0, t, t + 1)}).output);
      }
    }
    const View view(Snapshot(sum(concat(reads, 0))), showing({.strongest = -1}));
    check_geometry(Picture({sum(concat(reads, 0))}, nullptr, Level::automatic));
    int arcs = 0, ahead = 0;
    for (const Link& l : view.links()) {
      if (!l.weight || !l.drawn) continue;
      ++arcs, ahead += view.items()[at(l.from)].step > view.items()[at(l.to)].step;
    }
    BOOST_TEST(arcs == (looks_ahead ? 16 : 10));
    BOOST_TEST(ahead == (looks_ahead ? 6 : 0));
    int latest = 0;
    for (const Lane& lane : view.lanes()) latest = std::max(latest, lane.phase);
    BOOST_TEST(latest == (looks_ahead ? 1 : 0));
  }
}

// In rows, and with every op: the same weights along the arcs, and the matrix whole.
BOOST_AUTO_TEST_CASE(weights_are_the_same_in_every_view) {
  const Reader model;
  Trace trace(Trace::Keep::arrays);
  model.loss.backward({.trace = &trace});
  const std::vector<ViewOptions> views{{.level = Level::cell},
                                       {.level = Level::cell, .wrap = 2},
                                       {.level = Level::cell, .wrap = 3},
                                       {.level = Level::op}};
  for (const ViewOptions& options : views)
    BOOST_TEST_CONTEXT("level " << int(options.level) << ", wrap " << options.wrap) {
      const Drawing drawing = draw(model.loss, {.trace = &trace, .level = options.level, .wrap = options.wrap});
      int weighed = 0;
      for (const Link& l : drawing.view().links()) {
        if (!l.weight) continue;
        ++weighed;
        const int s = drawing.view().items()[at(l.from)].step, t = drawing.view().items()[at(l.to)].step;
        BOOST_TEST(*l.weight == static_cast<double>(model.weights[at(t - 1)].numbers()[at(s - 1)]));
      }
      BOOST_TEST(weighed == 12);
      BOOST_TEST(count(drawing.dot(), "class=\"attention\"") == 3u * 3);  // the three strongest of each step
      BOOST_TEST(count(drawing.dot(), "class=\"matrix\"") == 1u);
      BOOST_TEST(count(drawing.dot(), "class=\"weight\"") == 12u);
      BOOST_TEST(render(drawing.dot(), "svg").find("</svg>") != std::string::npos);
    }
}

// What a fold hides keeps no weight of its own: an arc from it would be of many steps.
BOOST_AUTO_TEST_CASE(a_fold_has_no_weight) {
  const Reader model;
  Trace trace;
  model.loss.backward({.trace = &trace});
  const Picture p({model.loss}, &trace, ViewOptions{.level = Level::cell, .fold = {1, 1}});
  check_geometry(p);
  BOOST_TEST(
      std::any_of(p.view.items().begin(), p.view.items().end(), [](const Item& i) { return i.look == Look::fold; }));
  for (const Link& l : p.view.links())
    for (int end : {l.from, l.to}) BOOST_TEST((p.view.items()[at(end)].look != Look::fold || !l.weight));
  BOOST_TEST(count(draw(model.loss, {.trace = &trace, .level = Level::cell, .fold = {1, 1}}).dot(),
                   "class=\"weight\"") == 12u);
}

// The strip of what attends stands under its own rails, and between the two there is room for texts and no more.
BOOST_AUTO_TEST_CASE(what_attends_stands_close_by_and_has_its_strip_under_it) {
  const Reader model;
  Trace trace;
  model.loss.backward({.trace = &trace});
  const Drawing drawing = draw(model.loss, {.trace = &trace});
  std::map<bool, Box> around;  // the panels of the encoder, and of the decoder
  for (const Panel& panel : drawing.layout().panels) {
    const bool reads = drawing.view().lanes()[at(panel.lane)].name == "decoder";
    Box& box = around.try_emplace(reads, panel.box).first->second;
    const double left = std::min(box.left(), panel.box.left()), right = std::max(box.right(), panel.box.right());
    box = {(left + right) / 2, panel.floor, right - left, 0};
  }
  std::vector<Note> beside;
  for (const Note& note : notes_of(drawing))
    if (note.box.left() > around[false].right() - 1 && note.box.right() < around[true].left() + 1)
      beside.push_back(note);
  double texts = 0;
  for (const Note& a : beside) {
    texts = std::max(texts, a.box.width);
    for (const Note& b : beside) BOOST_TEST((&a == &b || !overlap(a.box, b.box)), a.words << " over " << b.words);
  }
  BOOST_TEST(around[true].left() - around[false].right() < 4 * texts);
  for (const auto& [reads, box] : around) {
    const std::string segment = fmt::format("  strip{}_3 [pos=\"", reads ? 1 : 0);
    std::istringstream place(drawing.dot().substr(drawing.dot().find(segment) + segment.size()));
    double x = 0, y = 0;
    char comma = 0;
    place >> x >> comma >> y;
    BOOST_TEST((x > box.left() && x < box.right()));
    BOOST_TEST((y < box.y && y > box.y - 60));
  }
}

// A batch, or a value, that holds nothing.
BOOST_AUTO_TEST_CASE(an_empty_batch_has_no_weights) {
  const Tensor q = variable(Array::zeros({0, 1, 2})), k = variable(Array::zeros({0, 3, 2}));
  const Tensor loss = sum(nn::attention(q, k, k).output).mark(Role::loss);
  BOOST_TEST(Attentions(Snapshot(loss), {}).matrices().empty());
  BOOST_CHECK_NO_THROW(draw(loss));
}

BOOST_AUTO_TEST_CASE(weights_that_are_no_numbers_are_grey) {
  const Reader model(Tensor(), std::numeric_limits<Real>::quiet_NaN());
  Trace trace(Trace::Keep::arrays);
  model.loss.backward({.trace = &trace});
  for (Level level : {Level::op, Level::cell, Level::rolled}) {
    const std::string dot = draw(model.loss, {.trace = &trace, .level = level}).dot();
    BOOST_TEST(count(dot, "label=\"NaN\", class=\"weight\"") == 12u);
    BOOST_TEST(count(dot, "fillcolor=\"" + std::string(style::missing) + "\"") == 12u);
    for (const char* bad : {"nan", "80000000", "it grows"}) BOOST_TEST(count(dot, bad) == 0u, bad);
  }
  BOOST_TEST(strongest({std::nan(""), 0.5, std::nan(""), 0.7}, -1) == (std::vector<int>{3, 1}),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(weights_that_were_freed_are_left_out) {
  const Itself model;
  model.loss.backward({.release = true});
  BOOST_TEST(Attentions(Snapshot(model.loss), {}).matrices().empty());
  BOOST_TEST(count(draw(model.loss).dot(), "class=\"matrix\"") == 0u);
}

BOOST_AUTO_TEST_SUITE_END()
