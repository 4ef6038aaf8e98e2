#include "lessons/workshop/trials.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "autograd/error.hpp"
#include "autograd/gradcheck.hpp"
#include "autograd/random.hpp"
#include "graphs/snapshot.hpp"
#include "lessons/support/tasks.hpp"
#include "nn/linear.hpp"
#include "nn/losses.hpp"
#include "optim/adam.hpp"
#include "optim/clip.hpp"

namespace unroll::workshop {

namespace {

// x_1 … x_T, each (batch, inputs), which need gradients.
std::vector<Tensor> draw_inputs(int T, Index batch, Index inputs) {
  std::vector<Tensor> xs;
  for (int t = 1; t <= T; ++t) {
    xs.push_back(variable(random_numbers().normal({batch, inputs})));
    xs.back().mark(Role::input).named("x_" + std::to_string(t));
  }
  return xs;
}

double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

// ---- Is it right? ----

// All numbers of all states in one row.
Tensor flat(const std::vector<Fields>& states) {
  std::vector<Tensor> rows;
  for (const Fields& state : states)
    for (const Tensor& field : state) rows.push_back(reshape(field, {field.size()}));
  return concat(rows, 0);
}

bool same(const Array& a, const Array& b, double tolerance) {
  if (a.shape() != b.shape()) return false;
  for (Index i = 0; i < a.size(); ++i)
    if (!(std::abs(double(a.data()[i]) - double(b.data()[i])) <= tolerance)) return false;
  return true;
}

struct Specimen {
  static constexpr Index batch = 2, inputs = 2, hidden = 3;
  AnyCell cell;
  std::vector<Tensor> xs = draw_inputs(3, batch, inputs);

  explicit Specimen(const Row& row) : cell(row.make(inputs, hidden)) {}
  std::vector<Fields> states() const { return cell.states(xs); }
};

std::string wrong_shapes(const Specimen& it, const std::vector<Fields>& states) {
  for (const Fields& state : states) {
    if (const Shape wanted{it.batch, it.cell.outputs}; state[0].shape() != wanted)
      return fmt::format("h is {}, but it should be (batch, outputs()), here {}", to_string(state[0].shape()),
                         to_string(wanted));
    for (std::size_t f = 0; f < state.size(); ++f)
      if (state[f].rank() == 0 || state[f].dim(0) != it.batch)
        return fmt::format("{} is {}, but every field of a state begins with the batch, here {}", it.cell.names[f],
                           to_string(state[f].shape()), it.batch);
  }
  return "";
}

std::string wrong_start(const Specimen& it) {
  const Fields start = it.cell.start(it.batch);
  for (std::size_t f = 1; f < start.size(); ++f)
    for (std::size_t other = 0; other < f; ++other)
      if (start[f].node() == start[other].node())
        return fmt::format(
            "{} and {} start as one and the same tensor, so that no drawing can tell them apart; in start(), make a "
            "Tensor(…) for each",
            it.cell.names[other], it.cell.names[f]);
  return "";
}

// A sequence is worth the same alone as in a batch.
bool keeps_sequences_apart(const Specimen& it, const std::vector<Fields>& states, double rounding) {
  std::vector<Tensor> xs;
  for (const Tensor& x : it.xs) xs.push_back(slice(x, 0, 0, 1));
  const std::vector<Fields> alone = it.cell.states(xs);
  for (std::size_t t = 0; t < states.size(); ++t)
    for (std::size_t f = 0; f < states[t].size(); ++f)
      if (!same(alone[t][f].value(), slice(states[t][f], 0, 0, 1).value(), rounding)) return false;
  return true;
}

std::string wrong_parameters(const Specimen& it, const std::vector<Fields>& states) {
  std::vector<Tensor> fields;
  for (const Fields& state : states) fields.insert(fields.end(), state.begin(), state.end());
  const graphs::Snapshot graph(fields);
  const auto in_graph = [&](const Tensor& tensor) {
    return std::ranges::any_of(graph.nodes(), [&](const auto& node) { return node.node == tensor.node(); });
  };
  const std::vector<Tensor> parameters = it.cell.module->parameters();
  for (const auto& [name, parameter] : it.cell.module->named_parameters())
    if (!in_graph(parameter))
      return fmt::format(
          "the parameter {} takes no part in any state; use it in step(), or leave it out. If step() does use it: "
          "detach(), value() and NoGrad take what is computed out of the graph",
          name);
  for (const auto& node : graph.nodes()) {
    const auto is = [&](const Tensor& tensor) { return tensor.node() == node.node; };
    if (node.kind == Kind::leaf && node.needs_grad && std::ranges::none_of(parameters, is) &&
        std::ranges::none_of(it.xs, is))
      return fmt::format(
          "step() uses a variable of shape {} that is no parameter of the cell, so that no optimizer would train it; "
          "make it in the constructor, by parameter(\"name\", …)",
          to_string(node.shape));
  }
  return "";
}

}  // namespace

Gradients check_gradients(const Row& row) {
  const double rounding = 1e3 * double(std::numeric_limits<Real>::epsilon());
  const Specimen it(row);
  std::vector<Fields> states;
  try {
    states = it.states();
  } catch (const Error& error) {
    return {fmt::format("with a batch of {}, {} inputs and {} hidden units it stops with an error: {}", it.batch,
                        it.inputs, it.hidden, error.what())};
  }
  if (std::string wrong = wrong_shapes(it, states); !wrong.empty()) return {wrong};
  if (std::string wrong = wrong_start(it); !wrong.empty()) return {wrong};
  if (!same(flat(states).value(), flat(it.states()).value(), 0))
    return {
        "the same sequence, read twice, does not give the same states: step() may depend on nothing but x, the "
        "state and the parameters, neither on random numbers nor on what it was called with before"};
  if (!same(it.cell.last(stack(it.xs)).value(), states.back()[0].value(), rounding))
    return {"advance(project(x), state) is not step(x, state), as it should be"};
  if (!keeps_sequences_apart(it, states, rounding))
    return {
        "a sequence gives other states alone than beside another one, as if one heard the other. Does step() take a "
        "sum, a mean or a softmax over axis 0? That is the batch; a sequence has its numbers along the last axis, −1"};
  if (std::string wrong = wrong_parameters(it, states); !wrong.empty()) return {wrong};

  std::vector<nn::NamedParameter> named = it.cell.module->named_parameters();
  for (const Tensor& x : it.xs) named.push_back({x.name(), x});
  std::vector<Tensor> leaves;
  for (const auto& [name, leaf] : named) leaves.push_back(leaf);
  const auto check = [&](const std::vector<Tensor>& by, int order) {
    return gradcheck([&] { return flat(it.states()); }, by, {.order = order});
  };
  Gradients result;
  for (const int order : {1, 2}) {
    const GradcheckReport report = check(leaves, order);
    (order == 1 ? result.first : result.second) = report.worst;
    if (report.passed) continue;
    std::string by, table = report.text;  // the table knows numbers of inputs only
    for (const auto& [name, leaf] : named)
      if (const GradcheckReport alone = check({leaf}, order); !alone.passed) {
        if (by.empty()) table = alone.text;
        by += (by.empty() ? " by " : ", ") + name;
      }
    result.mend = fmt::format(
        "the {} derivatives{} are not those of the formula. {}\n{}", order == 1 ? "first" : "second", by,
        report.met_kink
            ? "These numbers meet a kink, of abs, relu or max for example, where there is no derivative"
            : "Does step() take something out of the graph, by detach(), value(), item() or NoGrad? Or does "
              "it use an op of your own, whose rule is wrong?",
        table);
    break;
  }
  return result;
}

// ---- What does it cost, and how far back does an error have to go? ----

Index count_parameters(const Row& row, Index inputs, Index hidden) {
  return row.make(inputs, hidden).module->parameter_count();
}

namespace {

// The line through the points, by least squares.
Growth line_through(const std::vector<std::pair<double, double>>& points) {
  double n = 0, x_sum = 0, y_sum = 0, xx_sum = 0, xy_sum = 0;
  for (const auto& [x, y] : points) n += 1, x_sum += x, y_sum += y, xx_sum += x * x, xy_sum += x * y;
  const double each = (n * xy_sum - x_sum * y_sum) / (n * xx_sum - x_sum * x_sum);
  return {each, (y_sum - each * x_sum) / n};
}

}  // namespace

std::optional<Ways> ways_back(const Row& row) {
  std::vector<std::pair<double, double>> shortest, longest;
  for (const int T : {5, 10, 20, 40}) {
    const AnyCell cell = row.make(3, 4);
    const std::vector<Tensor> xs = draw_inputs(T, 1, 3);
    const Tensor loss = sum(cell.states(xs).back()[0]);
    const graphs::Snapshot graph(loss);
    if (std::ranges::none_of(graph.nodes(), [&](const auto& node) { return node.node == xs[0].node(); })) return {};
    shortest.emplace_back(T, *graph.shortest_path(xs[0], loss));
    longest.emplace_back(T, *graph.longest_path(xs[0], loss));
  }
  return Ways{line_through(shortest), line_through(longest)};
}

namespace {

// A cell that reads a sequence, and a layer that answers by the last h.
struct Network {
  AnyCell cell;
  nn::Linear head;

  Network(const Row& row, Index inputs, Index hidden, Index outputs)
      : cell(row.make(inputs, hidden)), head(cell.outputs, outputs) {}
  Tensor operator()(const Array& xs) const { return head(cell.last(Tensor(xs))); }
  std::vector<Tensor> parameters() const {
    std::vector<Tensor> all = cell.module->parameters();
    for (const Tensor& parameter : head.parameters()) all.push_back(parameter);
    return all;
  }
};

}  // namespace

std::vector<double> gradient_left(const Row& row, int T, Index hidden, int networks) {
  std::vector<std::vector<double>> at(static_cast<std::size_t>(T));
  for (int i = 0; i < networks; ++i) {
    const Network network(row, lessons::symbols, hidden, lessons::symbols);
    const auto batch = lessons::draw_first_symbol(T, 64);
    const Tensor whole(batch.xs());
    std::vector<Tensor> xs, fields;
    for (Index t = 0; t < T; ++t) xs.push_back(whole[t]);
    const std::vector<Fields> states = network.cell.states(xs);
    for (const Fields& state : states) fields.insert(fields.end(), state.begin(), state.end());
    const std::vector<Tensor> gradients = grad(nn::cross_entropy(network.head(states.back()[0]), batch.first), fields);
    std::vector<double> norms;
    for (std::size_t t = 0, field = 0; t < states.size(); ++t) {
      double squares = 0;
      for (std::size_t f = 0; f < states[t].size(); ++f, ++field)
        squares += std::pow(double(norm(gradients[field]).item()), 2);
      norms.push_back(std::sqrt(squares));
    }
    for (std::size_t t = 0; t < states.size(); ++t) at[t].push_back(norms[t] / norms.back());
  }
  std::vector<double> left;
  for (const std::vector<double>& of_networks : at) left.push_back(median(of_networks));
  return left;
}

// ---- Does it learn? ----

double guessing(Task task) { return task == Task::first_symbol ? 1.0 / lessons::symbols : 1.0 / 6; }
bool solved(Task task, double score) { return task == Task::first_symbol ? score >= 0.98 : score < 0.02; }

namespace {

// The loss in new sequences, and how well the network did in them.
struct Answered {
  Tensor loss;
  double score;
};
Answered answer(const Network& network, const Practice& practice, Index batch) {
  if (practice.task == Task::first_symbol) {
    const auto drawn = lessons::draw_first_symbol(practice.T, batch);
    const Tensor scores = network(drawn.xs());
    return {nn::cross_entropy(scores, drawn.first), lessons::right_answers(scores.value(), drawn.first)};
  }
  const auto drawn = lessons::draw_marked_sum(practice.T, batch);
  const Tensor loss = nn::squared_error(network(drawn.xs), Tensor(drawn.wanted));
  return {loss, double(loss.item())};
}

bool finite_gradients(const Network& network) {
  return std::ranges::all_of(network.parameters(), [](const Tensor& parameter) {
    const Array gradient = parameter.grad();
    return !gradient || std::ranges::all_of(gradient.numbers(), [](Real g) { return std::isfinite(g); });
  });
}

}  // namespace

Course practise(const Row& row, const Practice& practice, const Progress& progress) {
  const bool names = practice.task == Task::first_symbol;
  const Network network(row, names ? lessons::symbols : 2, practice.hidden, names ? lessons::symbols : 1);
  optim::Adam optimizer(network.parameters(), {.lr = practice.lr});
  const std::string what = fmt::format("{}: {}, T = {}", row.name, names ? "first symbol" : "marked sum", practice.T);
  Course course;
  const auto look = [&](int step) {
    const NoGrad evaluating;
    course.at.push_back(step);
    course.scores.push_back(answer(network, practice, 250).score);
    if (solved(practice.task, course.score())) course.solved = step;
  };
  look(0);
  for (int step = 1; step <= practice.steps && !course.solved; ++step) {
    optimizer.clear_grad();
    const Tensor loss = answer(network, practice, practice.batch).loss;
    loss.backward({.release = true});
    if (!std::isfinite(double(loss.item())) || !finite_gradients(network)) {
      course.broke = step;
      break;
    }
    optim::clip_grad_norm(network.parameters(), 1);
    optimizer.step();
    if (step % practice.look_every == 0 || step == practice.steps) look(step);
    if (progress) progress(what.c_str(), course.solved ? practice.steps : step, practice.steps);
  }
  return course;
}

}  // namespace unroll::workshop
