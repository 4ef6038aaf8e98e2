#include "nn/sequential.hpp"

#include <fmt/format.h>

#include "autograd/error.hpp"

namespace unroll::nn {

void Sequential::own(std::unique_ptr<Module> module) {
  if (!module) throw Error(fmt::format("Sequential: an empty pointer at position {}; give it a module", size()));
  submodule(std::to_string(size()), *module);
  module->train(training());
  modules_.push_back(std::move(module));
}

void Sequential::take(Function step) {
  if (!step) throw Error(fmt::format("Sequential: an empty function at position {}; give it one to call", size()));
  steps_.push_back(std::move(step));
}

Tensor Sequential::operator()(const Tensor& x) const {
  Tensor y = x;
  for (const Function& step : steps_) y = step(y);
  return y;
}

}  // namespace unroll::nn
