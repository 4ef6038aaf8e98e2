// What an optimizer refuses: parameters, options, and steps without a gradient.
#include <fmt/format.h>

#include <algorithm>

#include "autograd/error.hpp"
#include "optim/optimizer.hpp"

namespace unroll::optim {

void Optimizer::check_parameters() const {
  for (std::size_t group = 0; group < groups(); ++group)
    if (std::ranges::none_of(memories_, [&](const Memory& memory) { return memory.group == group; }))
      throw Error(
          fmt::format("{}: there are no parameters to train in group {}; pass model.parameters(), of a model whose "
                      "members are registered: parameter() and submodule()",
                      name_, group));
  if (parameters_.empty())
    throw Error(fmt::format("{}: there are no parameters to train; pass model.parameters()", name_));
  for (std::size_t i = 0; i < parameters_.size(); ++i) {
    const Tensor& p = parameters_[i];
    if (!p.is_leaf() || !p.needs_grad())
      throw Error(fmt::format(
          "{}: parameter {} \"{}\" {} is not a leaf that needs gradients; pass variables or a module's parameters",
          name_, i, p.name(), to_string(p.shape())));
    for (std::size_t j = 0; j < i; ++j)
      if (parameters_[j].node() == p.node())
        throw Error(
            fmt::format("{}: parameters {} and {} are the same, \"{}\" {}, in groups {} and {}; pass each once, or it "
                        "moves twice in a step",
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

void Optimizer::check_gradients() const {
  if (std::ranges::none_of(parameters_, [](const Tensor& p) { return bool(p.grad()); }))
    throw Error(
        fmt::format("{}: no parameter has a gradient; call clear_grad(), backward() and step() in this order, on the "
                    "model that this optimizer was given",
                    name_));
  for (const Tensor& p : parameters_)
    if (p.node()->mixed && p.grad())
      throw Error(
          fmt::format("{}: the gradient of \"{}\" {} adds up those of several steps; call clear_grad(), backward() "
                      "and step() in this order",
                      name_, p.name(), to_string(p.shape())));
}

}  // namespace unroll::optim
