// The limit: a workload's matrix products and nothing else, each by the library that is fastest at its shape. Their
// arrays stay where they are from one product to the next, as close to the processor as they fit.
#include <Eigen/Core>
#include <memory>

#include "bench/timing.hpp"
#include "bench/workloads/systems.hpp"
#ifdef BENCH_OPENBLAS
#include <cblas.h>
#endif
#ifdef BENCH_ONEDNN
#include <dnnl.h>
#endif
#ifdef BENCH_LIBXSMM
#include <libxsmm.h>
#endif

namespace bench::products_alone {

namespace {

// c (m, n) = a (m, k) b (k, n), or += if `add`, so many times in a step of training.
struct Product {
  Index count, m, n, k;
  bool a_transposed, b_transposed, add;
};
using Multiply = void (*)(const Product& p, const Real* a, const Real* b, Real* c);

void by_eigen(const Product& p, const Real* a, const Real* b, Real* c) {
  using Matrix = Eigen::Matrix<Real, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
  const Eigen::Map<const Matrix> A(a, p.a_transposed ? p.k : p.m, p.a_transposed ? p.m : p.k);
  const Eigen::Map<const Matrix> B(b, p.b_transposed ? p.n : p.k, p.b_transposed ? p.k : p.n);
  Eigen::Map<Matrix> C(c, p.m, p.n);
  const auto write = [&](const auto& product) {
    if (p.add)
      C.noalias() += product;
    else
      C.noalias() = product;
  };
  if (p.a_transposed) return write(A.transpose() * B);
  if (p.b_transposed) return write(A * B.transpose());
  write(A * B);
}

#ifdef BENCH_OPENBLAS
template <class R>
constexpr auto openblas() {
  if constexpr (sizeof(R) == 4)
    return cblas_sgemm;
  else
    return cblas_dgemm;
}
void by_openblas(const Product& p, const Real* a, const Real* b, Real* c) {
  const auto trans = [](bool t) { return t ? CblasTrans : CblasNoTrans; };
  const auto i = [](Index n) { return static_cast<blasint>(n); };
  openblas<Real>()(CblasRowMajor, trans(p.a_transposed), trans(p.b_transposed), i(p.m), i(p.n), i(p.k), 1, a,
                   i(p.a_transposed ? p.m : p.k), b, i(p.b_transposed ? p.k : p.n), p.add ? 1 : 0, c, i(p.n));
}
#endif

#ifdef BENCH_ONEDNN
[[maybe_unused]] void by_onednn(const Product& p, const float* a, const float* b, float* c) {
  dnnl_sgemm(p.a_transposed ? 'T' : 'N', p.b_transposed ? 'T' : 'N', p.m, p.n, p.k, 1, a, p.a_transposed ? p.m : p.k, b,
             p.b_transposed ? p.k : p.n, p.add ? 1 : 0, c, p.n);
}
[[maybe_unused]] void by_onednn(const Product&, const double*, const double*, double*) {}  // it has none
#endif

#ifdef BENCH_LIBXSMM
// In one piece, by columns: cᵀ = bᵀ aᵀ. It has no kernel for a transposed b, and is not asked then.
template <class R>
void by_libxsmm(const Product& p, const R* a, const R* b, R* c) {
  const auto i = [](Index n) { return static_cast<libxsmm_blasint>(n); };
  const libxsmm_blasint lda = i(p.a_transposed ? p.m : p.k), n = i(p.n);
  const int flags = p.a_transposed ? LIBXSMM_GEMM_FLAG_TRANS_B : LIBXSMM_GEMM_FLAG_NONE;
  const R one = 1, beta = p.add ? 1 : 0;
  if constexpr (sizeof(R) == sizeof(float))
    libxsmm_smmdispatch(n, i(p.m), i(p.k), &n, &lda, &n, &one, &beta, &flags, nullptr)(b, a, c);
  else
    libxsmm_dmmdispatch(n, i(p.m), i(p.k), &n, &lda, &n, &one, &beta, &flags, nullptr)(b, a, c);
}
#endif

// Those that can do it.
std::vector<Multiply> libraries([[maybe_unused]] const Product& p) {
  std::vector<Multiply> all{by_eigen};
#ifdef BENCH_OPENBLAS
  all.push_back(by_openblas);
#endif
#ifdef BENCH_ONEDNN
  if (sizeof(Real) == 4) all.push_back(static_cast<Multiply>(by_onednn));
#endif
#ifdef BENCH_LIBXSMM
  if (!p.b_transposed && libxsmm_get_target_archid() >= LIBXSMM_X86_AVX) all.push_back(by_libxsmm<Real>);
#endif
  return all;
}

struct Arrays {
  Numbers a, b, c;
  explicit Arrays(const Product& p)
      : a(static_cast<std::size_t>(p.m * p.k), Real(0.5)),
        b(static_cast<std::size_t>(p.k * p.n), Real(0.25)),
        c(static_cast<std::size_t>(p.m * p.n)) {}
};

Multiply fastest(const Product& p, Arrays& arrays) {
  const std::vector<Multiply> all = libraries(p);
  const double flops = 2.0 * static_cast<double>(p.m * p.n * p.k);
  const int runs = std::clamp(static_cast<int>(1e8 / flops), 1, 1000);  // about a millisecond
  std::vector<std::function<double()>> pieces;
  for (const Multiply multiply : all)
    pieces.push_back([&, multiply] {
      return seconds_of(runs, [&] { multiply(p, arrays.a.data(), arrays.b.data(), arrays.c.data()); });
    });
  const std::vector<double> medians = interleaved(7, pieces);
  return all[static_cast<std::size_t>(std::min_element(medians.begin(), medians.end()) - medians.begin())];
}

Runner runner(const std::vector<Product>& products) {
  struct Task {
    Product product;
    Arrays arrays;
    Multiply multiply;
  };
  const auto tasks = std::make_shared<std::vector<Task>>();
  for (const Product& p : products) {
    Arrays arrays(p);
    const Multiply best = fastest(p, arrays);
    tasks->push_back({p, std::move(arrays), best});
  }
  return {[tasks] {
            for (auto& [product, arrays, multiply] : *tasks)
              for (Index i = 0; i < product.count; ++i)
                multiply(product, arrays.a.data(), arrays.b.data(), arrays.c.data());
          },
          {}};
}

}  // namespace

Runner loop(const Recurrence& w) {
  const Index T = w.steps, B = w.batch, I = w.inputs, H = w.hidden, G = w.gates() * H;
  return runner({
      {T, B, G, I, false, false, false},     // x W
      {T, B, G, H, false, false, true},      // + h U
      {T - 1, B, H, G, false, true, false},  // dh = da Uᵀ
      {T, I, G, B, true, false, true},       // dW += xᵀ da
      {T, H, G, B, true, false, true},       // dU += hᵀ da
  });
}

Runner hoisted(const Recurrence& w) {
  const Index T = w.steps, B = w.batch, I = w.inputs, H = w.hidden, G = w.gates() * H;
  return runner({
      {1, T * B, G, I, false, false, false},  // all x W
      {T, B, G, H, false, false, true},
      {T - 1, B, H, G, false, false, false},  // da times Uᵀ, which has been transposed before
      {1, I, G, T * B, true, false, false},   // all of dW
      {1, H, G, T * B, true, false, false},   // all of dU
  });
}

Runner loop(const Attention& w) {
  const Index T = w.steps, rows = T * w.batch, E = w.width, d = E / w.heads, parts = w.batch * w.heads;
  return runner({
      {4, rows, E, E, false, false, false},   // q, k, v, and what comes out
      {4, rows, E, E, false, true, false},    // their inputs' gradients
      {4, E, E, rows, true, false, false},    // their weights'
      {parts, T, T, d, false, true, false},   // scores = q kᵀ
      {parts, T, d, T, false, false, false},  // weights v
      {parts, T, T, d, false, true, false},   // dweights = dy vᵀ
      {parts, T, d, T, true, false, false},   // dv = weightsᵀ dy
      {parts, T, d, T, false, false, false},  // dq = dscores k
      {parts, T, d, T, true, false, false},   // dk = dscoresᵀ q
  });
}

}  // namespace bench::products_alone
