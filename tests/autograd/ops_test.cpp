// Every op of autograd/ops.hpp, driven by the table of ops: values against long double, first and second
// derivatives against central differences, both readings of each rule against each other, messages.
#include <iostream>

#include "autograd/backward.hpp"
#include "autograd/gradcheck.hpp"
#include "tests/autograd/checks.hpp"
#include "tests/autograd/op_table.hpp"

using namespace unroll;
using namespace op_table;

BOOST_AUTO_TEST_SUITE(ops)

namespace {

template <class F>
void for_each_case(F f) {
  for (const OpRow& row : op_table::op_table())
    for (const std::vector<Shape>& shapes : all_shapes(row))
      BOOST_TEST_CONTEXT(title(row, shapes)) f(row, inputs(row, shapes));
}

Inputs variables(const std::vector<Array>& values) {
  Inputs tensors;
  for (const Array& value : values) tensors.push_back(variable(value));
  return tensors;
}

// Σ weights · op(x): one number, in which every entry of the answer counts differently.
Tensor loss(const OpRow& row, const Inputs& x) {
  const Tensor y = row.run(x);
  return sum(y * Tensor(output_weights(y.shape())));
}

}  // namespace

// For op_list_test.sh: the declarations that have rows.
BOOST_AUTO_TEST_CASE(list_rows, *boost::unit_test::disabled()) {
  for (const OpRow& row : op_table::op_table()) std::cout << "row: " << row.op << "\n";
}

BOOST_AUTO_TEST_CASE(values_agree_with_long_double) {
  for_each_case([](const OpRow& row, const std::vector<Array>& x) {
    AllNumbers numbers;
    for (const Array& one : x) numbers.push_back(in_long_double(one));
    const Numbers expected = row.reference(numbers);
    const Tensor y = row.run(variables(x));
    BOOST_TEST(to_string(y.shape()) == to_string(expected.shape));
    BOOST_REQUIRE(y.size() == static_cast<Index>(expected.values.size()));
    for (Index i = 0; i < y.size(); ++i) {
      const long double v = y.value().data()[i], r = expected.values[static_cast<std::size_t>(i)];
      BOOST_TEST((v == r || std::abs(v - r) <= 16 * epsilon * std::max(1.0L, std::abs(r))),
                 "entry " << i << " is " << v << ", not " << r);
    }
  });
}

BOOST_AUTO_TEST_CASE(constants_record_nothing_and_all_others_do) {
  for_each_case([](const OpRow& row, const std::vector<Array>& x) {
    BOOST_TEST(row.run(variables(x)).needs_grad() == !row.constant);
    const NoGrad off;
    BOOST_TEST(row.run(variables(x)).is_leaf());
  });
}

BOOST_AUTO_TEST_CASE(derivatives_agree_with_central_differences) {
  if (!is_double) return;  // precision_test.cpp holds float's rules against double's
  for_each_case([](const OpRow& row, const std::vector<Array>& x) {
    if (row.constant) return;
    const GradcheckReport report = gradcheck(row.run, x, {.order = 2});
    BOOST_TEST(bool(report), report.text);
  });
}

// A rule is one text. Read on numbers and read on tensors it must say the same, to rounding.
BOOST_AUTO_TEST_CASE(both_readings_of_a_rule_agree) {
  for_each_case([](const OpRow& row, const std::vector<Array>& x) {
    if (row.constant) return;
    const Inputs in = variables(x);
    const Tensor root = loss(row, in);
    const std::vector<Tensor> numbers = grad(root, in), graph = grad(root, in, {.create_graph = true});
    for (std::size_t i = 0; i < in.size(); ++i)
      BOOST_TEST(close(graph[i].value(), numbers[i].value(), 4 * epsilon), "input " << i);
  });
}

BOOST_AUTO_TEST_CASE(wrong_shapes_are_refused_with_op_shapes_place_and_remedy) {
  const Scope encoder("encoder"), step("t", 2);
  for (const OpRow& row : op_table::op_table())
    for (const Wrong& wrong : row.wrong) BOOST_TEST_CONTEXT(title(row, wrong.shapes)) {
        Inputs x;
        for (const Shape& shape : wrong.shapes) x.push_back(Tensor(Array::ones(shape)));
        const std::string message = message_of([&] { wrong.run(x); });
        BOOST_TEST(holds(message, row.name + ": "));
        for (const Shape& shape : wrong.shapes) BOOST_TEST(holds(message, to_string(shape)));
        BOOST_TEST(holds(message, "(in encoder/t=2)"));
        BOOST_TEST(holds(message, wrong.remedy));
      }
}

BOOST_AUTO_TEST_CASE(every_op_refuses_a_tensor_that_holds_nothing) {
  for (const OpRow& row : op_table::op_table()) {
    const Inputs x(std::max<std::size_t>(row.ranges.size(), 1));
    BOOST_TEST_CONTEXT(row.op) BOOST_TEST(holds(message_of([&] { row.run(x); }), "holds nothing"));
  }
}

BOOST_AUTO_TEST_SUITE_END()
