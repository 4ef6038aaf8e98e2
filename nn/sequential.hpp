// Modules and functions in a row: each reads what the one before has written.
//
//   nn::Sequential net;
//   net.add<nn::Linear>(8, 16);                                    // net's parameters "0.W" and "0.b"
//   net.add(tanh);                                                 // position 1, without parameters
//   net.add([](const Tensor& x) { return softmax(x, -1); });
//   nn::Linear& last = net.add<nn::Linear>(16, 2);                 // "3.W", "3.b"
//   const Tensor y = net(x);
//
// It owns its modules: they are made in place, because a module can be neither copied nor moved. One that has to be
// filled first, such as a Sequential inside this one, is made outside and handed over: net.add(std::move(inner))
// with std::make_unique<nn::Sequential>(). Add everything before you register the whole as a submodule.
#pragma once

#include <concepts>
#include <functional>
#include <memory>

#include "nn/module.hpp"

namespace unroll::nn {

class Sequential : public Module {
 public:
  using Function = std::function<Tensor(const Tensor&)>;

  // A module made of `arguments`, and a reference to it, which is good for as long as the Sequential lives.
  template <std::derived_from<Module> M, class... Arguments>
  M& add(Arguments&&... arguments) {
    return add(std::make_unique<M>(std::forward<Arguments>(arguments)...));
  }
  template <std::derived_from<Module> M>
  M& add(std::unique_ptr<M> module) {
    static_assert(std::is_invocable_r_v<Tensor, M&, const Tensor&>,
                  "A module in a Sequential is called with one Tensor and returns one: wrap others in a function.");
    M* const made = module.get();
    own(std::move(module));
    take([made](const Tensor& x) -> Tensor { return (*made)(x); });
    return *made;
  }

  // A function of one tensor. It owns what it captures; what it captures by reference has to live as long as this.
  template <class F>
  requires(std::is_invocable_r_v<Tensor, F&, const Tensor&> && !std::derived_from<F, Module>) void add(F function) {
    take(Function(std::move(function)));
  }
  void add(Tensor (*function)(const Tensor&)) { take(Function(function)); }  // add(tanh): the overload for tensors
  void add(const Module&) = delete;  // a module of your own cannot be copied: let add make it, or hand over a pointer

  // All of them in their order; x itself if there are none.
  Tensor operator()(const Tensor& x) const;
  Index size() const { return static_cast<Index>(steps_.size()); }

 private:
  void own(std::unique_ptr<Module> module);
  void take(Function step);

  std::vector<std::unique_ptr<Module>> modules_;
  std::vector<Function> steps_;
};

}  // namespace unroll::nn
