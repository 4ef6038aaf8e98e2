// W0 to W4 without autodiff: every derivative by hand, in the letters of nn/'s cells.
#include <Eigen/Core>
#include <cmath>
#include <memory>

#include "bench/workloads/systems.hpp"

namespace bench::by_hand {

namespace {

using Vector = Eigen::Array<Real, Eigen::Dynamic, 1>;
using Matrix = Eigen::Matrix<Real, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
using Weights = Eigen::Map<Matrix>;

// ---- W0 ----

struct ByHandChain {
  std::vector<Real> y = std::vector<Real>(Chain::ops + 1);
  Real dx = 0, da = 0, db = 0;

  void forward() {
    y[0] = Chain::x;
    for (std::size_t i = 0; i < Chain::ops; ++i)
      y[i + 1] = i % 3 == 0 ? y[i] * Chain::a : i % 3 == 1 ? y[i] + Chain::b : std::tanh(y[i]);
  }
  void backward() {
    Real dy = 1;
    da = db = 0;
    for (std::size_t i = Chain::ops; i-- > 0;) {
      if (i % 3 == 0) {
        da += dy * y[i];
        dy *= Chain::a;
      } else if (i % 3 == 1) {
        db += dy;
      } else {
        dy *= 1 - y[i + 1] * y[i + 1];
      }
    }
    dx = dy;
  }
};

// ---- W1 to W4 ----

// Eigen's own tanh is vectorised in single precision only.
template <class X>
auto tanh_of(const X& x) {
  if constexpr (sizeof(Real) == 4)
    return x.tanh();
  else
    return Real(2) * (Real(2) * x).logistic() - Real(1);
}

// What the cells share: x and all parameters, one behind the other, with their gradients.
struct Layer {
  using In = Eigen::Map<const Matrix>;

  const Recurrence w;
  Index I, H, G, B, T;
  Vector p, dp;  // W_xh, W_hh, b
  Weights W, U, dW, dU;
  std::vector<Matrix> h, a;  // h[t], t = 0 … T, and what is within the step from t to t + 1, then its gradient
  Matrix dh;
  Real loss = 0;

  explicit Layer(const Recurrence& workload)
      : w(workload),
        I(w.inputs),
        H(w.hidden),
        G(w.gates() * H),
        B(w.batch),
        T(w.steps),
        p((I + H + 1) * G),
        dp(p.size()),
        W(p.data(), I, G),
        U(p.data() + I * G, H, G),
        dW(dp.data(), I, G),
        dU(dp.data() + I * G, H, G),
        h(static_cast<std::size_t>(T + 1), Matrix::Zero(B, H)),
        a(static_cast<std::size_t>(T), Matrix(B, G)),
        dh(B, H) {
    std::copy(w.W_xh.begin(), w.W_xh.end(), p.data());
    std::copy(w.W_hh.begin(), w.W_hh.end(), p.data() + I * G);
    std::copy(w.b.begin(), w.b.end(), p.data() + (I + H) * G);
  }
  auto b() const { return Eigen::Map<const Eigen::Matrix<Real, 1, Eigen::Dynamic>>(p.data() + (I + H) * G, G); }
  auto db() { return Eigen::Map<Eigen::Matrix<Real, 1, Eigen::Dynamic>>(dp.data() + (I + H) * G, G); }
  In x(std::size_t t) const { return In(w.x.data() + Index(t) * B * I, B, I); }

  // a = x W + h U + b
  void products(std::size_t t) {
    a[t].rowwise() = b();
    a[t].noalias() += x(t) * W;
    if (t > 0) a[t].noalias() += h[t] * U;
  }
  // dW += xᵀ da, dU += hᵀ da, db += da, and dh = da Uᵀ
  void gradients(std::size_t t) {
    const Matrix& da = a[t];
    dW.noalias() += x(t).transpose() * da;
    db() += da.colwise().sum();
    if (t == 0) return;
    dU.noalias() += h[t].transpose() * da;
    dh.noalias() = da * U.transpose();
  }

  Answer answer() const {
    Answer result{double(loss), {}, {}};
    for (const Vector* v : {&dp, &p}) {
      auto& parts = v == &p ? result.parameters : result.gradients;
      parts.emplace_back(v->data(), v->data() + I * G);
      parts.emplace_back(v->data() + I * G, v->data() + (I + H) * G);
      parts.emplace_back(v->data() + (I + H) * G, v->data() + v->size());
    }
    return result;
  }
};

struct Rnn : Layer {
  using Layer::Layer;

  void forward() {
    for (std::size_t t = 0; t < std::size_t(T); ++t) {
      products(t);
      h[t + 1].array() = tanh_of(a[t].array());
    }
    const In target(w.target.data(), B, H);
    const Real n = Real(target.size());
    dh = (h.back() - target) * (2 / n);
    loss = (h.back() - target).squaredNorm() / n;
  }
  void backward() {
    dp.setZero();
    for (std::size_t t = std::size_t(T); t-- > 0;) {
      a[t].array() = dh.array() * (1 - h[t + 1].array().square());
      gradients(t);
    }
  }
  void update() { p -= sgd_rate * dp; }
};

struct Lstm : Layer {
  using Part = Eigen::Map<Eigen::Array<Real, Eigen::Dynamic, 1>, Eigen::Unaligned>;

  std::vector<Matrix> c, tanh_c;
  Matrix dc;
  Vector m, v;
  double beta1_t = 1, beta2_t = 1;

  explicit Lstm(const Recurrence& workload)
      : Layer(workload), c(h), tanh_c(h), dc(B, H), m(Vector::Zero(p.size())), v(m) {}

  // Row by row, so that what one line writes is still in the nearest cache for the next.
  void forward() {
    loss = 0;
    for (std::size_t t = 0; t < std::size_t(T); ++t) {
      products(t);
      for (Index row = 0; row < B; ++row) {
        Real* at = &a[t](row, 0);
        Part i_f(at, 2 * H), i(at, H), f(at + H, H), g(at + 2 * H, H), o(at + 3 * H, H);
        Part c_before(&c[t](row, 0), H), c_now(&c[t + 1](row, 0), H), tanh_now(&tanh_c[t + 1](row, 0), H),
            h_now(&h[t + 1](row, 0), H);
        i_f = i_f.logistic();
        g = tanh_of(g);
        o = o.logistic();
        c_now = f * c_before + i * g;
        tanh_now = tanh_of(c_now);
        h_now = o * tanh_now;
      }
      loss += h[t + 1].sum();
    }
    loss /= Real(T * B * H);
  }
  void backward() {
    dp.setZero();
    dh.setZero();
    dc.setZero();
    const Real dloss = Real(1) / Real(T * B * H);
    for (std::size_t t = std::size_t(T); t-- > 0;) {
      for (Index row = 0; row < B; ++row) {
        Real* at = &a[t](row, 0);
        Part i(at, H), f(at + H, H), g(at + 2 * H, H), o(at + 3 * H, H);  // each becomes its gradient
        Part c_before(&c[t](row, 0), H), tanh_now(&tanh_c[t + 1](row, 0), H), dh_now(&dh(row, 0), H),
            dc_now(&dc(row, 0), H);
        dh_now += dloss;
        dc_now += dh_now * o * (1 - tanh_now.square());
        o = dh_now * tanh_now * o * (1 - o);
        tanh_now = dc_now * g * i * (1 - i);  // has served: room for di
        g = dc_now * i * (1 - g.square());
        i = tanh_now;
        tanh_now = dc_now * f;
        f = tanh_now * c_before * (1 - f);
        dc_now = tanh_now;
      }
      gradients(t);
    }
  }
  // Adam, in pieces that stay in the nearest cache.
  void update() {
    constexpr Real beta1 = Real(0.9), beta2 = Real(0.999), epsilon = Real(1e-8);
    beta1_t *= double(beta1), beta2_t *= double(beta2);
    const Real m_scale = Real(1 / (1 - beta1_t)), v_scale = Real(1 / (1 - beta2_t));
    for (Index from = 0; from < p.size(); from += 1024) {
      const Index n = std::min<Index>(1024, p.size() - from);
      auto g = dp.segment(from, n), mean = m.segment(from, n), square = v.segment(from, n);
      mean = beta1 * mean + (1 - beta1) * g;
      square = beta2 * square + (1 - beta2) * g.square();
      p.segment(from, n) -= adam_rate * m_scale * mean / ((v_scale * square).sqrt() + epsilon);
    }
  }
};

template <class Model>
Runner runner(const Recurrence& w) {
  const auto model = std::make_shared<Model>(w);
  return {[model] { model->forward(), model->backward(), model->update(); },
          [model] {
            model->forward(), model->backward();
            return model->answer();
          }};
}

}  // namespace

Runner chain(const Chain& workload) {
  const auto model = std::make_shared<ByHandChain>();
  return {[=] {
            model->forward();
            if (workload.backward) model->backward();
          },
          [=] {
            model->forward(), model->backward();
            const std::vector<Numbers> gradients{{model->dx}, {model->da}, {model->db}};
            return Answer{double(model->y.back()), gradients, {{Chain::x}, {Chain::a}, {Chain::b}}};
          }};
}

Runner loop(const Recurrence& w) {
  switch (w.cell) {
    case Recurrence::Cell::rnn:
      return runner<Rnn>(w);
    case Recurrence::Cell::lstm:
      return runner<Lstm>(w);
    default:
      return {};
  }
}

}  // namespace bench::by_hand
