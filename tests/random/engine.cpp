// Compiled twice, in double and in float.
#include "tests/random/engine.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <map>
#include <unordered_set>

#include "autograd/backward.hpp"
#include "tests/random/engine_ops.hpp"
#ifdef UNROLL_RANDOM_NN
#include "tests/random/engine_nn.hpp"
#endif

namespace random_programs::inline UNROLL_PRECISION {

namespace {

using unroll::Array, unroll::Real, unroll::Tensor, unroll::Trace;
using Tensors = std::vector<Tensor>;

std::vector<double> numbers(const Array& array) { return {array.numbers().begin(), array.numbers().end()}; }

Array made(const Shape& shape, const auto& number) {
  Array array = Array::uninitialized(unroll::Shape(std::span(shape)));
  Real* out = array.write();
  for (Index k = 0; k < array.size(); ++k) out[k] = static_cast<Real>(number(k));
  return array;
}

// Leaves NaN behind in the buffers that are about to be used: what reads them before it writes shows.
void spoil_free_buffers() {
  std::vector<Array> spoiled;
  for (Index size : {1, 2, 3, 4, 6, 8, 9, 12, 16, 18, 24, 27, 33, 36, 48, 64})
    for (int copy = 0; copy < 3; ++copy) spoiled.push_back(Array::full({size}, std::numeric_limits<Real>::quiet_NaN()));
}

Tensors leaves(const Program& program, double step) {
  Tensors values;
  for (std::size_t i = 0; i < program.leaves.size(); ++i) {
    const Leaf& leaf = program.leaves[i];
    Array array = made(leaf.shape, [&](Index k) {
      const double moved = leaf.variable ? step * direction(static_cast<int>(i), k) : 0;
      return leaf.numbers[static_cast<std::size_t>(k)] + moved;
    });
    values.push_back(leaf.variable ? unroll::variable(std::move(array)) : Tensor(std::move(array)));
  }
  return values;
}

// The parameters of modules take the place of the leaves that they are; returns the modules' functions.
using Modules = std::map<std::size_t, std::function<Tensor(std::span<const Tensor>)>>;
Modules modules(const Program& program, Tensors& values) {
  Modules result;
#ifdef UNROLL_RANDOM_NN
  for (std::size_t i = 0; i < program.statements.size(); ++i) {
    const std::vector<int> own = program.statements[i].parameters();
    if (own.empty()) continue;
    std::vector<unroll::Shape> shapes;
    for (int v : own) shapes.push_back(values[static_cast<std::size_t>(v)].shape());
    const EngineModule module = module_of(program.statements[i], shapes);
    for (std::size_t k = 0; k < own.size(); ++k) {
      Tensor& leaf = values[static_cast<std::size_t>(own[k])];
      module.parameters.at(k).assign(leaf.value());
      leaf = module.parameters[k];
    }
    result[i] = module.run;
  }
#endif
  return result;
}

Tensors all_values(const Program& program, const How& how) {
  Tensors values = leaves(program, how.step);
  const Modules by_statement = modules(program, values);
  values.resize(static_cast<std::size_t>(program.value_count()));
  for (std::size_t k = 0; k < program.statements.size(); ++k) {
    const std::size_t i = how.order.empty() ? k : static_cast<std::size_t>(how.order[k]);
    const Statement& statement = program.statements[i];
    Tensor& y = values[program.leaves.size() + i];
    const auto module = by_statement.find(i);
    if (module == by_statement.end()) {
      y = computed(statement, values);
    } else {
      Tensors read;
      for (int v : statement.others()) read.push_back(values[static_cast<std::size_t>(v)]);
      y = module->second(read);
    }
    if (how.detached && statement.op == "detach(Tensor)") {
      const std::vector<double>& before = how.detached->values[program.leaves.size() + i];
      y = Tensor(
          Array(y.shape(), made({y.size()}, [&](Index n) { return before[static_cast<std::size_t>(n)]; }).storage()));
    }
  }
  return values;
}

Tensor loss_of(const Program& program, const Tensors& values) {
  Tensor loss{Array::scalar(0)};
  for (std::size_t i = 0; i < program.outputs.size(); ++i) {
    const Tensor& y = values[static_cast<std::size_t>(program.outputs[i])];
    const std::vector<Index> shape(y.shape().extents().begin(), y.shape().extents().end());
    loss = loss + sum(y * Tensor(made(shape, [&](Index k) { return weight(static_cast<int>(i), k); })));
  }
  return loss;
}

// The shares that flowed along a node's uses add up to its gradient, and that is what grad() gives.
std::string trace_fault(const Trace& trace, const Tensor& loss, const Tensors& values) {
  std::vector<const unroll::Node*> nodes{loss.node()};
  std::unordered_set<const unroll::Node*> seen{loss.node()};
  std::unordered_map<const unroll::Node*, std::vector<double>> shares;
  for (std::size_t i = 0; i < nodes.size(); ++i)
    for (std::size_t k = 0; k < nodes[i]->inputs().size(); ++k) {
      const unroll::Node* input = nodes[i]->inputs()[k].node;
      if (seen.insert(input).second) nodes.push_back(input);
      const Array share = trace.edge(nodes[i], static_cast<int>(k));
      if (!share) continue;
      std::vector<double>& sum = shares[input];
      sum.resize(static_cast<std::size_t>(share.size()));
      for (std::size_t n = 0; n < sum.size(); ++n) sum[n] += share.data()[n];
    }
  const double tolerance = 64 * std::numeric_limits<Real>::epsilon();
  const auto differ = [&](const std::vector<double>& a, const std::vector<double>& b, double scale) {
    for (double x : b) scale = std::max(scale, std::abs(x));
    for (std::size_t n = 0; n < a.size(); ++n)
      if (!(std::abs(a[n] - b[n]) <= tolerance * scale)) return true;
    return a.size() != b.size();
  };
  for (const auto& [node, sum] : shares)
    if (differ(sum, numbers(trace.gradient(node)), 8))
      return fmt::format("the shares of the gradient of a {} do not add up to it", node->op);
  for (std::size_t i = 0; i < values.size(); ++i)
    if (const Array traced = trace.gradient(values[i].node()); traced)
      if (differ(numbers(traced), numbers(grad(loss, values[i]).value()), 8))
        return fmt::format("the traced gradient of v{} is not that of grad()", i);
  return "";
}

void differentiate(const Program& program, const How& how, const Tensors& values, Results& results) {
  const Tensor loss = loss_of(program, values);
  results.loss = loss.item();
  results.gradients.resize(program.leaves.size());
  results.seconds.resize(program.leaves.size());
  Tensors wanted;
  std::vector<std::size_t> variables;
  for (std::size_t i = 0; i < program.leaves.size(); ++i)
    if (program.leaves[i].variable) {
      wanted.push_back(values[i]);
      variables.push_back(i);
    }
  const auto keep = [&](std::vector<std::vector<double>>& where, const Tensors& gradients) {
    for (std::size_t k = 0; k < variables.size(); ++k) where[variables[k]] = numbers(gradients[k].value());
  };
  const auto zeros = [&](std::vector<std::vector<double>>& where) {
    for (std::size_t i : variables) where[i].assign(program.leaves[i].numbers.size(), 0);
  };
  zeros(results.gradients);
  if (how.pass == Pass::graph) zeros(results.seconds);
  if (!loss.needs_grad() || how.pass == Pass::none) return;

  Trace trace(how.pass == Pass::traced ? Trace::Keep::arrays : Trace::Keep::norms);
  switch (how.pass) {
    case Pass::none:
      return;
    case Pass::numbers:
      return keep(results.gradients, grad(loss, wanted));
    case Pass::graph: {
      const Tensors dx = grad(loss, wanted, {.create_graph = true});
      keep(results.gradients, dx);
      Tensor along{Array::scalar(0)};
      for (std::size_t k = 0; k < variables.size(); ++k)
        along = along + sum(dx[k] * Tensor(made(program.leaves[variables[k]].shape, [&](Index n) {
                              return direction(static_cast<int>(variables[k]), n);
                            })));
      if (along.needs_grad()) keep(results.seconds, grad(along, wanted));
      return;
    }
    case Pass::backward:
      loss.backward();
      break;
    case Pass::twice:
      loss.backward();
      loss.backward();
      break;
    case Pass::release:
      loss.backward({.release = true});
      break;
    case Pass::traced:
    case Pass::traced_norms:
      loss.backward({.trace = &trace});
      break;
  }
  for (std::size_t i : variables)
    if (const Array gradient = values[i].grad(); gradient) results.gradients[i] = numbers(gradient);
  if (how.pass == Pass::traced) results.error = trace_fault(trace, loss, values);
}

Results run(const Program& program, const How& how) {
  Results results;
  const auto nodes = unroll::live_nodes(), buffers = unroll::live_buffers();
  try {
    spoil_free_buffers();
    const unroll::Recording recording(how.pass != Pass::none);
    const Tensors values = all_values(program, how);
    for (const Tensor& value : values) results.values.push_back(numbers(value.value()));
    differentiate(program, how, values, results);
  } catch (const std::exception& error) {
    results.error = error.what();
  }
  if (results.error.empty() && (unroll::live_nodes() != nodes || unroll::live_buffers() != buffers))
    results.error = fmt::format("{} nodes and {} buffers were left behind", unroll::live_nodes() - nodes,
                                unroll::live_buffers() - buffers);
  return results;
}

}  // namespace

}  // namespace random_programs::inline UNROLL_PRECISION

namespace random_programs {

Results UNROLL_PASTE(run_, UNROLL_PRECISION)(const Program& program, const How& how) { return run(program, how); }

}  // namespace random_programs
