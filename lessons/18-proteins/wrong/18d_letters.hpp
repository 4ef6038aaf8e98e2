// Counts letters, each family's against another's: they have the same ones.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <string>
#include <vector>

struct Member {
  std::string letters;  // of the 20 in "ARNDCQEGHILKMFPSTWYV"
  int family, subfamily;
};
using Members = std::vector<Member>;

inline Members without(const Members& members, int family, int subfamily) {
  Members others;
  for (const Member& member : members)
    if (member.family != family || member.subfamily != subfamily) others.push_back(member);
  return others;
}

inline std::function<int(const std::string&)> learn(const Members& members) {
  std::array<std::array<double, 128>, 3> times{};
  for (auto& of_family : times) of_family.fill(1);
  for (const Member& member : members)
    for (char letter : member.letters) ++times[std::size_t(member.family)][std::size_t(letter)];
  return [times](const std::string& letters) {
    std::array<double, 3> sums{};
    for (std::size_t family = 0; family < 3; ++family) {
      double all = 0;
      for (double count : times[family]) all += count;
      for (char letter : letters) sums[family] += std::log(times[family][std::size_t(letter)] / all);
    }
    return int(std::max_element(sums.begin(), sums.end()) - sums.begin());
  };
}
