#include "optim/adam.hpp"

#include <cmath>

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

Array Adam::updated(const Array& p, const Array& gradient, Memory& own) {
  const auto& [unused, beta1, beta2, epsilon, weight_decay, amsgrad] = options_[own.group];
  auto& [m, v, largest_v] = own.fields;
  const auto t = static_cast<double>(own.t);
  if (own.t == 1) m = v = Array::zeros(p.shape());
  const Array g = weight_decay == 0 ? gradient : gradient + weight_decay * p;
  m = beta1 * m + (1 - beta1) * g;
  v = beta2 * v + (1 - beta2) * square(g);
  if (amsgrad) largest_v = own.t == 1 ? v : maximum(largest_v, v);
  const Array m_hat = m / static_cast<Real>(1 - std::pow(double(beta1), t));
  const Array v_hat = (amsgrad ? largest_v : v) / static_cast<Real>(1 - std::pow(double(beta2), t));
  return p - lr(own.group) * m_hat / (sqrt(v_hat) + epsilon);
}

}  // namespace unroll::optim
