// Plots of numbers in the graphs' colours and type, drawn by gnuplot: curves, points, bars and heat maps, on linear
// and logarithmic axes, alone or one above another.
//
//   Plot plot("Accuracy against the window", {"window k"}, {"accuracy", Scale::linear, 0, 1});
//   plot.line("truncated", ks, accuracies);
//   plot.level("guessing", 0.1);
//   plot.save("rendered/accuracy", {"svg", "png"});
//
// What an axis cannot show (NaN, infinity, on a logarithmic axis what is not positive) is left out: it leaves a gap in
// a curve, and a note under the plot says how much is missing. Texts are shown letter by letter, whatever they hold.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "autograd/array.hpp"
#include "graphs/colours.hpp"
#include "graphs/scale.hpp"

namespace unroll::graphs {

struct Axis {
  std::string label;
  Scale scale = Scale::linear;
  std::optional<double> low = {}, high = {};  // otherwise as the numbers need; low > high turns the axis around
  std::vector<std::string> names = {};        // of the places 1, 2, 3 …, instead of numbers
};

class Plot {
 public:
  Plot(std::string title, Axis x, Axis y);

  // ---- Throw an Error unless there are as many ys as xs. ----
  // Points in the order of xs, joined, with a mark at each; the name stands beside them. The colour ("#2B6CB0") is the
  // next that no other line has; give one of graphs/style.hpp where it has that meaning.
  void line(std::string name, std::vector<double> xs, std::vector<double> ys, std::string colour = "");
  // A thin dashed line without marks, such as a slope to compare with.
  void guide(std::string name, std::vector<double> xs, std::vector<double> ys);
  // Points of one class, not joined; a key beside the plot tells the classes apart.
  void points(std::string name, std::vector<double> xs, std::vector<double> ys);

  // A dashed line, across at the height y, such as chance, or upright at x, such as the longest length in training.
  void level(std::string name, double y);
  void upright(std::string name, double x);

  // One bar at each of the places 1, 2, 3 … of the x axis, with its number on top; further bars stand beside them.
  // Throws an Error if the axis has names, and not as many.
  void bars(std::string name, std::vector<double> heights);

  // values (rows, columns), coloured on the axis `colour`. As a matrix: row 1 on top, column 1 left. NaN is grey.
  // Throws a ShapeError unless values has rank 2 and 1 to 250,000 entries, an Error if there is a heat map already.
  void heat(const Array& values, Axis colour, Colours colours = Colours::values);
  // As a surface: row i at ys[i], column j at xs[j], rising or falling; lines may run over it.
  void heat(const Array& values, std::vector<double> xs, std::vector<double> ys, Axis colour,
            Colours colours = Colours::values);

  // Draws `other` under this plot and those that stand there already, their left edges in line.
  void above(Plot other);

  // ---- Pictures: "svg", "png" or "pdf". The same plot gives the same bytes of SVG. Safe from several threads. ----
  // In PNG and PDF a character that no installed font has is a question mark.
  // Throws an Error if an axis has nothing to show or impossible ends; a FileError if gnuplot is missing, fails, or
  // takes longer than 60 seconds.
  std::string render(std::string_view format) const;
  // Writes path.svg …, each whole or not at all, and returns the paths.
  std::vector<std::filesystem::path> save(const std::filesystem::path& path,
                                          const std::vector<std::string>& formats = {"svg"}) const;

 private:
  friend class PlotScript;

  struct Curve {
    enum class Kind { line, guide, points } kind;
    std::string name;
    std::vector<double> xs, ys;
    std::string colour;
  };
  struct Level {
    std::string name;
    double at;
    bool upright;
  };
  struct Bars {
    std::string name;
    std::vector<double> heights;
  };
  struct Heat {
    std::vector<double> values, xs, ys;  // row by row
    Axis colour;
    Colours colours;
  };
  Plot in_installed_fonts() const;
  void curve(Curve::Kind kind, std::string name, std::vector<double> xs, std::vector<double> ys, std::string colour);

  std::string title_;
  Axis x_, y_;
  std::vector<Curve> curves_;
  std::vector<Level> levels_;
  std::vector<Bars> bars_;
  std::optional<Heat> heat_;
  std::vector<Plot> below_;
};

}  // namespace unroll::graphs
