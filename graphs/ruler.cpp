#include "graphs/ruler.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "autograd/error.hpp"
#include "graphs/text.hpp"

namespace unroll::graphs {

namespace {

// Of 1, 2 and 5 times a power of ten, the nearest that is no larger, or no smaller, than v.
double round_down(double v) {
  const double power = std::pow(10, std::floor(std::log10(v)));
  for (const double digit : {5.0, 2.0})
    if (power * digit <= v * (1 + 1e-9)) return power * digit;
  return power;
}
double round_up(double v) {
  const double below = round_down(v);
  if (below >= v * (1 - 1e-9)) return below;
  return round_down(below * 2.5 * (1 + 1e-9));
}

// A round step that divides `range` into six at most.
double round_step(double range) { return round_up(range / 6); }

std::string number_text(double v, int digits) {
  std::string text = fmt::format("{:.{}g}", v + 0.0, digits);
  if (const auto e = text.find('e'); e != text.npos) {
    const int exponent = std::stoi(text.substr(e + 1));
    text = fmt::format("{}·10^{{{}}}", text.substr(0, e), exponent);
    if (text.starts_with("1·")) text.erase(0, std::string("1·").size());
  }
  for (auto minus = text.find('-'); minus != text.npos; minus = text.find('-')) text.replace(minus, 1, "−");
  return text;
}

}  // namespace

bool Ruler::shows(Scale scale, double v) {
  return scale == Scale::linear ? std::abs(v) < 1e300 : v > 1e-300 && v < 1e300;
}

Ruler::Ruler(const Axis& axis, const std::vector<double>& values, bool tight, bool whole) : scale_(axis.scale) {
  for (const auto& end : {axis.low, axis.high})
    if (end && !shows(*end))
      throw Error(fmt::format("plot: the axis \"{}\" cannot end at {}: {}", clean(axis.label), *end,
                              scale_ == Scale::log ? "a logarithmic axis shows numbers from 1e-300 to 1e300"
                                                   : "an axis shows numbers from −1e300 to 1e300"));
  std::vector<double> shown;
  std::copy_if(values.begin(), values.end(), std::back_inserter(shown), [&](double v) { return shows(v); });
  if (!axis.names.empty()) shown = {0.5, static_cast<double>(axis.names.size()) + 0.5}, tight = true;
  if (shown.empty() && axis.low && axis.high) shown = {*axis.low, *axis.high};
  if (shown.empty())
    throw Error(fmt::format(
        "plot: there is nothing that the axis \"{}\" can show{}", clean(axis.label),
        values.empty() ? "; add a line, or give the axis both ends"
                       : (scale_ == Scale::log ? ": no number is positive and finite" : ": no number is finite")));

  const auto [least, most] = std::minmax_element(shown.begin(), shown.end());
  low_ = *least, high_ = *most;
  if (scale_ == Scale::log) {
    if (!tight) {
      const bool decades = high_ / low_ >= 100;
      low_ = decades ? std::pow(10, std::floor(std::log10(low_) + 1e-9)) : round_down(low_);
      high_ = decades ? std::pow(10, std::ceil(std::log10(high_) - 1e-9)) : round_up(high_);
    }
    if (high_ <= low_) low_ /= 2, high_ *= 2;
  } else {
    if (high_ - low_ <= std::max(1e-300, 1e-12 * std::max(std::abs(low_), std::abs(high_)))) {
      const double room = std::abs(low_) < 1e-290 ? 0.5 : std::abs(low_) / 2;
      low_ -= room, high_ += room;
    }
    if (!tight) {
      const double step = round_step(high_ - low_);
      low_ = step / 2 * std::floor(2 * low_ / step + 1e-9);
      high_ = step / 2 * std::ceil(2 * high_ / step - 1e-9);
    }
  }
  low_ = axis.low.value_or(low_);
  high_ = axis.high.value_or(high_);
  if (low_ == high_)
    throw Error(fmt::format("plot: both ends of the axis \"{}\" are {}; give it two that differ, or none",
                            clean(axis.label), low_));
  if (!axis.names.empty()) {
    for (std::size_t i = 0; i < axis.names.size(); ++i)
      ticks_.push_back({static_cast<double>(i + 1), clean(axis.names[i])});
  } else {
    ticks_ = scale_ == Scale::log ? log_ticks() : linear_ticks(whole);
  }
}

double Ruler::place(double v) const {
  if (scale_ == Scale::log) return std::log(v / low_) / std::log(high_ / low_);
  return (v - low_) / (high_ - low_);
}

std::vector<Tick> Ruler::linear_ticks(bool whole) const {
  const double low = std::min(low_, high_), high = std::max(low_, high_);
  double step = round_step(high - low);
  if (whole) step = std::max(step, 1.0);
  const double largest = std::max(std::abs(low), std::abs(high));
  const int digits = std::clamp(static_cast<int>(std::ceil(std::log10(largest / step))) + 1, 6, 17);
  std::vector<Tick> found;
  const double first = std::ceil(low / step - 1e-9);
  for (int i = 0; i < 10 && (first + i) * step <= high + 1e-9 * step; ++i)
    found.push_back({(first + i) * step, number_text((first + i) * step, digits)});
  return found;
}

std::vector<Tick> Ruler::log_ticks() const {
  const double low = std::min(low_, high_), high = std::max(low_, high_);
  const int first = static_cast<int>(std::ceil(std::log10(low) - 1e-9));
  const int last = static_cast<int>(std::floor(std::log10(high) + 1e-9));
  std::vector<Tick> found;
  if (last - first >= 2) {
    for (int power = first, stride = 1 + (last - first) / 8; power <= last; power += stride)
      found.push_back({std::pow(10, power), fmt::format("10^{{{}{}}}", power < 0 ? "−" : "", std::abs(power))});
    return found;
  }
  for (double at = round_up(low); at <= high * (1 + 1e-9); at = round_up(at * 1.5))
    found.push_back({at, number_text(at, 4)});
  if (found.size() < 2) found = {{low, number_text(low, 4)}, {high, number_text(high, 4)}};
  return found;
}

std::vector<double> edges(const std::vector<double>& middles, Scale scale) {
  const auto from = [&](double v) { return scale == Scale::log ? std::exp(v) : v; };
  std::vector<double> to;
  for (const double v : middles) to.push_back(scale == Scale::log ? std::log(v) : v);
  const std::size_t n = to.size();
  std::vector<double> found;
  if (n == 1) return {from(to[0] - 0.5), from(to[0] + 0.5)};
  found.push_back(from(to[0] - (to[1] - to[0]) / 2));
  for (std::size_t i = 1; i < n; ++i) found.push_back(from((to[i - 1] + to[i]) / 2));
  found.push_back(from(to[n - 1] + (to[n - 1] - to[n - 2]) / 2));
  return found;
}

}  // namespace unroll::graphs
