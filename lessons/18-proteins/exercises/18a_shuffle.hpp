// 18a. Shuffle a protein: return the same letters in another order, each of the orders as likely as any other. Draw
// from unroll::random_numbers(); random_numbers().below(n) is one of 0 … n − 1.
#pragma once

#include <string>

#include "autograd/error.hpp"
#include "autograd/random.hpp"

inline std::string shuffled(std::string letters) {
  throw unroll::Todo("18a: shuffle the letters; \"A domain and its shuffle\" in lesson 18 explains it");
}
