// Times several pieces of code side by side: in turn, round after round, so that a machine whose speed drifts
// slows all of them alike. Reports the median of the process's CPU time.
#pragma once

#include <algorithm>
#include <ctime>
#include <functional>
#include <string>
#include <vector>

namespace bench {

inline double cpu_seconds() {
  timespec t;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
  return static_cast<double>(t.tv_sec) + 1e-9 * static_cast<double>(t.tv_nsec);
}

// Runs every piece once for warm-up and then `rounds` times, interleaved. A piece times what it wants to have
// timed and returns seconds; the result holds the median of each piece.
inline std::vector<double> interleaved(int rounds, const std::vector<std::function<double()>>& pieces) {
  std::vector<std::vector<double>> seconds(pieces.size());
  for (int round = -1; round < rounds; ++round)
    for (std::size_t i = 0; i < pieces.size(); ++i) {
      const double s = pieces[i]();
      if (round >= 0) seconds[i].push_back(s);
    }
  std::vector<double> medians;
  for (auto& s : seconds) {
    std::nth_element(s.begin(), s.begin() + static_cast<std::ptrdiff_t>(s.size() / 2), s.end());
    medians.push_back(s[s.size() / 2]);
  }
  return medians;
}

// The seconds that `body` takes, per run, over `runs` runs.
template <class Body>
double seconds_of(int runs, const Body& body) {
  const double start = cpu_seconds();
  for (int i = 0; i < runs; ++i) body();
  return (cpu_seconds() - start) / runs;
}

}  // namespace bench
