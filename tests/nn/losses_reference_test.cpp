// Losses against PyTorch: tests/reference/losses.py says what is in the file.
#include "nn/losses.hpp"
#include "tests/nn/support.hpp"
#include "tests/reference/reference.hpp"

using namespace unroll;

BOOST_AUTO_TEST_SUITE(losses_reference)

namespace {

constexpr double agreement = is_double ? 1e-9 : 2e-5;

Array torch(const std::string& name) { return reference("losses", name); }

Indices as_indices(const Array& array) {
  return {array.shape(), std::vector<Index>(array.numbers().begin(), array.numbers().end())};
}

// loss(reduction) against PyTorch's, value and gradients: {name: leaf}.
template <class Loss>
void compare(const std::string& name, const Loss& loss, const std::vector<std::pair<std::string, Tensor>>& leaves,
             const Tensor& dy) {
  const std::pair<const char*, nn::Reduction> reductions[]{
      {"mean", nn::Reduction::mean}, {"sum", nn::Reduction::sum}, {"none", nn::Reduction::none}};
  for (const auto& [word, reduction] : reductions) {
    BOOST_TEST_CONTEXT(name << "/" << word) {
      const Tensor L = loss(reduction);
      BOOST_TEST(close(L.value(), torch(name + "/" + word), agreement));
      for (const auto& leaf : leaves) leaf.second.clear_grad();
      (reduction == nn::Reduction::none ? sum(L * dy) : L).backward();
      for (const auto& [of, leaf] : leaves) {
        BOOST_TEST_CONTEXT(of) BOOST_TEST(close(leaf.grad(), torch(name + "/" + word + "/" + of), agreement));
      }
    }
  }
}

}  // namespace

BOOST_AUTO_TEST_CASE(cross_entropy_and_nll) {
  int compared = 0;
  for (int i = 0; i < 6; ++i) {
    const std::string shape = std::to_string(i), entropy = "entropy" + shape;
    const Tensor logits = variable(torch(entropy + "/logits")), dy(torch(entropy + "/dy"));
    const Indices targets = as_indices(torch(entropy + "/targets"));
    const Array weights = torch(entropy + "/weights");
    const auto values = targets.values();
    const bool all_ignored = std::all_of(values.begin(), values.end(), [](Index id) { return id == 1; });
    for (const char* chosen : {"-", "i", "w", "s", "iw", "is", "ws", "iws"}) {
      const auto is = [&](char option) { return std::string(chosen).find(option) != std::string::npos; };
      if (is('i') && all_ignored) continue;  // no mean
      nn::CrossEntropyOptions options;
      if (is('i')) options.ignore_index = 1;
      if (is('w')) options.class_weights = weights;
      if (is('s')) options.label_smoothing = Real(0.3);
      const auto with = [&](nn::Reduction reduction) {
        auto all = options;
        all.reduction = reduction;
        return all;
      };
      const std::vector<std::pair<std::string, Tensor>> leaves{{"logits", logits}};
      compare(
          entropy + "/" + chosen, [&](auto r) { return nn::cross_entropy(logits, targets, with(r)); }, leaves, dy);
      if (!is('s'))
        compare(
            "nll" + shape + "/" + chosen, [&](auto r) { return nn::nll(logits, targets, with(r)); }, leaves, dy);
      ++compared;
    }
  }
  BOOST_TEST(compared >= 40);
}

BOOST_AUTO_TEST_CASE(losses_of_two_tensors) {
  for (int i = 0; i < 5; ++i) {
    const std::string shape = std::to_string(i), pair = "pair" + shape;
    const Tensor x = variable(torch(pair + "/x")), y = variable(torch(pair + "/y")), dy(torch(pair + "/dy"));
    const Tensor log_p = variable(torch(pair + "/log_p")), q = variable(torch(pair + "/q"));
    compare(
        "binary" + shape, [&](auto r) { return nn::binary_cross_entropy(x, y, r); }, {{"x", x}, {"y", y}}, dy);
    compare(
        "squared" + shape, [&](auto r) { return nn::squared_error(x, y, r); }, {{"x", x}, {"y", y}}, dy);
    compare(
        "kl" + shape, [&](auto r) { return nn::kl_divergence(log_p, q, r); }, {{"log_p", log_p}, {"q", q}}, dy);
  }
}

// PyTorch's "batchmean" is our sum by the number of rows.
BOOST_AUTO_TEST_CASE(divergence_from_one_hot_rows) {
  for (const std::string shape : {"2", "4"}) {
    const Tensor log_p = variable(torch("pair" + shape + "/log_p")), q(torch("pair" + shape + "/one_hot"));
    const Tensor dy(torch("pair" + shape + "/dy"));
    const auto divergence = [&](auto r) { return nn::kl_divergence(log_p, q, r); };
    compare("one_hot" + shape, divergence, {{"log_p", log_p}}, dy);
    const Real rows = static_cast<Real>(q.dim(0));
    check_close(divergence(nn::Reduction::sum).item() / rows, torch("one_hot" + shape + "/batchmean").item(),
                agreement);
  }
}

BOOST_AUTO_TEST_SUITE_END()
