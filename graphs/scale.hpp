// How a quantity is laid out, along an axis or over colours.
#pragma once

namespace unroll::graphs {

enum class Scale { linear, log };

}  // namespace unroll::graphs
