// Lesson 4, first program. An error that is found after the last step returns through all steps before it, and each
// of them changes its length. We send the same error back through five networks of one size and look at what arrives
// at the first step; then we ask how much of it could have been foretold from the weights.
#include "graphs/draw.hpp"
#include "graphs/plot.hpp"
#include "lessons/04-whispers/whispers.hpp"
#include "lessons/support/lesson.hpp"

constexpr Index inputs = 8;

Array times(const Array& a, double factor) { return (Tensor(a) * Real(factor)).value(); }
Array product(const Array& a, const Array& b) { return matmul(Tensor(a), Tensor(b)).value(); }

// ---- Five networks: what h_{t−1} is multiplied by, whether a tanh follows, how large the inputs are ----
struct Network {
  std::string name;
  Recurrence cell;
  double loudness;  // the standard deviation of each number in x_t

  Network(std::string called, const Array& W, bool linear, double loud)
      : name(std::move(called)), cell(inputs, W.dim(0), {.linear = linear}), loudness(loud) {
    cell.W_hh.assign(W);
  }
};

struct Networks {
  Array Q, G;  // Q turns a vector and keeps its length; G is random, made such that its spectral radius is 0.9
  Network shrink, keep, random, quiet, loud;

  explicit Networks(Index hidden)
      : Q(nn::init::orthogonal(hidden, hidden)),
        G(random_numbers().normal({hidden, hidden})),
        shrink("0.9 Q", times(Q, 0.9), true, 1),
        keep("0.99 Q", times(Q, 0.99), true, 1),
        random("random, radius 0.9", times(G, 0.9 / spectral_radius(G)), true, 1),
        quiet("0.9 Q and tanh, inputs of 0.1", times(Q, 0.9), false, 0.1),
        loud("0.9 Q and tanh, inputs of 1", times(Q, 0.9), false, 1) {}
};

// ---- One pass there and back. The loss looks at the last state only: L = h_T v, where v is random and |v| = 1. ----
struct Pass {
  const Network& network;
  Tensor xs;                              // (T, 1, inputs)
  std::vector<Recurrence::State> states;  // h_0 … h_T
  Tensor loss;
  Trace trace;

  Pass(const Network& of, Index T) : network(of), xs(random_numbers().normal({T, 1, inputs}, 0, of.loudness)) {
    states.push_back(network.cell.start(1));
    for (auto& state : nn::unrolled(network.cell, xs, states[0]).states) states.push_back(state);
    const Tensor direction(random_numbers().normal({h(T).dim(1), 1})), v((direction / norm(direction)).value());
    loss = sum(matmul(h(T), v.named("v"))).mark(Role::loss).named("L");
    loss.backward({.trace = &trace});
  }
  Index length() const { return xs.dim(0); }
  const Tensor& h(Index t) const { return states[std::size_t(t)].h; }
  double error(Index t) const { return double(*trace.norm(h(t).node())); }  // |dL/dh_t|
  double ratio() const { return error(1) / error(length()); }               // r_T

  // The mean over steps and units of (1 − h²)², the squared slope of the tanh.
  double mean_squared_slope() const {
    double sum = 0;
    for (Index t = 2; t <= length(); ++t) sum += double(mean(square(1 - square(h(t).detach()))).item());
    return sum / double(length() - 1);
  }
};

struct Passes {
  Pass keep, shrink, quiet, random, loud;

  Passes(const Networks& networks, Index T)
      : keep(networks.keep, T),
        shrink(networks.shrink, T),
        quiet(networks.quiet, T),
        random(networks.random, T),
        loud(networks.loud, T) {}
  std::vector<std::pair<std::string, const Pass*>> all() const {
    return {{"keep", &keep}, {"shrink", &shrink}, {"quiet", &quiet}, {"random", &random}, {"loud", &loud}};
  }
};

// What could be foretold of the error at each step, from the Jacobians J_t = dh_t/dh_{t−1} alone.
struct Bounds {
  std::vector<double> steps, actual, best, factors;  // |dL/dh_t|, ‖J_T ⋯ J_{t+1}‖, ‖J_T‖ ⋯ ‖J_{t+1}‖

  explicit Bounds(const Pass& pass) {
    Array all = Array::eye(pass.h(1).size());  // J_T ⋯ J_{t+1}
    double one_by_one = 1;
    for (Index t = pass.length(); t >= 1; --t) {
      steps.push_back(double(t));
      actual.push_back(pass.error(t));
      best.push_back(largest_stretch(all));
      factors.push_back(one_by_one);
      if (t == 1) break;
      const auto step = nn::one_step(pass.network.cell, pass.xs[t - 1], pass.states[std::size_t(t - 1)]);
      const Array J = nn::jacobian(step).value();
      one_by_one *= largest_stretch(J);
      all = product(all, J);
    }
  }
};

// ---- The story ----
double off(double measured, double formula) { return std::abs(measured / formula - 1); }

void send_back(lessons::Lesson& lesson, const Passes& fifty, const Passes& hundred) {
  lesson.heading("What is left of the error, 49 and 99 steps back");
  std::vector<std::vector<std::string>> rows;
  graphs::Plot plot("What is left of the error on its way back through 50 steps",
                    {"step t", graphs::Scale::linear, 1, 50}, {"|∂L/∂h_t|", graphs::Scale::log});
  for (std::size_t i = 0; i < fifty.all().size(); ++i) {
    const auto [key, pass] = fifty.all()[i];
    const Pass &half = *pass, &whole = *hundred.all()[i].second;
    rows.push_back({half.network.name, lessons::short_text(half.ratio()), lessons::short_text(whole.ratio())});
    lesson.quote(key + "_r50", half.ratio());
    lesson.quote(key + "_r100", whole.ratio());
    std::vector<double> steps, errors;
    for (Index t = 1; t <= 50; ++t) steps.push_back(double(t)), errors.push_back(half.error(t));
    plot.line(half.network.name, steps, errors);
  }
  lesson.table({"W_hh", "r_50", "r_100"}, rows);
  lesson.save(plot, "errors");

  const graphs::Snapshot graph(fifty.shrink.loss);
  const auto products = [&](Index from) {  // each step adds two operations, the product and a sum
    return *graph.shortest_path(fifty.shrink.h(from), fifty.shrink.h(50)) / 2.0;
  };
  lesson.finding("factors_50", "products with W_hh on the way from h_1 to h_50", products(1));
  lesson.control("factors_50", "from h_0", products(0));
  const auto shrinks = [&](const Pass& pass) { return off(pass.ratio(), std::pow(0.9, 49)); };
  lesson.finding("shrink_50", "0.9 Q: r_50 against 0.9^49, relative", shrinks(fifty.shrink));
  lesson.control("shrink_50", "of a random matrix with the same spectral radius", shrinks(fifty.random));
  const double r_100 = hundred.shrink.ratio();
  lesson.finding("shrink_100", "0.9 Q: r_100 against 0.9^99, relative", off(r_100, std::pow(0.9, 99)));
  lesson.control("shrink_100", "against 0.9^100", off(r_100, std::pow(0.9, 100)));
  lesson.finding("keep_50", "0.99 Q: r_50 against 0.99^49, relative", off(fifty.keep.ratio(), std::pow(0.99, 49)));
  lesson.control("keep_50", "of 0.9 Q", off(fifty.shrink.ratio(), std::pow(0.99, 49)));
}

void listen_to_tanh(lessons::Lesson& lesson, const Pass& quiet, const Pass& loud) {
  lesson.heading("With a tanh in between");
  lesson.finding("quiet_50", "0.9 Q and tanh, inputs of 0.1: r_50", quiet.ratio());
  lesson.control("quiet_50", "with inputs of 1", loud.ratio());
  lesson.finding("loud_50", "0.9 Q and tanh, inputs of 1: r_50", loud.ratio());
  lesson.control("loud_50", "with inputs of 0.1", quiet.ratio());
  const double gain = std::pow(loud.ratio(), 1.0 / 49), slope = std::sqrt(loud.mean_squared_slope());
  lesson.quote("loud_gain", gain);
  lesson.quote("loud_slope", slope);
  lesson.finding("loud_foretold", "0.9 times the mean slope of tanh, by the mean gain of a step", 0.9 * slope / gain);
  lesson.control("loud_foretold", "0.9 alone, by the mean gain of a step", 0.9 / gain);
}

void foretell(lessons::Lesson& lesson, const Passes& fifty) {
  lesson.heading("What the Jacobians foretell");
  const Bounds shrink(fifty.shrink), random(fifty.random), loud(fifty.loud);
  std::vector<std::vector<std::string>> rows;
  for (const auto& [pass, bounds] : {std::pair{&fifty.shrink, &shrink}, {&fifty.random, &random}, {&fifty.loud, &loud}})
    rows.push_back({pass->network.name, lessons::short_text(bounds->actual.back()),
                    lessons::short_text(bounds->best.back()), lessons::short_text(bounds->factors.back())});
  lesson.table({"W_hh", "this error", "the luckiest error", "step by step"}, rows);

  const double formula = std::pow(0.9, 49);
  const auto stretch = [](const Pass& pass) { return largest_stretch(pass.network.cell.W_hh.value()); };
  lesson.finding("random_stretch", "random: the most that one product can stretch", stretch(fifty.random));
  lesson.control("random_stretch", "0.9 Q", stretch(fifty.shrink));
  lesson.finding("random_error", "random: r_50 by 0.9^49", fifty.random.ratio() / formula);
  lesson.control("random_error", "0.9 Q", fifty.shrink.ratio() / formula);
  lesson.finding("random_best", "random: of the luckiest error, by 0.9^49", random.best.back() / formula);
  lesson.control("random_best", "0.9 Q", shrink.best.back() / formula);
  lesson.finding("random_factors", "random: the most that each of 49 products can stretch, multiplied",
                 random.factors.back());
  lesson.control("random_factors", "0.9 Q", shrink.factors.back());
  lesson.quote("random_best_50", random.best.back());
  lesson.quote("loud_best_50", loud.best.back());
  lesson.quote("loud_factors_50", loud.factors.back());

  const auto plot_of = [](const std::string& title, const Bounds& bounds) {
    graphs::Plot plot(title, {"step t", graphs::Scale::linear, 1, 50}, {"length", graphs::Scale::log});
    plot.line("step by step", bounds.steps, bounds.factors);
    plot.line("the luckiest error", bounds.steps, bounds.best);
    plot.line("this error", bounds.steps, bounds.actual);
    return plot;
  };
  graphs::Plot plot = plot_of("Two bounds and the error itself: a random matrix of spectral radius 0.9", random);
  plot.above(plot_of("Two bounds and the error itself: " + fifty.loud.network.name, loud));
  lesson.save(plot, "bounds");
}

void draw(lessons::Lesson& lesson, const Passes& fifty, const Networks& networks) {
  const auto rows = [](const Pass& pass) {
    return graphs::draw(pass.loss, {.title = "An error on its way back through fifty steps: " + pass.network.name,
                                    .trace = &pass.trace,
                                    .level = graphs::Level::cell,
                                    .wrap = 10});
  };
  lesson.save(rows(fifty.loud), "fading");
  lesson.save(rows(fifty.shrink), "shrinking");
  const Pass four(networks.loud, 4);
  lesson.save(graphs::draw(four.loss, {.title = "Each step shrinks the error twice: in the tanh, and in the product",
                                       .trace = &four.trace}),
              "steps", {"html"});
}

void story(lessons::Lesson& lesson) {
  const Networks networks(lesson.hidden(32));
  const Passes fifty(networks, 50), hundred(networks, 100);
  send_back(lesson, fifty, hundred);
  listen_to_tanh(lesson, fifty.quiet, fifty.loud);
  foretell(lesson, fifty);
  draw(lesson, fifty, networks);
}

int main(int argc, char* argv[]) { return lessons::run("04-whispers/whispers", argc, argv, story); }
