// A sequence, painted: its symbols in rows, each on a colour that is its number, such as how much the answer of a
// network depends on it.
//
//   PaintedSequence picture{.title = "What the network looks at",
//                           .sentence = "The darker a base, the more the answer changes with it.",
//                           .symbols = characters("ATGGCGTGCAAT…"),
//                           .values = norms,
//                           .quantity = {"‖∂L/∂x_t‖", Scale::log},
//                           .colours = Colours::gradients,
//                           .marks = {{1, 3, "start"}}};
//   picture.save("rendered/gene", {"svg", "png"});
//
// Texts are shown letter by letter, whatever they hold; the dark colours have white letters. A symbol whose number the
// scale cannot show (NaN, infinity, on a logarithmic scale what is negative) is grey, and the legend says how many
// there are; so it does of zeros on a logarithmic scale, which are white.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "autograd/shape.hpp"
#include "graphs/plot.hpp"
#include "graphs/text.hpp"

namespace unroll::graphs {

// From one position to another, both included: underlined, or in a frame, with its name below. It may go on in the next
// row, and others may lie over it.
struct Range {
  Index first, last;
  std::string name = {};
  bool framed = false;
};

struct PaintedSequence {
  static constexpr Index most = 5'000;  // symbols, and ranges

  std::string title = {}, sentence = {};
  std::vector<std::string> symbols = {};  // a letter or a short word each
  std::vector<double> values = {};        // one for each symbol
  Axis quantity = {};                     // the name of the values, their scale, and its ends
  Colours colours = Colours::values;
  std::vector<Range> marks = {};        // by positions as the picture counts them
  std::vector<std::string> below = {};  // a second line: a short text for each symbol, or for some; the others empty
  Index first = 1;                      // the first symbol's position
  int columns = 0;                      // symbols a row; 0: as many as a page has room for
  int group = 0;                        // a gap after so many, such as 3 for codons; 0: none

  // "svg", "png", "pdf", or "dot", from which Graphviz draws the same. Safe from several threads.
  // Throws an Error if there are no symbols or too many, if a number or a text is missing, if a range lies outside, or
  // if the scale has impossible ends; otherwise as render().
  std::string render(std::string_view format) const;
  // Writes path.svg …, each whole or not at all, and returns the paths.
  std::vector<std::filesystem::path> save(const std::filesystem::path& path,
                                          const std::vector<std::string>& formats = {"svg"}) const;
};

}  // namespace unroll::graphs
