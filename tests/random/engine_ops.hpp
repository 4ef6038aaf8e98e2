// How the engine runs each statement.
#pragma once

#include <span>

#include "autograd/ops.hpp"
#include "tests/random/program.hpp"

namespace random_programs::inline UNROLL_PRECISION {

unroll::Tensor computed(const Statement& statement, std::span<const unroll::Tensor> values);

}  // namespace random_programs::inline UNROLL_PRECISION
