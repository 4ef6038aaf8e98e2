// How a view calls things: names without their paths, ops by their symbols.
#pragma once

#include <string>
#include <vector>

#include "graphs/snapshot.hpp"

namespace unroll::graphs {

// "layers.0.W_xh" is "W_xh" in a picture.
std::string short_name(const std::string& name);
// The shortest end of a parameter's path that names no other parameter: "past.W_hh". It does not begin with a number.
std::string unique_name(const std::vector<SnapshotNode>& nodes, const SnapshotNode& parameter);

std::string symbol(const std::string& op);  // "add" is "+"
bool is_pointwise(const std::string& op);

}  // namespace unroll::graphs
