// W0 to W6 on Unroll, as a user writes them.
#include <algorithm>
#include <memory>
#include <unordered_set>

#include "autograd/ops.hpp"
#include "bench/workloads/systems.hpp"
#include "nn/attention.hpp"
#include "nn/gru_cell.hpp"
#include "nn/losses.hpp"
#include "nn/lstm_cell.hpp"
#include "nn/recurrent.hpp"
#include "nn/rnn_cell.hpp"
#include "optim/adam.hpp"
#include "optim/sgd.hpp"

namespace bench::with_unroll {

using namespace unroll;

namespace {

Numbers numbers(const Array& array) { return {array.numbers().begin(), array.numbers().end()}; }

Answer answer(const Tensor& loss, const std::vector<Tensor>& leaves) {
  for (const Tensor& leaf : leaves) leaf.clear_grad();
  loss.backward();
  Answer result{loss.item(), {}, {}};
  for (const Tensor& leaf : leaves) {
    result.gradients.push_back(numbers(leaf.grad()));
    result.parameters.push_back(numbers(leaf.value()));
  }
  return result;
}

void set(const Tensor& parameter, const Numbers& numbers) { parameter.assign(Array(parameter.shape(), numbers)); }

// ---- W0 ----

// A scope is open for each turn, as for a time step.
Tensor chain(const Tensor& x, const Tensor& a, const Tensor& b) {
  Tensor y = x;
  for (int i = 0, t = 1; i < Chain::ops; ++t) {
    const Scope step("t", t);
    if (i++ < Chain::ops) y = y * a;
    if (i++ < Chain::ops) y = y + b;
    if (i++ < Chain::ops) y = tanh(y);
  }
  return y;
}

// ---- W1 to W5 ----

template <class Cell, class Optimizer>
struct Model {
  nn::Recurrent<Cell> layer;
  Cell& cell = layer.cell(0);
  Optimizer optimizer;
  Tensor x, target;

  Model(const Recurrence& w, Real rate)
      : layer(w.inputs, w.hidden),
        optimizer(layer.parameters(), {.lr = rate}),
        x(Array({w.steps, w.batch, w.inputs}, w.x)),
        target(Array({w.batch, w.hidden}, w.target)) {
    set(cell.W_xh, w.W_xh);
    set(cell.W_hh, w.W_hh);
    set(cell.b, w.b);
    if constexpr (std::same_as<Cell, nn::GRUCell>) set(cell.b_hn, w.b_hn);
  }

  Tensor loss_of_layer() {
    if constexpr (std::same_as<Cell, nn::RNNCell>) return nn::squared_error(layer.run(x).last[0].h, target);
    return mean(layer(x));
  }
  Tensor loss_of_loop() {
    const auto run = nn::unrolled(cell, x);
    if constexpr (std::same_as<Cell, nn::RNNCell>) return nn::squared_error(run.last().h, target);
    return mean(run.outputs());
  }
};

template <class Model>
Runner runner(const std::shared_ptr<Model>& model, Tensor (Model::*loss)(), bool release) {
  return {[model, loss, release] {
            model->optimizer.clear_grad();
            ((*model).*loss)().backward({.release = release});
            model->optimizer.step();
          },
          [model, loss] { return answer(((*model).*loss)(), model->layer.parameters()); }};
}

// use(model) with the model of this workload.
template <class Use>
auto with_model(const Recurrence& w, const Use& use) {
  switch (w.cell) {
    case Recurrence::Cell::rnn:
      return use(std::make_shared<Model<nn::RNNCell, optim::SGD>>(w, sgd_rate));
    case Recurrence::Cell::lstm:
      return use(std::make_shared<Model<nn::LSTMCell, optim::Adam>>(w, adam_rate));
    default:
      return use(std::make_shared<Model<nn::GRUCell, optim::Adam>>(w, adam_rate));
  }
}

// The values of all nodes of a graph, in bytes; a view and what it looks at count once.
double bytes_of_values(const Tensor& root) {
  std::unordered_set<const Node*> seen{root.node()};
  std::vector<const Node*> nodes{root.node()};
  std::vector<std::pair<const Real*, const Real*>> values;
  for (std::size_t i = 0; i < nodes.size(); ++i) {
    const Array& value = nodes[i]->value;
    values.emplace_back(value.data(), value.data() + value.size());
    for (const Input& input : nodes[i]->inputs())
      if (seen.insert(input.node).second) nodes.push_back(input.node);
  }
  std::sort(values.begin(), values.end());
  std::ptrdiff_t count = 0;
  const Real* end = nullptr;
  for (const auto& [from, to] : values) {
    if (to > end) count += to - std::max(from, end);
    end = std::max(to, end);
  }
  return static_cast<double>(count) * sizeof(Real);
}

// ---- W6 ----

struct AttentionModel {
  nn::MultiheadAttention attention;
  Tensor x;

  explicit AttentionModel(const Attention& w)
      : attention(w.width, w.heads), x(variable(Array({w.steps, w.batch, w.width}, w.x))) {
    set(attention.W_qkv, w.W_qkv);
    set(attention.b_qkv, w.b_qkv);
    set(attention.W_o, w.W_o);
    set(attention.b_o, w.b_o);
  }
  Tensor loss() const { return mean(attention(x).output); }
};

}  // namespace

Runner chain(const Chain& workload) {
  const Tensor x = variable(Array::scalar(Chain::x)), a = variable(Array::scalar(Chain::a)),
               b = variable(Array::scalar(Chain::b));
  return {[=] {
            const Tensor y = chain(x, a, b);
            if (workload.backward) y.backward();
          },
          [=] {
            return answer(chain(x, a, b), {x, a, b});
          }};
}

Runner layer(const Recurrence& workload) {
  return with_model(workload,
                    []<class M>(const std::shared_ptr<M>& model) { return runner(model, &M::loss_of_layer, false); });
}

Runner loop(const Recurrence& workload) {
  return with_model(workload,
                    []<class M>(const std::shared_ptr<M>& model) { return runner(model, &M::loss_of_loop, false); });
}

Runner releasing(const Recurrence& workload) {
  return with_model(workload,
                    []<class M>(const std::shared_ptr<M>& model) { return runner(model, &M::loss_of_layer, true); });
}

double bytes_needed(const Recurrence& workload) {
  return with_model(workload, [&](const auto& model) {
    const double values = bytes_of_values(model->loss_of_layer());
    const double parameters = static_cast<double>(model->layer.parameter_count()) * sizeof(Real);
    return values + 2 * values / static_cast<double>(workload.steps) + parameters;
  });
}

Runner layer(const Attention& workload) {
  const auto model = std::make_shared<AttentionModel>(workload);
  const auto& a = model->attention;
  return {[model] {
            model->attention.clear_grad();
            model->x.clear_grad();
            model->loss().backward();
          },
          [model, &a] {
            return answer(model->loss(), {model->x, a.W_qkv, a.b_qkv, a.W_o, a.b_o});
          }};
}

}  // namespace bench::with_unroll
