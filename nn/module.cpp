#include "nn/module.hpp"

#include <fmt/format.h>

#include "autograd/error.hpp"

namespace unroll::nn {

Tensor Module::parameter(std::string name, Array initial) {
  check_name("parameter", name);
  if (name.find('.') != std::string::npos)
    throw Error(fmt::format("Module: the parameter \"{}\": dots separate modules; leave them out", name));
  const Tensor leaf = variable(std::move(initial)).mark(Role::parameter).named(name);
  parameters_.push_back({std::move(name), leaf});
  return leaf;
}

void Module::submodule(std::string name, Module& child) {
  check_name("submodule", name);
  if (&child == this) throw Error(fmt::format("Module: \"{}\" is the module itself; register its members", name));
  if (!child.registered_as_.empty())
    throw Error(
        fmt::format("Module: the submodule \"{}\" is registered already, as \"{}\"; register a module once, "
                    "and call it as often as you like",
                    name, child.registered_as_));
  for (const auto& [path, tensor] : child.named_parameters()) tensor.named(name + "." + path);
  child.registered_as_ = name;
  children_.push_back({std::move(name), &child});
}

void Module::check_name(const char* what, const std::string& name) const {
  if (name.empty()) throw Error(fmt::format("Module: a {} without a name; files and drawings go by names", what));
  bool taken = false;
  for (const auto& known : parameters_) taken = taken || known.name == name;
  for (const auto& known : children_) taken = taken || known.name == name;
  if (taken)
    throw Error(
        fmt::format("Module: the {} \"{}\": there is a member of that name already; choose another", what, name));
}

std::vector<NamedParameter> Module::named_parameters() const {
  std::vector<NamedParameter> all = parameters_;
  for (const auto& [name, module] : children_)
    for (auto& [path, tensor] : module->named_parameters()) all.push_back({name + "." + path, tensor});
  return all;
}

std::vector<Tensor> Module::parameters() const {
  std::vector<Tensor> all;
  for (const auto& parameter : named_parameters()) all.push_back(parameter.tensor);
  return all;
}

Index Module::parameter_count() const {
  Index count = 0;
  for (const Tensor& parameter : parameters()) count += parameter.size();
  return count;
}

void Module::clear_grad() const {
  for (const Tensor& parameter : parameters()) parameter.clear_grad();
}

void Module::train(bool on) {
  training_ = on;
  for (const Child& child : children_) child.module->train(on);
}

}  // namespace unroll::nn
