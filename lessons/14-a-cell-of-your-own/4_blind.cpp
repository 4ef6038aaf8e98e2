// Lesson 14, fourth program. Why the first symbol is invisible to a cell that reads x alone: we take its state apart,
// ask how loud each place is in it, and look at what the cell that can see it goes by.
#include <numeric>

#include "graphs/plot.hpp"
#include "lessons/14-a-cell-of-your-own/diagonal_cell.hpp"
#include "lessons/14-a-cell-of-your-own/first.hpp"
#include "nn/zoo/mingru_cell.hpp"
#include "nn/zoo/ugrnn_cell.hpp"

constexpr Index length = 50, sequences = 64;  // length is T

template <class Cell>
struct Trained : Network<Cell> {
  Trained(lessons::Lesson& lesson, const char* name, First first, typename Cell::Options options)
      : Network<Cell>(Task{length, first}, lesson.hidden(32), options) {
    learn(lesson, *this, name, lesson.steps(450, 3000));
  }
};

// h_T as the sum over t of kept_t ⊙ written_t: what a step writes into an empty state, and what is left of it at the
// end, ∂h_T/∂h_t. (The gradient of the sum of h_T is that, unit by unit, if no unit listens to another.)
struct Parts {
  std::vector<Tensor> kept, written;
  Tensor end;  // h_T
};
template <class Cell>
Parts take_apart(Network<Cell>& network, const Batch& batch) {
  Cell& cell = network.layers.cell(0);
  const Tensor xs = read(network.task, batch);
  std::vector<Tensor> hs;
  for (const auto& state : nn::unrolled(cell, xs).states) hs.push_back(state.h);
  Parts parts{grad(sum(hs.back()), hs), {}, hs.back()};
  for (Index t = 0; t < length; ++t) parts.written.push_back(cell.step(xs[t], cell.start(sequences)).h);
  return parts;
}
template <class Cell>
double sum_is_off(Network<Cell>& network) {
  const Parts parts = take_apart(network, draw_batch(network.task, sequences));
  Tensor all = parts.kept[0] * parts.written[0];
  for (std::size_t t = 1; t < length; ++t) all = all + parts.kept[t] * parts.written[t];
  return double((max(abs(all - parts.end)) / max(abs(parts.end))).item());
}

// How much louder the first symbol is in h_T than the same symbol would be at another place t, at most: over all
// sequences and t.
double louder(Network<nn::MinGRUCell>& network) {
  Batch batch = draw_batch(network.task, sequences);
  const Parts parts = take_apart(network, batch);
  std::copy(batch.answer.begin(), batch.answer.end(), batch.ids.begin());  // at another place it has no mark
  const Tensor elsewhere = take_apart(network, batch).written[0];
  double most = 0;
  for (std::size_t t = 1; t < length; ++t)
    most = std::max(
        most, double(max(norm(parts.kept[0] * parts.written[0], {1}) / norm(parts.kept[t] * elsewhere, {1})).item()));
  return most;
}

// How much h_T changes when another symbol stands at t = 1 … T, on average; the largest is 1.
template <class Cell>
std::vector<double> voices(Network<Cell>& network) {
  NoGrad no_grad;
  const Batch batch = draw_batch(network.task, sequences), other = draw_batch(network.task, sequences);
  const auto end = [&](const Batch& any) { return network.after(any, network.layers.start(sequences)).back().h; };
  std::vector<double> voices;
  for (Index t = 0; t < length; ++t) {
    Batch changed = batch;
    std::copy_n(other.ids.begin() + t * sequences, sequences, changed.ids.begin() + t * sequences);
    voices.push_back(double(mean(norm(end(changed) - end(batch), {1})).item()));
  }
  const double loudest = *std::max_element(voices.begin(), voices.end());
  for (double& voice : voices) voice /= loudest;
  return voices;
}
// The first by the loudest of the others.
double first_voice(const std::vector<double>& voices) {
  return voices[0] / *std::max_element(voices.begin() + 1, voices.end());
}

// A second sequence, read on from where the first one ended: how often each one's first symbol is named.
struct Named {
  double second, first;
};
template <class Cell>
Named read_on(Network<Cell>& network) {
  NoGrad no_grad;
  const Batch first = draw_batch(network.task, 500), second = draw_batch(network.task, 500);
  const auto start = network.after(first, network.layers.start(500));
  const Array scores = network.head(network.after(second, start).back().h).value();
  return {lessons::right_answers(scores, Indices(second.answer)),
          lessons::right_answers(scores, Indices(first.answer))};
}

void story(lessons::Lesson& lesson) {
  lesson.heading("What is in the state after fifty symbols?");
  Trained<nn::UGRNNCell> ugrnn(lesson, "UGRNN", First::as_the_others, {.gate_bias = Real(3)});
  Trained<nn::MinGRUCell> bare(lesson, "minGRU", First::as_the_others, {.gate_bias = Real(-3)}),
      marked(lesson, "minGRU, marked", First::marked, {.gate_bias = Real(-3)});
  Trained<DiagonalCell> diagonal(lesson, "diagonal", First::as_the_others, {});
  lesson.finding("parts", "minGRU: the sum of what was written and kept, less h_T, relative", sum_is_off(bare));
  lesson.control("parts", "UGRNN", sum_is_off(ugrnn));
  lesson.finding("parts_diagonal", "the same of the diagonal cell", sum_is_off(diagonal));
  lesson.control("parts_diagonal", "UGRNN", sum_is_off(ugrnn));
  lesson.finding("never_louder", "the first symbol by the same one later, minGRU, at most", louder(bare));
  lesson.control("never_louder", "if it is marked", louder(marked));

  const std::vector<double> of_ugrnn = voices(ugrnn), of_bare = voices(bare), of_marked = voices(marked);
  lesson.finding("first_voice", "UGRNN: how loud the first is in h_T, by the loudest other", first_voice(of_ugrnn));
  lesson.control("first_voice", "minGRU", first_voice(of_bare));
  lesson.finding("marked_voice", "minGRU, marked: the same", first_voice(of_marked));
  lesson.control("marked_voice", "not marked", first_voice(of_bare));

  const Named on = read_on(ugrnn);
  lesson.finding("by_emptiness", "UGRNN, not begun anew: right first symbols of the second sequence", on.second);
  lesson.control("by_emptiness", "begun anew", accuracy(ugrnn));
  lesson.quote("still_the_first", on.first);

  std::vector<double> times(length);
  std::iota(times.begin(), times.end(), 1);
  graphs::Plot plot("How much the end depends on each symbol", {"time step t", graphs::Scale::linear, 1, length},
                    {"change of h₅₀, by the largest", graphs::Scale::log});
  plot.line("UGRNN", times, of_ugrnn, colour_of("UGRNN"));
  plot.line("minGRU", times, of_bare, colour_of("minGRU"));
  plot.line("minGRU, first marked", times, of_marked, colour_of("minGRU, first marked"));
  lesson.save(plot, "voices");
}

int main(int argc, char* argv[]) { return lessons::run("14-a-cell-of-your-own/blind", argc, argv, story); }
