// Lesson 9, first program. The GRU, a gated cell with a single state, and the two ways in which each of its gates is
// written in books and libraries. One of these differences is a matter of names. The other is not.
#include "graphs/draw.hpp"
#include "lessons/09-gates-held-still/held.hpp"
#include "nn/losses.hpp"

// A GRU with weights so large that its gates do something.
struct LivelyGRU : nn::GRUCell {
  explicit LivelyGRU(nn::Reset reset = nn::Reset::after_product) : GRUCell(features, hidden, {.reset = reset}) {
    for (const Tensor& parameter : parameters()) parameter.assign((parameter * Real(3)).value());
  }
};
void copy_weights(const nn::GRUCell& from, const nn::GRUCell& to) {
  to.W_xh.assign(from.W_xh.value()), to.W_hh.assign(from.W_hh.value()), to.b.assign(from.b.value());
}

// The cell with z as the share of the new: h_t = z ⊙ n + (1 − z) ⊙ h_{t−1}.
Tensor states_with_z_of_new(const nn::GRUCell& cell, const Tensor& xs) {
  std::vector<Tensor> hs;
  Tensor h = cell.start(batch).h;
  for (Index t = 1; t <= length; ++t) {
    const auto [r, z, n] = cell.gates(xs[t - 1], {h});
    hs.push_back(h = z * n + (1 - z) * h);
  }
  return stack(hs);
}

void rename_z(lessons::Lesson& lesson) {
  lesson.heading("Two conventions of z");
  const LivelyGRU ours, theirs;
  copy_weights(ours, theirs), theirs.b_hn.assign(ours.b_hn.value());
  const Tensor xs(random_numbers().normal({length, batch, features}));
  const double as_they_are = distance(states_with_z_of_new(theirs, xs), states(ours, xs));
  for (const Tensor& weight : {theirs.W_xh, theirs.W_hh, theirs.b}) set_part(weight, gru::z, -part_of(weight, gru::z));
  lesson.finding("z_renamed", "the other convention with the weights of z negated: h differs by",
                 distance(states_with_z_of_new(theirs, xs), states(ours, xs)));
  lesson.control("z_renamed", "with the weights as they are", as_they_are);
}

// The same weights, read by a GRU that resets before the product and by one that resets after it.
void move_the_reset(lessons::Lesson& lesson) {
  lesson.heading("Two places of the reset");
  const LivelyGRU after, before(nn::Reset::before_product);
  copy_weights(after, before), after.b_hn.assign(Array::zeros({hidden}));
  const Tensor xs(random_numbers().normal({length, batch, features}));
  const double free = distance(states(before, xs), states(after, xs));
  hold(after, gru::r, bias_for(0.3)), hold(before, gru::r, bias_for(0.3));
  lesson.finding("resets_agree", "r held at 0.3 in all units: before and after the product differ by",
                 distance(states(before, xs), states(after, xs)));
  lesson.control("resets_agree", "with r free", free);
}

// How many products a step has, asked of the graph of one.
void count_products(lessons::Lesson& lesson) {
  const auto products = [](nn::Reset reset) {
    const nn::GRUCell cell(features, hidden, {.reset = reset});
    const Tensor x(random_numbers().normal({batch, features}));
    return graphs::Snapshot(sum(cell.step(x, cell.start(batch)).h)).count_by_op().at("matmul");
  };
  lesson.finding("products", "matrix products in a step that resets after the product",
                 products(nn::Reset::after_product));
  lesson.control("products", "in one that resets before it", products(nn::Reset::before_product));
}

// A gate held between its ends: forward Euler along dh/dt = −h + tanh(x W_xh + h W_hh + b) with steps of 1 − z.
void hold_at_nine_tenths(lessons::Lesson& lesson) {
  lesson.heading("z held at 0.9, r at 1");
  const PlainCell plain;
  const Tensor xs(random_numbers().normal({length, batch, features}));
  const auto euler = [&](Real dt) {
    std::vector<Tensor> hs;
    Tensor h = plain.start(batch).h;
    for (Index t = 1; t <= length; ++t) hs.push_back(h = h + dt * (plain.step(xs[t - 1], {h}).h - h));
    return stack(hs);
  };
  const HeldGRU cell(plain, 40);
  hold(cell, gru::z, bias_for(0.9));
  lesson.finding("euler", "h less that of Euler's method with steps of 0.1",
                 distance(states(cell, xs), euler(Real(0.1))));
  lesson.control("euler", "with steps of 0.2", distance(states(cell, xs), euler(Real(0.2))));
}

void draw_steps(lessons::Lesson& lesson) {
  const Index units = 4;
  const int T = 3;
  const nn::GRUCell cell(features, units);
  const Tensor target = Tensor(random_numbers().uniform({1, units}, -1, 1)).named("y").mark(Role::input);
  std::vector<Tensor> xs;
  for (int t = 1; t <= T; ++t)
    xs.push_back(variable(random_numbers().normal({1, features})).named("x_" + std::to_string(t)).mark(Role::input));
  const Tensor loss = nn::squared_error(nn::unrolled(cell, xs).last().h, target);
  Trace trace(Trace::Keep::arrays);
  loss.backward({.trace = &trace});
  lesson.save(graphs::draw(loss, {.title = "Three steps of a GRU, every operation", .trace = &trace}), "steps",
              {"html"});
}

void story(lessons::Lesson& lesson) {
  rename_z(lesson);
  move_the_reset(lesson);
  count_products(lesson);
  hold_at_nine_tenths(lesson);
  draw_steps(lesson);
}

int main(int argc, char* argv[]) { return lessons::run("09-gates-held-still/gru", argc, argv, story); }
