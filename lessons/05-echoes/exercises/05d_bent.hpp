// 5d. The other way to clip: each number on its own, cut to −most … most. That bends the gradient.
#pragma once

#include "autograd/array.hpp"
#include "autograd/error.hpp"

// The gradient with each of its numbers cut.
inline unroll::Array clip_each(unroll::Array gradient, unroll::Real most) {
  throw unroll::Todo("5d: clip each number, and find a gradient that this bends; \"Clipping\" in lesson 5");
}

// A gradient of four numbers, of shape (4), whose direction that changes as much as you can: the cosine of the angle
// between it and clip_each(it, most) is to be below 0.51.
inline unroll::Array bent(unroll::Real most) {
  throw unroll::Todo("5d: clip each number, and find a gradient that this bends; \"Clipping\" in lesson 5");
}
