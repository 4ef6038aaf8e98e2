#include "optim/adam.hpp"

#include <fmt/format.h>

#include <cmath>

#include "autograd/error.hpp"
#include "autograd/rule.hpp"

namespace unroll::optim {

Adam::Adam(std::vector<Tensor> parameters, const AdamOptions& options)
    : Optimizer(std::move(parameters), options.lr), options_(options), moments_(this->parameters().size()) {
  for (const Real beta : {options.beta1, options.beta2})
    if (!(beta >= 0 && beta < 1)) throw Error(fmt::format("Adam: a beta of {}; it must be from 0 up to below 1", beta));
  if (!(options.epsilon >= 0))
    throw Error(fmt::format("Adam: an epsilon of {}; it must be 0 or more", options.epsilon));
}

Array Adam::updated(std::size_t i, const Array& p, const Array& g) {
  const auto [rate, beta1, beta2, epsilon] = options_;
  auto& [m, v, t] = moments_[i];
  ++t;
  m = m ? beta1 * m + (1 - beta1) * g : (1 - beta1) * g;
  v = v ? beta2 * v + (1 - beta2) * square(g) : (1 - beta2) * square(g);
  const Array m_hat = m / static_cast<Real>(1 - std::pow(double(beta1), t));
  const Array v_hat = v / static_cast<Real>(1 - std::pow(double(beta2), t));
  return p - lr() * m_hat / (sqrt(v_hat) + epsilon);
}

}  // namespace unroll::optim
