#include "optim/sgd.hpp"

#include "autograd/error.hpp"
#include "autograd/lanes.hpp"

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

Array SGD::updated(const Array& parameter, const Array& gradient, Memory& own) {
  const SGDOptions options = options_[own.group];
  const Real rate = lr(own.group);
  const auto decayed = [=](Lanes p, Lanes g) -> Lanes {
    return options.weight_decay == 0 ? g : g + options.weight_decay * p;
  };
  Array moved = Array::uninitialized(parameter.shape());
  if (options.momentum == 0) {
    map_lanes(
        moved.write(), moved.size(), [=](Lanes p, Lanes g) -> Lanes { return p - rate * decayed(p, g); },
        parameter.data(), gradient.data());
    return moved;
  }
  const bool first = own.t == 1;
  if (first) own.fields[0] = Array::zeros(parameter.shape());
  update_lanes(
      moved.size(),
      [=, mu = options.momentum](Lanes& out, Lanes& v, Lanes p, Lanes g) {
        g = decayed(p, g);
        v = first ? g : mu * v + (1 - options.dampening) * g;
        out = p - rate * (options.nesterov ? g + mu * v : v);
      },
      moved.write(), own.fields[0].write(), parameter.data(), gradient.data());
  return moved;
}

}  // namespace unroll::optim
