// W0 to W6 on LibTorch: as its own layer, and as a loop over the steps that a user writes. Its headers take minutes to
// compile, so this is the only file that sees them.
#include <torch/nn/modules/activation.h>
#include <torch/nn/modules/rnn.h>
#include <torch/optim/adam.h>
#include <torch/optim/sgd.h>

#include <cmath>

#include "bench/workloads/systems.hpp"

namespace bench::with_torch {

using torch::Tensor;

namespace {

constexpr auto real = sizeof(Real) == 4 ? torch::kFloat32 : torch::kFloat64;

Tensor tensor(const Numbers& numbers, at::IntArrayRef shape) {
  return torch::from_blob(const_cast<Real*>(numbers.data()), shape, real).clone();
}
Tensor leaf(const Tensor& value) { return value.detach().contiguous().requires_grad_(); }
void copy_into(const Tensor& parameter, const Tensor& value) {
  const torch::NoGradGuard guard;
  parameter.copy_(value);
}

Numbers numbers(const Tensor& t) {
  const Tensor plain = t.detach().contiguous();
  return {plain.data_ptr<Real>(), plain.data_ptr<Real>() + plain.numel()};
}

// A parameter, and how its numbers are laid out in ours: PyTorch's weights are transposed.
struct Leaf {
  Tensor tensor;
  std::function<Tensor(const Tensor&)> as_ours = [](const Tensor& t) { return t; };
};
Leaf transposed(const Tensor& t) {
  return {t, [](const Tensor& x) { return x.t(); }};
}

void clear(const std::vector<Leaf>& leaves) {
  for (const Leaf& l : leaves) l.tensor.mutable_grad() = Tensor();
}

Answer answer(const std::function<Tensor()>& loss, const std::vector<Leaf>& leaves) {
  clear(leaves);
  const Tensor y = loss();
  y.backward();
  Answer result{y.item<double>(), {}, {}};
  for (const Leaf& l : leaves) {
    result.gradients.push_back(numbers(l.as_ours(l.tensor.grad())));
    result.parameters.push_back(numbers(l.as_ours(l.tensor)));
  }
  return result;
}

Runner runner(const std::function<Tensor()>& loss, const std::vector<Leaf>& leaves,
              const std::shared_ptr<torch::optim::Optimizer>& optimizer = nullptr) {
  at::set_num_threads(1);
  return {[=] {
            clear(leaves);
            loss().backward();
            if (optimizer) optimizer->step();
          },
          [=] { return answer(loss, leaves); }};
}

// ---- W0 ----

Tensor chained(const Tensor& x, const Tensor& a, const Tensor& b) {
  Tensor y = x;
  for (int i = 0; i < Chain::ops;) {
    if (i++ < Chain::ops) y = y * a;
    if (i++ < Chain::ops) y = y + b;
    if (i++ < Chain::ops) y = tanh(y);
  }
  return y;
}

// ---- W1 to W5 ----

using Cell = Recurrence::Cell;

std::shared_ptr<torch::optim::Optimizer> optimizer(Cell cell, const std::vector<Tensor>& parameters) {
  if (cell == Cell::rnn) return std::make_shared<torch::optim::SGD>(parameters, double(sgd_rate));
  return std::make_shared<torch::optim::Adam>(parameters, double(adam_rate));
}

struct Loop {
  const Recurrence w;
  Tensor x = tensor(w.x, {w.steps, w.batch, w.inputs}), target = tensor(w.target, {w.batch, w.hidden});
  Tensor W = leaf(tensor(w.W_xh, {w.inputs, w.gates() * w.hidden})),
         U = leaf(tensor(w.W_hh, {w.hidden, w.gates() * w.hidden})), b = leaf(tensor(w.b, {w.gates() * w.hidden}));
  Tensor b_hn = w.b_hn.empty() ? Tensor() : leaf(tensor(w.b_hn, {w.hidden}));

  Tensor loss() const {
    Tensor h = torch::zeros({w.batch, w.hidden}, real), c = h;
    std::vector<Tensor> hs;
    for (const Tensor& x_t : x.unbind(0)) {
      if (w.cell == Cell::rnn) {
        h = tanh(addmm(addmm(b, x_t, W), h, U));
      } else if (w.cell == Cell::lstm) {
        const auto a = addmm(addmm(b, x_t, W), h, U).chunk(4, 1);
        c = sigmoid(a[1]) * c + sigmoid(a[0]) * tanh(a[2]);
        h = sigmoid(a[3]) * tanh(c);
      } else {
        const auto from_x = addmm(b, x_t, W).chunk(3, 1), from_h = mm(h, U).chunk(3, 1);
        const Tensor r = sigmoid(from_x[0] + from_h[0]), z = sigmoid(from_x[1] + from_h[1]),
                     n = tanh(from_x[2] + r * (from_h[2] + b_hn));
        h = (1 - z) * n + z * h;
      }
      hs.push_back(h);
    }
    return w.cell == Cell::rnn ? mse_loss(h, target) : stack(hs).mean();
  }
};

// The loss of each kind of layer.
Tensor loss_of(torch::nn::RNN& layer, const Loop& w) {
  return mse_loss(std::get<1>(layer->forward(w.x)).squeeze(0), w.target);
}
Tensor loss_of(torch::nn::LSTM& layer, const Loop& w) { return std::get<0>(layer->forward(w.x)).mean(); }
Tensor loss_of(torch::nn::GRU& layer, const Loop& w) { return std::get<0>(layer->forward(w.x)).mean(); }

template <class Layer, class Options>
Runner layer_of(const Recurrence& w, const Options& options) {
  Layer layer(options);
  layer->to(real);
  const auto p = layer->named_parameters();
  const auto start = std::make_shared<Loop>(Loop{w});
  copy_into(p["weight_ih_l0"], start->W.t());
  copy_into(p["weight_hh_l0"], start->U.t());
  copy_into(p["bias_ih_l0"], start->b);
  copy_into(p["bias_hh_l0"], torch::zeros_like(start->b));
  std::vector<Leaf> leaves{transposed(p["weight_ih_l0"]), transposed(p["weight_hh_l0"]), {p["bias_ih_l0"]}};
  const auto last_third = [hidden = w.hidden](const Tensor& t) { return t.slice(0, 2 * hidden); };
  if (w.cell == Cell::gru) {
    copy_into(last_third(p["bias_hh_l0"]), start->b_hn);
    leaves.push_back({p["bias_hh_l0"], last_third});
  }
  return runner([layer, start]() mutable { return loss_of(layer, *start); }, leaves,
                optimizer(w.cell, layer->parameters()));
}

// ---- W6 ----

struct AttentionLoop {
  const Attention w;
  Tensor x = leaf(tensor(w.x, {w.steps, w.batch, w.width}));
  Tensor W_qkv = leaf(tensor(w.W_qkv, {w.width, 3 * w.width}).t()), b_qkv = leaf(tensor(w.b_qkv, {3 * w.width}));
  Tensor W_o = leaf(tensor(w.W_o, {w.width, w.width}).t()), b_o = leaf(tensor(w.b_o, {w.width}));

  Tensor loss() const {
    const Index each = w.width / w.heads;
    const auto qkv = linear(x, W_qkv, b_qkv).chunk(3, -1);
    const auto in_heads = [&](const Tensor& t) {  // (batch · heads, T, width / heads)
      return t.reshape({w.steps, w.batch * w.heads, each}).transpose(0, 1);
    };
    const Tensor q = in_heads(qkv[0]) / std::sqrt(double(each));
    const Tensor weights = softmax(bmm(q, in_heads(qkv[1]).transpose(1, 2)), -1);
    const Tensor joined = bmm(weights, in_heads(qkv[2])).transpose(0, 1).reshape({w.steps, w.batch, w.width});
    return linear(joined, W_o, b_o).mean();
  }
};

}  // namespace

Runner chain(const Chain& workload) {
  const auto number = [](Real value) { return leaf(torch::full({1}, double(value), real)); };
  const Tensor x = number(Chain::x), a = number(Chain::a), b = number(Chain::b);
  const std::vector<Leaf> leaves{{x}, {a}, {b}};
  Runner run = runner([=] { return chained(x, a, b); }, leaves);
  if (!workload.backward) run.step = [=] { chained(x, a, b); };
  return run;
}

Runner layer(const Recurrence& w) {
  switch (w.cell) {
    case Cell::rnn:
      return layer_of<torch::nn::RNN>(w, torch::nn::RNNOptions(w.inputs, w.hidden));
    case Cell::lstm:
      return layer_of<torch::nn::LSTM>(w, torch::nn::LSTMOptions(w.inputs, w.hidden));
    default:
      return layer_of<torch::nn::GRU>(w, torch::nn::GRUOptions(w.inputs, w.hidden));
  }
}

Runner loop(const Recurrence& w) {
  const auto model = std::make_shared<Loop>(Loop{w});
  std::vector<Leaf> leaves{{model->W}, {model->U}, {model->b}};
  if (w.cell == Cell::gru) leaves.push_back({model->b_hn});
  std::vector<Tensor> parameters;
  for (const Leaf& l : leaves) parameters.push_back(l.tensor);
  return runner([model] { return model->loss(); }, leaves, optimizer(w.cell, parameters));
}

Runner layer(const Attention& w) {
  torch::nn::MultiheadAttention attention(torch::nn::MultiheadAttentionOptions(w.width, w.heads));
  attention->to(real);
  const auto start = std::make_shared<AttentionLoop>(AttentionLoop{w});
  copy_into(attention->in_proj_weight, start->W_qkv);
  copy_into(attention->in_proj_bias, start->b_qkv);
  copy_into(attention->out_proj->weight, start->W_o);
  copy_into(attention->out_proj->bias, start->b_o);
  const auto loss = [attention, start]() mutable {
    const Tensor& x = start->x;
    return std::get<0>(attention->forward(x, x, x, {}, /*need_weights=*/false)).mean();
  };
  return runner(loss, {{start->x},
                       transposed(attention->in_proj_weight),
                       {attention->in_proj_bias},
                       transposed(attention->out_proj->weight),
                       {attention->out_proj->bias}});
}

Runner loop(const Attention& w) {
  const auto model = std::make_shared<AttentionLoop>(AttentionLoop{w});
  return runner([model] { return model->loss(); },
                {{model->x}, transposed(model->W_qkv), {model->b_qkv}, transposed(model->W_o), {model->b_o}});
}

}  // namespace bench::with_torch
