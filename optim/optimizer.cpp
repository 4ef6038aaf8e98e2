#include "optim/optimizer.hpp"

namespace unroll::optim {

void Optimizer::add(const std::vector<Tensor>& parameters, Real lr) {
  check("a learning rate", lr);
  for (const Tensor& p : parameters) {
    parameters_.push_back(p);
    memories_.push_back({.group = rates_.size()});
  }
  rates_.push_back({lr, lr});
}

void Optimizer::step() {
  check_gradients();
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
