// A network that has practised. All of one seed begin with the same weights.
#pragma once

#include "lessons/06-remembering/first_symbol.hpp"
#include "lessons/support/lesson.hpp"

struct Trained : Reader {
  Trained(lessons::Lesson& lesson, Index shortest, Index longest) : Reader((seed(lesson.seed()), lesson.hidden(32))) {
    const int steps = lesson.steps(2000);
    optim::Adam optimizer(parameters(), {.lr = Real(3e-3)});
    for (int step = 1; step <= steps; ++step) {
      practise(*this, optimizer, shortest + random_numbers().below(longest - shortest + 1));
      lesson.progress("practising", step, steps);
    }
  }
};
