// By Eigen; or, where the build asks for the fastest (UNROLL_GEMM=fastest), each product by the library that was
// measured to be so at its size. libxsmm writes a kernel for a shape when it first meets it, and with AVX-512 is 1.4 to
// 2 times as fast as Eigen, from small batches on and in both precisions. oneDNN, in single precision, is 7 % ahead of
// it where a matrix no longer fits into the second cache. The only file that sees any of them.
#include "autograd/kernels/gemm.hpp"

#include <Eigen/Core>
#include <algorithm>
#include <limits>

#ifdef UNROLL_LIBXSMM
#include <libxsmm.h>

#include "autograd/array.hpp"
#endif
#ifdef UNROLL_ONEDNN
#include <dnnl.h>
extern "C" {
int omp_get_max_threads();
void omp_set_num_threads(int);
}
#endif

namespace unroll::inline UNROLL_PRECISION {

namespace {

using Matrix = Eigen::Matrix<Real, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
using Row = Eigen::Matrix<Real, 1, Eigen::Dynamic>;
using Column = Eigen::Matrix<Real, Eigen::Dynamic, 1>;
using In = Eigen::Map<const Matrix>;

template <class Out, class A, class B>
void write(Out out, const A& a, const B& b, bool add) {
  if (add)
    out.noalias() += a * b;
  else
    out.noalias() = a * b;
}

void by_eigen(Real* c, Index m, Index n, Index k, const Real* a, bool ta, const Real* b, bool tb, bool add) {
  const In A(a, ta ? k : m, ta ? m : k), B(b, tb ? n : k, tb ? k : n);
  if (m == 1) {  // one row (a lesson's batch of one): Eigen's matrix-vector product needs to know at compile time
    const Eigen::Map<const Row> row(a, k);
    Eigen::Map<Row> out(c, n);
    return tb ? write(out, row, B.transpose(), add) : write(out, row, B, add);
  }
  Eigen::Map<Matrix> out(c, m, n);
  if (k == 1) return write(out, Eigen::Map<const Column>(a, m), Eigen::Map<const Row>(b, n), add);  // and its gradient
  if (ta && tb)
    write(out, A.transpose(), B.transpose(), add);
  else if (ta)
    write(out, A.transpose(), B, add);
  else if (tb)
    write(out, A, B.transpose(), add);
  else
    write(out, A, B, add);
}

#ifdef UNROLL_ONEDNN

// One thread, whatever the program has told OpenMP.
struct OneThread {
  const int before = omp_get_max_threads();
  OneThread() { omp_set_num_threads(1); }
  ~OneThread() { omp_set_num_threads(before); }
};

// Whether it has done it.
bool by_onednn(float* c, Index m, Index n, Index k, const float* a, bool ta, const float* b, bool tb, bool add) {
  if (m < 8 || m * n * k < 4'000'000) return false;
  const OneThread one;
  return dnnl_sgemm(ta ? 'T' : 'N', tb ? 'T' : 'N', m, n, k, 1, a, ta ? m : k, b, tb ? k : n, add ? 1 : 0, c, n) ==
         dnnl_success;
}

#endif

#ifdef UNROLL_LIBXSMM

// c (m, n) = or += a (m, k) b (k, n), where rows of a, b and c lie lda, ldb and ldb apart.
void by_kernel(Real* c, Index m, Index n, Index k, const Real* a, Index lda, bool ta, const Real* b, Index ldb,
               bool add) {
  const auto i = [](Index x) { return static_cast<libxsmm_blasint>(x); };
  const libxsmm_blasint la = i(lda), lb = i(ldb);
  const int flags = ta ? LIBXSMM_GEMM_FLAG_TRANS_B : LIBXSMM_GEMM_FLAG_NONE;
  const auto find = [&](auto one, auto beta) {  // libxsmm counts by columns, so it is told of cᵀ = bᵀ aᵀ
    if constexpr (sizeof(one) == sizeof(float))
      return libxsmm_smmdispatch(i(n), i(m), i(k), &lb, &la, &lb, &one, &beta, &flags, nullptr);
    else
      return libxsmm_dmmdispatch(i(n), i(m), i(k), &lb, &la, &lb, &one, &beta, &flags, nullptr);
  };
  if (const auto kernel = find(Real{1}, Real(add ? 1 : 0))) return kernel(b, a, c);
  // It writes none for old processors, nor any more when it has written some hundred thousand.
  using Stride = Eigen::OuterStride<>;
  const Eigen::Map<const Matrix, 0, Stride> A(a, ta ? k : m, ta ? m : k, Stride(lda)), B(b, k, n, Stride(ldb));
  const Eigen::Map<Matrix, 0, Stride> C(c, m, n, Stride(ldb));
  ta ? write(C, A.transpose(), B, add) : write(C, A, B, add);
}

// Whether it has done it: single rows and columns are Eigen's, and so are a few rows times a transposed matrix.
bool by_libxsmm(Real* c, Index m, Index n, Index k, const Real* a, bool ta, const Real* b, bool tb, bool add) {
  constexpr Index size = sizeof(Real);
  // Without masks it is slow where a row does not end with a vector.
  static const Index vector = libxsmm_get_target_archid() >= LIBXSMM_X86_AVX512 ? 1 : 32 / size;
  if (m == 1 || n == 1 || m * n * k < 64 || (tb && m < 24) || n % vector != 0) return false;
  if (std::max({m, n, k}) > std::numeric_limits<libxsmm_blasint>::max()) return false;
  Storage plain;  // of bᵀ
  if (tb) {
    plain = Storage(n * k);
    transpose(plain.write(n * k), b, n, k);
    b = plain.data();
  }
  // A kernel for few columns takes many rows at once; if they lie 2 KB apart, few of them fit into the nearest cache.
  const Index lda = ta ? m : k, rows = n * size <= 64 && !ta && lda * size % 2048 == 0 ? 12 : m;
  // Pieces of b of about 128 KB, which stay in the second cache while all rows of a pass by.
  const Index terms = std::min(k, 2048 / size), columns = std::max(512 / size, (128 << 10) / size / terms);
  for (Index k0 = 0; k0 < k; k0 += terms)
    for (Index n0 = 0; n0 < n; n0 += columns)
      for (Index m0 = 0; m0 < m; m0 += rows)
        by_kernel(c + m0 * n + n0, std::min(rows, m - m0), std::min(columns, n - n0), std::min(terms, k - k0),
                  a + (ta ? k0 * m + m0 : m0 * k + k0), lda, ta, b + k0 * n + n0, n, add || k0 > 0);
  return true;
}

#endif

}  // namespace

void gemm(Real* c, Index m, Index n, Index k, const Real* a, Stored a_is, const Real* b, Stored b_is, bool add) {
  if (k == 0) {
    if (!add) std::fill_n(c, m * n, Real{0});
    return;
  }
  const bool ta = a_is == Stored::transposed, tb = b_is == Stored::transposed;
#ifdef UNROLL_ONEDNN
  if (by_onednn(c, m, n, k, a, ta, b, tb, add)) return;
#endif
#ifdef UNROLL_LIBXSMM
  if (by_libxsmm(c, m, n, k, a, ta, b, tb, add)) return;
#endif
  by_eigen(c, m, n, k, a, ta, b, tb, add);
}

bool prefers_plain([[maybe_unused]] Index m, [[maybe_unused]] Index n, [[maybe_unused]] Index k) {
#ifdef UNROLL_LIBXSMM
  return m >= 2 && m <= 64 && n * k >= 4096;
#else
  return false;  // Eigen packs either alike
#endif
}

void transpose(Real* to, const Real* from, Index rows, Index columns) {
  constexpr Index tile = 16;  // whose rows and columns stay in the nearest cache together
  for (Index c = 0; c < columns; c += tile)
    for (Index r = 0; r < rows; r += tile)
      for (Index j = c; j < std::min(c + tile, columns); ++j)
        for (Index i = r; i < std::min(r + tile, rows); ++i) to[j * rows + i] = from[i * columns + j];
}

}  // namespace unroll::inline UNROLL_PRECISION
