#include "graphs/name_places.hpp"

#include <algorithm>
#include <cmath>

namespace unroll::graphs {

namespace {

constexpr double grain = 4;   // the side of a cell, in pixels
constexpr double reach = 40;  // room beyond this is as good as any
constexpr double radius = 5;  // of a mark
constexpr double brim = 24;   // around the area, where a name may stand if it must

Area grown(const Area& box, double by) { return {box.left - by, box.top - by, box.right + by, box.bottom + by}; }

}  // namespace

// Less i times the distance, they only have not to fall: what falls is pooled into its mean.
std::vector<double> apart(std::vector<double> numbers, double distance) {
  struct Pool {
    double sum;
    std::size_t size;
    double mean() const { return sum / static_cast<double>(size); }
  };
  std::vector<Pool> pools;
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    pools.push_back({numbers[i] - distance * static_cast<double>(i), 1});
    while (pools.size() > 1 && pools[pools.size() - 2].mean() > pools.back().mean()) {
      const Pool last = pools.back();
      pools.pop_back();
      pools.back() = {pools.back().sum + last.sum, pools.back().size + last.size};
    }
  }
  std::size_t i = 0;
  for (const Pool& pool : pools)
    for (std::size_t k = 0; k < pool.size; ++k, ++i) numbers[i] = pool.mean() + distance * static_cast<double>(i);
  return numbers;
}

NamePlaces::NamePlaces(const Area& area)
    : area_(area),
      grid_(grown(area, brim)),
      columns_(static_cast<int>((grid_.right - grid_.left) / grain) + 1),
      rows_(static_cast<int>((grid_.bottom - grid_.top) / grain) + 1),
      taken_(static_cast<std::size_t>(columns_) * static_cast<std::size_t>(rows_)) {}

std::size_t NamePlaces::cell(double x, double y) const {
  const int column = std::clamp(static_cast<int>((x - grid_.left) / grain), 0, columns_ - 1);
  const int row = std::clamp(static_cast<int>((y - grid_.top) / grain), 0, rows_ - 1);
  return static_cast<std::size_t>(row) * static_cast<std::size_t>(columns_) + static_cast<std::size_t>(column);
}

void NamePlaces::stroke(Counts& counts, const Spot& from, const Spot& to) const {
  const int n = std::min(4096, 1 + static_cast<int>(std::hypot(to.x - from.x, to.y - from.y) / grain * 2));
  for (int i = 0; i <= n; ++i) {
    const double x = from.x + (to.x - from.x) * i / n, y = from.y + (to.y - from.y) * i / n;
    if (x >= area_.left && x <= area_.right && y >= area_.top && y <= area_.bottom) counts[cell(x, y)] = 1;
  }
}

void NamePlaces::blot(Counts& counts, const Spot& spot) const {
  for (const double dy : {-radius, 0.0, radius})
    stroke(counts, {spot.x - radius, spot.y + dy}, {spot.x + radius, spot.y + dy});
}

std::size_t NamePlaces::curve(const std::vector<Spot>& spots, std::size_t marks) {
  Counts own(taken_.size());
  std::vector<Spot> along;
  const auto finite = [](const Spot& s) { return std::isfinite(s.x) && std::isfinite(s.y); };
  for (std::size_t i = 0; i < spots.size(); ++i) {
    if (!finite(spots[i])) continue;
    const Spot from = i > 0 && finite(spots[i - 1]) ? spots[i - 1] : spots[i], to = spots[i];
    stroke(own, from, to);
    if (marks > 0 && i % marks == 0) blot(own, to);
    const int n = std::min(50, 1 + static_cast<int>(std::hypot(to.x - from.x, to.y - from.y) / 12));
    for (int j = 1; j <= n; ++j) along.push_back({from.x + (to.x - from.x) * j / n, from.y + (to.y - from.y) * j / n});
  }
  if (const std::size_t stride = 1 + along.size() / 400; stride > 1) {
    std::size_t kept = 0;
    for (std::size_t i = 0; i < along.size(); i += stride) along[kept++] = along[i];
    along.resize(kept);
  }
  for (std::size_t i = 0; i < own.size(); ++i) taken_[i] += own[i];
  own_.push_back(std::move(own));
  along_.push_back(std::move(along));
  return own_.size() - 1;
}

void NamePlaces::mark(const Spot& spot) { blot(taken_, spot); }

void NamePlaces::cover(const Area& box) {
  for (double y = box.top; y < box.bottom; y += grain)
    for (double x = box.left; x < box.right; x += grain) taken_[cell(x, y)] += 100;
}

// sums[row][column]: of all cells above and to the left.
NamePlaces::Counts NamePlaces::sums(const Counts& counts) const {
  const auto width = static_cast<std::size_t>(columns_) + 1;
  Counts total(width * (static_cast<std::size_t>(rows_) + 1));
  for (std::size_t row = 0; row < static_cast<std::size_t>(rows_); ++row)
    for (std::size_t column = 0; column < static_cast<std::size_t>(columns_); ++column)
      total[(row + 1) * width + column + 1] = counts[row * (width - 1) + column] + total[row * width + column + 1] +
                                              total[(row + 1) * width + column] - total[row * width + column];
  return total;
}

int NamePlaces::count(const Counts& total, const Area& box) const {
  const auto column = [&](double x) {
    return static_cast<std::size_t>(std::clamp(static_cast<int>(std::floor((x - grid_.left) / grain)), 0, columns_));
  };
  const auto row = [&](double y) {
    return static_cast<std::size_t>(std::clamp(static_cast<int>(std::floor((y - grid_.top) / grain)), 0, rows_));
  };
  const std::size_t width = static_cast<std::size_t>(columns_) + 1;
  const std::size_t left = column(box.left), right = column(box.right + grain);
  const std::size_t top = row(box.top), bottom = row(box.bottom + grain);
  return total[bottom * width + right] - total[top * width + right] - total[bottom * width + left] +
         total[top * width + left];
}

Spot NamePlaces::place(std::size_t curve, double width, double height) {
  Counts others = taken_;
  for (std::size_t i = 0; i < others.size(); ++i) others[i] -= own_[curve][i];
  const Counts own_sums = sums(own_[curve]), other_sums = sums(others);

  Spot best{(area_.left + area_.right) / 2, (area_.top + area_.bottom) / 2};
  double least = 1e9;
  for (const Spot& s : along_[curve])
    for (const double side : {-1.0, 1.0})                       // above, below
      for (const double shift : {0.5, 0.0, -0.5, 1.0, -1.0}) {  // to the right, centred, to the left
        const bool beside = std::abs(shift) == 1.0;
        if (beside && side > 0) continue;
        const Spot middle{s.x + shift * (beside ? width / 2 + 10 : width),
                          beside ? s.y : s.y + side * (height / 2 + 5)};
        const Area box{middle.x - width / 2, middle.y - height / 2, middle.x + width / 2, middle.y + height / 2};
        double cost = 12 * count(own_sums, grown(box, 1)) + 8 * count(other_sums, grown(box, 2));
        cost += 10 * (std::max(0.0, area_.left - box.left) + std::max(0.0, box.right - area_.right) +
                      std::max(0.0, area_.top - box.top) + std::max(0.0, box.bottom - area_.bottom));
        double room = 0;
        while (room < reach && count(other_sums, grown(box, room + grain)) == 0) room += grain;
        cost -= room / grain + (shift == 0.5 ? 0.2 : 0);
        if (cost < least) least = cost, best = middle;
      }
  cover({best.x - width / 2, best.y - height / 2, best.x + width / 2, best.y + height / 2});
  return best;
}

}  // namespace unroll::graphs
