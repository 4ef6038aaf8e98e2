// Lesson 12, third program. From one attention to a layer of a Transformer: a residual around each part, layer
// normalisation, a feed-forward network. What is each of them for? We pile up layers, and leave the parts out in turn.
#include <map>

#include "graphs/plot.hpp"
#include "lessons/07-highway/roads.hpp"
#include "lessons/12-a-glimpse-of-attention/stack.hpp"
#include "lessons/support/lesson.hpp"
#include "nn/layer_norm.hpp"
#include "nn/linear.hpp"
#include "nn/rnn_cell.hpp"
#include "nn/unrolled.hpp"

// ---- The ways, in a stack ----
// From x_1 to what the last position says, through one layer; only the last asks.
int way_through_layer(int T) {
  const nn::TransformerEncoderLayer layer(8, 2, {.batch_first = true});
  std::vector<Tensor> xs;
  for (int t = 0; t < T; ++t) xs.push_back(variable(random_numbers().normal({1, 1, 8})));
  const Tensor own = xs.back().detach(), X = concat(xs, 1);
  const Tensor y = layer.norm_1(own + layer.attention(own, X, X).output);
  const Tensor z = layer.norm_2(y + layer.narrow(relu(layer.widen(y))));
  return *graphs::Snapshot(z).shortest_path(xs[0], z);
}

int way_through_rnn(int T) {
  const nn::RNNCell cell(8, 8);
  std::vector<Tensor> xs;
  for (int t = 0; t < T; ++t) xs.push_back(variable(random_numbers().normal({1, 8})));
  const Tensor h = nn::unrolled(cell, xs).last().h;
  return *graphs::Snapshot(h).shortest_path(xs[0], h);
}

// What the way up through a stack meets that is not an addition, at least.
struct Up {
  int way, met;
};
Up way_up(const Parts& parts, int layers) {
  const Stack stack(layers, parts, 8, 2);
  const Tensor x = variable(random_numbers().normal({1, 4, 8})), top = stack.run(x).back();
  const graphs::Snapshot graph(top);
  return {*graph.shortest_path(x, top), fewest_on_the_way(graph, x, top, {"matmul", "div", "relu", "softmax", "mul"})};
}

void measure_ways(lessons::Lesson& lesson) {
  lesson.heading("The ways");
  const int near = way_through_layer(8), far = way_through_layer(128);
  const Up before = way_up(pre, 12), after = way_up(post, 12), none = way_up(bare, 12);
  lesson.table({"", "operations", "not additions"},
               {{"from x_1 to z_T, one layer, T = 8", std::to_string(near), ""},
                {"the same, T = 128", std::to_string(far), ""},
                {"up 12 layers, norms inside", std::to_string(before.way), std::to_string(before.met)},
                {"norms between", std::to_string(after.way), std::to_string(after.met)},
                {"without residuals and norms", std::to_string(none.way), std::to_string(none.met)}});
  lesson.quote("through_layer", far), lesson.quote("up_post", after.way), lesson.quote("up_bare", none.way);
  lesson.quote("met_post", after.met), lesson.quote("met_bare", none.met), lesson.quote("up_pre", before.way);
  lesson.finding("layer_way", "what T = 128 adds to the way through a layer, against T = 8", far - near);
  lesson.control("layer_way", "to that through an RNN", way_through_rnn(128) - way_through_rnn(8));
  lesson.finding("stream", "what is not an addition on the way up 12 layers, norms inside", before.met);
  lesson.control("stream", "norms between the layers", after.met);
  lesson.control("stream", "without residuals", none.met);
}

// ---- A high stack, with parts left out ----
struct Seen {
  std::vector<double> level, size, differ, returned;  // of what goes into each layer, and of what the last one says
};
Seen look_into(const Parts& parts) {
  const Stack stack(24, parts, 32, 4);
  const std::vector<Tensor> hs = stack.run(variable(random_numbers().normal({1, 16, 32})));
  const Tensor v(random_numbers().normal({1, 16, 32}));
  const std::vector<Tensor> dhs = grad(sum(v * hs.back()), hs);
  Seen seen;
  for (std::size_t l = 0; l < hs.size(); ++l) {
    const Tensor h = hs[l].detach();
    seen.level.push_back(double(l));
    seen.size.push_back(double(sqrt(mean(square(h))).item()));
    seen.differ.push_back(double((norm(h - mean(h, {1}, true)) / norm(h)).item()));
    seen.returned.push_back(double((norm(dhs[l]) / norm(v)).item()));
  }
  return seen;
}

// With nothing left out, ours is the library's layer.
void compare_with_library(lessons::Lesson& lesson) {
  lesson.heading("One layer, from its parts");
  const nn::TransformerEncoderLayer layer(8, 2, {.batch_first = true});
  const Tensor x(random_numbers().normal({1, 6, 8})), theirs = layer(x);
  const auto off = [&](const Parts& parts) {
    return double((norm(through(layer, parts, x) - theirs) / norm(theirs)).item());
  };
  lesson.finding("parts", "our layer less nn::TransformerEncoderLayer, relative", off(post));
  lesson.control("parts", "without residuals", off(normed));
}

void leave_out(lessons::Lesson& lesson) {
  lesson.heading("24 layers, with parts left out");
  std::map<std::string, Seen> of;
  std::vector<std::vector<std::string>> rows;
  graphs::Plot size("How large the numbers are", {"layer"}, {"root mean square", graphs::Scale::log}),
      differ("How different the positions are", {"layer"}, {"share of the whole", graphs::Scale::log}),
      returned("What returns of an error", {"layer"}, {"norm, of 1", graphs::Scale::log});
  for (const Parts& parts : {bare, normed, added, post, pre}) {
    const Seen seen = of[parts.name] = look_into(parts);
    size.line(parts.says, seen.level, seen.size);
    differ.line(parts.says, seen.level, seen.differ);
    returned.line(parts.says, seen.level, seen.returned);
    rows.push_back({parts.says, lessons::short_text(seen.size.back()), lessons::short_text(seen.differ.back()),
                    lessons::short_text(seen.returned.front())});
    lesson.quote("size_" + parts.name, seen.size.back()), lesson.quote("differ_" + parts.name, seen.differ.back());
    lesson.quote("returned_" + parts.name, seen.returned.front());
  }
  lesson.table({"residuals and norms", "size on top", "positions differ by", "returns to the input"}, rows);
  lesson.finding("bare_returns", "of an error on top, through 24 layers, neither", of["bare"].returned.front());
  lesson.control("bare_returns", "both, norms inside", of["pre"].returned.front());
  lesson.finding("normed_differ", "by how much positions differ on top, norms alone", of["normed"].differ.back());
  lesson.control("normed_differ", "both, norms between", of["post"].differ.back());
  lesson.finding("size", "root mean square on top less 1, norms between", std::abs(of["post"].size.back() - 1));
  lesson.control("size", "residuals alone", std::abs(of["added"].size.back() - 1));
  lesson.finding("pre_returns", "of an error on top, both, norms inside", of["pre"].returned.front());
  lesson.control("pre_returns", "neither", of["bare"].returned.front());
  size.above(std::move(differ)), size.above(std::move(returned));
  lesson.save(size, "parts");
}

void normalise(lessons::Lesson& lesson) {
  lesson.heading("Layer normalisation forgets the scale");
  const nn::LayerNorm norm_layer(32, 0);
  const Tensor x = variable(random_numbers().normal({16, 32})), large = variable((x * Real(100)).value());
  const Tensor v(random_numbers().normal({16, 32}));
  const auto apart = [](const Tensor& a, const Tensor& b) { return double((norm(a - b) / norm(b)).item()); };
  const nn::Linear linear(32, 32);
  const auto slope = [&](const auto& layer, const Tensor& at) { return grad(sum(v * layer(at)), at); };
  lesson.finding("scale", "norm(100 x) less norm(x), relative", apart(norm_layer(large), norm_layer(x)));
  lesson.control("scale", "of a linear layer", apart(linear(large), linear(x)));
  lesson.finding("scale_back", "its gradient, times 100, less that at x",
                 apart(slope(norm_layer, large) * Real(100), slope(norm_layer, x)));
  lesson.control("scale_back", "of a linear layer", apart(slope(linear, large) * Real(100), slope(linear, x)));
}

void story(lessons::Lesson& lesson) {
  compare_with_library(lesson);
  measure_ways(lesson);
  leave_out(lesson);
  normalise(lesson);
}

int main(int argc, char* argv[]) { return lessons::run("12-a-glimpse-of-attention/layer", argc, argv, story); }
