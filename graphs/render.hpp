// DOT text as a picture, through Graphviz as a library.
#pragma once

#include <string>
#include <string_view>

#include "autograd/error.hpp"

namespace unroll::graphs {

// `format`: "svg", "png" or "pdf" (or "dot": the text itself). Safe from several threads: they take turns, because
// Graphviz is not thread safe, not even with a context for each thread. Throws a FileError if the format is unknown,
// if Graphviz lacks the plugin for it, if it does not understand the text, or if a PNG would be wider or higher than
// the 32,767 pixels that cairo can draw.
std::string render(const std::string& dot, std::string_view format);

}  // namespace unroll::graphs
