// Where a NaN or an infinity came from. The graph keeps every value, so that this can be asked afterwards, and training
// pays nothing for it:
//
//   if (!std::isfinite(loss.item())) detect_anomaly(loss);
#pragma once

#include <string>

#include "autograd/tensor.hpp"

namespace unroll::inline UNROLL_PRECISION {

// The op that made root NaN or infinite, as a sentence: which, where in the model, and between which numbers its inputs
// lie. If root is finite, and the gradient of a leaf is not (of several roots, that of their sum): the op whose rule
// made it so. Empty if all is finite, or infinite on the way only, as masks may be. Gradients of leaves are not
// touched.
std::string anomaly(const Tensor& root);

// Throws this sentence as an Error, if there is one.
void detect_anomaly(const Tensor& root);

}  // namespace unroll::inline UNROLL_PRECISION
