// What all optimizers share. One step of training:
//
//   optimizer.clear_grad();
//   loss.backward();
//   optimizer.step();
#pragma once

#include <vector>

#include "autograd/tensor.hpp"

namespace unroll::optim {

class Optimizer {
 public:
  virtual ~Optimizer() = default;
  Optimizer(const Optimizer&) = delete;  // two optimizers of the same parameters would work against each other
  Optimizer& operator=(const Optimizer&) = delete;

  // Moves every parameter that has a gradient. One without stays where it is, and so does what is remembered
  // of it.
  void step();
  void clear_grad() const;

  const std::vector<Tensor>& parameters() const { return parameters_; }
  Real lr() const { return lr_; }  // the learning rate
  void set_lr(Real lr);

 protected:
  // Leaves that need gradients, each once; an Error otherwise.
  Optimizer(std::vector<Tensor> parameters, Real lr);

  // The new value of parameter i, from its value and its gradient.
  virtual Array updated(std::size_t i, const Array& p, const Array& g) = 0;

 private:
  std::vector<Tensor> parameters_;
  Real lr_ = 0;
};

}  // namespace unroll::optim
