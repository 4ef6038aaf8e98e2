#include "nn/jacobian.hpp"

#include <fmt/format.h>

#include "autograd/error.hpp"

namespace unroll::nn {

Tensor jacobian(const StateMap& map) { return unroll::jacobian(map.f, map.at); }

Real spectral_norm(const TensorFunction& f, const Tensor& x, const PowerIteration& options) {
  return unroll::spectral_norm({[&](const Array& v) { return jvp(f, x, Tensor(v)).value(); },
                                [&](const Array& u) { return vjp(f, x, Tensor(u)).value(); }, x.shape()},
                               options);
}

Real spectral_norm(const StateMap& map, const PowerIteration& options) { return spectral_norm(map.f, map.at, options); }

namespace detail {

Tensor join(std::span<Tensor* const> fields) {
  std::vector<Tensor> flat;
  for (const Tensor* field : fields) flat.push_back(reshape(*field, {field->size()}));
  return concat(flat, 0);
}

void split(const Tensor& joined, std::span<Tensor* const> fields) {
  Index start = 0;
  for (Tensor* field : fields) {
    const Index stop = start + field->size();
    *field = reshape(slice(joined, 0, start, stop), field->shape());
    start = stop;
  }
}

std::vector<Tensor*> choose(std::span<Tensor* const> fields, std::span<const char* const> names,
                            const std::string& field) {
  std::vector<Tensor*> chosen;
  for (std::size_t i = 0; i < names.size(); ++i)
    if (field.empty() || field == names[i]) chosen.push_back(fields[i]);
  if (chosen.empty())
    throw Error(fmt::format("a Jacobian of the field \"{}\": the state has {}; name one of these, or none for all",
                            field, fmt::join(names, ", ")));
  return chosen;
}

}  // namespace detail

}  // namespace unroll::nn
