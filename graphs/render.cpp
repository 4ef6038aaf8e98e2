#include "graphs/render.hpp"

#include <fmt/format.h>
#include <graphviz/gvc.h>

#include <cmath>
#include <memory>
#include <mutex>

namespace unroll::graphs {

namespace {

constexpr double png_dpi = 110;
constexpr double cairo_limit = 32767;

std::string messages;  // what Graphviz said during the call that holds the lock
int keep_message(char* text) {
  messages += text;
  return 0;
}

std::string last_message() {
  std::string text = messages;
  while (!text.empty() && (text.back() == '\n' || text.back() == ' ')) text.pop_back();
  for (char& c : text)
    if (c == '\n') c = ' ';
  return text.empty() ? "no reason given" : text;
}

class Graph {
 public:
  Graph(GVC_t* context, const std::string& dot) : context_(context) {
    if (dot.find('\0') != std::string::npos) throw FileError("render: the DOT text holds a byte 0; it is no text");
    graph_ = agmemread(dot.c_str());
    if (!graph_) throw FileError("render: Graphviz does not understand the DOT text: " + last_message());
  }
  ~Graph() {
    if (laid_out_) gvFreeLayout(context_, graph_);
    agclose(graph_);
  }
  Graph(const Graph&) = delete;
  Graph& operator=(const Graph&) = delete;

  void lay_out() {
    char attribute[] = "layout", none[] = "";
    const char* engine = agget(graph_, attribute);
    if (!engine || engine == std::string_view(none)) engine = "dot";
    if (gvLayout(context_, graph_, engine) != 0) throw missing_plugin("layout", engine);
    laid_out_ = true;
  }

  std::string draw(const std::string& format) {
    if (format == "png") {
      check_size();
      // Only here: for SVG, Graphviz 2.42 would scale the drawing but not the page.
      char name[] = "dpi";
      const std::string dpi = fmt::format("{}", png_dpi);
      if (!agattr(graph_, AGRAPH, name, const_cast<char*>(dpi.c_str())))
        throw FileError("render: Graphviz does not take the resolution of a PNG: " + last_message());
    }
    char* data = nullptr;
    unsigned int length = 0;
    const int failed = gvRenderData(context_, graph_, format.c_str(), &data, &length);
    const std::unique_ptr<char, void (*)(char*)> owner(data, [](char* d) { gvFreeRenderData(d); });
    if (failed || !data) throw missing_plugin("output", format);
    if (length == 0) throw FileError(fmt::format("render: Graphviz wrote an empty {} ({})", format, last_message()));
    return std::string(data, length);
  }

 private:
  static FileError missing_plugin(const char* kind, std::string_view name) {
    return FileError(
        fmt::format("render: Graphviz has no {} plugin for \"{}\" ({}); install it with \"apt-get install "
                    "--reinstall libgvc6 graphviz\"; the .dot file needs no plugin",
                    kind, name, last_message()));
  }
  void check_size() const {
    const boxf box = GD_bb(graph_);
    const double width = (box.UR.x - box.LL.x + 16) / 72 * png_dpi, height = (box.UR.y - box.LL.y + 16) / 72 * png_dpi;
    if (std::max(width, height) > cairo_limit)
      throw FileError(
          fmt::format("render: as PNG this picture would have {:.0f} by {:.0f} pixels, and cairo draws at most "
                      "{:.0f}; fold the middle steps, wrap them into several rows, draw one box a state "
                      "(Level::cell), or save it as SVG",
                      width, height, cairo_limit));
  }

  GVC_t* context_;
  Agraph_t* graph_ = nullptr;
  bool laid_out_ = false;
};

GVC_t* context() {
  static const std::unique_ptr<GVC_t, int (*)(GVC_t*)> only(gvContext(), gvFreeContext);
  if (!only) throw FileError("render: Graphviz does not start: " + last_message());
  return only.get();
}

}  // namespace

std::string render(const std::string& dot, std::string_view format) {
  if (format == "dot") return dot;
  if (format != "svg" && format != "png" && format != "pdf")
    throw FileError(fmt::format(
        "render: \"{}\" is not a picture's format; choose dot, svg, png or pdf, or save a drawing as html", format));
  static std::mutex one_at_a_time;
  const std::lock_guard lock(one_at_a_time);
  messages.clear();
  agseterrf(keep_message);
  Graph graph(context(), dot);
  graph.lay_out();
  std::string picture = graph.draw(std::string(format));
  // Graphviz divides a text where its size changes and gives each part its place, a space at the beginning included;
  // browsers would drop that space.
  if (format == "svg")
    if (const std::size_t svg = picture.find("<svg "); svg != picture.npos)
      picture.insert(svg + 5, "xml:space=\"preserve\" ");
  return picture;
}

}  // namespace unroll::graphs
