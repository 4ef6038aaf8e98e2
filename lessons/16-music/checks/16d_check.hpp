// 16d: the moves of a melody, its ends, and the loss of a network on a song and on the same a fourth higher.
#pragma once

#include "lessons/support/compare.hpp"

inline std::string text_16d(const std::vector<Index>& moves) {
  std::string text;
  for (Index m : moves) text += (text.empty() ? "" : " ") + std::to_string(m);
  return text.empty() ? "nothing" : text;
}

// Bits a move that a network with weights drawn once needs for a melody.
template <class MovesOf>
double bits_16d(MovesOf moves_of, const std::vector<int>& keys) {
  const std::vector<Index> moves = moves_of(keys);
  seed(3);
  const nn::RNNCell cell(27, 12);
  const nn::Linear head(12, 27);
  const NoGrad no_grad;
  auto state = cell.start(1);
  double bits = 0;
  for (std::size_t t = 0; t + 1 < moves.size(); ++t) {
    state = cell.step(embedding(Tensor(Array::eye(27)), {moves[t]}), state);
    bits -= double(log_softmax(head(state.h)).value().at({0, moves[t + 1]})) / std::log(2.0);
  }
  return bits / double(moves.size());
}

template <class MovesOf>
void check_16d(MovesOf moves_of) {
  const std::vector<int> melody{60, 62, 64, 60, 60, 67, 59};
  const std::vector<Index> got = moves_of(melody), wanted{15, 15, 9, 13, 20, 5};
  demand(Stage::value, got.size() == 6,
         "seven keys give " + std::to_string(got.size()) + " moves; it should be six, one from each note to the next");
  demand(Stage::value, got != std::vector<Index>({15, 15, 17, 13, 20, 21}),
         "a move up and the same move down give the same symbol; 13 + 2 is two up, 13 − 2 two down");
  demand(Stage::value, got != std::vector<Index>({15, 17, 13, 13, 20, 12}),
         "you measure every note from the first; a move goes from each note to the next");
  const auto as_text = [&] {
    return "the moves of the keys 60 62 64 60 60 67 59 are " + text_16d(got) + "; they should be " + text_16d(wanted) +
           ", the next key less this one, plus 13";
  };
  demand(Stage::value, got == wanted, as_text());
  const std::vector<Index> wide = moves_of({30, 43, 57, 90, 77, 63, 20});
  demand(Stage::value, wide == std::vector<Index>({26, 26, 26, 0, 0, 0}),
         "moves of 13, 14 and 33 semitones up and 13, 14 and 43 down give " + text_16d(wide) +
             "; what is wider than 13 counts as 13: 26 26 26 0 0 0");

  for (const std::vector<int>& few : {std::vector<int>{}, std::vector<int>{60}})
    demand(Stage::behaviour, moves_of(few).empty(), "from fewer than two keys you make moves; there are none");
  seed(4);
  std::vector<int> song, higher;
  for (int i = 0; i < 60; ++i) song.push_back(50 + int(random_numbers().below(20))), higher.push_back(song.back() + 5);
  const double bits = bits_16d(moves_of, song), then = bits_16d(moves_of, higher);
  demand(Stage::behaviour, bits == then,
         "a network needs " + std::to_string(bits) + " bits a move for a song and " + std::to_string(then) +
             " for the same five semitones higher; they should be identical");
}
