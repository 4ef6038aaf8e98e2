#include "optim/rmsprop.hpp"

#include "autograd/rule.hpp"

namespace unroll::optim {

RMSprop::RMSprop(std::vector<Tensor> parameters, const RMSpropOptions& options)
    : RMSprop(std::vector{Group<RMSpropOptions>{std::move(parameters), options}}) {}

RMSprop::RMSprop(const std::vector<Group<RMSpropOptions>>& groups) : Optimizer("RMSprop", groups) {
  for (const auto& [parameters, options] : groups) {
    check("an alpha", options.alpha, 1);
    check("an epsilon", options.epsilon);
    check("a weight decay", options.weight_decay);
    check("a momentum", options.momentum);
    options_.push_back(options);
  }
}

Array RMSprop::updated(const Array& p, const Array& gradient, Memory& own) {
  const auto& [unused, alpha, epsilon, weight_decay, momentum, centered] = options_[own.group];
  auto& [v, a, b] = own.fields;
  if (own.t == 1) {
    v = Array::zeros(p.shape());
    if (centered) a = v;
    if (momentum != 0) b = v;
  }
  const Array g = weight_decay == 0 ? gradient : gradient + weight_decay * p;
  v = alpha * v + (1 - alpha) * square(g);
  if (centered) a = alpha * a + (1 - alpha) * g;
  const Array s = sqrt(centered ? maximum(v - square(a), 0) : v) + epsilon;
  if (momentum == 0) return p - lr(own.group) * g / s;
  b = momentum * b + g / s;
  return p - lr(own.group) * b;
}

RMSprop::Names RMSprop::names(std::size_t group) const {
  const RMSpropOptions& options = options_[group];
  return {"v", options.centered ? "a" : nullptr, options.momentum == 0 ? nullptr : "b"};
}

}  // namespace unroll::optim
