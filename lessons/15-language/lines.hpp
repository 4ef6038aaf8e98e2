// The networks of this lesson, unrolled over a line of text and drawn.
#pragma once

#include "autograd/backward.hpp"
#include "graphs/draw.hpp"
#include "lessons/15-language/masked_model.hpp"

// ---- Each letter, as it is read ----
inline void draw_line(lessons::Lesson& lesson, LanguageModel<nn::GRUCell>& gru) {
  const Letters line = letters_of("in the beginning");
  auto states = gru.layer.start(1);
  states.front().h.mark(Role::state, "h").named("h_0");
  std::vector<Tensor> losses;
  std::vector<std::string> captions;
  for (int t = 1; t < int(line.size()); ++t) {
    const Index letter = line[std::size_t(t - 1)], next = line[std::size_t(t)];
    Scope scope("t", t);
    const Tensor h = gru.layer.step(gru.embedding({letter}), states);
    h.mark(Role::state, "h").named("h_" + std::to_string(t));
    losses.push_back(price_of(gru.head(h), next).mark(Role::loss).named("L_" + std::to_string(t)));
    captions.push_back(spell(letter) + " → " + spell(next));
  }
  const Tensor loss = add_all(losses).mark(Role::loss).named("L");
  Trace trace(Trace::Keep::arrays);
  loss.backward({.trace = &trace});
  gru.clear_grad();
  lesson.save(graphs::draw(loss, {.title = "A network that reads \"in the beginning\"",
                                  .trace = &trace,
                                  .level = graphs::Level::cell,
                                  .captions = captions,
                                  .fold = {int(captions.size()), 0},
                                  .wrap = 6}),
              "line");
}

// ---- One letter is hidden ----
inline void draw_hidden(lessons::Lesson& lesson, const MaskedModel& both) {
  const Letters line = letters_of("the heaven");
  const int hidden = 6, T = int(line.size()) - 1;  // the a, at t = 7
  std::vector<Tensor> xs;
  std::vector<std::string> captions;
  for (int t = 1; t <= T; ++t) {
    xs.push_back(variable(both.embedding({line[std::size_t(t - 1)]}).value()));
    xs.back().mark(Role::input).named("x_" + std::to_string(t));
    captions.push_back(t - 1 == hidden ? "?" : spell(line[std::size_t(t - 1)]));
  }
  const auto read = [&](const nn::GRUCell& cell, const char* name, nn::Direction direction) {
    Scope scope(name);
    return nn::unrolled(cell, xs, {.direction = direction}).states;
  };
  const auto before = read(both.left, "left", nn::Direction::past),
             after = read(*both.right, "right", nn::Direction::future);
  const Tensor known = concat({before[hidden - 1].h, after[hidden + 1].h}, -1);
  const Tensor loss = price_of(both.judge(known), line[hidden]).mark(Role::loss).named("L");
  Trace trace(Trace::Keep::arrays);
  loss.backward({.trace = &trace});
  both.clear_grad();
  lesson.save(graphs::draw(loss, {.title = "Two readers on either side of a hidden letter",
                                  .trace = &trace,
                                  .level = graphs::Level::cell,
                                  .captions = captions,
                                  .fold = {T, 0}}),
              "masked");
}
