// A parameter of an answer, by its name.
#pragma once

#include "lessons/support/compare.hpp"
#include "nn/module.hpp"

inline Tensor named(const nn::Module& cell, const std::string& name, const Shape& shape) {
  std::string others;
  for (const auto& [other, tensor] : cell.named_parameters()) {
    if (other == name) {
      demand(Stage::value, tensor.shape() == shape,
             "your parameter " + name + " has the shape " + to_string(tensor.shape()) + "; it should be " +
                 to_string(shape));
      return tensor;
    }
    others += (others.empty() ? "" : ", ") + other;
  }
  throw lessons::Rejected(Stage::value,
                          "your cell has no parameter " + name + "; it has " + (others.empty() ? "none" : others) +
                              ". The optimizer finds what parameter(\"" + name + "\", …) makes in the constructor");
}
