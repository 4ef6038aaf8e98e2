// The DOT language, written: nodes, edges and clusters with attributes, in the order in which they are added.
// Nothing in here depends on addresses, hashes or locales: the same calls give the same bytes.
#pragma once

#include <string>
#include <utility>
#include <vector>

namespace unroll::graphs {

struct Attribute {
  std::string name, value;  // the value as it stands in the file: quoted("…"), coordinate(…) or <…>
};
using Attributes = std::vector<Attribute>;

class DotWriter {
 public:
  explicit DotWriter(const Attributes& graph);
  void defaults(const std::string& kind, const Attributes& attributes);  // of every "node" or "edge"
  void cluster(const std::string& id, const Attributes& attributes);
  void node(const std::string& id, const Attributes& attributes);
  void edge(const std::string& from, const std::string& to, const Attributes& attributes);
  std::string text() && { return std::move(text_) + "}\n"; }

 private:
  void write(const Attributes& attributes);
  std::string text_;
};

}  // namespace unroll::graphs
