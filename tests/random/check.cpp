#include "tests/random/check.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <numeric>

#include "autograd/real.hpp"
#include "tests/random/draw.hpp"
#include "tests/random/engine.hpp"
#include "tests/random/reference.hpp"

namespace random_programs {

namespace {

using Numbers = std::vector<std::vector<double>>;  // of each value, or of each leaf

// Where two disagree by more than the tolerance; empty if they do not.
template <class A, class B>
std::string difference(const std::string& what, const std::vector<A>& got, const std::vector<B>& expected,
                       double tolerance) {
  if (got.size() != expected.size()) return fmt::format("{}: {} numbers, not {}", what, got.size(), expected.size());
  for (std::size_t k = 0; k < got.size(); ++k)
    if (!(std::abs(static_cast<double>(got[k] - expected[k])) <= tolerance))
      return fmt::format("{}[{}] is {:.12g}, not {:.12g}", what, k, static_cast<double>(got[k]),
                         static_cast<double>(expected[k]));
  return "";
}

std::string differences(const std::string& what, const Numbers& got, const auto& expected, double tolerance) {
  for (std::size_t i = 0; i < got.size(); ++i)
    if (const std::string text = difference(fmt::format("{} v{}", what, i), got[i], expected[i], tolerance);
        !text.empty())
      return text;
  return "";
}

// The engine in the precision of this build, which alone has nn/, and how far it may be off.
constexpr bool double_here = sizeof(unroll::Real) == sizeof(double);
constexpr double tolerance = double_here ? 1e-10 : 2e-3, rounding = double_here ? 1e-12 : 1e-4;
Results run_here(const Program& program, const How& how = {}) {
  return double_here ? run_in_double(program, how) : run_in_float(program, how);
}

class Check {
 public:
  explicit Check(const Program& program) : program_(program), reference_(interpreted(program)) {
    expected_ = reference_.result(program.outputs);
    first_scale_ = std::max<double>(1, static_cast<double>(expected_.largest_adjoint));
    second_scale_ = std::max<double>(first_scale_, static_cast<double>(expected_.largest_tangent));
  }

  std::string fault() {
    base_ = run_here(program_);
    for (const auto& check : {&Check::against_reference, &Check::in_float, &Check::other_passes, &Check::in_other_order,
                              &Check::against_differences})
      if (const std::string text = (this->*check)(); !text.empty()) return text;
    return "";
  }

 private:
  std::string against(const std::string& precision, const Results& results, double within) const {
    if (!results.error.empty()) return fmt::format("{}: {}", precision, results.error);
    for (std::size_t i = 0; i < results.values.size(); ++i) {
      std::vector<Long> value;
      double scale = 1;
      for (const Number& x : reference_.values()[i].numbers) {
        value.push_back(x.x.value);
        scale = std::max(scale, static_cast<double>(std::abs(x.x.value)));
      }
      const std::string text =
          difference(fmt::format("{}: v{}", precision, i), results.values[i], value, within * scale);
      if (!text.empty()) return text;
    }
    const std::string first =
        differences(precision + ": the gradient of", results.gradients, expected_.gradients, within * first_scale_);
    return !first.empty() ? first
                          : differences(precision + ": the second derivative of", results.seconds, expected_.seconds,
                                        within * second_scale_);
  }
  std::string against_reference() { return against(double_here ? "double" : "float", base_, tolerance); }
  std::string in_float() {
    return !double_here || program_.uses_nn() ? "" : against("float", run_in_float(program_), 2e-3);
  }

  // All ways to the first derivative; some of them must give the same bits.
  std::string other_passes() {
    const auto pass = [&](Pass which) { return run_here(program_, {.pass = which}); };
    const Results backward = pass(Pass::backward);
    const auto same = [&](const std::string& what, const Results& results, const Numbers& first, double within) {
      if (!results.error.empty()) return fmt::format("{}: {}", what, results.error);
      if (const std::string text = differences(what + ": the value of", results.values, base_.values, 0); !text.empty())
        return text;
      return differences(what + ": the gradient of", results.gradients, first, within);
    };
    const double rounded = rounding * first_scale_;
    Numbers doubled = backward.gradients;
    for (auto& numbers : doubled)
      for (double& x : numbers) x *= 2;
    Numbers none = backward.gradients;
    for (auto& numbers : none) std::fill(numbers.begin(), numbers.end(), 0);
    for (const std::string& text :
         {same("the first order of create_graph against backward()", backward, base_.gradients, rounded),
          same("backward() again", pass(Pass::backward), backward.gradients, 0),
          same("release", pass(Pass::release), backward.gradients, 0),
          same("grad()", pass(Pass::numbers), backward.gradients, 0),
          same("a second pass over one graph", pass(Pass::twice), doubled, 2 * rounded),
          same("traced norms", pass(Pass::traced_norms), backward.gradients, rounded),
          same("traced arrays", pass(Pass::traced), backward.gradients, rounded),
          same("without recording", pass(Pass::none), none, 0)})
      if (!text.empty()) return text;
    return "";
  }

  // Statements in another order that respects what they read.
  std::string in_other_order() {
    std::vector<int> order;
    std::vector<bool> done(static_cast<std::size_t>(program_.value_count()));
    std::fill(done.begin(), done.begin() + static_cast<std::ptrdiff_t>(program_.leaves.size()), true);
    Draw draw(program_.statements.size());
    while (order.size() < program_.statements.size()) {
      std::vector<int> ready;
      for (std::size_t i = 0; i < program_.statements.size(); ++i) {
        const std::vector<int> inputs = program_.statements[i].inputs();
        if (!done[program_.leaves.size() + i] &&
            std::all_of(inputs.begin(), inputs.end(), [&](int v) { return done[static_cast<std::size_t>(v)]; }))
          ready.push_back(static_cast<int>(i));
      }
      order.push_back(draw.of(ready));
      done[program_.leaves.size() + static_cast<std::size_t>(order.back())] = true;
    }
    const Results results = run_here(program_, {.order = order});
    if (!results.error.empty()) return "in another order: " + results.error;
    if (const std::string text = differences("in another order: the value of", results.values, base_.values, 0);
        !text.empty())
      return text;
    return differences("in another order: the gradient of", results.gradients, base_.gradients,
                       rounding * first_scale_);
  }

  // Of the loss, against the gradient; of the gradient, against the second derivative: both along the direction. In
  // double only, where differences say enough.
  std::string against_differences() {
    if (!double_here || !reference_.smooth()) return "";
    constexpr double h = 1. / 4096;
    std::vector<Results> at;
    for (const double step : {h, -h, 2 * h, -2 * h}) {
      at.push_back(run_in_double(program_, {.pass = Pass::numbers, .step = step, .detached = &base_}));
      if (!at.back().error.empty()) return "a little beside: " + at.back().error;
    }
    const auto close = [&](const std::string& what, double derivative, const std::function<double(const Results&)>& f,
                           double scale) {
      const double near = (f(at[0]) - f(at[1])) / (2 * h), far = (f(at[2]) - f(at[3])) / (4 * h);
      const double found = near + (near - far) / 3;
      if (std::abs(near - far) > 1e-4 * scale) return std::string();  // too curved to tell
      if (std::abs(found - derivative) <= 1e-7 * scale + 0.1 * std::abs(near - far)) return std::string();
      return fmt::format("{} is {:.9g}, by differences {:.9g}", what, derivative, found);
    };
    double slope = 0;
    for (std::size_t i = 0; i < program_.leaves.size(); ++i)
      for (std::size_t k = 0; k < base_.gradients[i].size(); ++k)
        slope += base_.gradients[i][k] * direction(static_cast<int>(i), static_cast<Index>(k));
    if (const auto text = close(
            "the derivative of the loss along the direction", slope, [](const Results& r) { return r.loss; },
            second_scale_);
        !text.empty())
      return text;
    for (std::size_t i = 0; i < program_.leaves.size(); ++i)
      for (std::size_t k = 0; k < base_.seconds[i].size(); ++k)
        if (const auto text = close(
                fmt::format("the second derivative of v{}[{}]", i, k), base_.seconds[i][k],
                [&](const Results& r) { return r.gradients[i][k]; }, 10 * second_scale_);
            !text.empty())
          return text;
    return "";
  }

  const Program& program_;
  Reference reference_;
  Reference::Result expected_;
  Results base_;
  double first_scale_ = 1, second_scale_ = 1;
};

}  // namespace

std::string fault(const Program& program) {
  try {
    return Check(program).fault();
  } catch (const Invalid&) {
    return "";
  }
}

}  // namespace random_programs
