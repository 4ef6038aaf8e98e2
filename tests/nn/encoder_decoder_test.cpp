#include "nn/encoder_decoder.hpp"

#include "autograd/backward.hpp"
#include "autograd/gradcheck.hpp"
#include "autograd/random.hpp"
#include "nn/gru_cell.hpp"
#include "nn/losses.hpp"
#include "nn/lstm_cell.hpp"
#include "tests/nn/support.hpp"
#include "tests/reference/reference.hpp"

using namespace unroll;

BOOST_AUTO_TEST_SUITE(encoder_decoder)

namespace {

constexpr double agreement = is_double ? 1e-9 : 2e-3;

Indices ids_of(const Array& numbers) {
  std::vector<Index> ids;
  for (const Real number : numbers.numbers()) ids.push_back(static_cast<Index>(number));
  return {numbers.shape(), std::move(ids)};
}

// Step t of ids (T, batch).
Indices at(const Indices& ids, Index t) {
  const Index batch = ids.shape()[1];
  std::vector<Index> row;
  for (Index b = 0; b < batch; ++b) row.push_back(ids[t * batch + b]);
  return Indices(std::move(row));
}

// Notes whether its steps were recorded.
struct Watched : nn::GRUCell {
  using GRUCell::GRUCell;
  State step(const Tensor& x, const State& state) {
    const State next = GRUCell::step(x, state);
    recorded = recorded || next.h.needs_grad();
    return next;
  }
  bool recorded = false;
};

struct Fixture {
  Fixture() { seed(60); }
  nn::EncoderDecoder<nn::GRUCell> model{5, 4, {.embedding = 3, .hidden = 4}};
  const Indices source{{4, 2}, {1, 2, 3, 4, 0, 0, 2, 0}}, previous{{3, 2}, {0, 0, 2, 3, 1, 2}};
  const Indices lengths{4, 2};
};

}  // namespace

// Each sequence by itself, in PyTorch's ops.
BOOST_AUTO_TEST_CASE(values_and_gradients_are_those_of_the_formulas) {
  for (const bool general : {false, true}) {
    const auto torch = [&](const std::string& what) {
      return reference("attention", (general ? "translate_general/" : "translate_additive/") + what);
    };
    nn::EncoderDecoder<nn::GRUCell> model(torch("source.W").dim(0), torch("target.W").dim(0),
                                          {.embedding = general ? 3 : 2,
                                           .hidden = general ? 2 : 3,
                                           .match = general ? nn::Match::general : nn::Match::additive});
    for (const auto& [name, tensor] : model.named_parameters()) tensor.assign(torch(name));
    const auto [logits, weights] = model(ids_of(torch("source")), ids_of(torch("lengths")), ids_of(torch("previous")));
    BOOST_TEST(close(logits.value(), torch("logits"), agreement));
    BOOST_TEST(close(weights.value(), torch("weights"), agreement));
    (sum(logits * Tensor(torch("dlogits"))) + sum(weights * Tensor(torch("dweights")))).backward();
    for (const auto& [name, tensor] : model.named_parameters())
      BOOST_TEST(close(tensor.grad(), torch("grad/" + name), agreement), name);
  }
}

BOOST_FIXTURE_TEST_CASE(step_by_step_is_teacher_forcing, Fixture) {
  const auto whole = model(source, lengths, previous);
  BOOST_TEST((whole.output.shape() == Shape{3, 2, 4} && whole.weights.shape() == Shape{3, 2, 4}));
  const auto memory = model.read(source, lengths);
  auto state = model.start(memory);
  for (Index t = 0; t < 3; ++t) {
    const auto [logits, weights] = model.step(at(previous, t), state, memory);
    BOOST_TEST(close(logits.value(), whole.output.value()[t], rounding));
    BOOST_TEST(close(weights.value(), whole.weights.value()[t], rounding));
  }
}

BOOST_FIXTURE_TEST_CASE(what_is_beyond_the_end_is_not_read, Fixture) {
  const Indices other({4, 2}, {1, 2, 3, 4, 0, 3, 2, 1});  // differs where the second sequence has ended
  const auto one = model(source, lengths, previous), two = model(other, lengths, previous);
  BOOST_TEST(same(one.output.value(), two.output.value()));
  BOOST_TEST(!same(one.output.value(), model(source, {}, previous).output.value()));
  for (Index t = 0; t < 3; ++t)
    for (Index j = 2; j < 4; ++j) BOOST_TEST(one.weights.value().at({t, 1, j}) == 0);
  BOOST_TEST(close(sum(one.weights, -1).value(), Array::ones({3, 2}), rounding));
  // Alone, the second sequence gives the same.
  const auto alone = model(Indices({2, 1}, {2, 4}), {}, Indices({3, 1}, {0, 3, 2}));
  BOOST_TEST(close(slice(one.output, 1, 1, 2).value(), alone.output.value(), rounding));
  // A source of nothing at all can still be answered.
  const auto empty = model(source, {4, 0}, previous);
  BOOST_TEST(norm(empty.weights[0][1]).item() == 0);
  for (const Real logit : empty.output.value().numbers()) BOOST_TEST(std::isfinite(logit));
}

BOOST_FIXTURE_TEST_CASE(generating_is_being_told_what_was_said, Fixture) {
  const auto said = model.generate(source, lengths, {.begin = 3, .end = -1, .longest = 5});  // -1 is never said
  BOOST_TEST_REQUIRE((said.ids.shape() == Shape{5, 2} && said.weights.shape() == Shape{5, 2, 4}));
  std::vector<Index> moved{3, 3};
  moved.insert(moved.end(), said.ids.values().begin(), said.ids.values().end() - 2);
  const auto forced = model(source, lengths, Indices({5, 2}, moved));
  BOOST_TEST(close(said.weights, forced.weights.value(), rounding));
  const Array logits = forced.output.value();
  for (Index t = 0; t < 5; ++t)
    for (Index b = 0; b < 2; ++b)
      for (Index symbol = 0; symbol < 4; ++symbol)
        BOOST_TEST(logits.at({t, b, symbol}) <= logits.at({t, b, said.ids[t * 2 + b]}));
}

// The readout is made to say its end symbol (2) always, or never.
BOOST_FIXTURE_TEST_CASE(generating_stops_when_all_have_ended, Fixture) {
  model.readout.b.assign(Array({4}, {0, 0, 1000, 0}));
  const auto at_once = model.generate(source, lengths, {.end = 2, .longest = 9});
  BOOST_TEST((at_once.ids.shape() == Shape{1, 2} && at_once.ids[0] == 2 && at_once.ids[1] == 2));
  model.readout.b.assign(Array({4}, {0, 0, -1000, 0}));
  BOOST_TEST((model.generate(source, lengths, {.end = 2, .longest = 9}).ids.shape() == Shape{9, 2}));
  BOOST_TEST((model.generate(source, lengths, {.longest = 0}).weights.shape() == Shape{0, 2, 4}));
}

// One of two sequences ends early, and from there on says nothing else: what is likeliest at step 1 for the first
// sequence, but not for the second, is taken as the end.
BOOST_FIXTURE_TEST_CASE(an_ended_sequence_stays_ended, Fixture) {
  Index ended_alone = 0;
  for (std::uint64_t s = 0; s < 50; ++s) {
    for (const Tensor& p : model.parameters()) p.assign(random_array(p.shape(), s + 1, -2, 2));
    const auto free = model.generate(source, lengths, {.end = -1, .longest = 6});
    const auto ended = model.generate(source, lengths, {.end = free.ids[0], .longest = 6});
    if (free.ids[1] == free.ids[0]) continue;
    ++ended_alone;
    bool second_ended = false;
    for (Index t = 0; t < ended.ids.shape()[0]; ++t) {
      BOOST_TEST(ended.ids[2 * t] == free.ids[0]);
      if (!second_ended) BOOST_TEST(ended.ids[2 * t + 1] == free.ids[2 * t + 1]);
      second_ended = second_ended || free.ids[2 * t + 1] == free.ids[0];
    }
    BOOST_TEST(ended.ids.shape()[0] > 1);
  }
  BOOST_TEST(ended_alone > 5);
}

BOOST_FIXTURE_TEST_CASE(generating_records_nothing, Fixture) {
  nn::EncoderDecoder<Watched> watched(5, 4, {.embedding = 3, .hidden = 4});
  watched(source, lengths, previous);
  BOOST_TEST(std::exchange(watched.cell.recorded, false));
  watched.generate(source, lengths, {.longest = 3});
  BOOST_TEST(!watched.cell.recorded);
}

BOOST_AUTO_TEST_CASE(gradients_by_differences) {
  seed(61);
  nn::EncoderDecoder<nn::LSTMCell> model(3, 4, {.embedding = 2, .hidden = 2, .match = nn::Match::general},
                                         {.projection = 1});
  const Indices source({3, 2}, {0, 1, 2, 2, 1, 0}), previous({2, 2}, {0, 0, 1, 3}), targets({2, 2}, {1, 3, 2, 0});
  const auto loss = [&] { return nn::cross_entropy(model(source, {3, 2}, previous).output, targets); };
  const auto report = gradcheck(loss, model.parameters(), {.order = 2});
  BOOST_TEST(report.passed, report.text);
}

BOOST_FIXTURE_TEST_CASE(states_and_scopes_are_told_to_drawings, Fixture) {
  const auto memory = model.read(source, lengths);
  const auto state = model.start(memory);
  BOOST_TEST((state.h.node()->role == Role::state && state.h.name() == "h_0"));
  BOOST_TEST(state.h.node()->scope.text() == "decoder");
  BOOST_TEST(memory.keys.node()->scope.text() == "encoder");
  const auto [logits, weights] = model(source, lengths, previous);
  BOOST_TEST(weights.node()->scope.text() == "decoder");
}

BOOST_FIXTURE_TEST_CASE(parameters_have_paths, Fixture) {
  std::string names;
  for (const auto& [name, tensor] : model.named_parameters()) names += name + " ";
  BOOST_TEST(names ==
             "source.W target.W encoder.layers.0.past.W_xh encoder.layers.0.past.W_hh encoder.layers.0.past.b "
             "encoder.layers.0.past.b_hn encoder.layers.0.future.W_xh encoder.layers.0.future.W_hh "
             "encoder.layers.0.future.b encoder.layers.0.future.b_hn cell.W_xh cell.W_hh cell.b cell.b_hn first.W "
             "first.b score.W score.U score.v readout.W readout.b ");
}

BOOST_FIXTURE_TEST_CASE(mistakes_are_explained, Fixture) {
  BOOST_TEST(message_of<ShapeError>([&] {
               model.read({1, 2, 3});
             }) ==
             "EncoderDecoder: source ids (3); they are (T, batch), of at least one step: reshape a single sequence to "
             "(T, 1)");
  BOOST_TEST(holds(message_of<ShapeError>([&] {
                     model(source, lengths, Indices({0, 2}, {}));
                   }),
                   "previous ids (0, 2)"));
  BOOST_TEST(message_of<ShapeError>([&] {
               model(source, lengths, Indices({2, 3}, {0, 0, 0, 0, 0, 0}));
             }) == "EncoderDecoder: previous ids (2, 3) for a batch of 2; each source has a target of its own");
  BOOST_TEST(holds(message_of<ShapeError>([&] { model.read(source, {1}); }), "lengths (1) for a batch of 2"));
  BOOST_TEST(holds(message_of<IndexError>([&] { model.read(Indices({1, 1}, {5})); }), "5"));
}

BOOST_AUTO_TEST_SUITE_END()
