// Lesson 12, second program. Does a short way help to find? One attention learns to write sequences backwards. Then it
// is asked for palindromes: after that exercise, and without it. The way is as short in both cases.
#include "graphs/plot.hpp"
#include "lessons/12-a-glimpse-of-attention/mirror.hpp"

constexpr Index batch = 32;

// ---- Backwards ----
enum class Answers { right, shuffled };  // shuffled: those of other sequences, so that there is nothing to learn

struct Practice {
  std::vector<double> at, right, mass;  // after so many steps
};
Practice practise(lessons::Lesson& lesson, const Mirror& mirror, int steps, Answers answers = Answers::right) {
  Practice result;
  const auto note = [&](int step) {
    if (step % 10 != 0) return;
    NoGrad no_grad;
    const Indices ids = random_numbers().below({200, mirror.length()}, symbols);
    result.at.push_back(step), result.mass.push_back(mirror.mass());
    result.right.push_back(accuracy(mirror.reverse(ids), reversed(ids)));
  };
  const auto loss = [&] {
    const Indices ids = random_numbers().below({batch, mirror.length()}, symbols),
                  other = random_numbers().below({batch, mirror.length()}, symbols);
    return nn::cross_entropy(mirror.reverse(ids), answers == Answers::right ? reversed(ids) : other);
  };
  note(0);
  train(lesson, "backwards", mirror, steps, Real(0.01), loss, note);
  return result;
}

void learn_backwards(lessons::Lesson& lesson) {
  lesson.heading("Write it backwards");
  const int steps = lesson.steps(100, 300);
  const Mirror mirror(40), shuffled(40), nowhere(40, false);
  const Array before = mirror.read(Indices({1, 40}, std::vector<Index>(40, 0))).weights.value();
  const Practice learnt = practise(lesson, mirror, steps), idle = practise(lesson, shuffled, steps, Answers::shuffled),
                 lost = practise(lesson, nowhere, steps);
  const Array after = mirror.read(Indices({1, 40}, std::vector<Index>(40, 0))).weights.value();
  std::vector<std::vector<std::string>> rows;
  for (const auto& [name, p] : {std::pair{"as described", learnt}, {"answers shuffled", idle}, {"no positions", lost}})
    rows.push_back({name, lessons::short_text(p.right.front()), lessons::short_text(p.right[p.right.size() / 2]),
                    lessons::short_text(p.right.back()), lessons::short_text(p.mass.back())});
  lesson.table({"T = 40", "right at first", "half-way", "at the end", "weight on the mirrored"}, rows);
  lesson.finding("backwards", "right symbols, T = 40", learnt.right.back());
  lesson.control("backwards", "answers shuffled", idle.right.back());
  lesson.control("backwards", "without positions", lost.right.back());
  lesson.finding("mass", "weight on the mirrored position", learnt.mass.back());
  lesson.control("mass", "before training", learnt.mass.front());
  lesson.control("mass", "without positions", lost.mass.back());
  lesson.quote("half_way", learnt.right[learnt.right.size() / 2]);

  graphs::Plot plot("Before training: who reads whom", {"position that is read"}, {"position that reads"});
  plot.heat(before, {"weight", graphs::Scale::linear, 0, 1});
  graphs::Plot then("After 100 steps", {"position that is read"}, {"position that reads"});
  then.heat(after, {"weight", graphs::Scale::linear, 0, 1});
  plot.above(std::move(then));
  lesson.save(plot, "map");
}

// ---- Palindromes ----
double judged(const Mirror& mirror) {
  NoGrad no_grad;
  const Question q = draw_palindromes(500, mirror.length());
  const Array answers = mirror.palindrome(q.ids).value();
  int right = 0;
  for (Index n = 0; n < 500; ++n) right += (answers.at({n, 0}) > 0) == (q.answer.value().at({n, 0}) > 0);
  return right / 500.0;
}

// Queries and keys that look across: with W_q W_kᵀ = s · diag(1 … 1, −1 … −1) the score of i and j is Σ_f cos(f (i +
// j)), counted from the middle, and largest where j = −i.
void look_across(const Mirror& mirror, Real s) {
  Array W_k = Array::eye(Mirror::width);
  for (Index k = Mirror::width / 2; k < Mirror::width; ++k) W_k.set({k, k}, -1);
  mirror.W_q.assign((Tensor(Array::eye(Mirror::width)) * s).value()), mirror.W_k.assign(W_k);
}

enum class Start { as_made, practised, by_hand };
struct Judge {
  std::vector<double> at, right;
  double mass_before, mass_after;
};
Judge learn_palindromes(lessons::Lesson& lesson, Index T, Start start) {
  const Mirror mirror(T);
  if (start == Start::practised) practise(lesson, mirror, 100);
  if (start == Start::by_hand) look_across(mirror, 10);
  Judge judge{{0}, {judged(mirror)}, mirror.mass(), 0};
  train(
      lesson, "palindromes", mirror, lesson.steps(200, 600), Real(0.01),
      [&] {
        const Question q = draw_palindromes(batch, T);
        return nn::binary_cross_entropy(mirror.palindrome(q.ids), q.answer);
      },
      [&](int step) {
        if (step % 20 == 0) judge.at.push_back(step), judge.right.push_back(judged(mirror));
      });
  judge.mass_after = mirror.mass();
  return judge;
}

void ask_for_palindromes(lessons::Lesson& lesson) {
  lesson.heading("Is it a palindrome?");
  std::vector<std::vector<std::string>> rows;
  for (Index T : lesson.full() ? std::vector<Index>{16, 24, 32, 40, 64} : std::vector<Index>{24, 40}) {
    const Judge plain = learn_palindromes(lesson, T, Start::as_made),
                practised = learn_palindromes(lesson, T, Start::practised),
                by_hand = learn_palindromes(lesson, T, Start::by_hand);
    for (const auto& [name, judge] : {std::pair{"as made", plain}, {"after practice", practised}, {"by hand", by_hand}})
      rows.push_back({std::to_string(T), name, lessons::short_text(judge.mass_before),
                      lessons::short_text(judge.right[3]), lessons::short_text(judge.right.back()),
                      lessons::short_text(judge.mass_after)});
    const std::string at = std::to_string(T);
    lesson.quote("plain_" + at, plain.right.back()), lesson.quote("practised_" + at, practised.right.back());
    lesson.quote("hand_" + at, by_hand.right.back()), lesson.quote("practised_soon_" + at, practised.right[3]);
    if (T != 40) continue;
    lesson.finding("palindromes", "right at T = 40, after practice", practised.right.back());
    lesson.control("palindromes", "without", plain.right.back());
    lesson.finding("no_search", "right at T = 40, without practice, where to look set by hand", by_hand.right.back());
    lesson.control("no_search", "without practice, as made", plain.right.back());
    graphs::Plot plot("Palindromes of 40 symbols", {"training step"}, {"right", graphs::Scale::linear, 0.4, 1});
    plot.line("set by hand", by_hand.at, by_hand.right);
    plot.line("after practice", practised.at, practised.right);
    plot.line("as made", plain.at, plain.right);
    plot.level("guessing", 0.5);
    lesson.save(plot, "palindromes");
  }
  lesson.table({"T", "start", "mirrored weight", "right after 60", "at the end", "mirrored weight then"}, rows);
}

void story(lessons::Lesson& lesson) {
  learn_backwards(lesson);
  ask_for_palindromes(lesson);
}

int main(int argc, char* argv[]) { return lessons::run("12-a-glimpse-of-attention/mirror", argc, argv, story); }
