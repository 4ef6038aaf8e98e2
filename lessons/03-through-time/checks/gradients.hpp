// What the checks of this lesson share: lists of gradients.
#pragma once

#include "lessons/support/band.hpp"
#include "lessons/support/compare.hpp"

// The same of lists.
inline bool close(const std::vector<Tensor>& got, const std::vector<Tensor>& wanted) {
  for (std::size_t i = 0; i < wanted.size(); ++i)
    if (!close(got.at(i).value(), wanted[i].value())) return false;
  return true;
}

// An answer has one gradient for each of these, with its shape.
inline void demand_shapes(const std::vector<Tensor>& got, const std::vector<Tensor>& of, const std::string& names) {
  demand(Stage::value, got.size() == of.size(),
         "you return " + std::to_string(got.size()) + " gradients; there are " + std::to_string(of.size()) + ", of " +
             names);
  for (std::size_t i = 0; i < of.size(); ++i)
    demand(Stage::value, got[i] && got[i].shape() == of[i].shape(),
           "gradient " + std::to_string(i + 1) + " of " + names + " is " +
               (got[i] ? "of shape " + to_string(got[i].shape()) : "an empty tensor") +
               "; it should have the shape of what it belongs to, " + to_string(of[i].shape()));
}
