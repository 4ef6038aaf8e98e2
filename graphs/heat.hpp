// The gradient's scale: colour and width grow with the logarithm of the norm.
#pragma once

#include <string>

namespace unroll::graphs {

class Heat {
 public:
  Heat(double smallest, double largest);

  double low() const;  // the norms at the ends of the scale
  double high() const;
  double place(double norm) const;      // on the scale, from 0 to 1; 0 for a norm of 0
  std::string fill(double norm) const;  // of an item; white for a norm of 0
  std::string halo(double norm) const;  // of an edge, which needs contrast on white
  std::string text_on(double norm) const;
  double width(double norm) const;  // of a halo, in points

 private:
  double high_, low_;
};

}  // namespace unroll::graphs
