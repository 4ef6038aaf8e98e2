// A student's project with an op of its own, outside the library and its namespace.
#include <cstdio>

#include "autograd/custom_op.hpp"
#include "autograd/gradcheck.hpp"
#include "autograd/random.hpp"

namespace student {

using unroll::Tensor;

// softsign, elementwise.
Tensor softsign(const Tensor& x) {
  return unroll::elementwise(
      "softsign", "dx = dy (1 - |y|)²", x, [](auto x) { return x / (1 + abs(x)); },
      [](auto dy, auto x, auto y) { return dy * square(1 - abs(y)); });
}

}  // namespace student

int main() {
  const unroll::Array x = unroll::Random(1).normal({2, 3, 5});
  bool passed = true;
  for (int order : {1, 2}) {
    const auto report =
        unroll::gradcheck([](const auto& xs) { return student::softsign(xs[0]); }, {x}, {.order = order});
    std::printf("softsign: %s", report.text.c_str());
    passed = passed && report;
  }
  return passed ? 0 : 1;
}
