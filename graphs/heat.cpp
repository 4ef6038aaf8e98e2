#include "graphs/heat.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "graphs/style.hpp"

namespace unroll::graphs {

namespace {

std::string mix(double k) {
  const std::size_t i = std::min<std::size_t>(static_cast<std::size_t>(k), style::heat.size() - 2);
  const double u = k - static_cast<double>(i);
  std::string colour = "#";
  for (std::size_t c : {1u, 3u, 5u}) {
    const auto channel = [&](std::string_view text) { return std::stoi(std::string(text.substr(c, 2)), nullptr, 16); };
    colour += fmt::format(
        "{:02X}", static_cast<int>(std::lround(channel(style::heat[i]) * (1 - u) + channel(style::heat[i + 1]) * u)));
  }
  return colour;
}

}  // namespace

Heat::Heat(double smallest, double largest) : high_(std::log10(largest)), low_(std::log10(smallest)) {
  low_ = std::max(low_, high_ - 12);  // what is left after rounding is not a gradient
  if (high_ - low_ < 1) low_ = high_ - 1;
}

double Heat::low() const { return std::pow(10, low_); }
double Heat::high() const { return std::pow(10, high_); }
double Heat::place(double norm) const {
  return norm > 0 ? std::clamp((std::log10(norm) - low_) / (high_ - low_), 0.0, 1.0) : 0;
}
std::string Heat::fill(double norm) const { return norm > 0 ? mix(0.2 + place(norm) * 7.1) : "#FFFFFF"; }
std::string Heat::halo(double norm) const { return mix(2.3 + place(norm) * 5.2); }
std::string Heat::text_on(double norm) const { return place(norm) > 0.66 ? "#FFFFFF" : std::string(style::ink); }
double Heat::width(double norm) const { return 2.5 + 7 * place(norm); }

}  // namespace unroll::graphs
