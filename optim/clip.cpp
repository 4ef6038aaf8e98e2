#include "optim/clip.hpp"

#include <fmt/format.h>

#include <cmath>

#include "autograd/error.hpp"
#include "autograd/rule.hpp"

namespace unroll::optim {

Real clip_grad_norm(const std::vector<Tensor>& parameters, Real most) {
  if (!(most > 0)) throw Error(fmt::format("clip_grad_norm: a bound of {}; it must be above 0", most));
  double largest = 0;
  for (const Tensor& p : parameters) {
    const Array gradient = p.grad();
    if (!gradient) continue;
    for (const double g : gradient.numbers()) largest = std::abs(g) <= largest ? largest : std::abs(g);  // or NaN
    if (!std::isfinite(largest))
      throw Error(
          fmt::format("clip_grad_norm: the gradient of \"{}\" {} is not finite, and scaling does not mend that; "
                      "look for what made it so: a log or a division by 0, or steps that were too large",
                      p.name(), to_string(p.shape())));
  }
  // In units of a power of two, which rounds nothing, so that squares neither overflow nor vanish.
  const double unit = largest == 0 ? 1 : std::ldexp(1., std::ilogb(largest));
  double squares = 0;
  for (const Tensor& p : parameters)
    if (const Array gradient = p.grad())
      for (const double g : gradient.numbers()) squares += (g / unit) * (g / unit);
  const double norm = unit * std::sqrt(squares);
  const double scale = most / unit / (std::sqrt(squares) + 1e-6 / unit);
  if (scale < 1)
    for (const Tensor& p : parameters)
      if (const Array gradient = p.grad()) p.set_grad(static_cast<Real>(scale) * gradient);
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
