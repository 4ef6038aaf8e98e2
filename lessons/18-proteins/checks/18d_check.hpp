// 18d: families of made-up proteins that differ only in the order of three letters; each subfamily has much else in
// common. A subfamily is left out, and its members are asked for.
#pragma once

#include "lessons/support/compare.hpp"

inline char other_18d() { return "ARNDQEGILKMFPSTYV"[random_numbers().below(17)]; }  // neither W, C nor H

// A protein of 24 letters, those of `common` with half of them replaced, and in it W, C and H with a letter between
// them, at any place, in the order that is the family's.
inline std::string protein_18d(const std::string& common, int family) {
  std::string letters = common;
  for (char& letter : letters)
    if (random_numbers().uniform() < 0.5) letter = other_18d();
  const std::string order = family == 0 ? "WCH" : family == 1 ? "CHW" : "HWC";
  const auto at = std::size_t(random_numbers().below(20));
  for (std::size_t i = 0; i < 3; ++i) letters[at + 2 * i] = order[i];
  return letters;
}

// Three families of four subfamilies of `each`.
template <class Members>
Members members_18d(int each) {
  Members members;
  for (int family = 0; family < 3; ++family)
    for (int subfamily = 0; subfamily < 4; ++subfamily) {
      std::string common;
      while (common.size() < 24) common += other_18d();
      for (int i = 0; i < each; ++i) members.push_back({protein_18d(common, family), family, subfamily});
    }
  return members;
}

template <class Members, class Without, class Learn>
void check_18d(Without without, Learn learn) {
  seed(18);
  const Members few = members_18d<Members>(2);
  const Members others = without(few, 1, 2);
  for (const auto& member : others)
    demand(Stage::value, member.family != 1 || member.subfamily != 2,
           "without(members, 1, 2) still has members of subfamily 2 of family 1, which are those for the test");
  demand(Stage::value, others.size() == few.size() - 2,
         "of 24 members, 2 in each subfamily, without(members, 1, 2) leaves " + std::to_string(others.size()) +
             "; it should leave 22, all but those of this one subfamily: another family's subfamily 2 is another");
  std::size_t next = 0;
  for (const auto& member : few)
    if (member.family != 1 || member.subfamily != 2)
      demand(Stage::value, others[next++].letters == member.letters,
             "without(members, 1, 2) has other members than it was given, or in another order");

  const Members all = members_18d<Members>(30);
  int right = 0, asked = 0;
  for (int family = 0; family < 3; ++family) {
    const auto classify = learn(without(all, family, 0));
    for (const auto& member : all)
      if (member.family == family && member.subfamily == 0) right += classify(member.letters) == family, ++asked;
  }
  demand(Stage::behaviour, 5 * right >= 4 * asked,
         "of " + std::to_string(asked) +
             " members of subfamilies that were left out, your function knows the family of " + std::to_string(right) +
             "; it should know four of five. What all members of a family have in common, wherever it stands, is the "
             "order "
             "of some letters that all proteins have: neither their number nor a near relative tells it");
}
