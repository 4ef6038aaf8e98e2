#include "nn/jacobian.hpp"

#include <fmt/format.h>

#include <cmath>

#include "autograd/error.hpp"
#include "autograd/random.hpp"

namespace unroll::nn {

namespace {

// x / |x| and |x|; by hypot, so that squares neither vanish nor overflow.
std::pair<Tensor, Real> normalized(const Tensor& x) {
  Real length = 0;
  for (Real number : x.value().numbers()) length = std::hypot(length, number);
  return {length > 0 ? x / length : x, length};
}

}  // namespace

Tensor jacobian(const StateMap& map) { return unroll::jacobian(map.f, map.at); }

Real spectral_norm(const TensorFunction& f, const Tensor& x, const PowerIteration& options) {
  const double tolerance = options.tolerance > 0 ? options.tolerance : sizeof(Real) == 8 ? 1e-12 : 1e-6;
  Tensor v = normalized(Tensor(Random(options.seed).normal(x.shape()))).first;
  Real norm = 0;
  for (int step = 0; step < options.most; ++step) {
    const auto [u, length] = normalized(jvp(f, x, v));
    const Real before = std::exchange(norm, length);
    if (!(std::abs(norm - before) > tolerance * norm)) break;
    v = normalized(vjp(f, x, u)).first;
  }
  return norm;
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
