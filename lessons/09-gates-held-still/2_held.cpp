// Lesson 9, second program. Is the plain RNN a gated cell whose gates are stuck? We hold the gates of a GRU and of an
// LSTM more and more firmly, and measure how far their states are from those of the plain RNN with the same weights.
#include "graphs/draw.hpp"
#include "graphs/plot.hpp"
#include "lessons/09-gates-held-still/folded.hpp"
#include "lessons/09-gates-held-still/held.hpp"
#include "lessons/support/measure.hpp"
#include "nn/losses.hpp"

// The plain RNN, what it reads, and the weights of a loss Σ v h.
struct Run {
  PlainCell cell;
  Tensor xs = Tensor(random_numbers().normal({length, batch, features}));
  Tensor v = Tensor(random_numbers().normal({length, batch, hidden}));
  Tensor hs = states(cell, xs);

  double distance_of(const auto& other) const { return distance(states(other, xs), hs); }
};

// ---- Values ----
const std::vector<double> firmness{0, 2, 4, 5, 6, 8, 10, 12, 15, 20, 25, 30, 34, 36, 37, 38, 40, 45, 50};

// y = c exp(slope · x), over 5 <= x <= 25.
double exponent(const std::vector<double>& xs, const std::vector<double>& ys) {
  std::vector<double> powers;
  for (double x : xs) powers.push_back(std::exp(x));
  return lessons::log_slope(powers, ys, std::exp(25), std::exp(5));
}

void hold_more_firmly(lessons::Lesson& lesson, const Run& plain) {
  lesson.heading("The gates at σ(B) and σ(−B): how far is h from the plain RNN's?");
  using nn::OutputActivation;
  std::vector<double> of_gru, of_lstm, of_bare;
  std::vector<std::vector<std::string>> rows;
  for (double B : firmness) {
    of_gru.push_back(plain.distance_of(HeldGRU(plain.cell, B)));
    of_lstm.push_back(plain.distance_of(HeldLSTM(plain.cell, B)));
    of_bare.push_back(plain.distance_of(HeldLSTM(plain.cell, B, OutputActivation::none)));
    rows.push_back({lessons::short_text(B), lessons::short_text(of_gru.back()), lessons::short_text(of_lstm.back()),
                    lessons::short_text(of_bare.back())});
    const std::string at = std::to_string(int(B));
    lesson.quote("gru_" + at, of_gru.back()), lesson.quote("lstm_" + at, of_lstm.back());
    lesson.quote("bare_" + at, of_bare.back());
  }
  lesson.table({"B", "GRU", "LSTM", "LSTM without its last tanh"}, rows);
  const auto at = [](const std::vector<double>& distances, double B) {
    return distances[std::size_t(std::ranges::find(firmness, B) - firmness.begin())];
  };
  lesson.finding("gru_is_plain", "the GRU at B = 40 less the plain RNN, at most", at(of_gru, 40));
  lesson.control("gru_is_plain", "at B = 5", at(of_gru, 5));
  lesson.finding("gru_nears", "exponent by which the GRU nears the plain RNN", exponent(firmness, of_gru));
  lesson.control("gru_nears", "by which the LSTM does", exponent(firmness, of_lstm));
  lesson.finding("lstm_stays_off", "the LSTM at B = 40 less the plain RNN, at most", at(of_lstm, 40));
  lesson.control("lstm_stays_off", "without its last tanh", at(of_bare, 40));
  lesson.finding("bare_is_plain", "the LSTM without its last tanh, B = 40", at(of_bare, 40));
  lesson.control("bare_is_plain", "with it", at(of_lstm, 40));

  std::vector<Tensor> twice;
  Tensor h = plain.cell.start(batch).h;
  for (Index t = 1; t <= length; ++t) twice.push_back(h = tanh(plain.cell.step(plain.xs[t - 1], {h}).h));
  const Tensor hs = states(HeldLSTM(plain.cell, 40), plain.xs);
  lesson.finding("lstm_has_two", "the LSTM at B = 40 less the RNN with tanh(tanh(…))", distance(hs, stack(twice)));
  lesson.control("lstm_has_two", "less the one with tanh(…)", distance(hs, plain.hs));

  graphs::Plot plot("How far from the plain RNN? Gates held at σ(B) and σ(−B)", {"B", graphs::Scale::linear, 0, 50},
                    {"largest difference in h", graphs::Scale::log, 1e-17, 10});
  plot.line("LSTM", firmness, of_lstm);
  plot.line("GRU", firmness, of_gru);
  plot.line("LSTM without its last tanh", firmness, of_bare);
  lesson.save(plot, "distance");
}

// ---- The plain RNN inside the LSTM after all, in miniature ----
// With i = ε the belt holds ε tanh(…), which is so small that the last tanh hardly bends it, and W_hg = W_hh/ε reads it
// in its true size.
double miniature(const Run& plain, double epsilon, bool magnified = true) {
  const HeldLSTM cell(plain.cell, 800);
  hold(cell, lstm::i, bias_for(epsilon));
  if (magnified) set_part(cell.W_hh, lstm::g, plain.cell.W_hh / Real(epsilon));
  return distance(states(cell, plain.xs) / Real(epsilon), plain.hs);
}

void shrink(lessons::Lesson& lesson, const Run& plain) {
  lesson.heading("An LSTM with i = ε and W_hg = W_hh/ε: h/ε less the plain RNN's h");
  std::vector<double> epsilons, distances, unmagnified;
  std::vector<std::vector<std::string>> rows;
  for (double exponent = 0.5; exponent <= 8; exponent += 0.5) {
    epsilons.push_back(std::pow(10, -exponent));
    distances.push_back(miniature(plain, epsilons.back()));
    unmagnified.push_back(miniature(plain, epsilons.back(), false));
    if (exponent != std::floor(exponent)) continue;
    rows.push_back({lessons::short_text(epsilons.back()), lessons::short_text(distances.back())});
    lesson.quote("miniature_" + std::to_string(int(exponent)), distances.back());
  }
  lesson.table({"ε", "largest difference"}, rows);
  lesson.finding("miniature", "power of ε with which it shrinks", lessons::log_slope(epsilons, distances, 1e-1, 1e-5));
  lesson.control("miniature", "without magnifying", lessons::log_slope(epsilons, unmagnified, 1e-1, 1e-5));
  graphs::Plot plot("The plain RNN in miniature, inside an LSTM", {"ε = i", graphs::Scale::log, 1, 1e-8},
                    {"largest difference in h/ε", graphs::Scale::log, 1e-17, 10});
  plot.line("W_hg = W_hh/ε", epsilons, distances);
  plot.line("W_hg = W_hh", epsilons, unmagnified);
  lesson.save(plot, "miniature");
}

// ---- Gradients ----
struct Gradients {
  std::vector<Tensor> of_new;  // dL/dW_xh, dL/dW_hh, dL/db, the part of n
  double z, r;                 // the largest entries of dL/db_z and dL/db_r
};
Gradients gradients(const Run& plain, double B) {
  const HeldGRU cell(plain.cell, B);
  const std::vector<Tensor> all = grad(sum(plain.v * states(cell, plain.xs)), {cell.W_xh, cell.W_hh, cell.b});
  Gradients result{{}, largest(part_of(all[2], gru::z)), largest(part_of(all[2], gru::r))};
  for (const Tensor& gradient : all) result.of_new.push_back(part_of(gradient, gru::n));
  return result;
}

void compare_gradients(lessons::Lesson& lesson, const Run& plain) {
  lesson.heading("What they learn from an error");
  const std::vector<Tensor> wanted = grad(sum(plain.v * plain.hs), {plain.cell.W_xh, plain.cell.W_hh, plain.cell.b});
  const auto differs = [&](double B) {
    const Gradients got = gradients(plain, B);
    double most = 0;
    for (std::size_t k = 0; k < wanted.size(); ++k)
      most = std::max(most, distance(got.of_new[k], wanted[k]) / largest(wanted[k]));
    return most;
  };
  lesson.finding("gradients_too", "gradients of the GRU at B = 40 less the plain RNN's, relative", differs(40));
  lesson.control("gradients_too", "at B = 5", differs(5));

  std::vector<double> of_z, of_r;
  for (double B : firmness) {
    const Gradients at = gradients(plain, B);
    of_z.push_back(at.z), of_r.push_back(at.r);
    lesson.quote("dz_" + std::to_string(int(B)), at.z), lesson.quote("dr_" + std::to_string(int(B)), at.r);
  }
  lesson.finding("stuck", "largest dL/db_r at B = 40, r being 1", gradients(plain, 40).r);
  lesson.control("stuck", "largest dL/db_z, z being σ(−40)", gradients(plain, 40).z);
  lesson.finding("rusts", "exponent by which dL/db_z goes", exponent(firmness, of_z));
  lesson.control("rusts", "by which what n learns does", [&] {
    std::vector<double> of_n;
    for (double B : firmness) of_n.push_back(largest(gradients(plain, B).of_new[2]));
    return exponent(firmness, of_n);
  }());
  graphs::Plot plot("What an error asks of a held gate", {"B", graphs::Scale::linear, 0, 50},
                    {"largest gradient", graphs::Scale::log, 1e-24, 100});
  plot.line("b_z, held shut", firmness, of_z);
  plot.line("b_r, held open", firmness, of_r);
  lesson.save(plot, "stuck");
}

// ---- The graph ----
// Three steps, with the gates held so firmly that σ gives exactly 0 and 1, or less so.
template <class Cell>
Tensor loss_of(const Cell& cell, const std::vector<Tensor>& xs) {
  const Tensor target = Tensor(Array::zeros({1, cell.outputs()})).named("y").mark(Role::input);
  return nn::squared_error(nn::unrolled(cell, xs).last().h, target);
}

void fold(lessons::Lesson& lesson) {
  lesson.heading("What is left of the graph, T = 3");
  const nn::RNNCell plain(features, 4);
  std::vector<Tensor> xs;
  for (int t = 1; t <= 3; ++t)
    xs.push_back(variable(random_numbers().normal({1, features})).named("x_" + std::to_string(t)).mark(Role::input));
  const HeldGRU cell(plain, 1000, nn::Reset::before_product);
  const Tensor of_plain = loss_of<nn::RNNCell>(plain, xs), held = loss_of<nn::GRUCell>(cell, xs),
               loose = loss_of<nn::GRUCell>(HeldGRU(plain, 5, nn::Reset::before_product), xs),
               after = loss_of<nn::GRUCell>(HeldGRU(plain, 1000), xs);
  const graphs::Snapshot before(held), wanted(of_plain);
  const Folded folded(before);
  lesson.quote("ops_after", Folded(graphs::Snapshot(after)).count());
  lesson.quote("ops_loose", graphs::Snapshot(loose).count());
  lesson.quote("depth_gru", before.depth());
  lesson.finding("ops_left", "operations that are left", folded.count());
  lesson.control("ops_left", "before folding", before.count());
  lesson.finding("plain_ops", "operations of the plain RNN", wanted.count());
  lesson.control("plain_ops", "of the GRU", before.count());
  lesson.finding("depth_left", "the longest chain that is left", folded.depth());
  lesson.control("depth_left", "before folding", before.depth());
  lesson.finding("plain_depth", "the longest chain of the plain RNN", wanted.depth());
  lesson.control("plain_depth", "of the GRU", before.depth());
  lesson.finding("same_graph", "is what is left the plain RNN's graph?", folded.same_as(Folded(wanted)));
  lesson.control("same_graph", "held with B = 5", Folded(graphs::Snapshot(loose)).same_as(Folded(wanted)));

  Trace trace;
  held.backward({.trace = &trace});
  lesson.save(
      graphs::draw(held, {.title = "A GRU with its gates held still: which way an error takes", .trace = &trace}),
      "held");
}

void story(lessons::Lesson& lesson) {
  const Run plain;
  hold_more_firmly(lesson, plain);
  shrink(lesson, plain);
  compare_gradients(lesson, plain);
  fold(lesson);
}

int main(int argc, char* argv[]) { return lessons::run("09-gates-held-still/held", argc, argv, story); }
