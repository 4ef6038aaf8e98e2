#include "optim/optimizer.hpp"

#include <fmt/format.h>

#include "autograd/error.hpp"

namespace unroll::optim {

void Optimizer::add(const std::vector<Tensor>& parameters, Real lr) {
  check("a learning rate", lr);
  if (parameters.empty())
    throw Error(
        fmt::format("{}: there are no parameters to train in group {}; pass model.parameters()", name_, rates_.size()));
  for (const Tensor& p : parameters) {
    parameters_.push_back(p);
    memories_.push_back({.group = rates_.size()});
  }
  rates_.push_back({lr, lr});
}

void Optimizer::check_parameters() const {
  if (parameters_.empty())
    throw Error(fmt::format("{}: there are no parameters to train; pass model.parameters()", name_));
  for (std::size_t i = 0; i < parameters_.size(); ++i) {
    const Tensor& p = parameters_[i];
    if (!p.is_leaf() || !p.needs_grad())
      throw Error(
          fmt::format("{}: parameter {} \"{}\" {} is not a leaf that needs gradients; pass variables or a module's "
                      "parameters",
                      name_, i, p.name(), to_string(p.shape())));
    for (std::size_t j = 0; j < i; ++j)
      if (parameters_[j].node() == p.node())
        throw Error(
            fmt::format("{}: parameters {} and {} are the same, \"{}\" {}, in groups {} and {}; pass each once, "
                        "or it moves twice in a step",
                        name_, j, i, p.name(), to_string(p.shape()), memories_[j].group, memories_[i].group));
  }
}

void Optimizer::check(const char* what, Real option, Real end) const {
  if (option >= 0 && option < end) return;
  const bool any = end == std::numeric_limits<Real>::infinity();
  throw Error(fmt::format("{}: {} of {}; it must be {}", name_, what, option,
                          any ? "0 or more, and finite" : fmt::format("from 0 up to below {}", end)));
}

std::size_t Optimizer::checked(std::size_t group) const {
  if (group < groups()) return group;
  throw IndexError(fmt::format("{}: group {} of {}; groups count from 0", name_, group, groups()));
}

void Optimizer::step() {
  for (std::size_t i = 0; i < parameters_.size(); ++i)
    if (const Array gradient = parameters_[i].grad()) {
      ++memories_[i].t;
      parameters_[i].assign(updated(parameters_[i].value(), gradient, memories_[i]));
    }
}

void Optimizer::clear_grad() const {
  for (const Tensor& parameter : parameters_) parameter.clear_grad();
}

void Optimizer::set_lr(Real lr) {
  for (std::size_t group = 0; group < groups(); ++group) set_lr(lr, group);
}

void Optimizer::set_lr(Real lr, std::size_t group) {
  check("a learning rate", lr);
  rates_[checked(group)] = {lr, lr};
}

void Optimizer::scale_lr(double factor) {
  check("a factor of the learning rate", static_cast<Real>(factor));
  for (auto& [lr, base] : rates_) lr = static_cast<Real>(factor * double(base));
}

}  // namespace unroll::optim
