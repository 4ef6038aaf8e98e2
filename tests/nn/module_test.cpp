#include "nn/module.hpp"

#include <deque>

#include "autograd/ops.hpp"
#include "nn/linear.hpp"
#include "nn/rnn_cell.hpp"
#include "tests/nn/support.hpp"

using namespace unroll;

BOOST_AUTO_TEST_SUITE(module)

namespace {

// parameter() and submodule() for all to call.
struct Open : nn::Module {
  using Module::parameter;
  using Module::submodule;
};

struct Tagger : nn::Module {
  std::deque<nn::RNNCell> layers;
  nn::Linear head{4, 2};
  Tensor temperature = parameter("temperature", Array::scalar(1));
  Tagger() {
    layers.emplace_back(3, 4);
    layers.emplace_back(4, 4);
    for (std::size_t i = 0; i < layers.size(); ++i) submodule("layers." + std::to_string(i), layers[i]);
    submodule("head", head);
  }
};

struct Outer : nn::Module {
  Tagger tagger;
  Outer() { submodule("tagger", tagger); }
};

std::vector<std::string> names_of(const nn::Module& module) {
  std::vector<std::string> names;
  for (const auto& parameter : module.named_parameters()) names.push_back(parameter.name);
  return names;
}

}  // namespace

static_assert(!std::is_copy_constructible_v<nn::Linear> && !std::is_move_constructible_v<nn::Linear>);
static_assert(!std::is_copy_assignable_v<Open> && !std::is_move_assignable_v<Open>);

BOOST_AUTO_TEST_CASE(names_are_member_paths) {
  const Tagger tagger;
  const std::vector<std::string> wanted{"temperature", "layers.0.W_xh", "layers.0.W_hh",
                                        "layers.0.b",  "layers.1.W_xh", "layers.1.W_hh",
                                        "layers.1.b",  "head.W",        "head.b"};
  BOOST_TEST(names_of(tagger) == wanted, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(tensors_carry_the_whole_path_and_the_role) {
  const Outer outer;
  BOOST_TEST(outer.named_parameters().size() == 9u);
  for (const auto& [name, tensor] : outer.named_parameters()) {
    BOOST_TEST(name.starts_with("tagger."));
    BOOST_TEST(tensor.name() == name);
    BOOST_TEST((tensor.node()->role == Role::parameter));
    BOOST_TEST((tensor.is_leaf() && tensor.needs_grad()));
  }
  BOOST_TEST(outer.tagger.head.W.name() == "tagger.head.W");
}

BOOST_AUTO_TEST_CASE(counts_numbers) {
  BOOST_TEST(Tagger().parameter_count() == 1 + (3 * 4 + 4 * 4 + 4) + (4 * 4 + 4 * 4 + 4) + (4 * 2 + 2));
  BOOST_TEST(Open().parameter_count() == 0);
}

BOOST_AUTO_TEST_CASE(parameters_are_handles_on_the_same_leaves) {
  Tagger tagger;
  BOOST_TEST(tagger.parameters().size() == 9u);
  BOOST_TEST(tagger.parameters()[7].node() == tagger.head.W.node());
}

BOOST_AUTO_TEST_CASE(clear_grad_reaches_submodules) {
  Tagger tagger;
  sum(square(tagger.head(Tensor(Array::ones({5, 4})))) * tagger.temperature).backward();
  BOOST_TEST(static_cast<bool>(tagger.head.W.grad()));
  BOOST_TEST(static_cast<bool>(tagger.temperature.grad()));
  BOOST_TEST(!tagger.layers[0].W_xh.grad());
  tagger.clear_grad();
  for (const Tensor& parameter : tagger.parameters()) BOOST_TEST(!parameter.grad());
}

BOOST_AUTO_TEST_CASE(train_reaches_submodules) {
  Outer outer;
  BOOST_TEST((outer.training() && outer.tagger.head.training()));
  outer.train(false);
  BOOST_TEST(!(outer.training() || outer.tagger.training() || outer.tagger.head.training()));
  outer.tagger.train();
  BOOST_TEST((!outer.training() && outer.tagger.head.training()));
}

BOOST_AUTO_TEST_CASE(names_are_checked) {
  Open open;
  nn::Linear head(2, 3), other(2, 3);
  open.parameter("W", Array::ones({2}));
  open.submodule("head", head);

  const auto twice = message_of([&] { open.parameter("W", Array::ones({3})); });
  BOOST_TEST(holds(twice, "the parameter \"W\": there is a member of that name already; choose another"));
  BOOST_TEST(holds(message_of([&] { open.parameter("head", Array::ones({3})); }), "already"));
  BOOST_TEST(holds(message_of([&] { open.submodule("W", other); }), "the submodule \"W\""));
  BOOST_TEST(holds(message_of([&] { open.submodule("head", other); }), "already"));
  BOOST_TEST(holds(message_of([&] { open.parameter("", Array::ones({3})); }), "without a name"));
  BOOST_TEST(holds(message_of([&] { open.parameter("a.b", Array::ones({3})); }), "dots"));
  BOOST_TEST(holds(message_of([&] { open.submodule("self", open); }), "itself"));

  // What was refused left no trace.
  BOOST_TEST(open.named_parameters().size() == 3u);
  BOOST_TEST(other.W.name() == "W");
}

BOOST_AUTO_TEST_CASE(a_module_belongs_to_one_other) {
  Open first, second;
  nn::Linear head(2, 3);
  first.submodule("head", head);
  const auto text = message_of([&] { second.submodule("tail", head); });
  BOOST_TEST(holds(text, "\"tail\" is registered already, as \"head\"; register a module once"));
}

BOOST_AUTO_TEST_SUITE_END()
