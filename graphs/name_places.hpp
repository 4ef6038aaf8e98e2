// Where the names of a plot's curves stand: beside their curve, away from the other ones and from each other.
#pragma once

#include <vector>

namespace unroll::graphs {

struct Spot {
  double x, y;  // pixels, y downwards
};
struct Box {
  double left, top, right, bottom;
};

class NamePlaces {
 public:
  explicit NamePlaces(const Box& area);

  // A curve: strokes between the spots, with gaps at those that are not finite. Returns its number.
  std::size_t curve(const std::vector<Spot>& spots);
  // Something else that a name should not cover.
  void mark(const Spot& spot);
  void cover(const Box& box);

  // The middle of a name of this size beside that curve; the name takes the place.
  Spot place(std::size_t curve, double width, double height);

 private:
  using Counts = std::vector<int>;
  std::size_t cell(double x, double y) const;
  void stroke(Counts& counts, const Spot& from, const Spot& to) const;
  int count(const Counts& sums, const Box& box) const;
  Counts sums(const Counts& counts) const;

  Box area_;
  int columns_, rows_;
  Counts taken_;                          // by everything
  std::vector<Counts> own_;               // by each curve
  std::vector<std::vector<Spot>> along_;  // spots along each curve
};

}  // namespace unroll::graphs
