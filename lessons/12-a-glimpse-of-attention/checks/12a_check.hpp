// 12a: weights and answers against plain loops, what the future can do, the gradient, and how deep the graph is.
#pragma once

#include "lessons/support/compare.hpp"

// The weights number by number; with the mistakes told apart.
enum class Slip12a { none, unscaled, by_d, ahead, late };
inline Array weights_in_loops(const Array& q, const Array& k, Slip12a slip = Slip12a::none) {
  const Index steps = q.dim(0), d = q.dim(1);
  Array weights = Array::zeros({steps, steps});
  for (Index i = 0; i < steps; ++i) {
    const auto allowed = [&](Index j) { return slip == Slip12a::ahead ? j >= i : j <= i; };
    double total = 0;
    for (int pass = 0; pass < 2; ++pass)
      for (Index j = 0; j < steps; ++j) {
        double score = 0;
        for (Index c = 0; c < d; ++c) score += double(q.at({i, c})) * double(k.at({j, c}));
        score /= slip == Slip12a::unscaled ? 1 : slip == Slip12a::by_d ? double(d) : std::sqrt(double(d));
        if (pass == 0) {
          if (allowed(j) || slip == Slip12a::late) total += std::exp(score);
        } else if (allowed(j)) {
          weights.set({i, j}, Real(std::exp(score) / total));
        }
      }
  }
  return weights;
}

template <class LookBack>
void check_12a(LookBack look_back) {
  seed(7);
  const Array q = random_numbers().normal({5, 3}), k = random_numbers().normal({5, 3}),
              v = random_numbers().normal({5, 2});
  const auto got = look_back(Tensor(q), Tensor(k), Tensor(v));
  for (const auto& [name, tensor, shape] :
       {std::tuple{"y", got.y, Shape{5, 2}}, std::tuple{"weights", got.weights, Shape{5, 5}}})
    demand(Stage::value, tensor && tensor.shape() == shape,
           std::string("for five positions, with q and k (5, 3) and v (5, 2), ") + name + " is " +
               (tensor ? "of shape " + to_string(tensor.shape()) : "an empty tensor") + "; it should be of shape " +
               to_string(shape));
  const auto is = [&](Slip12a slip) { return close(got.weights.value(), weights_in_loops(q, k, slip)); };
  demand(Stage::value, !is(Slip12a::unscaled),
         "your scores are q · k, without the division by √d, with which wide keys do not saturate the softmax");
  demand(Stage::value, !is(Slip12a::by_d), "your scores are divided by d; it is √d, the size of a sum of d terms");
  demand(Stage::value, !is(Slip12a::ahead),
         "your positions look ahead: row i, the one that asks, may read the columns j <= i");
  demand(Stage::value, !is(Slip12a::late),
         "your weights are put to 0 after the softmax, so that the rows no longer add up to 1; the mask belongs before "
         "it: exp of the smallest number is 0");
  const Array wanted = weights_in_loops(q, k);
  demand(Stage::value, close(got.weights.value(), wanted),
         "the weights of the third position are " + to_string(got.weights.value()[2]) + "; they should be " +
             to_string(wanted[2]) + ", the softmax over j <= i of q_i · k_j / √d");
  demand(Stage::value, close(got.y.value(), matmul(Tensor(wanted), Tensor(v)).value()),
         "the weights are right, but y of the third position is " + to_string(got.y.value()[2]) + "; it should be " +
             to_string(matmul(Tensor(wanted), Tensor(v)).value()[2]) + ", Σ_j α_ij v_j");

  Array other_k = k, other_v = v;
  for (Index c = 0; c < 3; ++c) other_k.set({4, c}, 50);
  for (Index c = 0; c < 2; ++c) other_v.set({4, c}, 50);
  const auto changed = look_back(Tensor(q), Tensor(other_k), Tensor(other_v));
  for (Index i = 0; i < 4; ++i)
    demand(Stage::behaviour, largest((Tensor(changed.y.value()[i]) - Tensor(got.y.value()[i])).value()) == 0,
           "another k and v in the last position change the answer of position " + std::to_string(i + 1) +
               ", which may not read it");
  const auto single = look_back(Tensor(Array::ones({1, 3})), Tensor(Array::ones({1, 3})), Tensor(Array::ones({1, 2})));
  demand(Stage::behaviour, single.weights.value().item() == 1,
         "a sequence of one position gives itself the weight " + to_string(single.weights.value()) +
             "; the first position can read itself alone, with weight 1");

  const Tensor Q = variable(q), K = variable(k), V = variable(v);
  const auto dy = Tensor(random_numbers().normal({5, 2}));
  for (Index i = 0; i < 5; ++i) {
    const auto gradients = grad(sum(look_back(Q, K, V).y[i] * dy[i]), std::vector{K, V});
    for (std::size_t p = 0; p < 2; ++p)
      for (Index j = 0; j < 5; ++j) {
        const bool reads = j <= i, zero = largest(gradients[p].value()[j]) == 0;
        // The first position has one weight, and it is 1 whatever the key.
        demand(Stage::gradient, reads ? !zero || (p == 0 && i == 0) : zero,
               std::string("the gradient of y_") + std::to_string(i + 1) + " at " + (p == 0 ? "k_" : "v_") +
                   std::to_string(j + 1) +
                   (reads ? " is 0: does your attention cut the graph, by detach() or value()?"
                          : " is not exactly 0, though it lies in the future"));
      }
  }
  const auto report = gradcheck([&] { return look_back(Q, K, V).y; }, {Q, K, V});
  demand(Stage::gradient, report.passed,
         "the gradient of your attention differs from differences of its values: is it made of operations on tensors, "
         "from q, k and v to y?");

  const auto operations = [&](Index steps) {
    const Tensor x = variable(random_numbers().normal({steps, 3}));
    return graphs::Snapshot(look_back(x, x, x).y).count();
  };
  const int few = operations(4), many = operations(12);
  demand(Stage::drawing, few == many,
         "your graph has " + std::to_string(few) + " operations for 4 positions and " + std::to_string(many) +
             " for 12; as products of whole matrices there are as many for any length");
}
