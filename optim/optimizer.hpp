// What all optimizers share. One step of training:
//
//   optimizer.clear_grad();
//   loss.backward();
//   optimizer.step();
//
// Parameters come as one list, or in groups that each have options of their own; what a group does not set has
// its usual value:
//
//   optim::SGD all(model.parameters(), {.lr = Real(0.1)});
//   optim::SGD apart({{model.head.parameters(), {.lr = Real(0.1)}},
//                     {model.cell.parameters(), {.lr = Real(0.01), .momentum = Real(0.9)}}});
#pragma once

#include <array>
#include <limits>
#include <vector>

#include "autograd/tensor.hpp"

namespace unroll::optim {

template <class Options>
struct Group {
  std::vector<Tensor> parameters;
  Options options = {};
};

class Optimizer {
 public:
  virtual ~Optimizer() = default;
  Optimizer(const Optimizer&) = delete;  // two optimizers of the same parameters would work against each other
  Optimizer& operator=(const Optimizer&) = delete;

  // Moves every parameter that has a gradient. One without stays where it is, and so does what is remembered
  // of it. An Error if none has one, or if one adds up those of several steps, for want of a clear_grad() between
  // them. Gradients of several batches may add up before a step.
  void step();
  void clear_grad() const;

  const std::vector<Tensor>& parameters() const { return parameters_; }  // of all groups, one after another
  std::size_t groups() const { return rates_.size(); }

  Real lr(std::size_t group = 0) const { return rates_[checked(group)].lr; }  // the learning rate
  void set_lr(Real lr);                                                       // of all groups
  void set_lr(Real lr, std::size_t group);
  // The rate of every group becomes `factor` times the one it was made with, or that set_lr gave it since: how
  // schedules are applied (schedule.hpp).
  void scale_lr(double factor);

  // All that the next steps depend on besides parameters, gradients and options: the rates ("group0.lr",
  // "group0.base_lr"); for the first parameter its steps so far ("0.t") and, once there was one, what is
  // remembered of it ("0.m", "0.v"); and so on. restore() takes it back, into an optimizer of the same groups and
  // options: training then goes on bit for bit (in float, counts of steps are exact up to 2^24). It lists every name
  // and shape that does not fit in one Error, and then has changed nothing.
  std::vector<NamedArray> state() const;
  void restore(const std::vector<NamedArray>& state);

 protected:
  // What is remembered of a parameter from step to step.
  struct Memory {
    std::size_t group = 0;
    Index t = 0;                    // its steps so far; in updated(), with the one being made
    std::array<Array, 3> fields{};  // of the parameter's shape
  };
  using Names = std::array<const char*, 3>;

  // Parameters are leaves that need gradients, each of them once; an Error otherwise.
  template <class Options>
  Optimizer(const char* name, const std::vector<Group<Options>>& groups) : name_(name) {
    for (const auto& [parameters, options] : groups) add(parameters, options.lr);
    check_parameters();
  }
  // An Error unless 0 <= option < end.
  void check(const char* what, Real option, Real end = std::numeric_limits<Real>::infinity()) const;

  // The new value of a parameter, from its value and its gradient.
  virtual Array updated(const Array& p, const Array& g, Memory& own) = 0;
  // What files call the fields; null for one that the options of this group leave unused.
  virtual Names names(std::size_t group) const = 0;

 private:
  struct Rate {
    Real lr, base;
  };
  void add(const std::vector<Tensor>& parameters, Real lr);
  void check_parameters() const;
  void check_gradients() const;
  std::size_t checked(std::size_t group) const;

  const char* name_;  // for messages
  std::vector<Tensor> parameters_;
  std::vector<Memory> memories_;  // one for each parameter
  std::vector<Rate> rates_;       // one for each group
};

}  // namespace unroll::optim
