// Lesson 13, third program. A price belongs to a computation and not to the function that it computes. Linear attention
// is written twice and the minGRU three times: the numbers are the same, work and depth are not.
#include "graphs/plot.hpp"
#include "lessons/13-the-price/price.hpp"
#include "lessons/13-the-price/scan.hpp"
#include "nn/linear.hpp"
#include "nn/linear_attention.hpp"
#include "nn/rnn_cell.hpp"
#include "nn/zoo/mingru_cell.hpp"

// ---- Linear attention ----
Tensor step_by_step(const nn::LinearAttentionCell& cell, const Tensor& xs) { return nn::unrolled(cell, xs).outputs(); }

// All at once, from the same weights; the sequence is the last axis but one there.
std::vector<Tensor> queries_keys_values(const nn::LinearAttentionCell& cell, const Tensor& xs) {
  return split(permute(cell.project(xs), {1, 0, 2}), -1, 3);
}
Tensor all_at_once(const nn::LinearAttentionCell& cell, const Tensor& xs) {
  const auto qkv = queries_keys_values(cell, xs);
  return permute(nn::causal_linear_attention(qkv[0], qkv[1], qkv[2]), {1, 0, 2});
}
Tensor without_order(const nn::LinearAttentionCell& cell, const Tensor& xs) {
  const auto qkv = queries_keys_values(cell, xs);
  return permute(nn::linear_attention(qkv[0], qkv[1], qkv[2]), {1, 0, 2});
}

// ---- The minGRU ----
// h_t = (1 − z_t) ⊙ h_{t−1} + z_t ⊙ n_t, where z and n do not read h: a_t and b_t of a scan.
template <class Scan>
Tensor scanned(const nn::MinGRUCell& cell, const Tensor& xs, const Scan& scan) {
  const std::vector<Tensor> parts = split(cell.project(xs), -1, 2);
  const Tensor z = sigmoid(parts[0]);
  return scan(1 - z, z * parts[1]);
}
Tensor looped(const nn::MinGRUCell& cell, const Tensor& xs) { return nn::unrolled(cell, xs).outputs(); }

// ---- The same as layers of new weights, for their price ----
Tensor linear_steps(const Tensor& xs) { return step_by_step({xs.dim(2), xs.dim(2)}, xs); }
Tensor linear_at_once(const Tensor& xs) { return all_at_once({xs.dim(2), xs.dim(2)}, xs); }
Tensor mingru_loop(const Tensor& xs) { return looped({xs.dim(2), xs.dim(2)}, xs); }
Tensor mingru_rounds(const Tensor& xs) { return scanned({xs.dim(2), xs.dim(2)}, xs, scan_in_rounds); }
Tensor mingru_pairs(const Tensor& xs) { return scanned({xs.dim(2), xs.dim(2)}, xs, scan_in_pairs); }

double work(Layer layer, Index T, Index d) { return double(graphs::flops(graph_of(layer, T, d)).forward); }
double depth(Layer layer, Index T, Index d) { return graph_of(layer, T, d).depth(); }

double difference(const Tensor& a, const Tensor& b) { return double(max(abs(a - b)).item()); }

// The largest difference between two results and between their gradients, by xs and all weights.
struct Differences {
  double values, gradients;
};
Differences differences(const Tensor& a, const Tensor& b, std::vector<Tensor> wanted) {
  const Tensor error(random_numbers().normal(a.shape()));
  const auto da = grad(a, wanted, {.seed = error}), db = grad(b, wanted, {.seed = error});
  double gradients = 0;
  for (std::size_t i = 0; i < da.size(); ++i)
    gradients = std::max(gradients, difference(da[i], db[i]) / double(max(abs(db[i])).item()));
  return {difference(a, b), gradients};
}

void compare_linear_attention(lessons::Lesson& lesson) {
  lesson.heading("Linear attention, all at once and step by step");
  const nn::LinearAttentionCell cell(16, 16);
  const Tensor xs = sequence(128, 16);
  std::vector<Tensor> wanted = cell.parameters();
  wanted.push_back(xs);
  const Tensor steps = step_by_step(cell, xs);
  const Differences off = differences(all_at_once(cell, xs), steps, wanted);
  const Differences other = differences(without_order(cell, xs), steps, wanted);
  lesson.finding("linear_same", "T = 128: at once less step by step, largest difference", off.values);
  lesson.control("linear_same", "where a step reads later ones, too", other.values);
  lesson.finding("linear_same_gradients", "of the gradients, relative", off.gradients);
  lesson.control("linear_same_gradients", "where a step reads later ones, too", other.gradients);

  const auto grows = [](Layer layer) { return exponent(256, work(layer, 256, 32), 1024, work(layer, 1024, 32)); };
  lesson.finding("linear_steps", "step by step, d = 32: exponent between T = 256 and 1024", grows(linear_steps));
  lesson.control("linear_steps", "at once", grows(linear_at_once));
  lesson.quote("linear_at_once_grows", grows(linear_at_once));
  const auto ratio = [](Index T) { return work(linear_at_once, T, 32) / work(linear_steps, T, 32); };
  lesson.finding("linear_ratio", "work at once / step by step, T = 1024", ratio(1024));
  lesson.control("linear_ratio", "T = 16", ratio(16));
  lesson.finding("linear_chain", "operations on the longest chain at once, T = 1024", depth(linear_at_once, 1024, 32));
  lesson.control("linear_chain", "step by step", depth(linear_steps, 1024, 32));
}

void compare_scans(lessons::Lesson& lesson) {
  lesson.heading("The minGRU by a loop and by scans");
  const nn::MinGRUCell cell(16, 16);
  const Tensor xs = sequence(256, 16);
  std::vector<Tensor> wanted = cell.parameters();
  wanted.push_back(xs);
  const Tensor loop = looped(cell, xs);
  // The last round left out: each step knows only the last 128.
  const auto halved = [](const Tensor& a, const Tensor& b) {
    const auto half = [](const Tensor& x, Index from) { return slice(x, 0, from, from + 128); };
    return concat({scan_in_rounds(half(a, 0), half(b, 0)), scan_in_rounds(half(a, 128), half(b, 128))}, 0);
  };
  const Differences rounds = differences(scanned(cell, xs, scan_in_rounds), loop, wanted);
  const Differences pairs = differences(scanned(cell, xs, scan_in_pairs), loop, wanted);
  const Differences other = differences(scanned(cell, xs, halved), loop, wanted);
  lesson.finding("scan_same", "T = 256: scans less loop, largest difference", std::max(rounds.values, pairs.values));
  lesson.control("scan_same", "a scan of each half alone", other.values);
  lesson.finding("scan_same_gradients", "of the gradients, relative", std::max(rounds.gradients, pairs.gradients));
  lesson.control("scan_same_gradients", "a scan of each half alone", other.gradients);

  const auto doubled = [](Layer layer) { return depth(layer, 1024, 32) - depth(layer, 512, 32); };
  lesson.finding("rounds_chain", "operations that twice the length adds to the chain, in rounds",
                 doubled(mingru_rounds));
  lesson.control("rounds_chain", "the loop", doubled(mingru_loop));
  lesson.finding("pairs_chain", "in pairs", doubled(mingru_pairs));
  lesson.control("pairs_chain", "the loop", doubled(mingru_loop));

  // Of the recurrence alone, without what makes a and b.
  const auto recurrence = [](auto scan, Index T) {
    const Tensor y = scan(sequence(T, 32), sequence(T, 32));
    return double(graphs::flops(graphs::Snapshot(y)).forward);
  };
  const auto by = [&](auto scan, Index T) { return recurrence(scan, T) / recurrence(by_loop, T); };
  lesson.finding("rounds_work", "work in rounds / loop, T = 1024", by(scan_in_rounds, 1024));
  lesson.control("rounds_work", "T = 16", by(scan_in_rounds, 16));
  lesson.finding("pairs_work", "work in pairs / loop, T = 1024", by(scan_in_pairs, 1024));
  lesson.control("pairs_work", "in rounds", by(scan_in_rounds, 1024));
}

// ---- All in one picture ----
void price_list(lessons::Lesson& lesson) {
  lesson.heading("Prices of one layer, T = 1024, d = 32");
  graphs::Plot plot("The prices of one layer, T = 1024, d = 32",
                    {"longest chain, operations", graphs::Scale::log, 4, 10000},
                    {"work, operations on numbers", graphs::Scale::log, 2e6, 4e8});
  struct Form {
    const char *name, *id;
    Layer layer;
  };
  std::vector<std::vector<std::string>> rows;
  // One line for each function: its forms.
  const auto add = [&](const char* function, const std::vector<Form>& forms) {
    std::vector<double> chains, works;
    for (const Form& form : forms) {
      works.push_back(work(form.layer, 1024, 32)), chains.push_back(depth(form.layer, 1024, 32));
      rows.push_back(
          {std::string(function) + form.name, lessons::short_text(works.back()), lessons::short_text(chains.back())});
      lesson.quote(std::string("work_") + form.id, works.back() / 1e6);
      lesson.quote(std::string("chain_") + form.id, chains.back());
    }
    plot.line(function, chains, works);
  };
  add("attention", {{"", "attention", by_attention}});
  add("linear attention",
      {{", at once", "linear_at_once", linear_at_once}, {", step by step", "linear_steps", linear_steps}});
  add("RNN", {{"", "rnn", by_cell<nn::RNNCell>}});
  add("minGRU", {{", scan in rounds", "mingru_rounds", mingru_rounds},
                 {", scan in pairs", "mingru_pairs", mingru_pairs},
                 {", loop", "mingru_loop", mingru_loop}});
  lesson.table({"layer", "work", "longest chain"}, rows);
  lesson.save(plot, "prices");
}

void story(lessons::Lesson& lesson) {
  compare_linear_attention(lesson);
  compare_scans(lesson);
  price_list(lesson);
}

int main(int argc, char* argv[]) { return lessons::run("13-the-price/same_function", argc, argv, story); }
