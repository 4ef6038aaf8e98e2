// Stochastic gradient descent, with momentum μ (Polyak 1964) in PyTorch's form:
//
//   v ← μ v + g        from v = 0
//   p ← p − lr v
#pragma once

#include "optim/optimizer.hpp"

namespace unroll::optim {

struct SGDOptions {
  Real lr = Real(0.01);
  Real momentum = 0;
};

class SGD : public Optimizer {
 public:
  explicit SGD(std::vector<Tensor> parameters, const SGDOptions& options = {});

 private:
  Array updated(std::size_t i, const Array& p, const Array& g) override;

  Real momentum_;
  std::vector<Array> v_;  // one for each parameter; empty before its first step
};

}  // namespace unroll::optim
