// One axis of a plot: which numbers it can show, its ends, its ticks, and where on the paper a number lies.
#pragma once

#include <string>
#include <vector>

#include "graphs/plot.hpp"

namespace unroll::graphs {

struct Tick {
  double at;
  std::string text;  // in gnuplot's enhanced notation, 10^{-3}, unless the axis has names
};

class Ruler {
 public:
  // Chooses round ends around the values, unless the axis or `tight` (ends at the values themselves) gives them; with
  // `whole`, ticks at whole numbers only. Throws an Error if there is nothing to show, or an end makes no sense.
  Ruler(const Axis& axis, const std::vector<double>& values, bool tight = false, bool whole = false);

  // Numbers of an ordinary size, positive ones on a logarithmic axis.
  static bool shows(Scale scale, double v);
  bool shows(double v) const { return shows(scale_, v); }

  double low() const { return low_; }
  double high() const { return high_; }
  // 0 at low, 1 at high; beyond them outside.
  double place(double v) const;
  const std::vector<Tick>& ticks() const { return ticks_; }

 private:
  std::vector<Tick> linear_ticks(bool whole) const;
  std::vector<Tick> log_ticks() const;

  Scale scale_;
  double low_ = 0, high_ = 1;
  std::vector<Tick> ticks_;
};

// The n + 1 edges between n cells whose middles these are; on a logarithmic axis halfway between their logarithms.
std::vector<double> edges(const std::vector<double>& middles, Scale scale);

}  // namespace unroll::graphs
