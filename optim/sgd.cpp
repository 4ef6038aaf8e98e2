#include "optim/sgd.hpp"

#include <fmt/format.h>

#include "autograd/error.hpp"
#include "autograd/rule.hpp"

namespace unroll::optim {

SGD::SGD(std::vector<Tensor> parameters, const SGDOptions& options)
    : Optimizer(std::move(parameters), options.lr), momentum_(options.momentum), v_(this->parameters().size()) {
  if (!(momentum_ >= 0)) throw Error(fmt::format("SGD: a momentum of {}; it must be 0 or more", momentum_));
}

Array SGD::updated(std::size_t i, const Array& p, const Array& g) {
  if (momentum_ == 0) return p - lr() * g;
  Array& v = v_[i];
  v = v ? momentum_ * v + g : g;
  return p - lr() * v;
}

}  // namespace unroll::optim
