// Where the names of a plot's curves stand: beside their curve, away from the other ones and from each other.
#pragma once

#include <vector>

namespace unroll::graphs {

struct Spot {
  double x, y;  // pixels, y downwards
};
struct Area {
  double left, top, right, bottom;
};

// Rising numbers, moved as little as possible (in squares), so that each is at least `distance` above the one before.
std::vector<double> apart(std::vector<double> numbers, double distance);

class NamePlaces {
 public:
  explicit NamePlaces(const Area& area);

  // A curve: strokes between the spots, with gaps at those that are not finite, and a mark at every so many of them (0:
  // none). Returns its number.
  std::size_t curve(const std::vector<Spot>& spots, std::size_t marks = 0);
  // Something else that a name should not cover.
  void mark(const Spot& spot);
  void cover(const Area& box);

  // The middle of a name of this size beside that curve; the name takes the place.
  Spot place(std::size_t curve, double width, double height);

 private:
  using Counts = std::vector<int>;
  std::size_t cell(double x, double y) const;
  void stroke(Counts& counts, const Spot& from, const Spot& to) const;
  void blot(Counts& counts, const Spot& spot) const;  // of a mark
  int count(const Counts& sums, const Area& box) const;
  Counts sums(const Counts& counts) const;

  Area area_, grid_;
  int columns_, rows_;
  Counts taken_;                          // by everything
  std::vector<Counts> own_;               // by each curve
  std::vector<std::vector<Spot>> along_;  // spots along each curve
};

}  // namespace unroll::graphs
