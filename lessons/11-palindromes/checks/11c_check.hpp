// 11c: a detector made of one formula, and detectors in float that are measured.
#pragma once

#include "lessons/11-palindromes/detector.hpp"
#include "lessons/support/band.hpp"
#include "lessons/support/compare.hpp"

template <class Foretell>
void check_11c(Foretell foretell) {
  using lessons::short_text;
  std::vector<double> halved;
  for (int d = 1; d <= 16; ++d) halved.push_back(3 * std::pow(0.5, d - 1));
  const double limit = 3 * std::pow(0.5, 30), got = foretell(halved, limit);
  const std::string measured = "gaps of 3, 1.5, 0.75, … and a tolerance of 3 · 0.5³⁰: ";
  const std::string wanted =
      "the pair at distance 31 has a gap of 3 · 0.5³⁰, so that a word of 62 symbols is where the outermost is lost";
  demand(Stage::value, !(std::abs(got - 31) <= 0.6),
         measured + "you foretell " + short_text(got) +
             ", which is the distance of the lost pair from the middle; the word has two halves");
  demand(Stage::value, std::abs(got - 62) <= 3,
         measured + "you foretell T = " + short_text(got) + "; " + wanted +
             ". The gaps are a straight line only on a logarithmic axis, where each step goes down by log 2: does your "
             "line, and do all your logarithms have the same base?");
  const double later = foretell(halved, 3 * std::pow(0.5, 40));
  demand(Stage::behaviour, std::abs(later - got - 20) <= 1,
         "a tolerance that is smaller by 0.5¹⁰ makes your length " + short_text(later - got) +
             " longer; each halving is one step more for each chain, and so 20 symbols");

  seed(11);
  for (double radius : {0.9, 0.9, 0.8, 0.8, 0.7, 0.7, 0.5}) {
    const nn::RNNCell cell(symbols, units);
    start_as_rotation(cell, radius);
    const double said = foretell(gaps(Detector<double>(cell), 16), tolerance<float>);
    const std::vector<double> in_float = gaps(Detector<float>(cell), 70);
    const auto lost = std::ranges::find_if(in_float, [](double gap) { return gap < tolerance<float>; });
    const double T = 2 * (double(lost - in_float.begin()) + 1);
    demand(
        Stage::behaviour, std::abs(said / T - 1) <= 0.1,
        "W_hh = " + short_text(radius) + " Q in float: you foretell T = " + short_text(said) +
            ", and the outermost pair is lost at " + short_text(T) +
            ". The first gaps are not on the line, for a large difference is bent by the tanh: use all the gaps that "
            "you are given");
  }
}
