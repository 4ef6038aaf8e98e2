// The pictures that the lessons and the README show, as they are committed: how much there is of everything follows
// from what each picture is of.
#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <regex>
#include <set>
#include <string>
#include <vector>

namespace fs = std::filesystem;

BOOST_AUTO_TEST_SUITE(committed)

namespace {

const fs::path gallery = "graphs/gallery";

std::string contents(const fs::path& path) {
  std::ifstream file(path);
  return {(std::istreambuf_iterator<char>(file)), {}};
}

std::vector<std::smatch> all(const std::string& text, const std::string& pattern) {
  const std::regex regex(pattern);
  return {std::sregex_iterator(text.begin(), text.end(), regex), {}};
}
int count(const std::string& text, const std::string& pattern) { return static_cast<int>(all(text, pattern).size()); }
int of_class(const std::string& text, const std::string& name) { return count(text, "class=\"" + name + "\""); }

// The ends of the edges of a class, by number.
std::map<int, std::pair<std::string, std::string>> edges(const std::string& text, const std::string& letter) {
  std::map<int, std::pair<std::string, std::string>> found;
  for (const std::smatch& m : all(text, "\n  (\\w+) -> (\\w+) \\[id=\"" + letter + "(\\d+)\""))
    BOOST_TEST(found.insert({std::stoi(m[3]), {m[1], m[2]}}).second, letter << m[3] << " occurs twice");
  return found;
}

}  // namespace

BOOST_AUTO_TEST_CASE(parts_belong_together) {
  int pictures = 0;
  for (const fs::directory_entry& entry : fs::directory_iterator(gallery)) {
    if (entry.path().extension() != ".dot") continue;
    ++pictures;
    BOOST_TEST_CONTEXT(entry.path().filename()) {
      const std::string dot = contents(entry.path());
      std::set<std::string> nodes, rails;
      for (const std::smatch& m : all(dot, "\n  (\\w+) \\[pos="))
        BOOST_TEST(nodes.insert(m[1]).second, m[1] << " occurs twice");
      for (const std::smatch& m : all(dot, "\n  (v\\d+) \\[[^\n]*class=\"rail\"")) rails.insert(m[1]);
      for (const std::smatch& m : all(dot, "\n  (\\w+) -> (\\w+) "))
        BOOST_TEST((nodes.count(m[1]) && nodes.count(m[2])), m[0] << " leads from or to nothing");

      // A tap leaves a rail at a junction, an addend comes in at one.
      std::set<std::string> tapped;
      for (const std::smatch& m : all(dot, "\n  (\\w+) -> \\w+ \\[id=\"e\\d+\", class=\"tap\"")) tapped.insert(m[1]);
      BOOST_TEST((tapped == rails));
      BOOST_TEST(count(dot, "class=\"junction of-e\\d+\"") == of_class(dot, "tap") + of_class(dot, "addend"));

      // A halo lies on an arrow, or leads back along it.
      const auto arrows = edges(dot, "e");
      for (const auto& [number, ends] : edges(dot, "g")) {
        BOOST_TEST_REQUIRE(arrows.count(number));
        const auto& [from, to] = arrows.at(number);
        BOOST_TEST((ends == std::pair(from, to) || ends == std::pair(to, from)));
      }

      // A strip has a segment for each time step of its lane; for a long fold, not all of them.
      std::map<std::string, std::set<int>> strips;
      for (const std::smatch& m : all(dot, "\n  (strip\\d+)_(\\d+) \\[")) strips[m[1]].insert(std::stoi(m[2]));
      if (of_class(dot, "fold")) continue;
      for (const auto& [strip, steps] : strips)
        BOOST_TEST(*steps.rbegin() - *steps.begin() + 1 == static_cast<int>(steps.size()), strip);
    }
  }
  BOOST_TEST(pictures > 30);
}

// A cell of one state that reads its parameters once a step: `drawn` of T steps, each with a state or with `ops`.
BOOST_AUTO_TEST_CASE(of_recurrent_networks) {
  struct Network {
    const char* name;
    int steps, drawn, rails, states_a_step;
  };
  for (const Network& n : {Network{"02-steps", 3, 3, 3, 0},
                           {"02-unrolled", 5, 5, 3, 1},
                           {"03-window_5", 20, 9, 3, 1},
                           {"04-drowned", 25, 6, 3, 1},
                           {"04-fading", 50, 50, 2, 1},
                           {"04-steps", 4, 4, 2, 0},
                           {"05-echo", 49, 8, 0, 1},
                           {"05-euler", 4, 4, 0, 0},
                           {"05-network", 30, 8, 3, 1},
                           {"06-latched", 30, 6, 3, 1},
                           {"rnn", 3, 3, 3, 0}})
    BOOST_TEST_CONTEXT(n.name) {
      const std::string dot = contents(gallery / (std::string(n.name) + ".dot"));
      const bool folded = n.drawn < n.steps;
      BOOST_TEST(count(dot, "subgraph cluster_step\\d+ ") == n.drawn + folded);
      BOOST_TEST(of_class(dot, "fold") == folded);
      BOOST_TEST(of_class(dot, "rail") == n.rails);
      BOOST_TEST(of_class(dot, "tap") == n.drawn * n.rails);
      BOOST_TEST(of_class(dot, "state") == n.drawn * n.states_a_step);
      BOOST_TEST(of_class(dot, "strip") == n.drawn + std::min(n.steps - n.drawn, 24));  // slices of a fold
    }
}

// Every gate at every step; of the two states of an LSTM, a strip, or a row of squares, each.
BOOST_AUTO_TEST_CASE(of_gated_cells) {
  struct Cell {
    const char* name;
    int steps, sigmoids, tanhs, fields;
  };
  for (const Cell& c :
       {Cell{"07-steps", 3, 3, 2, 2}, {"lstm", 3, 3, 2, 2}, {"gru", 3, 2, 1, 1}, {"09-steps", 3, 2, 1, 1}})
    BOOST_TEST_CONTEXT(c.name) {
      const std::string dot = contents(gallery / (std::string(c.name) + ".dot"));
      BOOST_TEST(count(dot, "<B>σ[^<]*</B>[^\n]*class=\"op\"") == c.steps * c.sigmoids);
      BOOST_TEST(count(dot, "<B>tanh[^<]*</B>[^\n]*class=\"op\"") == c.steps * c.tanhs);
      BOOST_TEST(of_class(dot, "strip") == c.steps * c.fields);
    }
  for (const auto& [name, steps, fields] : {std::tuple{"02-loop", 10, 1}, {"07-loop", 50, 2}, {"08-open", 20, 2}})
    BOOST_TEST_CONTEXT(name) {
      const std::string dot = contents(gallery / (std::string(name) + ".dot"));
      BOOST_TEST(of_class(dot, "cell") == 1);
      BOOST_TEST(of_class(dot, "delay") == fields);
      BOOST_TEST(of_class(dot, "turn") == steps * fields);
    }
}

BOOST_AUTO_TEST_SUITE_END()
