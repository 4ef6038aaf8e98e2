#include "nn/io/differences.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "autograd/error.hpp"

namespace unroll::nn::io::detail {

const Array* Differences::take(const std::string& name, const Shape& wanted) {
  taken_.insert(name);
  const Array* array = file_.find(name);
  if (!array) {
    missing_.push_back(fmt::format("{} {}", shown(name), to_string(wanted)));
  } else if (!(array->shape() == wanted)) {
    other_shape_.push_back(fmt::format("{} is {}, not {}", shown(name), to_string(array->shape()), to_string(wanted)));
    array = nullptr;
  }
  return array;
}

void Differences::refuse_the_rest(std::string_view prefix) {
  for (const auto& [name, array] : file_.tensors)
    if (name.starts_with(prefix) && !taken_.contains(name))
      unexpected_.push_back(fmt::format("{} {}", shown(name), to_string(array.shape())));
}

void Differences::check(const std::string& remedy) const {
  std::vector<std::string> parts;
  const auto list = [&](const char* what, const std::vector<std::string>& items) {
    if (!items.empty()) parts.push_back(fmt::format("{}{}", what, fmt::join(items, ", ")));
  };
  list("missing ", missing_);
  list("unexpected ", unexpected_);
  list("of another shape ", other_shape_);
  list("", other_);
  if (!parts.empty())
    throw FileError(fmt::format("{} does not fit the model: {}; {}", file_.path, fmt::join(parts, "; "), remedy));
}

}  // namespace unroll::nn::io::detail
