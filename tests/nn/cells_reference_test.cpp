// Double only: agreement with PyTorch to 1e-9.
// Values and all gradients of RNN, LSTM and GRU, and of their cells, as PyTorch computes them (reference/cells.py).
#include "tests/nn/cell_checks.hpp"
#include "tests/reference/reference.hpp"

using namespace unroll;
using namespace cell_table;

BOOST_AUTO_TEST_SUITE(cells_reference)

namespace {

// One case of the reference file, and a check of what is computed here against it.
struct Case {
  std::string name;
  Array get(const std::string& what) const { return reference("cells", name + "/" + what); }
  // Rows, or all of it transposed.
  Array rows(const std::string& what, Index from, Index to) const {
    return slice(Tensor(get(what)), 0, from, to).value();
  }
  Array transposed(const std::string& what) const { return T(Tensor(get(what))).value(); }

  void check(const std::string& what, const Array& got) const { check(what, got, get(what)); }
  void check(const std::string& what, const Array& got, const Array& wanted) const {
    BOOST_TEST(close(got, wanted, 1e-9), name << ", " << what << ": ");
  }
  // Σ w ⊙ y of what PyTorch's loss was made of.
  void backward(const std::vector<std::pair<std::string, Tensor>>& results) const {
    std::vector<Tensor> terms;
    for (const auto& [what, y] : results) {
      check(what, y.value());
      terms.push_back(sum(y * Tensor(get("w_" + what))));
    }
    add_all(terms).backward();
  }
};

Tensor parameter_of(AnyCell& cell, const std::string& name) {
  for (const auto& parameter : cell.module().named_parameters())
    if (parameter.name == name) return parameter.tensor;
  return {};
}

// One bias stands for PyTorch's two. The GRU's second one is needed where the reset comes after the product.
void load(AnyCell& cell, const Case& c, const std::string& suffix) {
  parameter_of(cell, "W_xh").assign(c.transposed("weight_ih" + suffix));
  parameter_of(cell, "W_hh").assign(c.transposed("weight_hh" + suffix));
  const Tensor b_ih(c.get("bias_ih" + suffix)), b_hh(c.get("bias_hh" + suffix)), b_hn = parameter_of(cell, "b_hn");
  if (b_hn) {
    const Index H = cell.outputs();
    b_hn.assign(c.rows("bias_hh" + suffix, 2 * H, 3 * H));
    parameter_of(cell, "b").assign((b_ih + concat({slice(b_hh, 0, 0, 2 * H), Tensor(Array::zeros({H}))}, 0)).value());
  } else {
    parameter_of(cell, "b").assign((b_ih + b_hh).value());
  }
  if (const Tensor W_hr = parameter_of(cell, "W_hr"); W_hr) W_hr.assign(c.transposed("weight_hr" + suffix));
}

// The gradient of a sum's bias is that of either summand.
void check_gradients(AnyCell& cell, const Case& c, const std::string& suffix) {
  const auto transposed = [&](const std::string& ours, const std::string& theirs) {
    c.check(ours + suffix, parameter_of(cell, ours).grad(), c.transposed("grad/" + theirs + suffix));
  };
  transposed("W_xh", "weight_ih");
  transposed("W_hh", "weight_hh");
  const Tensor b_hn = parameter_of(cell, "b_hn");
  const Array db = parameter_of(cell, "b").grad();
  c.check("b" + suffix, db, c.get("grad/bias_ih" + suffix));
  const Index shared = b_hn ? 2 * cell.outputs() : db.dim(0);
  c.check("b" + suffix, slice(Tensor(db), 0, 0, shared).value(), c.rows("grad/bias_hh" + suffix, 0, shared));
  if (b_hn) c.check("b_hn" + suffix, b_hn.grad(), c.rows("grad/bias_hh" + suffix, shared, shared + cell.outputs()));
  if (const Tensor W_hr = parameter_of(cell, "W_hr"); W_hr) transposed("W_hr", "weight_hr");
}

struct Kind {
  const char *name, *row;
  bool two_fields = false;
};
const CellRow& row_of(const Kind& kind) {
  for (const CellRow& row : cell_table::cell_table())
    if (row.name == kind.row) return row;
  throw Error("no such row");
}

struct LayerShape {
  const char* name;
  Index inputs, hidden, layers, directions;
  bool batch_first = false, start = true, lengths = false;
};

void check_layer(const Kind& kind, const LayerShape& s) {
  const Case c{std::string(kind.name) + "/" + s.name};
  const CellRow& row = row_of(kind);
  const auto any = (s.directions == 2 ? row.bidirectional : row.recurrent)(
      s.inputs, kind.two_fields ? c.get("cn").dim(2) : s.hidden, {.layers = s.layers, .batch_first = s.batch_first});
  const auto cells = any->cells();
  const auto suffix = [&](std::size_t i) {
    const auto directions = static_cast<std::size_t>(s.directions);
    return fmt::format("_l{}{}", i / directions, i % directions == 1 ? "_reverse" : "");
  };
  for (std::size_t i = 0; i < cells.size(); ++i) load(*cells[i], c, suffix(i));

  const Tensor xs = variable(c.get("xs"));
  const Index batch = xs.dim(s.batch_first ? 0 : 1);
  const Tensor h0 = s.start ? variable(c.get("h0")) : Tensor();
  const Tensor c0 = s.start && kind.two_fields ? variable(c.get("c0")) : Tensor();
  std::vector<Fields> start;
  for (const auto& cell : cells) {
    const Index i = static_cast<Index>(start.size());
    if (!s.start)
      start.push_back(cell->start(batch));
    else if (kind.two_fields)
      start.push_back({h0[i], c0[i]});
    else
      start.push_back({h0[i]});
  }
  Indices lengths;
  if (s.lengths) {
    std::vector<Index> integers;
    const auto numbers = c.get("lengths");
    for (const Real length : numbers.numbers()) integers.push_back(static_cast<Index>(length));
    lengths = Indices(integers);
  }

  const LayerRun run = any->run(xs, start, lengths);
  std::vector<Tensor> hn, cn;
  for (const Fields& state : run.last) {
    hn.push_back(state[0]);
    if (kind.two_fields) cn.push_back(state[1]);
  }
  std::vector<std::pair<std::string, Tensor>> results{{"outputs", run.outputs}, {"hn", stack(hn)}};
  if (kind.two_fields) results.emplace_back("cn", stack(cn));
  c.backward(results);
  for (std::size_t i = 0; i < cells.size(); ++i) check_gradients(*cells[i], c, suffix(i));
  c.check("grad/xs", xs.grad());
  if (h0) c.check("grad/h0", h0.grad());
  if (c0) c.check("grad/c0", c0.grad());
  // forward() is the same run, from its own start.
  if (!s.start) c.check("outputs", any->layer()(xs, lengths).value());
}

void check_shapes(const Kind& kind) {
  for (const LayerShape& shape : {LayerShape{"plain", 3, 5, 1, 1},
                                  {"ones", 1, 1, 1, 1},
                                  {"one_step", 3, 4, 2, 2},
                                  {"one_sequence", 2, 3, 2, 1, false, false},
                                  {"both_directions", 3, 5, 2, 2, true},
                                  {"padded", 3, 4, 1, 1, false, true, true},
                                  {"padded_both_directions", 2, 3, 2, 2, false, true, true},
                                  {"padded_batch_first", 1, 5, 1, 2, true, false, true}})
    check_layer(kind, shape);
}

void check_cell(const Kind& kind) {
  for (const char* shape : {"plain", "ones"}) {
    const Case c{std::string(kind.name) + "/" + shape};
    const Tensor x = variable(c.get("xs"));
    Fields state{variable(c.get("h0"))};
    if (kind.two_fields) state.push_back(variable(c.get("c0")));
    const auto cell = row_of(kind).cell(x.dim(1), state[0].dim(1));
    load(*cell, c, "");
    const Fields next = cell->step(x, state);
    std::vector<std::pair<std::string, Tensor>> results{{"hn", next[0]}};
    if (kind.two_fields) results.emplace_back("cn", next[1]);
    c.backward(results);
    check_gradients(*cell, c, "");
    c.check("grad/xs", x.grad());
    c.check("grad/h0", state[0].grad());
    if (kind.two_fields) c.check("grad/c0", state[1].grad());
  }
}

}  // namespace

BOOST_AUTO_TEST_CASE(rnn) { check_shapes({"rnn", "rnn"}); }
BOOST_AUTO_TEST_CASE(rnn_relu) { check_shapes({"rnn_relu", "rnn, relu"}); }
BOOST_AUTO_TEST_CASE(lstm) { check_shapes({"lstm", "lstm", true}); }
BOOST_AUTO_TEST_CASE(lstm_projection) { check_shapes({"lstm_projection", "lstm, projection", true}); }
BOOST_AUTO_TEST_CASE(gru) { check_shapes({"gru", "gru"}); }

BOOST_AUTO_TEST_CASE(rnn_cell) { check_cell({"rnn_cell", "rnn"}); }
BOOST_AUTO_TEST_CASE(rnn_relu_cell) { check_cell({"rnn_relu_cell", "rnn, relu"}); }
BOOST_AUTO_TEST_CASE(lstm_cell) { check_cell({"lstm_cell", "lstm", true}); }
BOOST_AUTO_TEST_CASE(gru_cell) { check_cell({"gru_cell", "gru"}); }

BOOST_AUTO_TEST_SUITE_END()
