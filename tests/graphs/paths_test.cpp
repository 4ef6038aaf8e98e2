// How far it is from one tensor to another, in the layers of nn/: the answers that a textbook gives.
#include <boost/test/unit_test.hpp>

#include <vector>

#include "graphs/snapshot.hpp"
#include "models.hpp"
#include "nn/attention.hpp"
#include "nn/gru_cell.hpp"
#include "nn/lstm_cell.hpp"
#include "nn/rnn_cell.hpp"
#include "nn/unrolled.hpp"

using namespace unroll;
using namespace unroll::graphs;
using namespace unroll::graphs::testing;

BOOST_AUTO_TEST_SUITE(paths)

namespace {

const std::vector<int> lengths{1, 2, 3, 5, 9, 20};

// One tensor for each step, so that x_1 is a node of its own.
std::vector<Tensor> sequence(int steps) {
  std::vector<Tensor> xs;
  for (int t = 1; t <= steps; ++t)
    xs.push_back(variable(numbers({1, 3}, static_cast<unsigned>(t))).named("x").mark(Role::input));
  return xs;
}

// From x_1 to the last state, in time steps: the fewest and the most.
template <class Cell>
std::vector<int> steps_to_the_last_state(int steps, nn::Direction direction) {
  Cell cell(3, 4, {});
  const std::vector<Tensor> xs = sequence(steps);
  const Tensor last = nn::unrolled(cell, xs, {.direction = direction}).last().h;
  const Snapshot s(last);
  return {s.fewest_steps(xs.front(), last).value(), s.most_steps(xs.front(), last).value()};
}

}  // namespace

// A cell that reads the past has x_1 first and carries it through all T steps; one that reads the future has it last.
BOOST_AUTO_TEST_CASE(time_steps_from_the_first_input_to_the_last_state) {
  for (int T : lengths) {
    const std::vector<int> far{T, T}, near{1, 1};
    BOOST_TEST(steps_to_the_last_state<nn::RNNCell>(T, nn::Direction::past) == far);
    BOOST_TEST(steps_to_the_last_state<nn::GRUCell>(T, nn::Direction::past) == far);
    BOOST_TEST(steps_to_the_last_state<nn::LSTMCell>(T, nn::Direction::past) == far);
    BOOST_TEST(steps_to_the_last_state<nn::RNNCell>(T, nn::Direction::future) == near);
    BOOST_TEST(steps_to_the_last_state<nn::GRUCell>(T, nn::Direction::future) == near);
    BOOST_TEST(steps_to_the_last_state<nn::LSTMCell>(T, nn::Direction::future) == near);
  }
}

// Both directions, joined at each step: the outputs of step 1 are one step from x_1, by way of the future; those of
// step T are T steps from it by way of the past, and there is no other way.
BOOST_AUTO_TEST_CASE(time_steps_in_a_bidirectional_layer) {
  for (int T : lengths) {
    nn::RNNCell before(3, 4, {}), after(3, 4, {});
    const std::vector<Tensor> xs = sequence(T);
    const auto past = nn::unrolled(before, xs, {.direction = nn::Direction::past});
    const auto future = nn::unrolled(after, xs, {.direction = nn::Direction::future});
    std::vector<Tensor> outputs;
    for (std::size_t t = 0; t < xs.size(); ++t) outputs.push_back(concat({past.states[t].h, future.states[t].h}, -1));
    const Tensor first = outputs.front(), last = outputs.back();
    const Snapshot s(outputs);
    BOOST_TEST(s.fewest_steps(xs.front(), first).value() == 1);
    BOOST_TEST(s.fewest_steps(xs.front(), last).value() == T);
    BOOST_TEST(s.most_steps(xs.front(), last).value() == T);
    BOOST_TEST(s.fewest_steps(xs.back(), first).value() == T);
    BOOST_TEST(s.fewest_steps(xs.front(), future.last().h).value() == 1);
    BOOST_TEST(s.fewest_steps(xs.front(), past.last().h).value() == T);
  }
}

BOOST_AUTO_TEST_CASE(time_steps_between_states_and_from_parameters) {
  const int T = 7;
  nn::RNNCell cell(3, 4, {});
  const std::vector<Tensor> xs = sequence(T);
  const auto chain = nn::unrolled(cell, xs);
  const Tensor last = chain.last().h;
  const Snapshot s(last);
  for (int t = 1; t <= T; ++t)
    BOOST_TEST(s.fewest_steps(chain.states[static_cast<std::size_t>(t - 1)].h, last).value() == T - t);
  BOOST_TEST(s.fewest_steps(cell.W_hh, last).value() == 1);
  BOOST_TEST(s.most_steps(cell.W_hh, last).value() == T);
  BOOST_TEST(!s.fewest_steps(last, xs.front()).has_value());
}

// In two layers that hand on step by step, the way up costs no time; outside time there are no steps to count.
BOOST_AUTO_TEST_CASE(time_steps_upwards_and_outside_time) {
  for (int T : lengths) {
    nn::RNNCell lower(3, 4, {}), upper(4, 4, {});
    const std::vector<Tensor> xs = sequence(T);
    std::vector<Tensor> hs;
    for (const auto& state : nn::unrolled(lower, xs).states) hs.push_back(state.h);
    const Tensor last = nn::unrolled(upper, hs).last().h;
    const Snapshot s(last);
    BOOST_TEST(s.fewest_steps(xs.front(), last).value() == T);
    BOOST_TEST(s.most_steps(xs.front(), last).value() == T);
  }
  const Tensor x = variable(numbers({3}, 1)), y = tanh(tanh(x));
  BOOST_TEST(Snapshot(y).most_steps(x, y).value() == 0);
}

// Every query reads every key at once: however long the sequence, the same few ops, and no time step.
BOOST_AUTO_TEST_CASE(self_attention_is_as_near_at_every_length) {
  nn::MultiheadAttention attention(4, 2);
  const auto ask = [&](int steps) {
    const Tensor xs = variable(numbers({steps, 1, 4}, 1)).named("x");
    const Tensor y = attention(xs).output;
    const Snapshot s(y);
    BOOST_TEST(s.fewest_steps(xs, y).value() == 0);
    return std::vector<int>{s.shortest_path(xs, y).value(), s.longest_path(xs, y).value(), s.depth(), s.count()};
  };
  const std::vector<int> answers = ask(1);
  BOOST_TEST(answers[0] >= 3);  // values, their weighted sum, and the output
  BOOST_TEST(answers[1] > answers[0]);
  for (int T : {2, 5, 50}) BOOST_TEST(ask(T) == answers, boost::test_tools::per_element());
}

// Along the belt, two ops a step: ⊙ f_t and +. The long way, through h, costs more.
BOOST_AUTO_TEST_CASE(an_lstms_belt_has_two_ops_a_step) {
  std::vector<int> belt, long_way;
  for (int T = 2; T <= 12; ++T) {
    nn::LSTMCell cell(3, 4, {});
    const std::vector<Tensor> xs = sequence(T);
    const auto chain = nn::unrolled(cell, xs);
    const Tensor first = chain.states.front().c, last = chain.last().c;
    const Snapshot s(chain.last().h);
    BOOST_TEST(s.shortest_path(first, last).value() == 2 * (T - 1));
    belt.push_back(s.shortest_path(xs.front(), last).value());
    long_way.push_back(s.longest_path(xs.front(), last).value());
  }
  for (std::size_t i = 1; i < belt.size(); ++i) {
    BOOST_TEST(belt[i] - belt[i - 1] == 2);
    BOOST_TEST(long_way[i] - long_way[i - 1] == long_way[1] - long_way[0]);
    BOOST_TEST(long_way[i] - long_way[i - 1] > 2);
  }
}

// In each step x_t W_xh and + b, h_{t−1} W_hh, + and tanh: the last three make the graph deeper, and the way into it
// from x_1 is one op longer.
BOOST_AUTO_TEST_CASE(depth_and_uses_in_an_rnn) {
  for (int T : lengths) {
    nn::RNNCell cell(3, 4, {});
    const std::vector<Tensor> xs = sequence(T);
    const auto chain = nn::unrolled(cell, xs);
    const Snapshot s(chain.last().h);
    BOOST_TEST(s.uses(cell.W_xh) == T);
    BOOST_TEST(s.uses(cell.W_hh) == T);
    BOOST_TEST(s.uses(cell.b) == T);
    for (int t = 1; t <= T; ++t) BOOST_TEST(s.uses(cell.W_hh, t) == 1);
    BOOST_TEST(s.depth() == 3 * T + 1);
    BOOST_TEST(s.longest_path(xs.front(), chain.last().h).value() == 3 * T + 1);
    BOOST_TEST(s.count() == 5 * T);
    BOOST_TEST(s.count_by_scope().at("t=" + std::to_string(T)) == 5);
  }
}

BOOST_AUTO_TEST_SUITE_END()
