// Plain layers against PyTorch: tests/reference/layers.py says what is in the file.
#include "autograd/ops.hpp"
#include "nn/embedding.hpp"
#include "nn/layer_norm.hpp"
#include "nn/linear.hpp"
#include "nn/sequential.hpp"
#include "tests/nn/support.hpp"
#include "tests/reference/reference.hpp"

using namespace unroll;

BOOST_AUTO_TEST_SUITE(layers_reference)

namespace {

constexpr double agreement = is_double ? 1e-9 : 2e-5;

Array transposed(const Array& a) { return T(Tensor(a)).value(); }

// One case of the file, whose names are PyTorch's.
struct Case {
  std::string name;

  Array operator()(const std::string& of) const { return reference("layers", name + "/" + of); }
  void load(const Tensor& parameter, const std::string& of) const {
    const Array theirs = (*this)(of);
    parameter.assign(parameter.rank() == 2 && !is_table() ? transposed(theirs) : theirs);
  }
  void check_grad(const Tensor& parameter, const std::string& of) const {
    const Array theirs = (*this)("grad/" + of);
    BOOST_TEST_CONTEXT(of)
    BOOST_TEST(
        close(parameter.grad(), parameter.rank() == 2 && is_weight(of) ? transposed(theirs) : theirs, agreement));
  }
  void check(const Tensor& y) const {
    BOOST_TEST(close(y.value(), (*this)("y"), agreement));
    sum(y * Tensor((*this)("dy"))).backward();
  }

 private:
  bool is_table() const { return name.starts_with("table"); }
  bool is_weight(const std::string& of) const { return of.ends_with("weight") && !is_table(); }
};

}  // namespace

BOOST_AUTO_TEST_CASE(linear) {
  for (const char* name : {"linear0", "linear1", "linear2", "linear3"}) {
    const Case torch{name};
    const Tensor x = variable(torch("x"));
    const nn::Linear layer(x.dim(-1), torch("y").dim(-1));
    torch.load(layer.W, "weight");
    torch.load(layer.b, "bias");
    torch.check(layer(x));
    torch.check_grad(layer.W, "weight");
    torch.check_grad(layer.b, "bias");
    torch.check_grad(x, "x");
  }
}

BOOST_AUTO_TEST_CASE(layer_norm) {
  for (const char* name : {"norm0", "norm1", "norm2", "norm3", "norm4"}) {
    const Case torch{name};
    const Tensor x = variable(torch("x"));
    const nn::LayerNorm layer(x.dim(-1), torch("epsilon").item());
    torch.load(layer.g, "weight");
    torch.load(layer.b, "bias");
    torch.check(layer(x));
    torch.check_grad(layer.g, "weight");
    torch.check_grad(layer.b, "bias");
    torch.check_grad(x, "x");
  }
}

BOOST_AUTO_TEST_CASE(embedding) {
  for (const char* name : {"table0", "table1", "table2", "table3", "table4"}) {
    const Case torch{name};
    const Array table = torch("weight"), rows = torch("ids");
    const Indices ids(rows.shape(), std::vector<Index>(rows.numbers().begin(), rows.numbers().end()));
    nn::Embedding::Options options;
    if (const Real padding = torch("padding").item(); padding >= 0) options.padding_index = static_cast<Index>(padding);
    const nn::Embedding layer(table.dim(0), table.dim(1), options);
    torch.load(layer.W, "weight");
    const Tensor y = layer(ids);
    torch.check(y);
    if (layer.W.grad())
      torch.check_grad(layer.W, "weight");
    else
      BOOST_TEST(same(torch("grad/weight"), Array::zeros(table.shape())));
  }
}

BOOST_AUTO_TEST_CASE(modules_in_a_row) {
  const Case torch{"row"};
  const Tensor x = variable(torch("x"));
  nn::Sequential net;
  const auto& first = net.add<nn::Linear>(3, 4);
  net.add(tanh);
  auto inner = std::make_unique<nn::Sequential>();
  const auto& norm = inner->add<nn::LayerNorm>(4);
  inner->add(relu);
  net.add(std::move(inner));
  const auto& last = net.add<nn::Linear>(4, 2);

  const std::pair<const Tensor&, const char*> parameters[]{{first.W, "0.weight"},  {first.b, "0.bias"},
                                                           {norm.g, "2.0.weight"}, {norm.b, "2.0.bias"},
                                                           {last.W, "3.weight"},   {last.b, "3.bias"}};
  for (const auto& [ours, theirs] : parameters) torch.load(ours, theirs);
  torch.check(net(x));
  for (const auto& [ours, theirs] : parameters) torch.check_grad(ours, theirs);
  torch.check_grad(x, "x");
}

BOOST_AUTO_TEST_SUITE_END()
