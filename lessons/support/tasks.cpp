#include "lessons/support/tasks.hpp"

#include <algorithm>

#include "autograd/random.hpp"

namespace unroll::lessons {

FirstSymbol draw_first_symbol(Index T, Index batch) {
  const Indices ids = random_numbers().below({T, batch}, symbols);
  const auto begin = ids.values().begin();
  return {ids, Indices(std::vector<Index>(begin, begin + batch))};
}

Array FirstSymbol::xs() const {
  Array xs = Array::zeros({ids.shape()[0], ids.shape()[1], symbols});
  for (Index i = 0; i < ids.size(); ++i) xs.write()[i * symbols + ids[i]] = 1;
  return xs;
}

double right_answers(const Array& scores, const Indices& answers) {
  const Index choices = scores.shape()[scores.shape().rank() - 1];
  int right = 0;
  for (Index n = 0; n < answers.size(); ++n) {
    const Real* row = scores.data() + n * choices;
    right += std::max_element(row, row + choices) - row == answers[n];
  }
  return double(right) / double(answers.size());
}

MarkedSum draw_marked_sum(Index T, Index batch) {
  MarkedSum sum{Array::zeros({T, batch, 2}), Array::zeros({batch, 1})};
  const Array numbers = random_numbers().uniform({T, batch});
  for (Index n = 0; n < batch; ++n) {
    for (Index t = 0; t < T; ++t) sum.xs.set({t, n, 0}, numbers.at({t, n}));
    const Index early = random_numbers().below(T / 2), late = T / 2 + random_numbers().below(T - T / 2);
    for (Index t : {early, late}) sum.xs.set({t, n, 1}, 1);
    sum.wanted.set({n, 0}, numbers.at({early, n}) + numbers.at({late, n}));
  }
  return sum;
}

}  // namespace unroll::lessons
