// What the checks of this lesson share.
#pragma once

#include "lessons/support/band.hpp"
#include "lessons/support/check.hpp"
#include "lessons/support/exercise.hpp"

using namespace unroll;
using lessons::demand;
using lessons::Stage;

// What two results may differ by when they were computed in another order: a few roundings.
inline constexpr double rounding = 4096 * double(std::numeric_limits<Real>::epsilon());

inline double largest(const Array& a) {
  double most = 0;
  for (Real x : a.numbers()) most = std::max(most, std::abs(double(x)));
  return most;
}

// Equal shapes, and numbers that differ by rounding only, measured by the largest of them. False for NaN.
inline bool close(const Array& got, const Array& wanted) {
  if (got.shape() != wanted.shape()) return false;
  const double scale = std::max(largest(wanted), 1e-6);
  for (Index i = 0; i < got.size(); ++i)
    if (!(std::abs(double(got.data()[i]) - double(wanted.data()[i])) <= rounding * scale)) return false;
  return true;
}

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
