#include "optim/clip.hpp"

#include <fmt/format.h>

#include <cmath>

#include "autograd/error.hpp"
#include "autograd/rule.hpp"

namespace unroll::optim {

Real clip_grad_norm(const std::vector<Tensor>& parameters, Real most) {
  if (!(most > 0)) throw Error(fmt::format("clip_grad_norm: a bound of {}; it must be above 0", most));
  double squares = 0;  // in double, where squares of floats do not overflow
  for (const Tensor& p : parameters) {
    const Array gradient = p.grad();
    if (!gradient) continue;
    for (const double g : gradient.numbers()) squares += g * g;
    if (!std::isfinite(squares))
      throw Error(
          fmt::format("clip_grad_norm: the gradient of \"{}\" {} is not finite, and scaling does not mend that; "
                      "look for what made it so: a log or a division by 0, or steps that were too large",
                      p.name(), to_string(p.shape())));
  }
  const double norm = std::sqrt(squares);
  if (const auto scale = static_cast<Real>(most / (norm + 1e-6)); scale < 1)
    for (const Tensor& p : parameters)
      if (const Array gradient = p.grad()) p.set_grad(scale * gradient);
  return static_cast<Real>(norm);
}

void clip_grad_value(const std::vector<Tensor>& parameters, Real most) {
  if (!(most > 0)) throw Error(fmt::format("clip_grad_value: a bound of {}; it must be above 0", most));
  for (const Tensor& p : parameters)
    if (const Array gradient = p.grad())
      for (const Real g : gradient.numbers())
        if (std::isnan(g))
          throw Error(
              fmt::format("clip_grad_value: the gradient of \"{}\" {} holds NaN, and clipping does not mend that; "
                          "look for what made it so: the log or root of a negative number, or 0/0",
                          p.name(), to_string(p.shape())));
  for (const Tensor& p : parameters)
    if (const Array gradient = p.grad()) p.set_grad(maximum(-most, minimum(most, gradient)));
}

}  // namespace unroll::optim
