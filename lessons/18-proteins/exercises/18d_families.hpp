// 18d. Which family? A member has letters, and a family and a subfamily that are known. Write
//   without: the members, but for those of one subfamily of one family, which are kept for the test;
//   learn: from such members a function that says of any letters to which of the families 0 … 2 they belong.
// It is examined on the subfamily that was left out. All families have the same letters, equally often; they differ in
// their order. You have about half a second, and Unroll.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "autograd/error.hpp"

struct Member {
  std::string letters;  // of the 20 in "ARNDCQEGHILKMFPSTWYV"
  int family, subfamily;
};
using Members = std::vector<Member>;

inline Members without(const Members& members, int family, int subfamily) {
  throw unroll::Todo("18d: leave one subfamily out; \"A family, or its neighbours?\" in lesson 18 explains it");
}

inline std::function<int(const std::string&)> learn(const Members& members) {
  throw unroll::Todo("18d: learn the families; \"A family, or its neighbours?\" in lesson 18 explains it");
}
