#include "optim/adam.hpp"

#include <cmath>

#include "autograd/lanes.hpp"
#include "autograd/rule.hpp"

namespace unroll::optim {

Adam::Adam(std::vector<Tensor> parameters, const AdamOptions& options)
    : Adam(std::vector{Group<AdamOptions>{std::move(parameters), options}}) {}

Adam::Adam(const char* name, const std::vector<Group<AdamOptions>>& groups) : Optimizer(name, groups) {
  for (const auto& [parameters, options] : groups) {
    check("a beta", options.beta1, 1);
    check("a beta", options.beta2, 1);
    check("an epsilon", options.epsilon);
    check("a weight decay", options.weight_decay);
    options_.push_back(options);
  }
}

Array Adam::updated(const Array& parameter, const Array& gradient, Memory& own) {
  const auto& [unused, beta1, beta2, epsilon, weight_decay, amsgrad] = options_[own.group];
  auto& [first, second, largest] = own.fields;
  if (own.t == 1) first = second = Array::zeros(parameter.shape());
  if (own.t == 1 && amsgrad) largest = second;
  const auto t = static_cast<double>(own.t);
  const auto of_m = static_cast<Real>(1 - std::pow(double(beta1), t));
  const auto of_v = static_cast<Real>(1 - std::pow(double(beta2), t));
  Array moved = Array::uninitialized(parameter.shape());
  update_lanes(
      parameter.size(),
      [=, b1 = beta1, b2 = beta2, eps = epsilon, decay = weight_decay, max = amsgrad, rate = lr(own.group)](
          Lanes& out, Lanes p, Lanes g, Lanes& m, Lanes& v, Lanes& largest_v) {
        if (decay != 0) g = g + decay * p;
        m = b1 * m + (1 - b1) * g;
        v = b2 * v + (1 - b2) * square(g);
        largest_v = max ? maximum(largest_v, v) : v;
        out = p - rate * (m / of_m) / (sqrt(largest_v / of_v) + eps);
      },
      moved.write(), parameter.data(), gradient.data(), first.write(), second.write(),
      (amsgrad ? largest : second).write());
  return moved;
}

}  // namespace unroll::optim
