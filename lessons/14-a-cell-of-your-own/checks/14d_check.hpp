// 14d: one step against plain loops; motions whose energy is known, driven and free; gradients; the graph.
#pragma once

#include "lessons/support/band.hpp"
#include "lessons/support/compare.hpp"

enum class Slip14d { none, old_brake, old_speed, half_solved, spring_pushes };
struct Numbers14d {
  Array h, z;
};
template <class How>
Numbers14d oscillate_in_loops(const Array& x, const Numbers14d& old, const Array& V, const Array& W_h, const Array& W_z,
                              const Array& b, const How& how, Slip14d slip = Slip14d::none) {
  const Index hidden = old.h.dim(1);
  const double dt = double(how.dt), epsilon = double(how.epsilon), gamma = double(how.gamma);
  Numbers14d next{Array::zeros(old.h.shape()), Array::zeros(old.h.shape())};
  for (Index row = 0; row < x.dim(0); ++row)
    for (Index j = 0; j < hidden; ++j) {
      double push = double(b.at({j}));
      for (Index k = 0; k < x.dim(1); ++k) push += double(x.at({row, k}) * V.at({k, j}));
      for (Index k = 0; k < hidden; ++k)
        push += double(old.h.at({row, k}) * W_h.at({k, j}) + old.z.at({row, k}) * W_z.at({k, j}));
      const double h = double(old.h.at({row, j})), z = double(old.z.at({row, j}));
      const double force = std::tanh(push) + (slip == Slip14d::spring_pushes ? gamma : -gamma) * h;
      double speed = (z + dt * force) / (1 + dt * epsilon);
      if (slip == Slip14d::old_brake) speed = z + dt * (force - epsilon * z);
      if (slip == Slip14d::half_solved) speed = z / (1 + dt * epsilon) + dt * force;
      next.z.set({row, j}, Real(speed));
      next.h.set({row, j}, Real(h + dt * (slip == Slip14d::old_speed ? z : speed)));
    }
  return next;
}

template <class Oscillation, class Motion, class Step>
void check_14d(Step oscillate) {
  seed(14);
  const Index batch = 4, inputs = 2, hidden = 3;
  const auto draw = [](const Shape& shape, double size = 1) {
    return variable(random_numbers().normal(shape, 0, size));
  };
  const Tensor x = draw({batch, inputs}), h = draw({batch, hidden}), z = draw({batch, hidden}),
               V = draw({inputs, hidden}), W_h = draw({hidden, hidden}), W_z = draw({hidden, hidden}),
               b = draw({hidden});
  const Oscillation how{Real(0.3), Real(1.5), Real(0.7)};
  const Motion got = oscillate(x, Motion{h, z}, V, W_h, W_z, b, how);
  for (const auto& [name, part] : {std::pair{"h", got.h}, {"z", got.z}})
    demand(Stage::value, part && part.shape() == Shape{batch, hidden},
           std::string("your step returns ") + name + " of shape " + (part ? to_string(part.shape()) : "nothing") +
               " for a batch of 4 and 3 hidden units; it should be (4, 3)");
  const auto loops = [&](Slip14d slip = Slip14d::none) {
    return oscillate_in_loops(x.value(), {h.value(), z.value()}, V.value(), W_h.value(), W_z.value(), b.value(), how,
                              slip);
  };
  const auto is = [&](Slip14d slip) {
    const Numbers14d numbers = loops(slip);
    return close(got.h.value(), numbers.h) && close(got.z.value(), numbers.z);
  };
  demand(Stage::value, !is(Slip14d::old_brake),
         "your brake takes the old speed, − ε z_{t−1}, as nn/zoo does; here it takes the new one, − ε z_t. Bring all "
         "z_t to one side");
  demand(Stage::value, !is(Slip14d::old_speed), "your h_t moves by z_{t−1}; it should move by the new speed, z_t");
  demand(Stage::value, !is(Slip14d::half_solved),
         "only your z_{t−1} is divided by 1 + Δt ε; the push and the spring stand on the same side of the equation");
  demand(Stage::value, !is(Slip14d::spring_pushes), "your spring pushes h away from 0; − γ h_{t−1} pulls it back");
  const Numbers14d wanted = loops();
  demand(Stage::value, close(got.z.value(), wanted.z),
         "z_t of the first sequence is " + to_string(got.z.value()[0]) + "; it should be " + to_string(wanted.z[0]));
  demand(Stage::value, close(got.h.value(), wanted.h),
         "z_t is right, but h_t of the first sequence is " + to_string(got.h.value()[0]) + "; it should be " +
             to_string(wanted.h[0]));

  // Pushed about by any weights whatever, γ|h_t|² + |z_t|² is at most hidden · t Δt / (2ε − γ Δt), from rest: the push
  // is at most 1 in each unit.
  {
    NoGrad no_grad;
    const Tensor rest(Array::zeros({batch, hidden}));
    Motion motion{rest, rest};
    const Oscillation hard{Real(0.1), 2, 30};
    const auto energy = [&](Real gamma) {
      return double(max(sum(gamma * square(motion.h) + square(motion.z), {1})).item());
    };
    const Tensor W = W_h * Real(100), U = W_z * Real(100);
    for (int t = 1; t <= 500; ++t) {
      motion = oscillate(Tensor(random_numbers().normal({batch, inputs})), motion, V, W, U, b, hard);
      const double most = double(hidden) * t * 0.1 / (2 * 30 - 2 * 0.1), is_now = energy(2);
      demand(Stage::behaviour, is_now <= most * (1 + 1e-9),
             "with Δt = 0.1, γ = 2, ε = 30 and large weights the energy γ|h|² + |z|² is " +
                 lessons::short_text(is_now) + " after " + std::to_string(t) +
                 " steps; no push of at most 1 can bring it above " + lessons::short_text(most));
    }
    // And without push and brake it swings on for ever: γ h² + z² − γ Δt h z stays, for each unit.
    const Tensor none(Array::zeros({hidden, hidden})), deaf(Array::zeros({inputs, hidden})),
        no_b(Array::zeros({hidden}));
    const Oscillation free{Real(0.1), 2, 0};
    motion = {h, z};
    const auto kept = [&] {
      return (2 * square(motion.h) + square(motion.z) - Real(0.2) * motion.h * motion.z).value();
    };
    const Array before = kept();
    for (int t = 1; t <= 1000; ++t) motion = oscillate(x, motion, deaf, none, none, no_b, free);
    demand(
        Stage::behaviour, close(kept(), before),
        "without push and brake each unit swings for ever, and γ h² + z² − γ Δt h z stays; in 1000 steps of yours it "
        "went from " +
            to_string(before[0]) + " to " + to_string(kept()[0]));
  }

  for (const auto& [name, leaf] :
       {std::pair{"x", x}, {"h_{t−1}", h}, {"z_{t−1}", z}, {"V", V}, {"W_h", W_h}, {"W_z", W_z}, {"b", b}}) {
    const auto report = gradcheck(
        [&] {
          const Motion next = oscillate(x, Motion{h, z}, V, W_h, W_z, b, how);
          return concat({next.h, next.z}, -1);
        },
        {leaf});
    demand(Stage::gradient, report.passed,
           std::string("the values are right, but the gradient by ") + name +
               " differs from differences of them: does your step cut the graph, by detach() or value()?");
  }
  const graphs::Snapshot graph(std::vector<Tensor>{got.h, got.z});
  const int way = graph.shortest_path(h, got.h).value_or(0), tanhs = graph.count_by_op()["tanh"];
  demand(Stage::drawing, way == 1,
         "in your graph the shortest way from h_{t−1} to h_t has " + std::to_string(way) +
             " operations; it is one +, and nothing in its way");
  demand(Stage::drawing, tanhs == 1,
         "your graph of one step has " + std::to_string(tanhs) + " tanh; h_t and z_t share one push");
}
