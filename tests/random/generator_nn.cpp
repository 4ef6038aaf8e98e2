// What cells, losses and attention of a random program are given.
#include <algorithm>

#include "tests/random/cells.hpp"
#include "tests/random/sketch.hpp"

namespace random_programs {

namespace {

using argument::value;
using Kind = Argument::Kind;

Argument options(std::vector<Index> integers) { return {Kind::options, {}, 0, std::move(integers)}; }

Argument parameters(Sketch& s, const std::vector<Shape>& shapes) {
  Argument all{Kind::parameters};
  for (const Shape& shape : shapes) all.values.push_back(s.leaf(shape, Domain::any, true));
  return all;
}

// Of each sequence of a batch, or of none.
Argument lengths(Sketch& s, Index batch, Index steps) {
  Argument argument{Kind::ids, {}, 0, {}, {0}};
  if (!s.draw().chance(30)) return argument;
  argument.shape = {batch};
  for (Index b = 0; b < batch; ++b) argument.integers.push_back(s.draw().between(0, steps));
  return argument;
}

// (T, batch, width), with a width among the given.
int sequence(Sketch& s, const std::vector<Index>& widths) {
  Draw& draw = s.draw();
  const int xs = s.existing([&](int v) {
    return s.rank(v) == 3 && s.at(v).numbers.size() <= 24 && !s.at(v).numbers.empty() &&
           std::find(widths.begin(), widths.end(), s.shape(v)[2]) != widths.end();
  });
  if (xs >= 0 && !draw.chance(40)) return xs;
  const Index steps = draw.between(1, 4), batch = draw.between(1, 3);
  return s.leaf({steps, batch, draw.of(widths)});
}

Arguments cell(const std::string& op, Sketch& s) {
  Draw& draw = s.draw();
  const int xs = sequence(s, {1, 2, 3});
  const Index steps = s.shape(xs)[0], batch = s.shape(xs)[1], inputs = s.shape(xs)[2], hidden = draw.between(1, 3);
  const Index fields =
      std::find_if(cell_kinds().begin(), cell_kinds().end(), [&](const CellKind& k) { return k.op == op; })->fields;
  Argument start{Kind::list};
  if (draw.chance(30))
    for (Index k = 0; k < fields; ++k)
      start.values.push_back(s.of_shape(fields == 3 && k == 1                        ? Shape{batch, hidden, hidden}
                                        : k == 0 && op == "nn::LSTMCell, projection" ? Shape{batch, 2}
                                                                                     : Shape{batch, hidden}));
  const Index future = draw.below(2), project_first = draw.below(2),
              last = draw.chance(30) ? draw.between(1, fields) : 0;
  return {value(xs), parameters(s, parameter_shapes(op, inputs, hidden)), options({future, project_first, last}),
          lengths(s, batch, steps), start};
}

// The width is among those given.
Arguments multihead(Sketch& s) {
  Draw& draw = s.draw();
  const int q = sequence(s, {2, 3, 4});
  const Shape queries = s.shape(q);
  const Index width = queries[2], heads = width % 2 == 0 && draw.chance(60) ? 2 : draw.chance(20) ? width : 1;
  const bool batch_first = draw.chance(30), causal = draw.chance(25);
  const auto batch = static_cast<std::size_t>(batch_first ? 0 : 1), time = 1 - batch;
  Shape others = queries;
  if (!causal) others[time] = draw.between(1, 3);
  const bool itself = draw.chance(40);
  if (itself) others = queries;
  const int k = itself ? q : s.of_shape(others), v = itself ? q : s.of_shape(others);
  Argument added{Kind::list};
  if (draw.chance(25)) {
    Shape mask{queries[batch], heads, queries[time], others[time]};
    for (Index& extent : mask)
      if (draw.chance(25)) extent = 1;
    if (draw.chance(30))
      mask.erase(mask.begin() + 1);
    else if (draw.chance(40))
      mask.erase(mask.begin(), mask.begin() + 2);
    added.values.push_back(s.of_shape(mask));
  }
  return {value(q),
          parameters(s, {{width, 3 * width}, {3 * width}, {width, width}, {width}}),
          options({heads, batch_first, causal}),
          lengths(s, queries[batch], others[time]),
          value(k),
          value(v),
          added};
}

std::vector<Shape> transformer_shapes(Index width, Index wide, Index layers, bool normed_at_last) {
  std::vector<Shape> shapes;
  for (Index l = 0; l < layers; ++l)
    for (const Shape& shape : std::vector<Shape>{{width, 3 * width},
                                                 {3 * width},
                                                 {width, width},
                                                 {width},
                                                 {width, wide},
                                                 {wide},
                                                 {wide, width},
                                                 {width},
                                                 {width},
                                                 {width},
                                                 {width},
                                                 {width}})
      shapes.push_back(shape);
  if (normed_at_last) shapes.insert(shapes.end(), {{width}, {width}});
  return shapes;
}

Arguments transformer(Sketch& s, bool encoder) {
  Draw& draw = s.draw();
  const int xs = sequence(s, {2, 3, 4});
  const Index width = s.shape(xs)[2], heads = width % 2 == 0 && draw.chance(60) ? 2 : 1;
  const bool batch_first = draw.chance(30), causal = draw.chance(30), gelu = draw.chance(50), first = draw.chance(50);
  const Index layers = encoder && draw.chance(40) ? 2 : 1, wide = draw.between(1, 4);
  return {value(xs), parameters(s, transformer_shapes(width, wide, layers, encoder && first)),
          options({heads, batch_first, causal, gelu, first}),
          lengths(s, s.shape(xs)[batch_first ? 0 : 1], s.shape(xs)[batch_first ? 1 : 0])};
}

Arguments layers_of_cells(Sketch& s, bool both) {
  Draw& draw = s.draw();
  const int xs = sequence(s, {1, 2, 3});
  const Index kind = draw.below(static_cast<Index>(layer_kinds().size())), layers = draw.between(1, 2),
              hidden = draw.between(1, 2);
  const bool batch_first = draw.chance(30);
  std::vector<Shape> shapes;
  for (Index l = 0, inputs = s.shape(xs)[2]; l < layers; ++l, inputs = both ? 2 * hidden : hidden)
    for (int direction = 0; direction < (both ? 2 : 1); ++direction)
      for (const Shape& shape : parameter_shapes(layer_kinds()[static_cast<std::size_t>(kind)].second, inputs, hidden))
        shapes.push_back(shape);
  // A cell with inputs of another number has other parameters, but as many of them.
  return {value(xs), parameters(s, shapes), options({kind, layers, batch_first}),
          lengths(s, s.shape(xs)[batch_first ? 0 : 1], s.shape(xs)[batch_first ? 1 : 0])};
}

Arguments embedding(Sketch& s) {
  Draw& draw = s.draw();
  const Index rows = draw.between(1, 4);
  Argument padding = options({}), ids{Kind::ids, {}, 0, {}, {}};
  if (draw.chance(40)) padding.integers = {draw.between(-rows, rows - 1)};
  while (ids.shape.empty() || size_of(ids.shape) > 12) {
    ids.shape.assign(static_cast<std::size_t>(draw.between(1, 2)), 1);
    for (Index& extent : ids.shape) extent = s.extent();
  }
  for (Index n = size_of(ids.shape); n > 0; --n) ids.integers.push_back(draw.below(rows));
  return {parameters(s, {{rows, draw.between(1, 4)}}), padding, ids};
}

// Queries, keys and values, (batch, T, width).
std::vector<int> asked(Sketch& s, bool equal_steps, bool equal_widths) {
  Draw& draw = s.draw();
  const int q = sequence(s, {1, 2, 3});
  const Shape queries = s.shape(q);
  const Index keys = equal_steps ? queries[1] : draw.between(1, 3);
  const int k = s.of_shape({queries[0], keys, equal_widths ? queries[2] : draw.between(1, 3)});
  return {q, k, s.of_shape({queries[0], keys, draw.between(1, 3)})};
}

Arguments cross_entropy(Sketch& s, bool with_options) {
  Draw& draw = s.draw();
  const int x = s.of_rank(1);
  const Index classes = std::max<Index>(1, s.shape(x).back());
  Argument targets{Kind::ids, {}, 0, {}, Shape(s.shape(x).begin(), s.shape(x).end() - 1)};
  for (Index n = size_of(targets.shape); n > 0; --n) targets.integers.push_back(draw.below(classes));
  if (!with_options) return {value(x), targets};
  // Smoothing in quarters, which class is ignored, whether there are weights, and the reduction.
  return {value(x), targets,
          options({draw.below(4), draw.chance(50) ? draw.below(classes) : -1, draw.below(2), draw.below(3)})};
}

}  // namespace

Arguments large_arguments(bool recurrent, Sketch& s) {
  Draw& draw = s.draw();
  const Index batch = recurrent ? draw.between(8, 10) : 2, steps = recurrent ? 3 : draw.between(8, 10);
  const Index width = recurrent ? draw.between(32, 36) : 2 * draw.between(20, 24);
  const int xs = s.leaf({steps, batch, width}, Domain::any, true);
  Argument all{Kind::parameters};
  const Index kind = 2 + draw.below(2);  // LSTM or GRU
  const std::vector<Shape> shapes =
      recurrent ? parameter_shapes(layer_kinds()[static_cast<std::size_t>(kind)].second, width, 32)
                : transformer_shapes(width, 2 * width, 1, false);
  for (const Shape& shape : shapes) all.values.push_back(s.leaf(shape, Domain::any, true, shape.size() == 1 ? 1 : 16));
  if (recurrent) return {value(xs), all, options({kind, 1, 0}), lengths(s, batch, steps)};
  return {value(xs), all, options({2, 0, draw.below(2), 1, draw.below(2)}), lengths(s, batch, steps)};
}

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
  if (op == "nn::MultiheadAttention") return multihead(s);
  if (op.starts_with("nn::TransformerEncoder")) return transformer(s, op == "nn::TransformerEncoder");
  if (op == "nn::Recurrent" || op == "nn::Bidirectional") return layers_of_cells(s, op == "nn::Bidirectional");
  if (op == "nn::Embedding") return embedding(s);
  if (op == "nn::LearnedPositions") {
    const int xs = sequence(s, {1, 2, 3, 4});
    const Index first = draw.below(3), longest = first + s.shape(xs)[0] + draw.below(2);
    return {value(xs), parameters(s, {{longest, s.shape(xs)[2]}}), options({first})};
  }
  if (op.starts_with("nn::add_sinusoidal"))
    return {value(sequence(s, {1, 2, 3, 4})), argument::integer(draw.below(20))};
  if (op.find("linear_attention") != op.npos) {
    const bool causal = op.find("causal") != op.npos;
    const std::vector<int> all = asked(s, causal, true);
    Arguments arguments{value(all[0]), value(all[1]), value(all[2])};
    if (!causal) arguments.push_back(lengths(s, s.shape(all[1])[0], s.shape(all[1])[1]));
    return arguments;
  }
  if (op.ends_with("Score")) {
    const std::vector<int> all = asked(s, false, false);
    const Index queries = s.shape(all[0])[2], keys = s.shape(all[1])[2], hidden = draw.between(1, 3);
    const std::vector<Shape> general{{queries, keys}}, additive{{queries, hidden}, {keys, hidden}, {hidden}};
    return {value(all[0]), parameters(s, op == "nn::GeneralScore" ? general : additive), value(all[1]), value(all[2])};
  }
  if (op == "nn::Sequential") {
    const int x = s.of_rank(1);
    const Index hidden = draw.between(1, 3), outputs = draw.between(1, 3);
    return {value(x), parameters(s, {{s.shape(x).back(), hidden}, {hidden}, {hidden, outputs}, {outputs}})};
  }
  if (op.starts_with("nn::cross_entropy") || op.starts_with("nn::nll"))
    return cross_entropy(s, op.ends_with("with options"));
  if (op == "nn::kl_divergence(Tensor, Tensor)") {
    const int q = s.any(Domain::positive), log_p = s.of_shape(s.shape(q));
    return {value(log_p), value(q)};
  }
  const int a = s.any(), b = s.of_shape(s.shape(a));  // of a loss
  return {value(a), value(b)};
}

}  // namespace random_programs
