// What a trained network looks at, and where its states go.
#pragma once

#include <array>
#include <cmath>
#include <complex>
#include <numbers>
#include <numeric>
#include <vector>

#include "lessons/17-dna/frames.hpp"

// ---- Saliency: how much the loss depends on each base ----
// ‖dL/dx_t‖ for each base of each window, (L, windows). What the four letters' gradients have in common is left out,
// for a base is only ever exchanged for another.
inline Array saliency(const PlainReader& reader, const Windows& windows) {
  const Tensor xs = variable(one_hot(windows.ids).value());
  const Tensor scores = reader.head(reader.read(xs).last().h);
  const Tensor dx = grad(nn::cross_entropy(scores, windows.frames, {.reduction = nn::Reduction::sum}), xs);
  return norm(dx - mean(dx, -1, true), -1).value();
}

// The mean over windows that begin in one frame, each by its own mean, for t = 1 … L.
inline std::vector<double> saliency_profile(const PlainReader& reader, const Windows& windows) {
  const Array all = saliency(reader, windows);
  const Index L = all.dim(0), size = all.dim(1);
  std::vector<double> profile(std::size_t(L), 0.0);
  for (Index n = 0; n < size; ++n) {
    double sum = 0;
    for (Index t = 0; t < L; ++t) sum += all.at({t, n});
    for (Index t = 0; t < L; ++t) profile[std::size_t(t)] += all.at({t, n}) * double(L) / sum / double(size);
  }
  return profile;
}

// Each base by the mean of itself and its two neighbours (at the ends, of the three that are there): what is left when
// the slow fading to the left is taken away.
inline std::vector<double> by_neighbours(const std::vector<double>& profile) {
  std::vector<double> ratio;
  for (std::size_t t = 0; t < profile.size(); ++t) {
    const std::size_t from = std::min(std::max(t, std::size_t(1)) - 1, profile.size() - 3);
    ratio.push_back(3 * profile[t] / (profile[from] + profile[from + 1] + profile[from + 2]));
  }
  return ratio;
}

// The power of 1, 2 … L/2 waves, as shares.
inline std::vector<double> spectrum(const std::vector<double>& values) {
  const std::size_t L = values.size();
  std::vector<double> power;
  double all = 0;
  for (std::size_t waves = 1; waves <= L / 2; ++waves) {
    std::complex<double> sum = 0;
    for (std::size_t t = 0; t < L; ++t)
      sum += values[t] * std::polar(1.0, -2 * std::numbers::pi * double(waves * t) / double(L));
    power.push_back((2 * waves == L ? 0.5 : 1) * std::norm(sum));  // the last has no mirror image
    all += power.back();
  }
  for (double& p : power) p /= all;
  return power;
}
inline double period_3(const std::vector<double>& profile) {  // whose length is a multiple of 3
  return spectrum(by_neighbours(profile))[profile.size() / 3 - 1];
}

// ---- States: rows of numbers, seen from where they differ most ----
using Rows = std::vector<std::vector<double>>;
inline Rows rows_of(const Tensor& states) {
  Rows rows;
  const Index width = states.dim(1);
  for (Index n = 0; n < states.dim(0); ++n)
    rows.emplace_back(states.value().data() + n * width, states.value().data() + (n + 1) * width);
  return rows;
}
inline std::vector<double> mean_of(const Rows& rows) {
  std::vector<double> mean(rows.front().size(), 0.0);
  for (const auto& row : rows)
    for (std::size_t k = 0; k < mean.size(); ++k) mean[k] += row[k] / double(rows.size());
  return mean;
}
inline double squared_distance(const std::vector<double>& a, const std::vector<double>& b) {
  double sum = 0;
  for (std::size_t k = 0; k < a.size(); ++k) sum += (a[k] - b[k]) * (a[k] - b[k]);
  return sum;
}

// The first two principal directions, by power iteration.
struct Plane {
  std::vector<double> middle;
  std::array<std::vector<double>, 2> directions;

  explicit Plane(const Rows& rows) : middle(mean_of(rows)) {
    for (std::size_t d = 0; d < 2; ++d) {
      std::vector<double>& v = directions[d];
      for (std::size_t k = 0; k < middle.size(); ++k) v.push_back(std::cos(double((d + 1) * k)));
      for (int round = 0; round < 200; ++round) {
        std::vector<double> next(v.size(), 0.0);
        for (const auto& row : rows) {
          const double along = at(row, v);
          for (std::size_t k = 0; k < v.size(); ++k) next[k] += along * (row[k] - middle[k]);
        }
        if (d == 1) {
          const double first = std::inner_product(next.begin(), next.end(), directions[0].begin(), 0.0);
          for (std::size_t k = 0; k < v.size(); ++k) next[k] -= first * directions[0][k];
        }
        const double length = std::sqrt(std::inner_product(next.begin(), next.end(), next.begin(), 0.0));
        for (std::size_t k = 0; k < v.size(); ++k) v[k] = next[k] / length;
      }
    }
  }
  double at(const std::vector<double>& row, const std::vector<double>& direction) const {
    double sum = 0;
    for (std::size_t k = 0; k < row.size(); ++k) sum += (row[k] - middle[k]) * direction[k];
    return sum;
  }
};
