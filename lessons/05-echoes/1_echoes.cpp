// Lesson 5, first program. Why is an exploding gradient the same thing as an unstable simulation?
//
// We simulate y' = −λy by steps of Δt, on the engine, and let the gradient go back through the steps: it is multiplied
// by what the simulation is multiplied by. Then we train the smallest recurrent network there is, one weight, from
// starts where its gradient explodes, with and without clipping; and find that training is such a simulation, too.
#include <cmath>

#include "autograd/backward.hpp"
#include "autograd/derivatives.hpp"
#include "graphs/draw.hpp"
#include "graphs/plot.hpp"
#include "lessons/05-echoes/descent.hpp"

using lessons::short_text;

// ---- Forward Euler: y_t = y_{t−1} − λΔt y_{t−1} ----
struct Simulation {
  Tensor y0 = variable(Array::scalar(1)).named("y_0").mark(Role::input);
  std::vector<Tensor> y{y0};  // y_0 … y_T
  Trace trace{Trace::Keep::arrays};

  Simulation(Real lambda_dt, int T) {
    for (int t = 1; t <= T; ++t) {
      Scope scope("t", t);
      const Tensor& before = y.back();
      y.push_back((before - lambda_dt * before).mark(Role::state, "y").named("y_" + std::to_string(t)));
    }
    y.back().backward({.trace = &trace});
  }
  double last() const { return y.back().item(); }
  double gradient() const { return y0.grad().item(); }  // dy_T/dy_0
};

double off(double got, double wanted) { return std::abs(got - wanted) / std::abs(wanted); }

void simulate_decay(lessons::Lesson& lesson) {
  lesson.heading("49 steps of y' = −λy by forward Euler");
  std::vector<std::vector<std::string>> rows;
  double apart = 0, from_exact = 0;
  for (double a : {0.01, 0.1, 1.0, 1.9, 2.0, 2.1}) {
    const Simulation s(Real(a), 49);
    rows.push_back({short_text(a), short_text(s.last()), short_text(s.gradient()), short_text(std::exp(-49 * a))});
    if (a == 1.0) continue;  // both are 0
    apart = std::max({apart, off(s.last(), std::pow(1 - a, 49)), off(s.gradient(), std::pow(1 - a, 49))});
    from_exact = std::max(from_exact, off(s.gradient(), std::exp(-49 * a)));
  }
  lesson.table({"λΔt", "y_49", "dy_49/dy_0", "exact y"}, rows);
  lesson.finding("euler", "y_49 and dy_49/dy_0 against (1 − λΔt)^49, relative", apart);
  lesson.control("euler", "against the exact solution, exp(−49 λΔt)", from_exact);

  const Simulation unstable(Real(2.1), 49), stable(Real(1.9), 49);
  lesson.finding("explodes", "|dy_49/dy_0| at λΔt = 2.1", std::abs(unstable.gradient()));
  lesson.control("explodes", "at λΔt = 1.9", std::abs(stable.gradient()));

  graphs::Plot plot("What forward Euler makes of a decay", {"step t"}, {"y", graphs::Scale::linear, -4, 4});
  for (double a : {0.1, 1.0, 1.9, 2.0, 2.1}) {
    std::vector<double> ts, ys;
    const Simulation s(Real(a), 14);
    for (std::size_t t = 0; t < s.y.size(); ++t) ts.push_back(double(t)), ys.push_back(s.y[t].item());
    plot.line("λΔt = " + short_text(a), ts, ys);
  }
  lesson.save(plot, "decay");
  const Simulation steps(Real(2.1), 4);
  lesson.save(graphs::draw(steps.y.back(), {.title = "Forward Euler with λΔt = 2.1", .trace = &steps.trace}), "euler",
              {"html"});
  lesson.save(graphs::draw(unstable.y.back(), {.title = "Forty-nine steps of forward Euler, λΔt = 2.1",
                                               .trace = &unstable.trace,
                                               .level = graphs::Level::cell,
                                               .fold = {4, 4}}),
              "echo");
}

// ---- A clock without friction: h' = ω h J, where J turns by 90 degrees ----
// One step of it, with a = ωΔt. The exact one turns h by the angle a and leaves its length alone.
struct Method {
  const char* name;
  Real stay, turn;  // h_t = stay · h_{t−1} + turn · h_{t−1} J
};
std::vector<Method> methods(Real a) {
  const Real half = a / 2, d = 1 + half * half;
  return {{"forward Euler", 1, a},
          {"backward Euler", 1 / (1 + a * a), a / (1 + a * a)},
          {"trapezoidal rule", (1 - half * half) / d, a / d}};
}

// The states, and by what factor the gradient has grown on its way back to h_0.
struct Orbit {
  std::vector<double> x, y;
  double gain;
};
Orbit orbit(const Method& method, int T) {
  const Tensor J(Array({2, 2}, {0, 1, -1, 0})), h0 = variable(Array({1, 2}, {1, 0}));
  Orbit run;
  Tensor h = h0;
  for (int t = 0;; ++t) {
    run.x.push_back(h.value().at({0, 0})), run.y.push_back(h.value().at({0, 1}));
    if (t == T) break;
    h = method.stay * h + method.turn * matmul(h, J);
  }
  run.gain = norm(grad(h, h0, {.seed = Tensor(Array({1, 2}, {1, 0}))})).item();
  return run;
}

void simulate_clock(lessons::Lesson& lesson) {
  lesson.heading("A clock without friction: two turns, ωΔt = 0.1");
  const int T = 126;
  graphs::Plot plot("Two turns of a clock", {"h[0]", graphs::Scale::linear, -3.37, 3.37},
                    {"h[1]", graphs::Scale::linear, -2, 2});
  std::vector<std::vector<std::string>> rows;
  std::vector<double> gains;
  for (const Method& method : methods(Real(0.1))) {
    const Orbit run = orbit(method, T);
    plot.points(method.name, run.x, run.y);
    rows.push_back({method.name, short_text(std::hypot(run.x.back(), run.y.back())), short_text(run.gain)});
    gains.push_back(run.gain);
  }
  lesson.table({"", "length of h_126", "gain of the gradient"}, rows);
  const double wanted = std::pow(1.01, T / 2.0);
  lesson.finding("clock", "the gain by forward Euler against (1 + ω²Δt²)^(T/2), relative", off(gains[0], wanted));
  lesson.control("clock", "by backward Euler", off(gains[1], wanted));
  lesson.control("clock", "by the trapezoidal rule", off(gains[2], wanted));
  lesson.say("Forward Euler with steps of a tenth, 1260 of them: " +
             short_text(orbit(methods(Real(0.01)).front(), 1260).gain));
  lesson.save(plot, "clock");
}

// ---- The smallest recurrent network: h_t = w h_{t−1} + 1/50, and h_50 is to be 1 ----
Tensor error(const Tensor& w) {
  Tensor h(Array::scalar(0));
  for (int t = 1; t <= 50; ++t) {
    Scope scope("t", t);
    h = w * h + Real(1) / 50;
  }
  return square(h - 1).mark(Role::loss).named("L");
}
Descent train(double w0, Real lr, Real most, Real momentum = 0) {
  const Tensor w = variable(Array::scalar(Real(w0))).named("w").mark(Role::parameter);
  return descend(
      {w}, [&] { return error(w); }, {.lr = lr, .momentum = momentum}, most, 400);
}

void train_one_weight(lessons::Lesson& lesson) {
  lesson.heading("One weight: h_50 = 1 is reached at w = 1; rate 0.001, 400 steps");
  std::vector<std::vector<std::string>> rows;
  for (double w0 : {0.9, 1.02, 1.05, 1.1, 1.2, 1.3}) {
    const Descent free = train(w0, Real(1e-3), no_bound), held = train(w0, Real(1e-3), 1);
    rows.push_back({short_text(w0), short_text(free.gradients.front()), free.outcome(), held.outcome()});
    if (w0 == 1.02) lesson.quote("gradient_102", free.gradients.front());
    if (w0 == 1.1) {
      lesson.quote("gradient_11", free.gradients.front());
      lesson.quote("steps_11", double(free.losses.size()) - 1);
    }
    if (w0 == 1.05) {
      lesson.quote("gradient_105", free.gradients.front());
      lesson.quote("thrown_w", free.at[0].back());
      lesson.quote("thrown_loss", free.losses.back());
      lesson.quote("thrown_gradient", free.gradients.back());
    }
    if (w0 == 1.3) lesson.quote("gradient_13", free.gradients.front());
  }
  lesson.table({"first w", "first gradient", "unclipped", "clipped to 1"}, rows);

  int arrive = 0, arrive_clipped = 0;
  for (int i = 0; i < 20; ++i) {
    const double w0 = 1.05 + 0.25 * random_numbers().uniform();
    const auto arrives = [&](Real most) { return std::abs(train(w0, Real(1e-3), most).at[0].back() - 1) < 1e-6; };
    arrive += arrives(no_bound), arrive_clipped += arrives(1);
  }
  lesson.finding("arrive", "of 20 starts in 1.05 … 1.3, those that reach w = 1, clipped to 1", arrive_clipped);
  lesson.control("arrive", "unclipped", arrive);
}

// ---- Training is a simulation, too: w' = −dL/dw, by forward Euler with steps of the learning rate ----
// The largest rate at which w comes nearer to 1.
double largest_rate(Real momentum) {
  double stable = 0, unstable = 0.01;
  while (unstable - stable > 1e-6) {
    const double middle = (stable + unstable) / 2;
    (std::abs(train(1.0001, Real(middle), no_bound, momentum).at[0].back() - 1) < 1e-4 ? stable : unstable) = middle;
  }
  return stable;
}

void limit_of_the_rate(lessons::Lesson& lesson) {
  lesson.heading("How large may the learning rate be?");
  const double curvature = hessian(error, Tensor(Array::scalar(1))).item(), rate = largest_rate(0);
  lesson.say("At w = 1 the curvature d²L/dw² is " + short_text(curvature) + "; up to the rate " + short_text(rate) +
             " w comes nearer.\n");
  lesson.finding("curvature", "the curvature against 2 (24.5)², relative", off(curvature, 2 * 24.5 * 24.5));
  lesson.control("curvature", "at w = 1.01", off(hessian(error, Tensor(Array::scalar(Real(1.01)))).item(), 1200.5));
  lesson.finding("limit", "the largest rate times the curvature", rate * curvature);
  lesson.control("limit", "with momentum 0.9", largest_rate(Real(0.9)) * curvature);
  lesson.quote("rate", rate);
}

void story(lessons::Lesson& lesson) {
  simulate_decay(lesson);
  simulate_clock(lesson);
  train_one_weight(lesson);
  limit_of_the_rate(lesson);
}

int main(int argc, char* argv[]) { return lessons::run("05-echoes/echoes", argc, argv, story); }
