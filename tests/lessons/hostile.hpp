// Files as nobody should write them. A parser must read each, or refuse it with one sentence in a FileError.
#pragma once

#include <boost/test/unit_test.hpp>
#include <functional>
#include <random>
#include <string>

#include "autograd/error.hpp"

// In bytes: what would take the square of its length would never end. The sanitizers (which use no pool) are slow, and
// a tenth of it is enough there.
constexpr std::size_t enormous = UNROLL_POOL ? 50'000'000 : 5'000'000;

// Is `bytes` read, or refused as it should be?
inline void read_or_refuse(const std::function<void(const std::string&)>& parse, const std::string& bytes) {
  try {
    parse(bytes);
  } catch (const unroll::FileError& error) {
    const std::string sentence = error.what();
    BOOST_TEST((!sentence.empty() && sentence.size() < 1000 && sentence.find('\n') == sentence.npos), sentence);
  }  // any other exception fails the test
}

// A good file cut off at every place, with bytes changed, left out, doubled or put in at random places. Same numbers in
// every run, and few: tests/fuzz/ tries the same parsers with many more.
inline void torture(const std::function<void(const std::string&)>& parse, const std::string& good,
                    int mutations = 200) {
  for (std::size_t length = 0; length < good.size(); ++length) read_or_refuse(parse, good.substr(0, length));
  std::mt19937 random(1);
  for (int i = 0; i < mutations; ++i) {
    std::string bad = good;
    for (unsigned change = 0; change <= random() % 4 && !bad.empty(); ++change) {
      const std::size_t at = random() % bad.size(), length = std::min<std::size_t>(random() % 40, bad.size() - at);
      switch (random() % 5) {
        case 0:
          bad[at] = char(random());
          break;
        case 1:
          bad[at] = char("\0\xff\x80\x7f\n"[random() % 5]);
          break;
        case 2:
          bad.erase(at, length);
          break;
        case 3:
          bad.insert(at, bad.substr(at, length));
          break;
        case 4:
          bad.insert(at, 1 + random() % 8, char(random()));
          break;
      }
    }
    read_or_refuse(parse, bad);
  }
}
