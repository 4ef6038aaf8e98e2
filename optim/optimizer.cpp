#include "optim/optimizer.hpp"

#include <fmt/format.h>

#include <cmath>

#include "autograd/error.hpp"

namespace unroll::optim {

Optimizer::Optimizer(std::vector<Tensor> parameters, Real lr) : parameters_(std::move(parameters)) {
  set_lr(lr);
  if (parameters_.empty()) throw Error("Optimizer: there are no parameters to train; pass model.parameters()");
  for (std::size_t i = 0; i < parameters_.size(); ++i) {
    const Tensor& p = parameters_[i];
    if (!p.is_leaf() || !p.needs_grad())
      throw Error(
          fmt::format("Optimizer: parameter {} \"{}\" {} is not a leaf that needs gradients; pass variables or "
                      "a module's parameters",
                      i, p.name(), to_string(p.shape())));
    for (std::size_t j = 0; j < i; ++j)
      if (parameters_[j].node() == p.node())
        throw Error(
            fmt::format("Optimizer: parameters {} and {} are the same, \"{}\" {}; pass each once, or it moves "
                        "twice in a step",
                        j, i, p.name(), to_string(p.shape())));
  }
}

void Optimizer::step() {
  for (std::size_t i = 0; i < parameters_.size(); ++i)
    if (const Array gradient = parameters_[i].grad())
      parameters_[i].assign(updated(i, parameters_[i].value(), gradient));
}

void Optimizer::clear_grad() const {
  for (const Tensor& parameter : parameters_) parameter.clear_grad();
}

void Optimizer::set_lr(Real lr) {
  if (!(lr >= 0 && std::isfinite(lr)))
    throw Error(fmt::format("Optimizer: a learning rate of {}; it must be 0 or more, and finite", lr));
  lr_ = lr;
}

}  // namespace unroll::optim
