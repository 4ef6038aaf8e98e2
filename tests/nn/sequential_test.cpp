#include "nn/sequential.hpp"

#include "autograd/gradcheck.hpp"
#include "autograd/ops.hpp"
#include "autograd/random.hpp"
#include "nn/dropout.hpp"
#include "nn/linear.hpp"
#include "tests/nn/support.hpp"

using namespace unroll;

BOOST_AUTO_TEST_SUITE(sequential)

namespace {

std::vector<std::string> names_of(const nn::Module& module) {
  std::vector<std::string> names;
  for (const auto& [name, tensor] : module.named_parameters()) {
    names.push_back(name);
    BOOST_TEST(tensor.name() == name);
  }
  return names;
}

}  // namespace

BOOST_AUTO_TEST_CASE(one_after_the_other) {
  seed(1);
  nn::Sequential net;
  const auto& first = net.add<nn::Linear>(3, 4);
  net.add(tanh);
  net.add([](const Tensor& x) { return softmax(x, -1); });
  const auto& last = net.add<nn::Linear>(4, 2);
  BOOST_TEST(net.size() == 4);
  const std::vector<std::string> wanted{"0.W", "0.b", "3.W", "3.b"};
  BOOST_TEST(names_of(net) == wanted, boost::test_tools::per_element());

  const Tensor x(random_numbers().normal({5, 3}));
  const Tensor by_hand = matmul(softmax(tanh(matmul(x, first.W) + first.b), -1), last.W) + last.b;
  BOOST_TEST(same(net(x).value(), by_hand.value()));
}

BOOST_AUTO_TEST_CASE(gradients_by_differences) {
  seed(2);
  nn::Sequential net;
  net.add<nn::Linear>(3, 4);
  net.add(tanh);
  net.add<nn::Linear>(4, 1);
  const Tensor x = variable(random_numbers().normal({2, 3}));
  std::vector<Tensor> leaves = net.parameters();
  leaves.push_back(x);
  const auto report = gradcheck([&] { return net(x); }, leaves, {.order = 2});
  BOOST_TEST(report.passed, report.text);
}

BOOST_AUTO_TEST_CASE(an_empty_one_is_the_identity) {
  const nn::Sequential net;
  const Tensor x(Array::ones({2}));
  BOOST_TEST(net(x).node() == x.node());
  BOOST_TEST((net.size() == 0 && net.parameters().empty()));
}

BOOST_AUTO_TEST_CASE(one_inside_another_and_inside_a_model) {
  struct Model : nn::Module {
    nn::Sequential net;
    Model() {
      auto inner = std::make_unique<nn::Sequential>();
      inner->add<nn::Linear>(2, 2);
      net.add(relu);
      net.add(std::move(inner));
      submodule("net", net);
    }
  } const model;
  const std::vector<std::string> wanted{"net.1.0.W", "net.1.0.b"};
  BOOST_TEST(names_of(model) == wanted, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(all_inside_are_told_of_training) {
  nn::Sequential net;
  const auto& before = net.add<nn::Dropout>(Real(0.5));
  net.train(false);
  const auto& after = net.add<nn::Dropout>(Real(0.5));
  BOOST_TEST((!before.training() && !after.training()));
  const Tensor x(Array::ones({10}));
  BOOST_TEST(net(x).node() == x.node());
  net.train();
  BOOST_TEST((before.training() && after.training()));
}

// A function may hold modules, or refer to them.
BOOST_AUTO_TEST_CASE(functions_keep_what_they_capture) {
  nn::Sequential net;
  {
    const auto shared = std::make_shared<nn::Linear>(2, 2);
    net.add([shared](const Tensor& x) { return (*shared)(x) + x; });
  }
  BOOST_TEST((net(Tensor(Array::ones({3, 2}))).shape() == Shape{3, 2}));
  BOOST_TEST(net.parameters().empty());  // it is the function's, not the net's
}

BOOST_AUTO_TEST_CASE(references_stay_good) {
  seed(3);
  nn::Sequential net;
  const nn::Linear& first = net.add<nn::Linear>(2, 2);
  for (int i = 0; i < 100; ++i) net.add<nn::Linear>(2, 2);
  BOOST_TEST(first.W.node() == net.parameters()[0].node());
  BOOST_TEST(net.parameters().size() == 202u);
  BOOST_TEST(net.named_parameters()[201].name == "100.b");
}

template <class T>
concept CanBeAdded = requires(nn::Sequential& net, T&& part) {
  net.add(std::forward<T>(part));
};
static_assert(!CanBeAdded<nn::Linear&> && !CanBeAdded<int> && CanBeAdded<std::unique_ptr<nn::Linear>>);
static_assert(!CanBeAdded<Tensor (*)(const Tensor&, int)> && CanBeAdded<nn::Sequential::Function>);

BOOST_AUTO_TEST_CASE(misuse_is_refused) {
  nn::Sequential net;
  net.add(tanh);
  BOOST_TEST(holds(message_of([&] { net.add(std::unique_ptr<nn::Linear>()); }), "an empty pointer at position 1"));
  BOOST_TEST(holds(message_of([&] { net.add(nn::Sequential::Function()); }), "an empty function at position 1"));
  BOOST_TEST(net.size() == 1);

  net.add<nn::Linear>(3, 2);
  const auto text = message_of<ShapeError>([&] { net(Tensor(Array::ones({4, 2}))); });
  BOOST_TEST(holds(text, "linear: x (4, 2) does not end in the 3 features that 1.W (3, 2) takes"));
}

BOOST_AUTO_TEST_SUITE_END()
