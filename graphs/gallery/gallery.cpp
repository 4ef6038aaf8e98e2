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
#include <span>
#include <string>
#include <vector>

#include "autograd/backward.hpp"
#include "autograd/error.hpp"
#include "graphs/draw.hpp"
#include "graphs/gallery/models.hpp"
#include "graphs/painted_sequence.hpp"

namespace {

using namespace unroll;

double norm_of(std::span<const Real> numbers) {
  double squares = 0;
  for (const Real x : numbers) squares += static_cast<double>(x) * static_cast<double>(x);
  return std::sqrt(squares);
}

// What each letter of a sentence does to the last state of an untrained GRU that has read them all.
void paint_sentence(const std::string& folder) {
  seed(3);
  const std::string sentence =
      "in the beginning was the word, and what a network reads first it has all but forgotten at the end";
  const auto length = static_cast<Index>(sentence.size());
  Array letters = Array::zeros({length, 1, 128});
  for (Index t = 0; t < length; ++t) letters.write()[128 * t + sentence[static_cast<std::size_t>(t)]] = 1;
  nn::GRUCell cell(128, 16);
  const Tensor xs = variable(letters);
  sum(square(nn::unrolled(cell, xs).last().h)).backward();
  graphs::PaintedSequence picture{.title = "What the last state depends on",
                                  .sentence =
                                      "An untrained GRU has read these letters; the darker one is, the more "
                                      "the squared length of the last state changes with it.",
                                  .symbols = graphs::characters(sentence),
                                  .quantity = {"‖∂|h_T|²/∂x_t‖", graphs::Scale::log},
                                  .colours = graphs::Colours::gradients,
                                  .marks = {{length - 2, length, "the end"}}};
  for (Index t = 0; t < length; ++t)
    picture.values.push_back(norm_of(xs.grad().numbers().subspan(static_cast<std::size_t>(128 * t), 128)));
  picture.save(folder + "/painted-sequence");
}

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
  paint_sentence(folder);
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
