// By Eigen; in single precision, and where the build has it (UNROLL_GEMM=onednn), by oneDNN from the size on at which
// it is faster: 1.4 to 1.6 times for a step of an LSTM forward (32 × 512 × 128, 32 × 2048 × 512). The only file that
// sees either.
#include "autograd/kernels/gemm.hpp"

#include <Eigen/Core>
#include <algorithm>

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

static_assert(sizeof(Real) == sizeof(float), "oneDNN multiplies in single precision only: -DUNROLL_REAL=float");

// One thread, whatever the program has told OpenMP.
struct OneThread {
  const int before = omp_get_max_threads();
  OneThread() { omp_set_num_threads(1); }
  ~OneThread() { omp_set_num_threads(before); }
};

// Whether it has done it: a few rows, or a transposed factor on the right of them, are Eigen's.
bool by_onednn(Real* c, Index m, Index n, Index k, const Real* a, bool ta, const Real* b, bool tb, bool add) {
  if (m < 8 || m * n * k < (tb ? 100'000 : 20'000)) return false;
  const OneThread one;
  return dnnl_sgemm(ta ? 'T' : 'N', tb ? 'T' : 'N', m, n, k, 1, a, ta ? m : k, b, tb ? k : n, add ? 1 : 0, c, n) ==
         dnnl_success;
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
  by_eigen(c, m, n, k, a, ta, b, tb, add);
}

bool prefers_plain([[maybe_unused]] Index m, [[maybe_unused]] Index n, [[maybe_unused]] Index k) {
#ifdef UNROLL_ONEDNN
  return m >= 8 && m <= 64 && n * k >= 4096;
#else
  return false;  // Eigen packs either alike
#endif
}

void transpose(Real* to, const Real* from, Index rows, Index columns) {
  constexpr Index tile = 16;  // whose rows and columns stay in the nearest cache together
  for (Index r = 0; r < rows; r += tile)
    for (Index c = 0; c < columns; c += tile)
      for (Index i = r; i < std::min(r + tile, rows); ++i)
        for (Index j = c; j < std::min(c + tile, columns); ++j) to[j * rows + i] = from[i * columns + j];
}

}  // namespace unroll::inline UNROLL_PRECISION
