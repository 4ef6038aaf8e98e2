#include "autograd/backward.hpp"
#include "autograd/gradcheck.hpp"
#include "autograd/random.hpp"
#include "autograd/rule.hpp"
#include "nn/attention.hpp"
#include "tests/nn/support.hpp"
#include "tests/reference/reference.hpp"

using namespace unroll;

BOOST_AUTO_TEST_SUITE(multihead_attention)

namespace {

constexpr double agreement = is_double ? 1e-9 : 1e-3;

struct Fixture {
  Fixture() { seed(20); }
  nn::MultiheadAttention model{6, 2};
  const Tensor xs = variable(random_numbers().normal({4, 3, 6}));  // (T, batch, width)
};

// One of PyTorch's numbers: of a case, by name.
struct Case {
  const char* name;
  bool cross = false, batch_first = false, averaged = false;
  const char *key_padding_mask = nullptr, *allowed = nullptr, *added = nullptr;

  Array operator()(const std::string& what) const { return reference("attention", std::string(name) + "/" + what); }
};

// PyTorch's boolean masks are 1 where ours are 0.
Tensor allowed_by(const Case& torch) {
  Tensor allowed;
  if (torch.allowed) allowed = Tensor(1 - torch(torch.allowed));
  if (torch.key_padding_mask) {
    const Array mask = torch(torch.key_padding_mask);
    const Tensor keys(reshape(1 - mask, {mask.dim(0), 1, mask.dim(1)}));
    allowed = allowed ? allowed * keys : keys;
  }
  return allowed;
}

Tensor multiplied(const Tensor& x, const Array& d) { return sum(x * Tensor(d)); }

void check_gradient(const Case& torch, const char* name, const Tensor& leaf, bool transposed = false) {
  const Array wanted = torch(std::string("grad/") + name);
  BOOST_TEST(close(leaf.grad(), transposed ? Array(T(wanted)) : wanted, agreement), torch.name << ", " << name);
}

}  // namespace

// Each head by itself: attention over its columns of the three products.
BOOST_FIXTURE_TEST_CASE(heads_are_attentions_side_by_side, Fixture) {
  const auto [output, weights] = model(xs);
  BOOST_TEST((output.shape() == Shape{4, 3, 6} && weights.shape() == Shape{3, 2, 4, 4}));
  const Array W = model.W_qkv.value(), b = model.b_qkv.value();
  for (Index n = 0; n < 3; ++n) {
    const Tensor x = reshape(slice(xs, 1, n, n + 1), {4, 6});
    std::vector<Tensor> heads;
    for (Index head = 0; head < 2; ++head) {
      const auto part = [&](Index of) {
        const Index from = of * 6 + head * 3;
        return matmul(x, Tensor(slice(W, 1, from, from + 3))) + Tensor(slice(b, 0, from, from + 3));
      };
      const auto one = nn::attention(part(0), part(1), part(2));
      check_all_close(weights.value()[n][head], one.weights.value().numbers());
      heads.push_back(one.output);
    }
    const Tensor y = matmul(concat(heads, 1), model.W_o) + model.b_o;
    check_all_close(slice(output.value(), 1, n, n + 1), y.value().numbers());
  }
}

BOOST_AUTO_TEST_CASE(scaled_dot_products_are_pytorchs) {
  for (const Case& torch : {Case{.name = "dot"}, Case{.name = "dot_causal", .allowed = "forbidden"},
                            Case{.name = "dot_bias", .added = "bias"}, Case{.name = "dot_one"}}) {
    const Tensor q = variable(torch("q")), k = variable(torch("k")), v = variable(torch("v"));
    const Tensor bias = torch.added ? variable(torch("bias")) : Tensor();
    const auto [output, weights] = nn::attention(q, k, v, {allowed_by(torch), bias});
    BOOST_TEST(close(output.value(), torch("output"), agreement), torch.name);
    BOOST_TEST(close(weights.value(), torch("weights"), agreement), torch.name);
    (multiplied(output, torch("dy")) + multiplied(weights, torch("dweights"))).backward();
    check_gradient(torch, "q", q);
    check_gradient(torch, "k", k);
    check_gradient(torch, "v", v);
    if (bias) check_gradient(torch, "bias", bias);
  }
}

BOOST_AUTO_TEST_CASE(values_and_gradients_are_pytorchs) {
  for (const Case& torch :
       {Case{.name = "self"}, Case{.name = "one_head"}, Case{.name = "all_heads"}, Case{.name = "one_step"},
        Case{.name = "one_number"}, Case{.name = "one_sequence"}, Case{.name = "averaged", .averaged = true},
        Case{.name = "cross", .cross = true}, Case{.name = "batch_first", .cross = true, .batch_first = true},
        Case{.name = "key_padding", .key_padding_mask = "key_padding_mask"},
        Case{.name = "attn_mask_bool", .allowed = "attn_mask"}, Case{.name = "attn_mask_float", .added = "attn_mask"},
        Case{.name = "both_masks", .key_padding_mask = "key_padding_mask", .allowed = "attn_mask"},
        Case{.name = "learned_bias", .added = "bias"}}) {
    const Tensor q = variable(torch("q"));
    const Tensor k = torch.cross ? variable(torch("k")) : q, v = torch.cross ? variable(torch("v")) : q;
    nn::MultiheadAttention model(q.dim(2), static_cast<Index>(torch("heads").item()),
                                 {.batch_first = torch.batch_first});
    model.W_qkv.assign(T(torch("in_proj_weight")));
    model.b_qkv.assign(torch("in_proj_bias"));
    model.W_o.assign(T(torch("out_proj.weight")));
    model.b_o.assign(torch("out_proj.bias"));

    const Tensor added = torch.added ? variable(torch(torch.added)) : Tensor();
    auto [output, weights] = model(q, k, v, {allowed_by(torch), added});
    if (torch.averaged) weights = mean(weights, 1);
    BOOST_TEST(close(output.value(), torch("output"), agreement), torch.name);
    BOOST_TEST(close(weights.value(), torch("weights"), agreement), torch.name);

    (multiplied(output, torch("dy")) + multiplied(weights, torch("dweights"))).backward();
    check_gradient(torch, "q", q);
    if (torch.cross) {
      check_gradient(torch, "k", k);
      check_gradient(torch, "v", v);
    }
    check_gradient(torch, "in_proj_weight", model.W_qkv, true);
    check_gradient(torch, "in_proj_bias", model.b_qkv);
    check_gradient(torch, "out_proj.weight", model.W_o, true);
    check_gradient(torch, "out_proj.bias", model.b_o);
    if (torch.added && torch.added == std::string("bias")) check_gradient(torch, "bias", added);
  }
}

BOOST_FIXTURE_TEST_CASE(gradients_by_differences, Fixture) {
  const Tensor memory = variable(random_numbers().normal({2, 3, 6})), bias = variable(random_array({3, 1, 1, 2}, 8));
  Array allowed = Array::ones({3, 4, 2});
  allowed.set({1, 2, 0}, 0);
  allowed.set({2, 0, 0}, 0);
  allowed.set({2, 0, 1}, 0);  // may attend to nothing
  std::vector<Tensor> leaves = model.parameters();
  leaves.insert(leaves.end(), {xs, memory, bias});
  const auto report = gradcheck(
      [&] {
        return model(xs, memory, memory, {Tensor(allowed), bias}).output;
      },
      leaves, {.order = 2, .every_entry_up_to = 80});
  BOOST_TEST(report.passed, report.text);
}

// Without positions a sequence is a set: what is said of a step moves with it.
BOOST_FIXTURE_TEST_CASE(outputs_move_with_the_steps, Fixture) {
  const Indices order{2, 0, 3, 1};
  const Tensor moved = model(embedding(xs, order)).output, still = embedding(model(xs).output, order);
  BOOST_TEST(close(moved.value(), still.value(), rounding));
}

BOOST_FIXTURE_TEST_CASE(the_future_has_no_influence, Fixture) {
  const Tensor output = model(xs, {.allowed = nn::causal_mask(4)}).output;
  for (Index t = 0; t < 4; ++t) {
    const Array dx = grad(sum(square(output[t])), xs).value();
    for (Index s = 0; s < 4; ++s) {
      const auto numbers = dx[s].numbers();
      const bool none = std::all_of(numbers.begin(), numbers.end(), [](Real d) { return d == 0; });
      BOOST_TEST(none == (s > t), "of step " << t << " for step " << s);
    }
  }
}

// A sequence that ends early gives what it gives alone; one of length 0 gives the bias alone, and no gradient.
BOOST_FIXTURE_TEST_CASE(lengths_cut_sequences_off, Fixture) {
  const Tensor output = model(xs, {.allowed = nn::padding_mask({4, 2, 0}, 4)}).output;
  const Tensor alone = model(slice(slice(xs, 1, 1, 2), 0, 0, 2)).output;
  BOOST_TEST(close(slice(slice(output.value(), 1, 1, 2), 0, 0, 2), alone.value(), rounding));
  for (Index t = 0; t < 4; ++t) BOOST_TEST(same(output.value()[t][2], model.b_o.value()));
  const Array dx = grad(sum(square(output)), xs).value();
  for (Index t = 0; t < 4; ++t) BOOST_TEST(same(dx[t][2], Array::zeros({6})));
}

BOOST_FIXTURE_TEST_CASE(batch_first_is_the_same_in_another_order, Fixture) {
  nn::MultiheadAttention other(6, 2, {.batch_first = true});
  for (std::size_t i = 0; i < 4; ++i) other.parameters()[i].assign(model.parameters()[i].value());
  other.b_qkv.assign(random_array({18}));
  model.b_qkv.assign(random_array({18}));
  const nn::AttentionMasks masks{.allowed = nn::causal_mask(4) * nn::padding_mask({4, 3, 1}, 4)};
  const auto one = model(xs, masks), two = other(transpose(xs, 0, 1), masks);
  BOOST_TEST(same(two.output.value(), transpose(one.output, 0, 1).value()));
  BOOST_TEST(same(two.weights.value(), one.weights.value()));
}

BOOST_AUTO_TEST_CASE(drops_weights_only_while_training) {
  seed(21);
  nn::MultiheadAttention model(6, 2, {.dropout = Real(0.5)});
  const Tensor xs(random_numbers().normal({4, 3, 6}));
  BOOST_TEST(!same(model(xs).output.value(), model(xs).output.value()));
  model.train(false);
  BOOST_TEST(same(model(xs).output.value(), model(xs).output.value()));
}

BOOST_AUTO_TEST_CASE(starts_as_documented) {
  seed(22);
  nn::MultiheadAttention model(64, 4);
  const auto largest = [](const Tensor& p) { return norm(max(abs(p))).item(); };
  BOOST_TEST((model.width() == 64 && model.heads() == 4 && model.parameter_count() == 4 * 64 * 65));
  const double bound = std::sqrt(6.0 / 256);
  BOOST_TEST((largest(model.W_qkv) <= bound && largest(model.W_qkv) > 0.99 * bound));
  BOOST_TEST((largest(model.W_o) <= 0.125 && largest(model.W_o) > 0.99 * 0.125));
  BOOST_TEST((largest(model.b_qkv) == 0 && largest(model.b_o) == 0));
}

BOOST_FIXTURE_TEST_CASE(mistakes_are_explained, Fixture) {
  BOOST_TEST(message_of([] { nn::MultiheadAttention(6, 4); }) ==
             "MultiheadAttention: 4 heads in a width of 6; choose a divisor of it");
  BOOST_TEST(holds(message_of([] { nn::MultiheadAttention(6, 0); }), "0 heads"));
  BOOST_TEST(holds(message_of([] { nn::MultiheadAttention(0, 1); }), "at least 1"));
  BOOST_TEST(message_of<ShapeError>([&] {
               model(Tensor(Array::ones({4, 3, 5})));
             }) == "MultiheadAttention: (4, 3, 5) where (T, batch, 6) is read; reshape or project it to that");
  BOOST_TEST(holds(message_of<ShapeError>([&] { model(xs[0]); }), "(3, 6) where"));
  BOOST_TEST(holds(message_of<ShapeError>([&] {
                     model(xs, {.allowed = nn::padding_mask({1, 2}, 4)});
                   }),
                   "a mask (2, 1, 1, 4) for scores (3, 2, 4, 4)"));
  BOOST_TEST(holds(message_of<ShapeError>([&] { model(xs, xs, slice(xs, 0, 0, 3)); }), "a value for each"));
}

BOOST_AUTO_TEST_SUITE_END()
