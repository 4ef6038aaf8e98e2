#include "optim/schedule.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numbers>

#include "autograd/error.hpp"

namespace unroll::optim {

namespace {

void check_steps(const char* op, Index steps) {
  if (steps < 1) throw Error(fmt::format("{}: {} steps; there must be 1 or more", op, steps));
}

void check_factor(const char* op, const char* what, double factor) {
  if (!(factor >= 0 && std::isfinite(factor)))
    throw Error(fmt::format("{}: {} of {}; it must be 0 or more, and finite", op, what, factor));
}

}  // namespace

double Schedule::operator()(Index step) const {
  if (step < 0) throw Error(fmt::format("Schedule: step {}; steps count from 0", step));
  return factor_(step);
}

Schedule Schedule::then(Index at, Schedule next) const {
  check_steps("Schedule::then", at);
  return Schedule(
      [first = *this, at, next = std::move(next)](Index step) { return step < at ? first(step) : next(step - at); });
}

Schedule step_decay(Index every, double gamma) {
  check_steps("step_decay", every);
  check_factor("step_decay", "a gamma", gamma);
  return Schedule([=](Index step) {
    const Index stairs = step / every;
    return std::pow(gamma, static_cast<double>(stairs));
  });
}

Schedule exponential_decay(double gamma) {
  check_factor("exponential_decay", "a gamma", gamma);
  return Schedule([=](Index step) { return std::pow(gamma, static_cast<double>(step)); });
}

Schedule cosine_decay(Index steps, double least) {
  check_steps("cosine_decay", steps);
  check_factor("cosine_decay", "a least factor", least);
  return Schedule([=](Index step) {
    const double turn = static_cast<double>(step % (2 * steps)) / static_cast<double>(steps);
    return least + (1 - least) * (1 + std::cos(std::numbers::pi * turn)) / 2;
  });
}

Schedule linear(Index steps, double from, double to) {
  check_steps("linear", steps);
  check_factor("linear", "a first factor", from);
  check_factor("linear", "a last factor", to);
  return Schedule([=](Index step) {
    const double way = static_cast<double>(std::min(step, steps)) / static_cast<double>(steps);
    return from + (to - from) * way;
  });
}

}  // namespace unroll::optim
