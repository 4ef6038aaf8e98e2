// Keeps one large gradient from undoing what many small ones have learnt (Pascanu et al. 2013).
#pragma once

#include <vector>

#include "autograd/tensor.hpp"

namespace unroll::optim {

// Takes the gradients of all parameters as one long vector; if its norm is above `most`, scales it down to
// that: g ← g · min(1, most / (‖g‖ + 10⁻⁶)), as PyTorch does. Returns the norm as it was before. Between
// backward() and step().
Real clip_grad_norm(const std::vector<Tensor>& parameters, Real most);

// Cuts every number of every gradient to −most … most, one by one, which changes the direction, too:
// g ← max(−most, min(most, g)). Infinity becomes ±most; NaN is an Error, and then nothing has changed.
void clip_grad_value(const std::vector<Tensor>& parameters, Real most);

}  // namespace unroll::optim
