// Draws the pictures that the README and the lessons show, or checks that those committed are not stale.
//
//   gallery FOLDER                draws into FOLDER
//   gallery --same OLD NEW        are two DOT files the same drawing? Texts and structure are compared; numbers may
//                                 differ by a unit in their last digit, colours and widths follow the numbers
//   gallery --alike OLD NEW       the same, without the numbers: of trained graphs, they depend on the processor
#include <cmath>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <regex>
#include <string>
#include <vector>

#include "autograd/backward.hpp"
#include "autograd/error.hpp"
#include "graphs/draw.hpp"
#include "graphs/gallery/models.hpp"

namespace {

using namespace unroll;

void draw_all(const std::string& folder) {
  const std::vector<std::string> formats{"dot", "svg"};
  for (const gallery::Model& model : gallery::models()) {
    seed(3);
    const Tensor loss = model.loss();
    Trace trace(Trace::Keep::arrays);  // what returns is added up in closed modules, and divided at cell level
    loss.backward({.trace = &trace});
    graphs::draw(loss, {.title = model.title, .subtitle = model.subtitle, .trace = &trace, .depth = model.depth})
        .save(folder + "/" + model.name, formats);
  }

  seed(3);
  nn::RNNCell cell(2, 3);
  const Tensor loss = gallery::last_state(cell);
  const Tensor gradient = grad(loss, cell.W_hh, {.create_graph = true});
  graphs::draw(gradient, {.title = "Backpropagation through time, recorded as a graph",
                          .subtitle = "the gradient of the shared weight is a sum with one addend for each time step"})
      .save(folder + "/bptt", formats);
}

// A DOT file as a list of texts and numbers. Colours and pen widths say again what the numbers say.
std::vector<std::string> pieces(const std::string& path) {
  std::ifstream file(path);
  if (!file) throw FileError(path + " can't be read; ./learn gallery draws it");
  std::string text((std::istreambuf_iterator<char>(file)), {});
  text = std::regex_replace(text,
                            std::regex("(color|penwidth|arrowsize|width|height|pos|bb|lp)=(\"[^\"]*\"|[^ ,\\]]*)"), "");
  text = std::regex_replace(text, std::regex("#[0-9A-Fa-f]{6}"), "");
  const std::regex piece("[0-9]+(\\.[0-9]+)?|[^0-9]+");
  return {std::sregex_token_iterator(text.begin(), text.end(), piece), {}};
}

bool is_number(const std::string& piece) { return piece[0] >= '0' && piece[0] <= '9'; }

// Within one unit of the last digit that both show.
bool close(const std::string& a, const std::string& b) {
  const auto decimals = [](const std::string& s) {
    const auto point = s.find('.');
    return point == std::string::npos ? std::size_t{0} : s.size() - point - 1;
  };
  const double unit = std::pow(10.0, -static_cast<double>(std::min(decimals(a), decimals(b))));
  return std::abs(std::stod(a) - std::stod(b)) <= 1.01 * unit;
}

bool same(const std::string& old_file, const std::string& new_file, bool numbers) {
  std::vector<std::string> a = pieces(old_file), b = pieces(new_file);
  if (!numbers)
    for (auto* list : {&a, &b}) std::erase_if(*list, is_number);
  if (a.size() != b.size()) return false;
  for (std::size_t i = 0; i < a.size(); ++i)
    if (is_number(a[i]) && is_number(b[i]) ? !close(a[i], b[i]) : a[i] != b[i]) return false;
  return true;
}

}  // namespace

int main(int argc, char* argv[]) {
  const std::vector<std::string> arguments(argv + 1, argv + argc);
  try {
    if (arguments.size() == 1 && arguments[0][0] != '-') {
      draw_all(arguments[0]);
      return 0;
    }
    if (arguments.size() == 3 && (arguments[0] == "--same" || arguments[0] == "--alike"))
      return same(arguments[1], arguments[2], arguments[0] == "--same") ? 0 : 1;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 1;
  }
  std::fprintf(stderr, "usage: gallery FOLDER, or gallery --same OLD NEW, or gallery --alike OLD NEW\n");
  return 2;
}
