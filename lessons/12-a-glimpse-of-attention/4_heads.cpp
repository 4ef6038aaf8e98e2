// Lesson 12, fourth program. What are several heads for? A head is a block of the matrices; here one layer with a
// single head and one with two learn to read two places from every position.
#include "graphs/draw.hpp"
#include "lessons/12-a-glimpse-of-attention/mirror.hpp"
#include "nn/transformer.hpp"

// y = Σ_h head_h W_o[rows of h] + b_o, each head with its own columns of W_q, W_k and W_v.
void take_heads_apart(lessons::Lesson& lesson) {
  lesson.heading("Heads, one by one");
  const Index width = 8, heads = 2, each = width / heads;
  const nn::MultiheadAttention attention(width, heads, {.batch_first = true});
  const Tensor x(random_numbers().normal({1, 6, width}));
  const std::vector<Tensor> W = split(attention.W_qkv, 1, 3);
  const auto one_by_one = [&](Index shift) {
    Tensor sum = attention.b_o;
    for (Index h = 0; h < heads; ++h) {
      const auto own = [&](const Tensor& M) { return matmul(x, slice(M, 1, h * each, (h + 1) * each)); };
      const Index row = (h + shift) % heads * each;
      sum =
          sum + matmul(nn::attention(own(W[0]), own(W[1]), own(W[2])).output, slice(attention.W_o, 0, row, row + each));
    }
    const Tensor whole = attention(x).output;
    return double((norm(sum - whole) / norm(whole)).item());
  };
  lesson.finding("heads", "the sum over heads less the whole, relative", one_by_one(0));
  lesson.control("heads", "with the other head's rows of W_o", one_by_one(1));
}

// A layer that is to name two symbols at each position: the one two places before, round and round, and the one
// across. With an even length the two are never the same.
struct Namer : nn::Module {
  static constexpr Index length = 8, width = 32;
  const Tensor P{centred_waves(length, width)};
  nn::Embedding table{symbols, width};
  nn::TransformerEncoderLayer layer;
  nn::Linear name{width, 2 * symbols};

  explicit Namer(Index heads) : layer(width, heads, {.feedforward = width, .batch_first = true}) {
    submodule("table", table), submodule("layer", layer), submodule("name", name);
  }
  Tensor input(const Indices& ids) const { return table(ids) + P; }  // (batch, T, width)
  // Logits (batch, T, 2, symbols), and the weights (batch, heads, T, T).
  nn::Attended operator()(const Tensor& x) const {
    const auto [y, weights] = layer.run(x);
    return {reshape(name(y), {x.dim(0), length, 2, symbols}), weights};
  }
};
Index before(Index t) { return (t + Namer::length - 2) % Namer::length; }
Index across(Index t) { return Namer::length - 1 - t; }
Indices both(const Indices& ids) {
  const Indices a = moved(ids, before), b = moved(ids, across);
  std::vector<Index> pairs;
  for (Index i = 0; i < ids.size(); ++i) pairs.push_back(a[i]), pairs.push_back(b[i]);
  return {{ids.shape()[0], Namer::length, 2}, std::move(pairs)};
}

struct Named {
  double right;
  std::vector<double> before, across;  // the mean weight that each head gives there
};
Named learn_names(lessons::Lesson& lesson, const Namer& namer, Index heads) {
  const auto draw = [](Index batch) { return random_numbers().below({batch, Namer::length}, symbols); };
  train(lesson, "two names", namer, lesson.steps(300, 1500), Real(0.005), [&] {
    const Indices ids = draw(32);
    return nn::cross_entropy(namer(namer.input(ids)).output, both(ids));
  });
  NoGrad no_grad;
  const Indices ids = draw(200);
  const auto [logits, weights] = namer(namer.input(ids));
  Named named{accuracy(logits, both(ids)), {}, {}};
  const Array mean_weights = mean(weights, {0}).value();
  for (Index h = 0; h < heads; ++h) {
    double to_before = 0, to_across = 0;
    for (Index t = 0; t < Namer::length; ++t)
      to_before += double(mean_weights.at({h, t, before(t)})), to_across += double(mean_weights.at({h, t, across(t)}));
    named.before.push_back(to_before / Namer::length), named.across.push_back(to_across / Namer::length);
  }
  return named;
}

// One sequence goes through the layer, which should have said some y.
void draw(lessons::Lesson& lesson, const Namer& namer) {
  const Tensor put_in = namer.input(Indices({1, Namer::length}, {0, 1, 2, 3, 0, 2, 1, 3}));
  const Tensor x = variable(put_in.value()).named("x").mark(Role::input);
  const Tensor y = Tensor(random_numbers().normal(x.shape())).named("y").mark(Role::input);
  const Tensor loss = nn::squared_error(namer.layer(x), y);
  Trace trace(Trace::Keep::arrays);
  loss.backward({.trace = &trace});
  lesson.save(graphs::draw(loss, {.title = "A layer of a Transformer, its modules closed",
                                  .subtitle = "two heads, after training: one reads two places back, one reads across",
                                  .trace = &trace,
                                  .depth = 0,
                                  .attention = {.strongest = 1}}),
              "layer");
}

void share_work(lessons::Lesson& lesson) {
  lesson.heading("Two things to read at every position");
  const Namer alone(1), pair(2);
  const Named one = learn_names(lesson, alone, 1), two = learn_names(lesson, pair, 2);
  std::vector<std::vector<std::string>> rows;
  for (const auto& [name, named] : {std::pair{"one head", one}, {"two heads", two}})
    for (std::size_t h = 0; h < named.before.size(); ++h)
      rows.push_back({name, h == 0 ? lessons::short_text(named.right) : "", lessons::short_text(named.before[h]),
                      lessons::short_text(named.across[h])});
  lesson.table({"", "right", "weight on the one before", "on the one across"}, rows);

  const auto divided = [](const Named& n) {  // the best that heads do for both places, each head for one of them
    double most = 0;
    for (double b : n.before)
      for (double a : n.across) most = std::max(most, (b + a) / 2);
    return most;
  };
  lesson.finding("labour", "weight on what is asked for, two heads, one for each", divided(two));
  lesson.control("labour", "one head for both", divided(one));
  lesson.quote("right_one", one.right), lesson.quote("right_two", two.right);
  lesson.quote("one_before", one.before[0]), lesson.quote("one_across", one.across[0]);
  draw(lesson, pair);
}

void story(lessons::Lesson& lesson) {
  take_heads_apart(lesson);
  share_work(lesson);
}

int main(int argc, char* argv[]) { return lessons::run("12-a-glimpse-of-attention/heads", argc, argv, story); }
