// What an optimizer gives to a checkpoint, and takes back from one.
#include <fmt/format.h>

#include <cmath>
#include <map>

#include "autograd/error.hpp"
#include "optim/optimizer.hpp"

namespace unroll::optim {

std::vector<NamedArray> Optimizer::state() const {
  std::vector<NamedArray> all;
  for (std::size_t group = 0; group < rates_.size(); ++group) {
    all.push_back({fmt::format("group{}.lr", group), Array::scalar(rates_[group].lr)});
    all.push_back({fmt::format("group{}.base_lr", group), Array::scalar(rates_[group].base)});
  }
  for (std::size_t i = 0; i < memories_.size(); ++i) {
    const auto& [group, t, fields] = memories_[i];
    all.push_back({fmt::format("{}.t", i), Array::scalar(static_cast<Real>(t))});
    const Names words = names(group);
    for (std::size_t k = 0; k < words.size(); ++k)
      if (t > 0 && words[k]) all.push_back({fmt::format("{}.{}", i, words[k]), fields[k]});
  }
  return all;
}

void Optimizer::restore(const std::vector<NamedArray>& state) {
  std::string wrong;
  const auto complain = [&](const std::string& text) { wrong += (wrong.empty() ? "" : "; ") + text; };

  std::map<std::string, Array> given;
  for (const auto& [name, array] : state)
    if (!given.emplace(name, array).second) complain(fmt::format("\"{}\" is there twice", name));

  // Takes out what is there under this name; nothing if it is missing or does not fit.
  const auto take = [&](const std::string& name, const Shape& shape) {
    const auto found = given.extract(name);
    if (!found || !found.mapped()) {
      complain(fmt::format("\"{}\" is missing", name));
      return Array();
    }
    if (found.mapped().shape() == shape) return found.mapped();
    complain(fmt::format("\"{}\" is {} and not {}", name, to_string(found.mapped().shape()), to_string(shape)));
    return Array();
  };
  const auto take_number = [&](const std::string& name, bool whole) -> Real {
    const Array array = take(name, {});
    if (!array) return 0;
    const Real number = array.item();
    const bool fits = whole ? number <= Real(1e15) && number == std::floor(number) : std::isfinite(number);
    if (number >= 0 && fits) return number;
    complain(fmt::format("\"{}\" is {}, which is no {}", name, number, whole ? "count of steps" : "learning rate"));
    return 0;
  };

  auto rates = rates_;
  for (std::size_t group = 0; group < rates.size(); ++group)
    rates[group] = {take_number(fmt::format("group{}.lr", group), false),
                    take_number(fmt::format("group{}.base_lr", group), false)};
  auto memories = memories_;
  for (std::size_t i = 0; i < memories.size(); ++i) {
    Memory& own = memories[i];
    own = {.group = own.group, .t = static_cast<Index>(take_number(fmt::format("{}.t", i), true))};
    const Names words = names(own.group);
    for (std::size_t k = 0; k < words.size(); ++k)
      if (own.t > 0 && words[k]) own.fields[k] = take(fmt::format("{}.{}", i, words[k]), parameters_[i].shape());
  }
  for (const auto& [name, array] : given) complain(fmt::format("\"{}\" is unexpected", name));

  if (!wrong.empty())
    throw Error(
        fmt::format("{}: the state to restore does not fit: {}; make the optimizer with the parameters, groups "
                    "and options that it was saved with",
                    name_, wrong));
  rates_ = std::move(rates);
  memories_ = std::move(memories);
}

}  // namespace unroll::optim
