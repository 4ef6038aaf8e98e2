// The scale of colours, for the gradient or for another quantity: colour and width grow with it, by its logarithm or
// linearly.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "graphs/scale.hpp"

namespace unroll::graphs {

class Heat {
 public:
  Heat(double smallest, double largest, Scale scale = Scale::log);

  Scale scale() const { return scale_; }
  double low() const;  // the values at the ends of the scale
  double high() const;
  double place(double value) const;      // on the scale, from 0 to 1; beyond its ends, at the end
  std::string fill(double value) const;  // of an item; white for what has no logarithm, and for NaN
  std::string halo(double value) const;  // of an edge, which needs contrast on white
  std::string text_on(double value) const;
  double width(double value) const;  // of a halo, in points

 private:
  bool has_place(double value) const;
  Scale scale_;
  double high_, low_;  // logarithms, if the scale is logarithmic
};

// The colour at a place from 0 to 1 on a scale of two or more colours.
std::string mixed(std::span<const std::string_view> scale, double place);
// Relative luminance of "#RRGGBB", 0 to 1, and the contrast of two colours, 1 to 21 (WCAG 2.1; text needs 4.5).
double luminance(std::string_view colour);
double contrast(std::string_view a, std::string_view b);
// The colour for a text on this fill: ink where that is legible, else white or black.
std::string text_colour_on(std::string_view fill);

}  // namespace unroll::graphs
