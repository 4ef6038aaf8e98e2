#include "optim/sgd.hpp"

#include "autograd/error.hpp"
#include "autograd/rule.hpp"

namespace unroll::optim {

SGD::SGD(std::vector<Tensor> parameters, const SGDOptions& options)
    : SGD(std::vector{Group<SGDOptions>{std::move(parameters), options}}) {}

SGD::SGD(const std::vector<Group<SGDOptions>>& groups) : Optimizer("SGD", groups) {
  for (const auto& [parameters, options] : groups) {
    check("a momentum", options.momentum);
    check("a dampening", options.dampening);
    check("a weight decay", options.weight_decay);
    if (options.nesterov && (options.momentum == 0 || options.dampening != 0))
      throw Error("SGD: Nesterov's step looks ahead along the momentum; give it one above 0, and no dampening");
    options_.push_back(options);
  }
}

Array SGD::updated(const Array& p, const Array& gradient, Memory& own) {
  const auto& [unused, momentum, dampening, weight_decay, nesterov] = options_[own.group];
  const Array g = weight_decay == 0 ? gradient : gradient + weight_decay * p;
  if (momentum == 0) return p - lr(own.group) * g;
  Array& v = own.fields[0];
  v = own.t == 1 ? g : momentum * v + (1 - dampening) * g;
  return p - lr(own.group) * (nesterov ? g + momentum * v : v);
}

}  // namespace unroll::optim
