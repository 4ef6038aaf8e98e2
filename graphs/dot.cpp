#include "graphs/dot.hpp"

namespace unroll::graphs {

DotWriter::DotWriter(const Attributes& graph) {
  text_ = "digraph unrolled {\n  graph";
  write(graph);
}

void DotWriter::defaults(const std::string& kind, const Attributes& attributes) {
  text_ += "  " + kind;
  write(attributes);
}
void DotWriter::cluster(const std::string& id, const Attributes& attributes) {
  text_ += "  subgraph cluster_" + id + " { graph";
  write(attributes);
  text_.insert(text_.size() - 1, " }");
}
void DotWriter::node(const std::string& id, const Attributes& attributes) {
  text_ += "  " + id;
  write(attributes);
}
void DotWriter::edge(const std::string& from, const std::string& to, const Attributes& attributes) {
  text_ += "  " + from + " -> " + to;
  write(attributes);
}

void DotWriter::write(const Attributes& attributes) {
  text_ += " [";
  for (const Attribute& a : attributes) text_ += (&a == attributes.data() ? "" : ", ") + a.name + "=" + a.value;
  text_ += "];\n";
}

}  // namespace unroll::graphs
