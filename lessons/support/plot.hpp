// A plot of lines, as SVG: one number against another, on linear or logarithmic axes.
//
//   Plot plot("Accuracy against the window", {"window k"}, {"accuracy", Scale::linear, 0, 1});
//   plot.line("truncated", ks, accuracies);
//   lesson.save(plot, "accuracy");
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace unroll::lessons {

enum class Scale { linear, log };

struct Axis {
  std::string label;
  Scale scale = Scale::linear;
  std::optional<double> low = {}, high = {};  // otherwise as the points need
};

class Plot {
 public:
  Plot(std::string title, Axis x, Axis y) : title_(std::move(title)), x_(std::move(x)), y_(std::move(y)) {}

  // Points in the order of xs, joined, with a mark at each; the name stands beside one of them. Points that a
  // log axis cannot show (0, negative, NaN) are left out.
  void line(std::string name, std::vector<double> xs, std::vector<double> ys);
  // A dashed horizontal line, such as chance.
  void level(std::string name, double y);

  std::string svg() const;
  void save(const std::filesystem::path& path) const;  // whole, or not at all

 private:
  struct Line {
    std::string name;
    std::vector<double> xs, ys;
  };
  struct Level {
    std::string name;
    double y;
  };
  std::string title_;
  Axis x_, y_;
  std::vector<Line> lines_;
  std::vector<Level> levels_;
};

}  // namespace unroll::lessons
