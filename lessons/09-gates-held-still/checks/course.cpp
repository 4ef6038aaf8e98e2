// Proves that the checks are right: stubs are to be done, solutions pass, each mistake is told apart.
#include "checks/09a_check.hpp"
#include "checks/09b_check.hpp"
#include "checks/09c_check.hpp"
#include "checks/09d_check.hpp"

namespace stub {
#include "exercises/09a_gru.hpp"
#include "exercises/09b_inside.hpp"
#include "exercises/09c_average.hpp"
#include "exercises/09d_mgu.hpp"
}  // namespace stub
namespace solution {
#include "solutions/09a_gru.hpp"
#include "solutions/09b_inside.hpp"
#include "solutions/09c_average.hpp"
#include "solutions/09d_mgu.hpp"
}  // namespace solution
namespace euler {  // the same mixture, as a step from the old state towards the new
struct GatedCell : solution::GatedCell {
  using solution::GatedCell::GatedCell;
  State step(const Tensor& x, const State& state) const {
    const std::vector<Tensor> a = split(matmul(x, W_xh) + b, -1, 3), u = split(matmul(state.h, W_hh), -1, 3);
    const Tensor n = tanh(a[2] + sigmoid(a[0] + u[0]) * (u[2] + b_hn));
    return {state.h + (1 - sigmoid(a[1] + u[1])) * (n - state.h)};
  }
};
}  // namespace euler
namespace from_new {  // and from the new towards the old
struct GatedCell : solution::GatedCell {
  using solution::GatedCell::GatedCell;
  State step(const Tensor& x, const State& state) const {
    const std::vector<Tensor> a = split(matmul(x, W_xh) + b, -1, 3), u = split(matmul(state.h, W_hh), -1, 3);
    const Tensor n = tanh(a[2] + sigmoid(a[0] + u[0]) * (u[2] + b_hn));
    return {n + sigmoid(a[1] + u[1]) * (state.h - n)};
  }
};
}  // namespace from_new
namespace a_other_z {
#include "wrong/09a_other_z.hpp"
}
namespace a_order {
#include "wrong/09a_order.hpp"
}
namespace a_reset_before {
#include "wrong/09a_reset_before.hpp"
}
namespace a_cuts {
#include "wrong/09a_cuts.hpp"
}
namespace b_z_open {
#include "wrong/09b_z_open.hpp"
}
namespace b_loose {
#include "wrong/09b_loose.hpp"
}
namespace b_bias_twice {
#include "wrong/09b_bias_twice.hpp"
}
namespace b_forgets_b_hn {
#include "wrong/09b_forgets_b_hn.hpp"
}
namespace b_listens {
#include "wrong/09b_listens.hpp"
}
namespace c_bias_is_gate {
#include "wrong/09c_bias_is_gate.hpp"
}
namespace c_adds_all {
#include "wrong/09c_adds_all.hpp"
}
namespace c_listens {
#include "wrong/09c_listens.hpp"
}
namespace d_same_sign {
#include "wrong/09d_same_sign.hpp"
}
namespace d_order {
#include "wrong/09d_order.hpp"
}
namespace d_no_reset {
#include "wrong/09d_no_reset.hpp"
}

int main() {
  using lessons::passes;
  using lessons::rejected;
  using lessons::todo;
  return lessons::prove(
      "09-gates-held-still",
      {
          {"exercises/09a_gru.hpp", check_9a<stub::GatedCell>, todo("write step")},
          {"solutions/09a_gru.hpp", check_9a<solution::GatedCell>, passes()},
          {"solutions/09a, h + (1 − z)(n − h)", check_9a<euler::GatedCell>, passes()},
          {"solutions/09a, n + z (h − n)", check_9a<from_new::GatedCell>, passes()},
          {"wrong/09a_other_z.hpp", check_9a<a_other_z::GatedCell>,
           rejected(Stage::value, "z is the share of the new")},
          {"wrong/09a_order.hpp", check_9a<a_order::GatedCell>, rejected(Stage::value, "in the order zrn")},
          {"wrong/09a_reset_before.hpp", check_9a<a_reset_before::GatedCell>,
           rejected(Stage::value, "before the product with W_hn")},
          {"wrong/09a_cuts.hpp", check_9a<a_cuts::GatedCell>,
           rejected(Stage::gradient, "does your step cut the graph")},

          {"exercises/09b_inside.hpp", [] { check_9b(stub::put_inside); }, todo("set the weights of the GRU")},
          {"solutions/09b_inside.hpp", [] { check_9b(solution::put_inside); }, passes()},
          {"wrong/09b_z_open.hpp", [] { check_9b(b_z_open::put_inside); },
           rejected(Stage::value, "hands on h as it is")},
          {"wrong/09b_loose.hpp", [] { check_9b(b_loose::put_inside); }, rejected(Stage::value, "held too loosely")},
          {"wrong/09b_bias_twice.hpp", [] { check_9b(b_bias_twice::put_inside); },
           rejected(Stage::value, "adds up two biases")},
          {"wrong/09b_forgets_b_hn.hpp", [] { check_9b(b_forgets_b_hn::put_inside); },
           rejected(Stage::value, "adds up two biases")},
          {"wrong/09b_listens.hpp", [] { check_9b(b_listens::put_inside); },
           rejected(Stage::behaviour, "your gates listen to x or h")},

          {"exercises/09c_average.hpp", [] { check_9c(stub::set_average); }, todo("set the weights of the LSTM")},
          {"solutions/09c_average.hpp", [] { check_9c(solution::set_average); }, passes()},
          {"wrong/09c_bias_is_gate.hpp", [] { check_9c(c_bias_is_gate::set_average); },
           rejected(Stage::value, "a bias with σ(bias)")},
          {"wrong/09c_adds_all.hpp", [] { check_9c(c_adds_all::set_average); },
           rejected(Stage::value, "i lies between 1 and 1")},
          {"wrong/09c_listens.hpp", [] { check_9c(c_listens::set_average); },
           rejected(Stage::behaviour, "the cell listens to h")},

          {"exercises/09d_mgu.hpp", [] { check_9d(stub::become); }, todo("set the weights of the GRU")},
          {"solutions/09d_mgu.hpp", [] { check_9d(solution::become); }, passes()},
          {"wrong/09d_same_sign.hpp", [] { check_9d(d_same_sign::become); }, rejected(Stage::value, "your z is f")},
          {"wrong/09d_order.hpp", [] { check_9d(d_order::become); },
           rejected(Stage::value, "your gates are exchanged")},
          {"wrong/09d_no_reset.hpp", [] { check_9d(d_no_reset::become); },
           rejected(Stage::value, "is the update gate RNN")},

      });
}
