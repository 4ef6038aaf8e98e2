// The network of this lesson, and how it is trained: the same in all programs that need it.
#pragma once

#include "lessons/16-music/recall.hpp"

inline Index hidden_of(lessons::Lesson& lesson) {
  return lesson.hidden(lesson.full() ? 96 : lesson.stand_in() ? 32 : 48);
}

// Until it gets no better on songs held out: after `patience` times 50 steps. Beside that, bits on songs that it learns
// from are told.
inline lessons::Trained learn(lessons::Lesson& lesson, const char* what, Melody& melody, const Parts& training,
                              const Parts& held_out, int steps, int patience) {
  optim::Adam adam(melody.parameters(), {.lr = Real(3e-3)});
  Practice practice(training);
  const Parts some(training.begin(), training.begin() + Index(std::min(training.size(), held_out.size())));
  return lessons::train(lesson, melody, adam,
                        {.what = what,
                         .steps = steps,
                         .loss = [&](int step) { return loss_of(melody, practice.at(step)); },
                         .held_out = [&] { return quick_bits(melody, held_out); },
                         .every = 50,
                         .patience = patience,
                         .beside = [&] { return quick_bits(melody, some); }});
}

// Stopped in time, with a memory that was chosen on songs held out.
struct Practised {
  Split songs;
  Melody melody;
  Memory memory;

  explicit Practised(lessons::Lesson& lesson) : songs(split(read_songs(lesson))), melody(hidden_of(lesson)) {
    const int steps = lesson.steps(lesson.stand_in() ? 200 : 800, 2000);
    const auto trained = learn(lesson, "the GRU", melody, songs.training, songs.held_out, steps, 3);
    memory = choose_memory(hear(melody, songs.held_out), songs.held_out, all_of_it);
    lesson.say("The GRU was trained for " + std::to_string(trained.best_step) + " steps; its memory has θ = " +
               lessons::short_text(memory.theta) + " and λ = " + lessons::short_text(memory.lambda) + ".");
  }
};
