#include <boost/test/unit_test.hpp>

#include "tests/mutation/sites.hpp"

BOOST_AUTO_TEST_SUITE(sites)

namespace {

// All mutants of a text, one a line.
std::string mutants(const std::string& text) {
  std::string all;
  for (const mutation::Site& site : mutation::sites(text))
    for (const std::string& instead : site.instead)
      all += std::string(text).replace(site.at, site.length, instead) + "\n";
  return all;
}

}  // namespace

BOOST_AUTO_TEST_CASE(operators_have_a_space_on_either_side) {
  BOOST_TEST(mutants("y = a * b;") == "y = a / b;\n");
  BOOST_TEST(mutants("y = a - b;") == "y = a + b;\n");
  BOOST_TEST(mutants("if (a < b)") == "if (a <= b)\nif (a > b)\n");
  BOOST_TEST(mutants("a == b &&\n    c") == "a != b &&\n    c\na == b ||\n    c\n");
  BOOST_TEST(mutants("a += b;") == "a -= b;\n");
}

BOOST_AUTO_TEST_CASE(what_only_looks_like_an_operator_is_left) {
  BOOST_TEST(mutants("template <class T> void f(const T& x, T&& y, T* z, std::vector<T> a);") == "");
  BOOST_TEST(mutants("Tensor operator*(A a, B b); bool operator!() const; Real operator[](Index i);") == "");
  BOOST_TEST(
      mutants("p->x; a <=> b; out << x >> y; [&, x](auto... z) { return z; }; auto& [p, q] = r; [[nodiscard]]") == "");
}

BOOST_AUTO_TEST_CASE(signs) {
  BOOST_TEST(mutants("return -x;") == "return x;\n");
  BOOST_TEST(mutants("if (!x) ++y;") == "if (x) ++y;\nif (!x) --y;\n");
}

BOOST_AUTO_TEST_CASE(constants_change_by_one_or_in_sign) {
  BOOST_TEST(mutants("x2 = 3;") == "x2 = (3 + 1);\nx2 = (3 - 1);\n");
  BOOST_TEST(mutants("x = 1.5e-3;") == "x = (1.5e-3 + 1);\nx = (-1.5e-3);\n");
  BOOST_TEST(mutants("x = 0x1eu;") == "x = (0x1eu + 1);\nx = (0x1eu - 1);\n");
  BOOST_TEST(mutants("x = 1'000;") == "x = (1'000 + 1);\nx = (1'000 - 1);\n");
  BOOST_TEST(mutants("x = true;") == "x = false;\n");
}

BOOST_AUTO_TEST_CASE(indices_are_off_by_one) {
  BOOST_TEST(mutants("x[i][f(j)]") == "x[i + 1][f(j)]\nx[i - 1][f(j)]\nx[i][f(j) + 1]\nx[i][f(j) - 1]\n");
  BOOST_TEST(mutants("f(x.begin(), x.end())") == "f(x.begin() + 1, x.end())\nf(x.begin(), x.end() - 1)\n");
  BOOST_TEST(mutants("x.back()") == "x.front()\n");
  BOOST_TEST(mutants("map[\"key\"]; Real* begin() const; new T[]") == "");
}

BOOST_AUTO_TEST_CASE(what_is_no_code_is_left) {
  BOOST_TEST(mutants("// a + 1\n/* 2 */ f(\"a + 1 \\\" 2\", 'x', '\\'', R\"(3 \" 4)\");") == "");
  BOOST_TEST(mutants("#if A > 1\n  #include \"x1.hpp\"\nx = 1;") ==
             "#if A > 1\n  #include \"x1.hpp\"\nx = (1 + 1);\n#if A > 1\n  #include \"x1.hpp\"\nx = (1 - 1);\n");
  BOOST_TEST(mutants("static_assert(sizeof(T) == 8,\n  \"8\"); x = y;") == "");
}

BOOST_AUTO_TEST_SUITE_END()
