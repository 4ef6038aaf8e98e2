// Lesson 5, second program. What an exploding gradient looks like from above, what clipping does about it, and what
// becomes of an explosion where nothing can explode.
//
// First one unit, whose loss can be drawn as a map over its two weights (after Pascanu, Mikolov and Bengio 2013): a
// cliff runs through it. Then networks of 32 units that start too loud, with relu and with tanh.
#include <algorithm>
#include <cmath>
#include <numeric>

#include "autograd/random.hpp"
#include "graphs/draw.hpp"
#include "graphs/plot.hpp"
#include "lessons/05-echoes/cliff.hpp"
#include "lessons/05-echoes/descent.hpp"
#include "lessons/05-echoes/loud.hpp"

using lessons::short_text;

// ---- One unit, and a descent over its map (cliff.hpp) ----
Descent walk(double w, double b, Real most) {
  const Tensor at_w = weight(w), at_b = weight(b);
  return descend(
      {at_w, at_b}, [&] { return error(at_w, at_b); }, {.lr = Real(0.1)}, most, 200);
}

double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}
double largest(const std::vector<double>& values) { return *std::max_element(values.begin(), values.end()); }
double mean_of_last_50(const std::vector<double>& values) {
  const std::size_t count = std::min<std::size_t>(50, values.size());
  return std::accumulate(values.end() - std::ptrdiff_t(count), values.end(), 0.0) / double(count);
}

void map_the_cliff(lessons::Lesson& lesson) {
  lesson.heading("One unit, fifty steps: the loss over w and b");
  const double r = 5 / 4.0, formula = 0.1 * (std::pow(r, 50) - 1) / (r - 1);
  lesson.finding("on_the_edge", "dL/db at w = 5, b = −2.5 against the formula, relative",
                 std::abs(slope_along_b(5, -2.5) / formula - 1));
  lesson.control("on_the_edge", "at b = −2.4, beside the edge", std::abs(slope_along_b(5, -2.4) / formula - 1));
  lesson.quote("edge_slope", slope_along_b(5, -2.5));
  lesson.quote("beside_slope", slope_along_b(5, -2.4));

  const Map map;
  lesson.finding("gentle", "the longest gradient on the map where w <= 4", map.steepest(0, 4));
  lesson.control("gentle", "where w >= 4.5", map.steepest(4.5, 9));

  // Twenty starts above the edge, 200 steps each with the rate 0.1.
  std::vector<double> free, held, tight, met;
  int thrown = 0, thrown_held = 0;
  for (int i = 0; i < 20; ++i) {
    const double w = 4.8 + 0.4 * random_numbers().uniform(), b = -2.25 + 0.15 * random_numbers().uniform();
    const Descent a = walk(w, b, no_bound), c = walk(w, b, 1);
    free.push_back(mean_of_last_50(a.losses)), held.push_back(mean_of_last_50(c.losses));
    tight.push_back(mean_of_last_50(walk(w, b, Real(0.1)).losses));
    thrown += free.back() > 0.04, thrown_held += held.back() > 0.04;
    met.push_back(largest(c.gradients));
  }
  lesson.say("");
  lesson.finding("held", "loss over the last 50 steps, clipped to 1: the median of 20 starts", median(held));
  lesson.control("held", "unclipped", median(free));
  lesson.control("held", "clipped to 0.1", median(tight));
  lesson.finding("still_steep", "the longest gradient that the clipped ones meet, the median", median(met));
  lesson.control("still_steep", "from w = 3, where there is no cliff", walk(3, -1, 1).gradients.front());
  lesson.quote("thrown", thrown);
  lesson.quote("thrown_held", thrown_held);

  graphs::Plot plot("A cliff, and two ways of descent", {"w", graphs::Scale::linear, 3.75, 5.25},
                    {"b", graphs::Scale::linear, -2.625, -1.8125});
  plot.heat(map.loss, map.ws, map.bs, {"loss"});
  for (Real most : {Real(1), no_bound}) {
    const Descent path = walk(5, -2.2, most);
    plot.line(most < no_bound ? "clipped to 1" : "unclipped", path.at[0], path.at[1]);
    if (most == no_bound) {
      lesson.quote("flight_w", path.at[0].back());
      lesson.quote("flight_b", path.at[1].back());
    }
  }
  lesson.save(plot, "cliff");
}

// ---- Networks that start too loud (loud.hpp) ----
struct Training {
  std::vector<double> losses, gradients;
  Hearing before, after = {};
  double moved_b = 0, moved_W_hh = 0;  // how far training took them
  bool ended = false;                  // without an overflow
};
Training train(lessons::Lesson& lesson, nn::Nonlinearity f, Real most) {
  seed(lesson.seed());
  const Network network(f);
  const Sums probe;
  const Tensor first_b = network.cell.b.detach(), first_W_hh = network.cell.W_hh.detach();
  Training run{{}, {}, listen(network, probe)};
  optim::SGD optimizer(network.parameters(), {.lr = Real(0.01)});
  for (int step = 1; step <= lesson.steps(300); ++step) {
    const Sums task;
    const Tensor loss = error(network, task, nn::unrolled(network.cell, Tensor(task.xs)).last().h);
    optimizer.clear_grad();
    loss.backward();
    double squares = 0;
    for (const Tensor& p : network.parameters())
      for (const Real g : p.grad().numbers()) squares += double(g) * double(g);
    run.losses.push_back(loss.item());
    run.gradients.push_back(std::sqrt(squares));
    if (!std::isfinite(run.losses.back()) || !std::isfinite(squares)) return run;
    if (most < no_bound) optim::clip_grad_norm(network.parameters(), most);
    optimizer.step();
  }
  run.ended = true;
  run.after = listen(network, probe);
  run.moved_b = norm(network.cell.b - first_b).item();
  run.moved_W_hh = norm(network.cell.W_hh - first_W_hh).item();
  return run;
}

void loud_networks(lessons::Lesson& lesson) {
  lesson.heading("Networks that start too loud: sums of two of 30 numbers");
  using nn::Nonlinearity;
  const Training relu = train(lesson, Nonlinearity::relu, no_bound), relu_held = train(lesson, Nonlinearity::relu, 1),
                 tanh = train(lesson, Nonlinearity::tanh, no_bound), tanh_held = train(lesson, Nonlinearity::tanh, 1);
  std::vector<std::vector<std::string>> rows;
  const auto row = [&](const char* name, const Training& run) {
    rows.push_back({name, short_text(run.gradients.front()), short_text(largest(run.losses)),
                    run.ended ? short_text(mean_of_last_50(run.losses))
                              : "overflow after step " + std::to_string(run.losses.size() - 1),
                    short_text(run.before.gain), run.ended ? short_text(run.after.gain) : ""});
  };
  row("relu, unclipped", relu), row("relu, clipped to 1", relu_held);
  row("tanh, unclipped", tanh), row("tanh, clipped to 1", tanh_held);
  lesson.table({"", "first gradient", "largest loss", "loss at the end", "gain before", "after"}, rows);

  lesson.finding("overflow", "steps that relu survives, unclipped", double(relu.losses.size()) - 1);
  lesson.control("overflow", "relu, clipped to 1", double(relu_held.losses.size()));
  lesson.finding("bounded", "the largest loss of tanh, unclipped", largest(tanh.losses));
  lesson.control("bounded", "of relu, unclipped", largest(relu.losses));

  seed(lesson.seed());  // the network and the sequences that train() listened to first
  const Network network(Nonlinearity::tanh);
  const Sums task;
  lesson.finding("gain", "growth of the gradient from h_30 to h_1, tanh", tanh.before.gain);
  lesson.control("gain", "with inputs so small that tanh is straight: 2^29", listen(network, task, Real(1e-12)).gain);
  lesson.finding("quiet", "the same after training, unclipped", tanh.after.gain);
  lesson.control("quiet", "after training clipped to 1", tanh_held.after.gain);
  lesson.finding("deaf", "spread of h_30 over what was read, unclipped", tanh.after.spread);
  lesson.control("deaf", "before training", tanh.before.spread);
  lesson.control("deaf", "after training clipped to 1", tanh_held.after.spread);
  lesson.finding("constant", "loss at the end, tanh, unclipped (1/6 if it says the mean)",
                 mean_of_last_50(tanh.losses));
  lesson.control("constant", "clipped to 1", mean_of_last_50(tanh_held.losses));
  lesson.quote("relu_loss", mean_of_last_50(relu_held.losses));
  lesson.quote("relu_gradient", relu.gradients.front());
  lesson.quote("relu_gain", relu.before.gain);
  lesson.quote("relu_held_gain", relu_held.after.gain);
  lesson.quote("tanh_gradient", tanh.gradients.front());
  lesson.quote("moved_b", tanh.moved_b);
  lesson.quote("moved_W_hh", tanh.moved_W_hh);
  lesson.quote("slope_before", tanh.before.slope);
  lesson.quote("slope_after", tanh.after.slope);
  lesson.quote("slope_held", tanh_held.after.slope);

  graphs::Plot plot("The gradient of a loud tanh network", {"training step", graphs::Scale::log},
                    {"length, before it is clipped", graphs::Scale::log});
  std::vector<double> steps;
  for (std::size_t i = 1; i <= tanh.gradients.size(); ++i) steps.push_back(double(i));
  plot.line("unclipped", steps, tanh.gradients);
  plot.line("clipped to 1", steps, tanh_held.gradients);
  lesson.save(plot, "loud");

  const Tensor loss = error(network, task, nn::unrolled(network.cell, Tensor(task.xs)).last().h);
  Trace trace;
  loss.backward({.trace = &trace});
  lesson.save(graphs::draw(loss, {.title = "A tanh network that starts too loud",
                                  .trace = &trace,
                                  .level = graphs::Level::cell,
                                  .fold = {4, 4}}),
              "network");
}

void story(lessons::Lesson& lesson) {
  map_the_cliff(lesson);
  loud_networks(lesson);
}

int main(int argc, char* argv[]) { return lessons::run("05-echoes/cliffs", argc, argv, story); }
