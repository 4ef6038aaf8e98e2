// What cells, losses and attention of a random program are given.
#include "tests/random/cells.hpp"
#include "tests/random/sketch.hpp"

namespace random_programs {

namespace {

using argument::value;
using Kind = Argument::Kind;

Arguments cell(const std::string& op, Sketch& s) {
  Draw& draw = s.draw();
  int xs =
      s.existing([&](int v) { return s.rank(v) == 3 && s.at(v).numbers.size() <= 24 && !s.at(v).numbers.empty(); });
  if (xs < 0 || draw.chance(40)) {
    const Index steps = draw.between(1, 4), batch = draw.between(1, 3), inputs = draw.between(1, 3);
    xs = s.leaf({steps, batch, inputs});
  }
  const Index steps = s.shape(xs)[0], batch = s.shape(xs)[1], inputs = s.shape(xs)[2], hidden = draw.between(1, 3);
  std::vector<int> parameters;
  for (const Shape& shape : parameter_shapes(op, inputs, hidden))
    parameters.push_back(s.leaf(shape, Domain::any, true));
  Argument lengths{Kind::ids, {}, 0, {}, {0}};
  if (draw.chance(30)) {
    lengths.shape = {batch};
    for (Index b = 0; b < batch; ++b) lengths.integers.push_back(draw.between(0, steps));
  }
  const Index future = draw.below(2), project_first = draw.below(2);
  return {value(xs), {Kind::parameters, parameters}, {Kind::options, {}, 0, {future, project_first}}, lengths};
}

}  // namespace

Arguments nn_arguments(const std::string& op, Sketch& s) {
  Draw& draw = s.draw();
  for (const CellKind& kind : cell_kinds())
    if (kind.op == op) return cell(op, s);
  if (op == "nn::LayerNorm") {
    const int x = s.of_rank(1);
    const Shape width{s.shape(x).back()};
    const int g = s.leaf(width, Domain::any, true), b = s.leaf(width, Domain::any, true);
    return {value(x), {Kind::parameters, {g, b}}};
  }
  if (op == "nn::linear(Tensor, Tensor, Tensor)") {
    const int x = s.of_rank(1);
    const Index outputs = draw.between(1, 4);
    const int W = s.of_shape({s.shape(x).back(), outputs}), b = s.of_shape({outputs});
    return {value(x), value(W), value(b)};
  }
  if (op.starts_with("nn::attention")) {
    int q = s.existing([&](int v) { return s.rank(v) == 3 && s.at(v).numbers.size() <= 24; });
    if (q < 0 || draw.chance(50)) q = s.leaf({draw.between(1, 2), 3, 2});
    const Shape queries = s.shape(q);
    const Index keys = op.ends_with("causal") ? queries[1] : draw.between(1, 3);
    const int k = s.of_shape({queries[0], keys, queries[2]}), v = s.of_shape({queries[0], keys, draw.between(1, 3)});
    return {value(q), value(k), value(v)};
  }
  if (op == "nn::cross_entropy(Tensor, Indices)") {
    const int x = s.of_rank(1);
    Argument targets{Kind::ids, {}, 0, {}, Shape(s.shape(x).begin(), s.shape(x).end() - 1)};
    for (Index n = size_of(targets.shape); n > 0; --n)
      targets.integers.push_back(draw.below(std::max<Index>(1, s.shape(x).back())));
    return {value(x), targets};
  }
  if (op == "nn::kl_divergence(Tensor, Tensor)") {
    const int q = s.any(Domain::positive), log_p = s.of_shape(s.shape(q));
    return {value(log_p), value(q)};
  }
  const int a = s.any(), b = s.of_shape(s.shape(a));  // of a loss
  return {value(a), value(b)};
}

}  // namespace random_programs
