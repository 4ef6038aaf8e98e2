// lessons/workshop/: the trials against what is known of cells, and against cells that have something wrong.
// Double only: single precision leaves too few digits for differences.
#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <cmath>

#include "autograd/file.hpp"
#include "autograd/ops.hpp"
#include "autograd/random.hpp"
#include "lessons/support/tasks.hpp"
#include "lessons/workshop/programs/cells.hpp"
#include "lessons/workshop/sheet.hpp"
#include "lessons/workshop/template_cell.hpp"
#include "nn/gru_cell.hpp"
#include "nn/lstm_cell.hpp"
#include "nn/rnn_cell.hpp"
#include "nn/zoo/mingru_cell.hpp"
#include "tests/lessons/support.hpp"

using namespace unroll;
using namespace unroll::workshop;

BOOST_AUTO_TEST_SUITE(workshop)

namespace {

// A cell of one matrix, whose step is a function: `F::step(x W, h, cell)`.
template <class F>
struct OneMatrix : nn::Module {
  struct Options {};
  struct State {
    Tensor h;
    static constexpr std::array names{"h"};
  };
  OneMatrix(Index inputs, Index hidden, Options) : W(parameter("W", random_numbers().normal({inputs, hidden}))) {}
  Index inputs() const { return W.dim(0); }
  Index outputs() const { return W.dim(1); }
  State start(Index batch) const { return {Tensor(Array::zeros({batch, outputs()}))}; }
  State step(const Tensor& x, const State& state) const { return {F::step(matmul(x, W), state.h)}; }
  const Tensor W;
};

struct Decays {
  static Tensor step(const Tensor& u, const Tensor& h) { return Real(0.9) * h + u; }
};
struct CutsOff {
  static Tensor step(const Tensor& u, const Tensor& h) { return tanh(u + h.detach()); }
};
struct Draws {
  static Tensor step(const Tensor& u, const Tensor& h) { return u + h * Tensor(random_numbers().uniform(h.shape())); }
};
struct MixesSequences {
  static Tensor step(const Tensor& u, const Tensor& h) { return tanh(u + h - mean(h, {0})); }
};
struct UsesAVariable {
  static Tensor step(const Tensor& u, const Tensor& h) {
    const Tensor own = variable(Array::ones({1}));
    return tanh(u + own * h);
  }
};
struct Widens {
  static Tensor step(const Tensor& u, const Tensor&) { return concat({u, u}, 1); }
};
struct DoesNotFit {
  static Tensor step(const Tensor& u, const Tensor& h) { return tanh(matmul(u, h)); }
};
struct Ignores {
  static Tensor step(const Tensor& u, const Tensor& h) { return h + 0 * u.detach(); }
};
struct Explodes {
  static Tensor step(const Tensor& u, const Tensor& h) { return Real(1e30) * h + u; }
};
// h is the first symbol's row of W from the first step on.
struct KeepsTheFirst {
  static Tensor step(const Tensor& u, const Tensor& h) {
    return where(Tensor(sum(h.detach() * h.detach(), -1, true).value()) == 0, u, h);
  }
};

// A second parameter that nothing uses; a project() that is not the step's.
struct Idle : OneMatrix<Decays> {
  Idle(Index inputs, Index hidden, Options options)
      : OneMatrix(inputs, hidden, options), b(parameter("b", Array::zeros({hidden}))) {}
  const Tensor b;
};
struct Disagrees : OneMatrix<Decays> {
  using OneMatrix::OneMatrix;
  Tensor project(const Tensor& xs) const { return matmul(xs, W); }
  State advance(const Tensor& projected, const State& state) const { return {projected + Real(0.8) * state.h}; }
};
// Two states that start as one tensor.
struct StartsAsOne : OneMatrix<Decays> {
  struct State {
    Tensor h, c;
    static constexpr std::array names{"h", "c"};
  };
  using OneMatrix::OneMatrix;
  State start(Index batch) const {
    const Tensor zeros(Array::zeros({batch, outputs()}));
    return {zeros, zeros};
  }
  State step(const Tensor& x, const State& state) const { return {matmul(x, W) + state.c, state.h}; }
};

template <class C>
std::string complaint() {
  seed(1);
  return check_gradients(row<C>("mine")).mend;
}

}  // namespace

BOOST_AUTO_TEST_CASE(parameters_are_counted) {
  BOOST_TEST(count_parameters(row<nn::RNNCell>("rnn"), 8, 32) == 8 * 32 + 32 * 32 + 32);
  BOOST_TEST(count_parameters(row<nn::LSTMCell>("lstm"), 8, 32) == 4 * (8 * 32 + 32 * 32 + 32));
  BOOST_TEST(count_parameters(row<nn::MinGRUCell>("mingru"), 8, 32) == 2 * (8 * 32 + 32));
}

// As lesson 7 finds them, at T = 50: 152, 107, 352.
BOOST_AUTO_TEST_CASE(ways_back_are_counted_on_the_graph) {
  const auto rnn = ways_back(row<nn::RNNCell>("rnn")), lstm = ways_back(row<nn::LSTMCell>("lstm")),
             decays = ways_back(row<OneMatrix<Decays>>("decays"));
  BOOST_TEST_REQUIRE((rnn && lstm && decays));
  BOOST_TEST(text(rnn->shortest) == "3 T + 2");
  BOOST_TEST(text(rnn->longest) == "3 T + 2");
  BOOST_TEST(text(lstm->shortest) == "2 T + 7");
  BOOST_TEST(text(lstm->longest) == "7 T + 2");
  BOOST_TEST(text(decays->shortest) == "2 T + 1");
  BOOST_TEST(!ways_back(row<OneMatrix<Ignores>>("ignores")).has_value());
}

BOOST_AUTO_TEST_CASE(growth_is_written_as_a_formula) {
  BOOST_TEST(text(Growth{3, -1}) == "3 T − 1");
  BOOST_TEST(text(Growth{1, 0}) == "T");
  BOOST_TEST(text(Growth{0.3, 5}) == "0.3 T + 5");
  BOOST_TEST(text(Growth{0, 4}) == "4");
}

BOOST_AUTO_TEST_CASE(what_is_left_of_a_gradient) {
  const std::vector<double> left = gradient_left(row<OneMatrix<Decays>>("decays"), 20, 8);
  for (int t = 1; t <= 20; ++t)
    BOOST_TEST(left[std::size_t(t - 1)] == std::pow(0.9, 20 - t), boost::test_tools::tolerance(1e-5));
}

BOOST_AUTO_TEST_CASE(right_cells_are_right) {
  for (const Row& each : {row<nn::TemplateCell>("template"), row<nn::LSTMCell>("lstm"), row<nn::GRUCell>("gru"),
                          row<OneMatrix<Decays>>("decays")}) {
    seed(2);
    const Gradients gradients = check_gradients(each);
    BOOST_TEST(gradients.right(), each.name << ": " << gradients.mend);
  }
}

BOOST_AUTO_TEST_CASE(what_is_wrong_is_said) {
  BOOST_TEST(contains(complaint<OneMatrix<CutsOff>>(), "detach()"));
  BOOST_TEST(contains(complaint<OneMatrix<CutsOff>>(), "derivatives by W, x_1, x_2 are"));  // x_3 comes after the cut
  BOOST_TEST(contains(complaint<OneMatrix<Draws>>(), "neither on random numbers"));
  BOOST_TEST(contains(complaint<OneMatrix<MixesSequences>>(), "alone"));
  BOOST_TEST(contains(complaint<OneMatrix<UsesAVariable>>(), "parameter(\"name\""));
  BOOST_TEST(contains(complaint<OneMatrix<Widens>>(), "h is (2, 6)"));
  BOOST_TEST(
      contains(complaint<OneMatrix<DoesNotFit>>(), "2 inputs and 3 hidden units it stops with an error: matmul"));
  BOOST_TEST(contains(complaint<StartsAsOne>(), "h and c start as one"));
  BOOST_TEST(contains(complaint<OneMatrix<Ignores>>(), "parameter W takes no part"));
  BOOST_TEST(contains(complaint<Idle>(), "parameter b takes no part"));
  BOOST_TEST(contains(complaint<Disagrees>(), "advance(project(x), state)"));
}

BOOST_AUTO_TEST_CASE(practice_ends_when_the_task_is_solved) {
  seed(3);
  const Course keeps = practise(row<OneMatrix<KeepsTheFirst>>("keeps"), {Task::first_symbol, 30, 300});
  BOOST_TEST_REQUIRE(keeps.solved.has_value());
  BOOST_TEST(*keeps.solved == keeps.at.back());
  BOOST_TEST(keeps.score() >= 0.98);

  const Course ignores = practise(row<OneMatrix<Ignores>>("ignores"), {Task::first_symbol, 5, 60});
  BOOST_TEST(!ignores.solved.has_value());
  const std::vector<double> looked{0, 25, 50, 60};
  BOOST_TEST(ignores.at == looked, boost::test_tools::per_element());
  BOOST_TEST(std::abs(ignores.score() - guessing(Task::first_symbol)) < 0.1);

  // A sum of all that was read and marked would do; one that fades cannot.
  const Course adds = practise(row<OneMatrix<Ignores>>("ignores"), {Task::marked_sum, 10, 200});
  BOOST_TEST(adds.score() == guessing(Task::marked_sum), boost::test_tools::tolerance(0.3));
}

BOOST_AUTO_TEST_CASE(practice_stops_when_the_numbers_are_not_finite) {
  const Course course = practise(row<OneMatrix<Explodes>>("explodes"), {Task::marked_sum, 50, 100});
  BOOST_TEST_REQUIRE(course.broke.has_value());
  BOOST_TEST(*course.broke == 1);
}

namespace {
const Sheet& measured() {
  static const Sheet sheet =
      measure(row<nn::RNNCell>("rnn", {}, "some \"options\""), {.seed = 4, .runs = 2, .steps = 30});
  return sheet;
}
}  // namespace

BOOST_AUTO_TEST_CASE(a_sheet_is_measured_from_its_seed) {
  const Sheet again = measure(row<nn::RNNCell>("rnn"), {.seed = 5, .runs = 1, .steps = 30});
  BOOST_TEST(again.ratio[0] == measured().ratio[1]);
  for (std::size_t i = 0; i < assignments().size(); ++i)
    BOOST_TEST(again.courses[i][0].scores == measured().courses[i][1].scores, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_sheet_of_a_wrong_cell_ends_with_its_gradients) {
  const Sheet sheet = measure(row<OneMatrix<CutsOff>>("cuts"), {});
  BOOST_TEST(!sheet.gradients.right());
  BOOST_TEST(sheet.courses.empty());
  BOOST_TEST(contains(lessons::aligned(lines(sheet)), "wrong"));
}

BOOST_AUTO_TEST_CASE(sheets_are_read_as_they_were_written) {
  const TemporaryFolder folder;
  const auto file = folder.path / "sheets.json";
  Sheet other = measured();
  other.name = "other", other.ways.reset(), other.ratio[0] = NAN, other.courses[0][0].broke = 7;
  const std::string json = to_json({measured(), other});
  write_file(file, json);
  const std::vector<Sheet> read = read_sheets(file);
  BOOST_TEST(to_json(read) == json);
  BOOST_TEST(lessons::aligned(comparison(read)) == lessons::aligned(comparison({measured(), other})));
  for (const char* text : {"", "[1]", "{\"rnn\": {}}"}) {
    write_file(file, text);
    BOOST_CHECK_EXCEPTION(read_sheets(file), FileError,
                          [](const FileError& error) { return contains(error.what(), "./learn report"); });
  }
}

BOOST_AUTO_TEST_CASE(courses_are_told) {
  const Assignment& first = assignments()[0];
  const auto solved = [](int step) { return Course{{0, double(step)}, {0.1, 0.99}, step, {}}; };
  const Course not_solved{{0, 600}, {0.1, 0.314}, {}, {}}, broken{{0}, {0.1}, {}, 12};
  BOOST_TEST(text(first, {solved(100), solved(300), solved(200)}) == "200 steps");
  BOOST_TEST(text(first, {solved(100), not_solved, not_solved}) == "0.31 right");
  BOOST_TEST(text(first, {broken, not_solved}) == "breaks at 12");
}

// What takes no training is measured again. A learner's own cell need not be in the table.
BOOST_AUTO_TEST_CASE(the_committed_table_is_what_is_measured_today) {
  const std::vector<Sheet> committed = read_sheets("lessons/workshop/measured.json");
  for (const char* name :
       {"rnn", "lstm", "lstm-open", "gru", "mgu", "ugrnn", "ugrnn-open", "antisymmetric", "mingru", "cornn"})
    BOOST_TEST(std::ranges::count(committed, name, &Sheet::name) == 1,
               name << " is missing; ./learn report --all measures it");
  for (const Sheet& sheet : committed) BOOST_TEST_CONTEXT(sheet.name) {
      const auto row = std::ranges::find(cells(), sheet.name, &Row::name);
      BOOST_TEST_REQUIRE((row != cells().end()));
      BOOST_TEST(sheet.options == row->options);
      BOOST_TEST(sheet.parameters == count_parameters(*row, 8, 32));
      const auto ways = ways_back(*row);
      BOOST_TEST_REQUIRE((ways && sheet.ways));
      BOOST_TEST(text(sheet.ways->shortest) == text(ways->shortest));
      BOOST_TEST(text(sheet.ways->longest) == text(ways->longest));
      if (sizeof(Real) < sizeof(double)) continue;
      seed(sheet.seed);
      BOOST_TEST(sheet.ratio[0] == gradient_left(*row, 50, 32).front(), boost::test_tools::tolerance(0.01));
    }
}

BOOST_AUTO_TEST_SUITE_END()
