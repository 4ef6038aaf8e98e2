#include "graphs/heat.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "graphs/style.hpp"

namespace unroll::graphs {

namespace {

int channel(std::string_view colour, std::size_t first) {
  return std::stoi(std::string(colour.substr(first, 2)), nullptr, 16);
}

std::string mix(double k) { return mixed(style::heat, k / static_cast<double>(style::heat.size() - 1)); }

}  // namespace

Heat::Heat(double smallest, double largest, Scale scale) : scale_(scale), high_(largest), low_(smallest) {
  if (scale_ == Scale::linear) {
    if (!(high_ > low_)) high_ = low_ + 1;
    return;
  }
  high_ = std::log10(largest);
  low_ = std::max(std::log10(smallest), high_ - 12);  // what is left after rounding is not a gradient
  if (high_ - low_ < 1) low_ = high_ - 1;
}

double Heat::low() const { return scale_ == Scale::linear ? low_ : std::pow(10, low_); }
double Heat::high() const { return scale_ == Scale::linear ? high_ : std::pow(10, high_); }
bool Heat::has_place(double value) const { return scale_ == Scale::linear ? !std::isnan(value) : value > 0; }
double Heat::place(double value) const {
  if (!has_place(value)) return 0;
  return std::clamp(((scale_ == Scale::linear ? value : std::log10(value)) - low_) / (high_ - low_), 0.0, 1.0);
}
std::string Heat::fill(double value) const { return has_place(value) ? mix(0.2 + place(value) * 7.1) : "#FFFFFF"; }
std::string Heat::halo(double value) const { return mix(2.3 + place(value) * 5.2); }
std::string Heat::text_on(double value) const { return text_colour_on(fill(value)); }
double Heat::width(double value) const { return 2.5 + 9 * place(value); }

std::string mixed(std::span<const std::string_view> scale, double place) {
  const double k = place * static_cast<double>(scale.size() - 1);
  const std::size_t i = std::min<std::size_t>(static_cast<std::size_t>(k), scale.size() - 2);
  const double u = k - static_cast<double>(i);
  std::string colour = "#";
  for (std::size_t c : {1u, 3u, 5u})
    colour += fmt::format("{:02X}",
                          static_cast<int>(std::lround(channel(scale[i], c) * (1 - u) + channel(scale[i + 1], c) * u)));
  return colour;
}

double luminance(std::string_view colour) {
  const auto linear = [&](std::size_t first) {
    const double c = channel(colour, first) / 255.0;
    return c <= 0.04045 ? c / 12.92 : std::pow((c + 0.055) / 1.055, 2.4);
  };
  return 0.2126 * linear(1) + 0.7152 * linear(3) + 0.0722 * linear(5);
}

double contrast(std::string_view a, std::string_view b) {
  const double x = luminance(a), y = luminance(b);
  return (std::max(x, y) + 0.05) / (std::min(x, y) + 0.05);
}

std::string text_colour_on(std::string_view fill) {
  if (contrast(style::ink, fill) >= 4.5) return std::string(style::ink);
  return contrast("#FFFFFF", fill) >= 4.5 ? "#FFFFFF" : "#000000";  // one of them always is legible
}

}  // namespace unroll::graphs
