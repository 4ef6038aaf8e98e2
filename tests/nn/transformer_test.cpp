#include "nn/transformer.hpp"

#include "autograd/backward.hpp"
#include "autograd/gradcheck.hpp"
#include "autograd/random.hpp"
#include "autograd/rule.hpp"
#include "tests/nn/support.hpp"
#include "tests/reference/reference.hpp"

using namespace unroll;

BOOST_AUTO_TEST_SUITE(transformer)

namespace {

constexpr double agreement = is_double ? 1e-9 : 2e-3;

// One of our parameters, the end of PyTorch's name for it, and whether it is laid out the other way round there.
struct Pair {
  Tensor ours;
  const char* theirs;
  bool transposed = false;
};
std::vector<Pair> pairs(nn::TransformerEncoderLayer& layer) {
  return {{layer.attention.W_qkv, "self_attn.in_proj_weight", true},
          {layer.attention.b_qkv, "self_attn.in_proj_bias"},
          {layer.attention.W_o, "self_attn.out_proj.weight", true},
          {layer.attention.b_o, "self_attn.out_proj.bias"},
          {layer.widen.W, "linear1.weight", true},
          {layer.widen.b, "linear1.bias"},
          {layer.narrow.W, "linear2.weight", true},
          {layer.narrow.b, "linear2.bias"},
          {layer.norm_1.g, "norm1.weight"},
          {layer.norm_1.b, "norm1.bias"},
          {layer.norm_2.g, "norm2.weight"},
          {layer.norm_2.b, "norm2.bias"}};
}

// What PyTorch computed in one case: loading our parameters from it, holding their gradients against it.
struct Torch {
  std::string name;

  Array operator()(const std::string& what) const { return reference("attention", name + "/" + what); }
  Array in_our_layout(const std::string& what, const Pair& pair) const {
    return pair.transposed ? Array(T((*this)(what))) : (*this)(what);
  }
  void load(nn::TransformerEncoderLayer& layer, const std::string& prefix = "") const {
    for (const Pair& pair : pairs(layer)) pair.ours.assign(in_our_layout(prefix + pair.theirs, pair));
  }
  void check_gradients(nn::TransformerEncoderLayer& layer, const std::string& prefix = "") const {
    for (const Pair& pair : pairs(layer))
      BOOST_TEST(close(pair.ours.grad(), in_our_layout("grad/" + prefix + pair.theirs, pair), agreement),
                 name << ", " << prefix << pair.theirs);
  }
};

bool none(const Array& x) {
  return std::all_of(x.numbers().begin(), x.numbers().end(), [](Real number) { return number == 0; });
}

struct Fixture {
  Fixture() { seed(50); }
  const Tensor xs = variable(random_numbers().normal({4, 3, 6}));  // (T, batch, width)
};

}  // namespace

BOOST_AUTO_TEST_CASE(a_layer_is_pytorchs) {
  using nn::Activation;
  const std::vector<std::pair<std::string, nn::TransformerOptions>> cases{
      {"post_relu", {.feedforward = 10}},
      {"post_gelu", {.feedforward = 5, .activation = Activation::gelu}},
      {"pre_relu", {.feedforward = 7, .norm_first = true}},
      {"pre_gelu", {.feedforward = 8, .activation = Activation::gelu, .norm_first = true}},
      {"layer_one_step", {.feedforward = 3}},
      {"layer_batch_first", {.feedforward = 6, .batch_first = true}},
      {"layer_masks", {.feedforward = 6, .causal = true}}};
  for (const auto& [name, options] : cases) {
    const Torch torch{name};
    const Tensor x = variable(torch("x"));
    nn::TransformerEncoderLayer layer(x.dim(2), static_cast<Index>(torch("heads").item()), options);
    torch.load(layer);
    const Tensor allowed = options.causal ? nn::padding_mask({4, 1, 3}, 4) : Tensor();
    const Tensor y = layer(x, {.allowed = allowed});
    BOOST_TEST(close(y.value(), torch("output"), agreement), name);
    sum(y * Tensor(torch("dy"))).backward();
    BOOST_TEST(close(x.grad(), torch("grad/x"), agreement), name);
    torch.check_gradients(layer);
  }
}

BOOST_AUTO_TEST_CASE(a_stack_is_pytorchs) {
  for (const bool norm_first : {false, true}) {
    const Torch torch{norm_first ? "stack_pre" : "stack_post"};
    const Tensor x = variable(torch("x"));
    nn::TransformerEncoder model(x.dim(2), static_cast<Index>(torch("heads").item()), {.layers = 2},
                                 {.feedforward = norm_first ? 5 : 6, .norm_first = norm_first});
    for (Index l = 0; l < 2; ++l) torch.load(model.layer(l), "layers." + std::to_string(l) + ".");
    const std::vector<Tensor> all = model.parameters();  // after those of the layers, the last norm's g and b
    BOOST_TEST_REQUIRE(all.size() == (norm_first ? 26u : 24u));
    if (norm_first) {
      all[24].assign(torch("norm.weight"));
      all[25].assign(torch("norm.bias"));
    }
    std::vector<Index> lengths;
    const auto numbers = torch("lengths");
    for (const Real length : numbers.numbers()) lengths.push_back(static_cast<Index>(length));

    const Tensor y = model(x, Indices(lengths));
    BOOST_TEST(close(y.value(), torch("output"), agreement));
    sum(y * Tensor(torch("dy"))).backward();
    BOOST_TEST(close(x.grad(), torch("grad/x"), agreement));
    for (Index l = 0; l < 2; ++l) torch.check_gradients(model.layer(l), "layers." + std::to_string(l) + ".");
    if (norm_first) {
      BOOST_TEST(close(all[24].grad(), torch("grad/norm.weight"), agreement));
      BOOST_TEST(close(all[25].grad(), torch("grad/norm.bias"), agreement));
    }
  }
}

BOOST_FIXTURE_TEST_CASE(gradients_by_differences, Fixture) {
  for (const bool norm_first : {false, true}) {
    nn::TransformerEncoderLayer layer(
        6, 2, {.feedforward = 3, .activation = nn::Activation::gelu, .norm_first = norm_first, .causal = true});
    std::vector<Tensor> leaves = layer.parameters();
    leaves.push_back(xs);
    const auto report =
        gradcheck([&] { return layer(xs); }, leaves, {.order = 2, .every_entry_up_to = 40, .directions = 4});
    BOOST_TEST(report.passed, report.text);
  }
}

// Whatever stands beyond a sequence's end, it is not read: not even NaN, forwards or backwards.
BOOST_FIXTURE_TEST_CASE(nothing_is_read_beyond_the_end, Fixture) {
  nn::TransformerEncoder model(6, 3, {.layers = 2}, {.norm_first = true});
  Array padded = xs.value();
  for (Index t = 2; t < 4; ++t)
    for (Index j = 0; j < 6; ++j) padded.set({t, 1, j}, std::numeric_limits<Real>::quiet_NaN());
  const Tensor x = variable(padded);
  const Tensor y = model(x, {4, 2, 0});
  const Tensor alone = model(slice(slice(xs, 1, 1, 2), 0, 0, 2));
  BOOST_TEST(close(slice(slice(y, 1, 1, 2), 0, 0, 2).value(), alone.value(), rounding));
  for (Index t = 0; t < 4; ++t) BOOST_TEST((none(y[t][2].value()) && (t < 2 || none(y[t][1].value()))));
  sum(square(y)).backward();
  for (Index t = 0; t < 4; ++t) {
    BOOST_TEST((none(x.grad()[t][2]) && none(x.grad()[t][1]) == (t >= 2)));
    BOOST_TEST(!none(x.grad()[t][0]));
  }
  for (const Tensor& p : model.parameters())
    for (const Real d : p.grad().numbers()) BOOST_TEST(std::isfinite(d));
}

BOOST_FIXTURE_TEST_CASE(causal_means_that_the_future_has_no_influence, Fixture) {
  for (const bool causal : {false, true}) {
    nn::TransformerEncoder model(6, 2, {.layers = 2}, {.causal = causal});
    const Tensor y = model(xs);
    for (Index t = 0; t < 4; ++t) {
      const Array dx = grad(sum(y[t] * Tensor(random_array({3, 6}, 9))), xs).value();
      for (Index s = 0; s < 4; ++s) BOOST_TEST(none(dx[s]) == (causal && s > t));
    }
  }
}

BOOST_FIXTURE_TEST_CASE(outputs_move_with_the_steps, Fixture) {
  nn::TransformerEncoder model(6, 2, {.layers = 2});
  const Indices order{2, 0, 3, 1};
  BOOST_TEST(close(model(embedding(xs, order)).value(), embedding(model(xs), order).value(), 10 * rounding));
}

BOOST_FIXTURE_TEST_CASE(weights_of_each_layer_can_be_asked_for, Fixture) {
  nn::TransformerEncoder model(6, 3, {.layers = 2});
  const auto run = model.run(xs, {4, 2, 1});
  BOOST_TEST_REQUIRE(run.weights.size() == 2u);
  BOOST_TEST((model.inputs() == 6 && model.outputs() == 6 && model.layers() == 2));
  for (std::size_t l = 0; l < 2; ++l) {
    BOOST_TEST((run.weights[l].shape() == Shape{3, 3, 4, 4}));
    BOOST_TEST((run.weights[l].node()->role == Role::weights));
    BOOST_TEST(run.weights[l].node()->scope.text() == "layers." + std::to_string(l) + "/attention");
    BOOST_TEST(close(sum(run.weights[l], -1).value(), Array::ones({3, 3, 4}), rounding));
    BOOST_TEST(none(slice(run.weights[l][1], -1, 2, 4).value()));
  }
  const auto first = model.layer(0).run(xs, {.allowed = nn::padding_mask({4, 2, 1}, 4)});
  BOOST_TEST(same(run.weights[0].value()[0], first.weights.value()[0]));
}

BOOST_FIXTURE_TEST_CASE(batch_first_is_the_same_in_another_order, Fixture) {
  nn::TransformerEncoder model(6, 2, {.layers = 2}), other(6, 2, {.layers = 2, .batch_first = true});
  for (std::size_t i = 0; i < model.parameters().size(); ++i)
    other.parameters()[i].assign(model.parameters()[i].value());
  const Indices lengths{4, 2, 3};
  BOOST_TEST(same(other(transpose(xs, 0, 1), lengths).value(), transpose(model(xs, lengths), 0, 1).value()));
}

BOOST_FIXTURE_TEST_CASE(dropout_only_while_training, Fixture) {
  nn::TransformerEncoder model(6, 2, {.layers = 1}, {.dropout = Real(0.5)});
  nn::TransformerEncoder sure(6, 2, {.layers = 1});
  for (std::size_t i = 0; i < model.parameters().size(); ++i)
    sure.parameters()[i].assign(model.parameters()[i].value());
  BOOST_TEST(!same(model(xs).value(), model(xs).value()));
  model.train(false);
  BOOST_TEST(same(model(xs).value(), sure(xs).value()));
}

BOOST_AUTO_TEST_CASE(parameters_have_paths) {
  seed(51);
  nn::TransformerEncoder model(4, 2, {.layers = 2}, {.norm_first = true});
  std::vector<std::string> names;
  for (const auto& [name, tensor] : model.named_parameters()) names.push_back(name);
  BOOST_TEST_REQUIRE(names.size() == 26u);
  BOOST_TEST((names[0] == "layers.0.attention.W_qkv" && names[12] == "layers.1.attention.W_qkv"));
  BOOST_TEST((names[4] == "layers.0.widen.W" && names[8] == "layers.0.norm_1.g" && names[25] == "norm.b"));
  BOOST_TEST((model.layer(1).widen.W.shape() == Shape{4, 16}));
  nn::TransformerEncoder post(4, 2, {.layers = 2});
  BOOST_TEST(post.parameters().size() == 24u);
}

BOOST_FIXTURE_TEST_CASE(mistakes_are_explained, Fixture) {
  nn::TransformerEncoder model(6, 2);
  BOOST_TEST(holds(message_of([] { nn::TransformerEncoder(6, 4); }), "4 heads in a width of 6"));
  BOOST_TEST(message_of([] { nn::TransformerEncoder(6, 2, {}, {.batch_first = true}); }) ==
             "TransformerEncoder: batch_first is for all layers; set it in the LayerOptions, which come first");
  BOOST_TEST(holds(message_of<ShapeError>([&] { model(slice(xs, 2, 0, 5)); }), "(4, 3, 5) where (T, batch, 6)"));
  BOOST_TEST(holds(message_of<ShapeError>([&] { model(xs, {1, 2}); }), "lengths (2) for a batch of 3"));
  BOOST_TEST(holds(message_of<IndexError>([&] { model(xs, {1, 2, 5}); }), "has length 5"));
  BOOST_TEST(holds(message_of<ShapeError>([&] { model.layer(0)(xs[0]); }), "(3, 6)"));
}

BOOST_AUTO_TEST_SUITE_END()
