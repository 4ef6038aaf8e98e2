// Lesson 11, third program. What is there to learn? Two chains with the same weights end in the same state if, and as
// far as a computer can tell only if, they have read the same. We ask chains that have never learnt anything how far
// that carries, and foretell it by lesson 4.
#include <algorithm>
#include <cmath>
#include <map>

#include "graphs/plot.hpp"
#include "lessons/11-palindromes/detector.hpp"

// The largest gap of palindromes if the second chain numbers its units from the end, and so adds up in another order.
template <class Number>
double rounding_gap(const nn::RNNCell& cell) {
  const nn::RNNCell other(symbols, units);
  other.W_xh.assign(flip(cell.W_xh, {1}).value()), other.W_hh.assign(flip(cell.W_hh, {0, 1}).value());
  other.b.assign(flip(cell.b, {0}).value());
  const Detector<Number> first(cell), second(other);
  double largest = 0;
  for (int i = 0; i < 400; ++i) {
    const Word half = random_half(200);
    auto b = second.state(half);
    std::ranges::reverse(b);
    largest = std::max(largest, Detector<Number>::distance(first.state(half), b));
  }
  return largest;
}

// The share of words of length T, each a palindrome but for one symbol, that it finds to be none.
template <class Number>
double found(const Detector<Number>& detector, int T, double above = tolerance<Number>) {
  int count = 0;
  for (int i = 0; i < 400; ++i) {
    const Word half = random_half(T);
    count += detector.gap(changed(folded_out(half, half), std::size_t(random_numbers().below(T)))) > above;
  }
  return count / 400.0;
}

// ---- How |f − b| depends on where the two symbols are that differ ----
constexpr int farthest = 110;
const auto distances = [] {
  std::vector<double> ds;
  for (int d = 1; d <= farthest; ++d) ds.push_back(d);
  return ds;
}();

// The first distance at which they are below a tolerance.
double lost_at(const std::vector<double>& gaps, double tolerance) {
  return double(std::ranges::find_if(gaps, [&](double g) { return g < tolerance; }) - gaps.begin()) + 1;
}

// Lesson 4: a step multiplies by the matrix's factor, times the root mean square of the slopes of tanh.
double root_mean_square_slope(const Detector<double>& detector) {
  constexpr int tries = 60;
  double squares = 0;
  for (int i = 0; i < tries; ++i)
    for (double h : detector.state(random_half(80))) squares += std::pow(1 - h * h, 2);
  return std::sqrt(squares / tries / double(units));
}
double measured_factor(const std::vector<double>& gaps) {
  std::vector<double> powers;
  for (double d : distances) powers.push_back(std::exp(-d));
  return std::exp(-lessons::log_slope(powers, gaps, std::exp(-2), std::exp(-30)));
}

void measure_gaps(lessons::Lesson& lesson) {
  lesson.heading("|f − b| where one pair of symbols differs, by its distance from the middle");
  const nn::RNNCell slow(symbols, units), fast(symbols, units);
  start_as_rotation(slow, 0.9), start_as_rotation(fast, 0.5);
  const Detector<double> in_double(slow), of_fast(fast);
  const Detector<float> in_float(slow);
  const std::vector<double> exact = gaps(in_double, farthest), coarse = gaps(in_float, farthest),
                            short_lived = gaps(of_fast, farthest);

  const double slope = root_mean_square_slope(in_double), factor = measured_factor(exact);
  lesson.quote("slope", slope), lesson.quote("factor_measured", factor), lesson.quote("foretold", 0.9 * slope);
  lesson.quote("gap_1", exact[0]), lesson.quote("gap_10", exact[9]), lesson.quote("gap_50", exact[49]);
  lesson.finding("factor", "factor of a step by 0.9 times the slope of tanh", factor / (0.9 * slope));
  lesson.control("factor", "by 0.9 alone", factor / 0.9);

  // g q^(d − 1) < tolerance, and T = 2 d.
  const auto foretold = [&](double q, double tolerance) {
    return 2 * (1 + std::log(tolerance / exact[0]) / std::log(q));
  };
  for (const auto& [name, gaps, tolerance] :
       {std::tuple{"double", &exact, tolerance<double>}, {"float", &coarse, tolerance<float>}}) {
    const std::string id = std::string("fails_") + name;
    const double T = 2 * lost_at(*gaps, tolerance);
    lesson.quote(id + "_at", T), lesson.quote(id + "_foretold", foretold(0.9 * slope, tolerance));
    lesson.finding(id, std::string("T at which ") + name + " loses the outermost pair, by that foretold",
                   T / foretold(0.9 * slope, tolerance));
    lesson.control(id, "foretold by 0.9 alone", T / foretold(0.9, tolerance));
  }

  graphs::Plot plot("How far apart are the chains if one pair of symbols differs?",
                    {"its distance from the middle", graphs::Scale::linear, 0, farthest},
                    {"|f − b|", graphs::Scale::log, 1e-18, 10});
  std::vector<double> line;
  for (double d : distances) line.push_back(exact[0] * std::pow(0.9 * slope, d - 1));
  plot.line("0.9 Q, double", distances, exact);
  plot.line("0.9 Q, float", distances, coarse);
  plot.line("0.5 Q, double", distances, short_lived);
  plot.guide("0.9 · slope of tanh", distances, line);
  plot.level("1e-6", tolerance<float>), plot.level("1e-12", tolerance<double>);
  lesson.save(plot, "gap");

  lesson.heading("Share of the others that it finds to be no palindromes");
  std::vector<std::vector<std::string>> rows;
  std::map<std::string, std::map<int, double>> shares;
  for (int T : {20, 40, 100, 200, 400}) {
    const std::vector<std::pair<std::string, double>> row{{"found_double", found(in_double, T)},
                                                          {"found_float", found(in_float, T)},
                                                          {"found_fast", found(of_fast, T)},
                                                          {"found_exactly", found(in_float, T, 0)}};
    rows.push_back({std::to_string(T)});
    for (const auto& [name, share] : row) {
      rows.back().push_back(lessons::short_text(share));
      shares[name][T] = share;
      lesson.quote(name + "_" + std::to_string(T), share);
    }
  }
  lesson.table({"T", "0.9 Q, double", "0.9 Q, float", "0.5 Q, double", "0.9 Q, float, f ≠ b"}, rows);
  lesson.finding("untrained_100", "at T = 100, 0.9 Q in double", shares["found_double"][100]);
  lesson.control("untrained_100", "at T = 400", shares["found_double"][400]);
  lesson.finding("float_200", "at T = 200, in float", shares["found_float"][200]);
  lesson.control("float_200", "in double", shares["found_double"][200]);
  lesson.finding("exactly_200", "in float, if any difference counts", shares["found_exactly"][200]);
  lesson.control("exactly_200", "if 1e-6 counts", shares["found_float"][200]);
  lesson.finding("rounding", "|f − b| of palindromes, T = 200, float, the second chain adding up from the end",
                 rounding_gap<float>(slow));
  lesson.control("rounding", "in double", rounding_gap<double>(slow));
}

// ---- The engine says so, too: not one bit of difference ----
void compare_palindromes(lessons::Lesson& lesson) {
  lesson.heading("Palindromes of 100 symbols, chains that have learnt nothing");
  const auto largest = [](Reads reads, Cells cells) {
    NoGrad no_grad;
    const Network network(32, reads, Judge::difference, cells);
    std::vector<Word> words;
    for (int i = 0; i < 500; ++i) {
      const Word half = random_half(100);
      words.push_back(folded_out(half, half));
    }
    return double(max(network.difference(inputs_of(words))).item());
  };
  lesson.finding("no_difference", "the largest |f − b|", largest(Reads::to_middle, Cells::shared));
  lesson.control("no_difference", "weights of their own", largest(Reads::to_middle, Cells::own));
  lesson.control("no_difference", "both chains from left to right", largest(Reads::same_way, Cells::shared));
}

// ---- What training adds ----
void go_on(lessons::Lesson& lesson) {
  lesson.heading("Trained at T = 16, asked at other lengths");
  seed(lesson.seed());
  const Network network(lesson.hidden(32), Reads::to_middle, Judge::difference, Cells::shared);
  practise(lesson, network, {"T = 16", 16, lesson.steps(100, 1000)});
  std::vector<std::string> columns, row;
  std::map<int, double> right;
  for (int T : {16, 24, 40, 64, 100, 200}) {
    right[T] = accuracy(network, T);
    columns.push_back("T = " + std::to_string(T)), row.push_back(lessons::short_text(right[T]));
    lesson.quote("trained_" + std::to_string(T), right[T]);
  }
  lesson.table(columns, {row});
  lesson.finding("goes_on", "right at T = 24", right[24]);
  lesson.control("goes_on", "at T = 200", right[200]);
}

void story(lessons::Lesson& lesson) {
  compare_palindromes(lesson);
  measure_gaps(lesson);
  go_on(lesson);
}

int main(int argc, char* argv[]) { return lessons::run("11-palindromes/untrained", argc, argv, story); }
