// What random programs take from nn/. It has no second precision in one program, so this is compiled once.
#pragma once

#include <functional>
#include <memory>

#include "autograd/ops.hpp"
#include "tests/random/program.hpp"

namespace random_programs {

// A module with the given parameters, of which statements make their own leaves.
struct EngineModule {
  std::vector<unroll::Tensor> parameters;
  std::function<unroll::Tensor(std::span<const unroll::Tensor> inputs)> run;  // what it reads besides
};
EngineModule module_of(const Statement& statement, const std::vector<unroll::Shape>& parameter_shapes);

// Functions of nn/, without parameters of their own.
unroll::Tensor computed_by_nn(const Statement& statement, std::span<const unroll::Tensor> values);

}  // namespace random_programs
