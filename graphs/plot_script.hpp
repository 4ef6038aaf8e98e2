// A plot as a script for gnuplot. Numbers stand in it as numbers and texts as octal escapes, so that nothing of a text
// reaches gnuplot's language.
#pragma once

#include <optional>
#include <string>

#include "autograd/error.hpp"
#include "graphs/name_places.hpp"
#include "graphs/plot.hpp"
#include "graphs/ruler.hpp"

namespace unroll::graphs {

class PlotScript {
 public:
  static constexpr double width = 720, text_size = 13, tick_size = 12;  // pixels

  // Throws a FileError if the format is none of svg, png and pdf; otherwise as Plot::render().
  PlotScript(const Plot& plot, std::string_view format);
  const std::string& text() const { return text_; }

 private:
  // One plot of those that stand one above another: its axes, and its area on the paper in pixels.
  struct Panel {
    const Plot& plot;
    Ruler x, y;
    std::optional<Ruler> colour;
    Area area;
    bool slanted;      // the names on the x axis
    double y_end = 0;  // of all that belongs to it

    Spot spot(double x, double y) const;
    bool shows(double x, double y) const { return this->x.shows(x) && this->y.shows(y); }
  };
  static Panel panel(const Plot& plot);
  // Points; and among points a guide, beside which there may be no room for its name.
  static bool stands_in_key(const Plot& plot, const Plot::Curve& curve);
  static double left_margin(const Panel& panel);
  static double right_margin(const Panel& panel);
  static std::string left_out(const Panel& panel);

  void terminal(std::string_view format);
  void draw(const Panel& panel);
  void axes(const Panel& panel);
  void axis(const char* name, const Axis& axis, const Ruler& ruler, bool slanted);
  void heat(const Panel& panel);
  void bars(const Panel& panel);
  void curves(const Panel& panel);
  void levels(const Panel& panel);
  void names(const Panel& panel);
  void key(const Panel& panel);
  void label(const Spot& at, const char* align, const std::string& text, std::string_view colour, double size = 13,
             const char* more = "");

  void say(const std::string& command) { text_ += command + '\n'; }
  void block(const std::string& rows);  // data; the plot command's next part reads them as $d<number>
  void element(const std::string& how);

  double height_ = 0;
  int blocks_ = 0, labels_ = 0;
  std::string elements_;  // of the plot command
  std::string text_;
};

}  // namespace unroll::graphs
