// Costs against closed forms, of single ops and of whole layers, forwards and backwards.
#include "graphs/cost.hpp"

#include <boost/test/unit_test.hpp>

#include "autograd/custom_op.hpp"
#include "autograd/error.hpp"
#include "models.hpp"
#include "nn/attention.hpp"
#include "nn/lstm_cell.hpp"
#include "nn/rnn_cell.hpp"
#include "nn/unrolled.hpp"

using namespace unroll;
using namespace unroll::graphs;
using namespace unroll::graphs::testing;

BOOST_AUTO_TEST_SUITE(cost)

namespace {

Tensor leaf(const Shape& shape, unsigned seed = 1) { return variable(numbers(shape, seed)); }
Index forward(const Tensor& y) { return flops(Snapshot(y)).forward; }

// The graph of y and of its derivatives by all that is wanted, from an error that is a variable, too: otherwise what is
// computed from it alone would not be recorded.
Snapshot with_derivatives(const Tensor& y, const std::vector<Tensor>& wanted) {
  std::vector<Tensor> roots = grad(y, wanted, {.create_graph = true, .seed = leaf(y.shape(), 9)});
  roots.push_back(y);
  return Snapshot(roots);
}

}  // namespace

BOOST_AUTO_TEST_CASE(of_single_ops) {
  const Tensor x = leaf({4, 6}), W = leaf({6, 5}), b = leaf({6});
  BOOST_TEST(forward(matmul(x, W)) == 2 * 4 * 6 * 5);
  BOOST_TEST(forward(matmul(leaf({3, 4, 6}), W)) == 3 * 2 * 4 * 6 * 5);  // as one product of 12 rows
  BOOST_TEST(forward(matmul(leaf({3, 4, 6}), leaf({3, 6, 5}))) == 3 * 2 * 4 * 6 * 5);
  BOOST_TEST(forward(x + b) == 24);  // its broadcast moves numbers
  BOOST_TEST(forward(gelu(x)) == 24);
  BOOST_TEST(forward(x * Real(2)) == 24);
  BOOST_TEST(forward(sum(x)) == 23);
  BOOST_TEST(forward(sum(x, {0})) == 18);
  BOOST_TEST(forward(sum_to(x, {6})) == 18);
  BOOST_TEST(forward(max(x, {1})) == 20);
  BOOST_TEST(forward(softmax(x)) == 5 * 24);
  BOOST_TEST(forward(logsumexp(x, {1})) == 4 * 24);
  BOOST_TEST(forward(norm(x)) == 2 * 24);
  BOOST_TEST(forward(cumsum(x, 0)) == 24);
  BOOST_TEST(forward(add_all(std::vector<Tensor>{x, leaf({4, 6}, 2), leaf({4, 6}, 3)})) == 2 * 24);
  BOOST_TEST(forward(T(slice(x, 0, 1, 3))) == 0);
  BOOST_TEST(forward(x) == 0);
}

BOOST_AUTO_TEST_CASE(of_layers) {
  for (Index steps : {1, 3, 10})
    for (Index d : {2, 5}) {
      const Tensor xs = leaf({steps, 1, d});
      nn::RNNCell rnn(d, d);
      BOOST_TEST(forward(nn::unrolled(rnn, xs).outputs()) == steps * (4 * d * d + 3 * d));
      nn::LSTMCell lstm(d, d);
      BOOST_TEST(forward(nn::unrolled(lstm, xs).outputs()) == steps * (16 * d * d + 17 * d));
      const nn::MultiheadAttention attention(d, 1);
      BOOST_TEST(forward(attention(xs).output) == steps * (8 * d * d + 4 * d) + steps * steps * (4 * d + 6));
    }
}

// A product of matrices has two products of the same size behind it.
BOOST_AUTO_TEST_CASE(of_derivatives) {
  const Tensor x = leaf({4, 6}), W = leaf({6, 5});
  const Flops both = flops(with_derivatives(matmul(x, W), {x, W}));
  BOOST_TEST(both.forward == 240);
  BOOST_TEST(both.backward == 480);
  BOOST_TEST(flops(with_derivatives(matmul(x, W), {x})).backward == 240);
  // dy (1 − y²): y², 1 − it, times dy.
  BOOST_TEST(flops(with_derivatives(tanh(x), {x})).backward == 3 * 24);
  BOOST_TEST(flops(Snapshot(matmul(x, W))).backward == 0);
}

BOOST_AUTO_TEST_CASE(memory) {
  const Tensor x = leaf({4, 6}), W = leaf({6, 5});
  const Tensor a = matmul(x, W), y = tanh(a + Real(1));
  BOOST_TEST(numbers_kept(Snapshot(y)) == 3 * 20);
  BOOST_TEST(numbers_read_back(with_derivatives(y, {x, W})) == 20);  // y itself; x and W are leaves
  BOOST_TEST(numbers_read_back(Snapshot(y)) == 0);
  // Rows of one value are that value's memory; columns have to be copied.
  BOOST_TEST(numbers_kept(Snapshot(slice(y, 0, 1, 3))) == 3 * 20);
  BOOST_TEST(numbers_kept(Snapshot(reshape(y, {20}))) == 3 * 20);
  BOOST_TEST(numbers_kept(Snapshot(slice(y, 1, 1, 3))) == 3 * 20 + 8);
  // Two rows and a row that is among them.
  const Tensor upper = slice(y, 0, 0, 2), row = y[1];
  BOOST_TEST(numbers_read_back(with_derivatives(sum(upper * upper) + sum(row * row), {x})) == 20);
}

// What attention has to remember: queries, keys, values, what its heads say, and a weight for each pair and head.
BOOST_AUTO_TEST_CASE(memory_of_attention) {
  for (Index steps : {3, 8})
    for (Index heads : {1, 2}) {
      const Tensor xs = leaf({steps, 1, 4});
      const nn::MultiheadAttention attention(4, heads);
      std::vector<Tensor> wanted = attention.parameters();
      wanted.push_back(xs);
      BOOST_TEST(numbers_read_back(with_derivatives(attention(xs).output, wanted)) ==
                 heads * steps * steps + 4 * steps * 4);
    }
}

BOOST_AUTO_TEST_CASE(an_unknown_op_is_an_error) {
  const Tensor x = leaf({2, 3});
  const Tensor y =
      structural("outer", "…", Kind::arithmetic, Array::zeros({6, 6}), x, [](auto dy, auto x, auto y) { return x; });
  BOOST_CHECK_EXCEPTION(flops(Snapshot(y)), Error, [](const Error& e) {
    return std::string(e.what()).find("outer makes (6, 6) of (2, 3)") != std::string::npos;
  });
}

BOOST_AUTO_TEST_SUITE_END()
