// Products of every size and form against plain loops in long double: libraries change their ways with the size, and
// ours changes the library.
#include "autograd/backward.hpp"
#include "autograd/kernels/gemm.hpp"
#include "autograd/ops.hpp"
#include "tests/autograd/checks.hpp"

using namespace unroll;

BOOST_AUTO_TEST_SUITE(matmul)

namespace {

// a (m, k) b (k, n) + c, each as it is stored.
Array by_loops(const Array& a, Stored a_is, const Array& b, Stored b_is, Index m, Index n, Index k, const Array& c) {
  Array y = Array::uninitialized({m, n});
  for (Index i = 0; i < m; ++i)
    for (Index j = 0; j < n; ++j) {
      long double sum = c.data()[i * n + j];
      for (Index l = 0; l < k; ++l)
        sum += static_cast<long double>(a.data()[a_is == Stored::plain ? i * k + l : l * m + i]) *
               b.data()[b_is == Stored::plain ? l * n + j : j * k + l];
      y.write()[i * n + j] = static_cast<Real>(sum);
    }
  return y;
}

}  // namespace

BOOST_AUTO_TEST_CASE(every_form_and_size) {
  const Index sizes[][3] = {{1, 1, 1},   {1, 64, 16},  {1, 300, 200}, {2, 3, 0},     {3, 5, 7},     {7, 90, 90},
                            {8, 50, 49}, {8, 50, 51},  {16, 64, 64},  {33, 65, 17},  {32, 128, 96}, {64, 1, 400},
                            {100, 9, 9}, {130, 70, 4}, {31, 200, 64}, {400, 16, 16}, {65, 67, 300}, {9, 257, 129},
                            {3, 2, 11},  {2, 64, 16},  {30, 16, 512}, {29, 8, 256},  {26, 330, 700}};
  for (const auto& [m, n, k] : sizes)
    for (const Stored a_is : {Stored::plain, Stored::transposed})
      for (const Stored b_is : {Stored::plain, Stored::transposed})
        for (const bool add : {false, true}) {
          const Array a = random_array({m, k}, 1), b = random_array({k, n}, 2);
          const Array before = add ? random_array({m, n}, 3) : Array::zeros({m, n});
          // What stood there is not read unless it is to be added to: NaN would stay.
          Array c = add ? before : Array::full({m, n}, std::numeric_limits<Real>::quiet_NaN());
          gemm(c.write(), m, n, k, a.data(), a_is, b.data(), b_is, add);
          BOOST_TEST(close(c, by_loops(a, a_is, b, b_is, m, n, k, before), 4 * epsilon * std::sqrt(double(k) + 1)),
                     m << "×" << n << "×" << k << (a_is == Stored::plain ? " N" : " T")
                       << (b_is == Stored::plain ? "N" : "T") << (add ? " added" : ""));
        }
}

BOOST_AUTO_TEST_CASE(transposes) {
  for (const auto& [rows, columns] : {std::pair<Index, Index>{1, 1}, {1, 40}, {40, 1}, {16, 16}, {17, 33}, {100, 3}}) {
    const Array x = random_array({rows, columns});
    Array y = Array::uninitialized({columns, rows});
    transpose(y.write(), x.data(), rows, columns);
    for (Index i = 0; i < rows; ++i)
      for (Index j = 0; j < columns; ++j) BOOST_TEST(y.at({j, i}) == x.at({i, j}));
  }
}

// A weight that is used at every step is transposed once for a whole pass; the passes that follow see its new numbers.
BOOST_AUTO_TEST_CASE(a_weight_used_again_and_again) {
  const Index width = 70;
  const Tensor W = variable(random_array({width, width}, 1, -0.2, 0.2)), h0 = variable(random_array({9, width}, 2));
  for (int pass = 0; pass < 3; ++pass) {
    std::vector<Tensor> hs{h0};
    for (int t = 0; t < 5; ++t) hs.push_back(tanh(unroll::matmul(hs.back(), W)));
    const Tensor loss = sum(hs.back());
    // By hand: dh_{t−1} = (dh_t (1 − h_t²)) Wᵀ.
    Array dh = Array::ones({9, width});
    for (int t = 5; t > 0; --t) {
      Array da = dh;
      const Array& h = hs[static_cast<std::size_t>(t)].value();
      for (Index i = 0; i < da.size(); ++i) da.write()[i] *= 1 - h.data()[i] * h.data()[i];
      dh = by_loops(da, Stored::plain, W.value(), Stored::transposed, 9, width, width, Array::zeros({9, width}));
    }
    BOOST_TEST(close(grad(loss, h0).value(), dh, 100 * epsilon), "pass " << pass);
    W.assign(random_array({width, width}, 10 + static_cast<std::uint64_t>(pass), -0.2, 0.2));
  }
}

// The same with a weight that is not square: from its second use on, dx = dy Wᵀ takes the transpose that was kept.
BOOST_AUTO_TEST_CASE(a_weight_used_again_that_is_wide_or_high) {
  for (const auto& [inputs, outputs] : {std::pair<Index, Index>{70, 90}, {90, 70}}) {
    const Array W = random_array({inputs, outputs}, 1), dy = random_array({9, outputs}, 2);
    std::vector<Tensor> xs, terms;
    for (std::uint64_t t = 0; t < 4; ++t) {
      xs.push_back(variable(random_array({9, inputs}, 3 + t)));
      terms.push_back(sum(unroll::matmul(xs.back(), Tensor(W)) * Tensor(dy)));
    }
    const Array dx = by_loops(dy, Stored::plain, W, Stored::transposed, 9, inputs, outputs, Array::zeros({9, inputs}));
    for (const Tensor& gradient : grad(add_all(terms), xs))
      BOOST_TEST(close(gradient.value(), dx, 100 * epsilon), inputs << " to " << outputs);
  }
}

BOOST_AUTO_TEST_SUITE_END()
