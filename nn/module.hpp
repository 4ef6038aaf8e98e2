// What models are made of. A Module owns parameters and contains other modules; together they form a tree,
// and every parameter has a path in it: "head.W", "layers.0.past.W_xh". Files and drawings go by these names.
//
//   struct Tagger : nn::Module {
//     nn::RNNCell cell{8, 16};
//     nn::Linear head{16, 3};
//     Tagger() {
//       submodule("cell", cell);
//       submodule("head", head);
//     }
//   };
#pragma once

#include <string>
#include <vector>

#include "autograd/tensor.hpp"

namespace unroll::nn {

struct NamedParameter {
  std::string name;
  Tensor tensor;
};

class Module {
 public:
  Module() = default;
  virtual ~Module() = default;
  // Tensors are handles: a copied module would share its parameters with the original, and training one would
  // train both. A moved one would leave its parent with a dangling pointer. Keep many in a std::deque.
  Module(const Module&) = delete;
  Module& operator=(const Module&) = delete;

  // Own parameters first, then those of the submodules, in the order in which they were registered.
  std::vector<NamedParameter> named_parameters() const;
  std::vector<Tensor> parameters() const;
  Index parameter_count() const;  // how many numbers they hold
  void clear_grad() const;

  struct Child {
    std::string name;
    Module* module;
  };
  const std::vector<Child>& children() const { return children_; }

  // Some modules do something else while training (dropout); this one and all inside it are told.
  void train(bool on = true);
  bool training() const { return training_; }

 protected:
  // A new leaf that needs gradients. Names are unique in their module and hold no dots; Error otherwise.
  Tensor parameter(std::string name, Array initial);
  // Takes in a member that has all its own parameters by now. It must live as long as this module, and
  // belongs to this one only. The name may be a path ("layers.0").
  void submodule(std::string name, Module& child);

 private:
  void check_name(const char* what, const std::string& name) const;

  std::vector<NamedParameter> parameters_;
  std::vector<Child> children_;
  std::string registered_as_;  // our name in the module that contains us, if there is one
  bool training_ = true;
};

}  // namespace unroll::nn
