// Numbers, names and hostile labels.
#include "graphs/text.hpp"

#include <boost/test/unit_test.hpp>

#include <limits>

using namespace unroll::graphs;

BOOST_AUTO_TEST_SUITE(text)

BOOST_AUTO_TEST_CASE(numbers_are_short) {
  BOOST_TEST(short_number(0) == "0");
  BOOST_TEST(short_number(0.1512) == "0.15");
  BOOST_TEST(short_number(1.274) == "1.3");
  BOOST_TEST(short_number(12.4) == "12");
  BOOST_TEST(short_number(1234) == "1234");
  BOOST_TEST(short_number(-0.4) == "−0.40");
  BOOST_TEST(short_number(2.1e-8) == "2·10⁻⁸");
  BOOST_TEST(short_number(9.7e-8) == "1·10⁻⁷");
  BOOST_TEST(short_number(3e12) == "3·10¹²");
  BOOST_TEST(short_number(std::numeric_limits<double>::infinity()) == "∞");
  BOOST_TEST(short_number(std::numeric_limits<double>::quiet_NaN()) == "NaN");
  BOOST_TEST(coordinate(12.5) == "12.5");
  BOOST_TEST(coordinate(-0.001) == "0");
  BOOST_TEST(coordinate(3) == "3");
}

BOOST_AUTO_TEST_CASE(names_have_their_index_low) {
  BOOST_TEST(subscript(10) == "₁₀");
  BOOST_TEST(html_name("h_3", 13) == "h₃");
  BOOST_TEST(html_name("W_xh", 10) == "W<FONT POINT-SIZE=\"7.2\">xh</FONT>");
  BOOST_TEST(html_name("h_2ᵀ", 10) == "h₂ᵀ");
  BOOST_TEST(html_name("_x", 10) == "_x");
}

BOOST_AUTO_TEST_CASE(so_have_the_names_in_a_text) {
  BOOST_TEST(html_names("b_f = 1 & W_2", 10) == "b<FONT POINT-SIZE=\"7.2\">f</FONT> = 1 &amp; W₂");
  BOOST_TEST(html_names("tanh(h_t−1)", 10) == "tanh(h<FONT POINT-SIZE=\"7.2\">t−1</FONT>)");
  BOOST_TEST(html_names("0.9 Q, then _x", 10) == "0.9 Q, then _x");
}

BOOST_AUTO_TEST_CASE(escapes) {
  BOOST_TEST(html("a<b & \"c\"") == "a&lt;b &amp; &quot;c&quot;");
  BOOST_TEST(quoted("say \"hi\" \\N\nnext") == "\"say &quot;hi&quot; \\\\N next\"");
  BOOST_TEST(html("\\N") == "\\\\N");
  BOOST_TEST(markup("\\N & <\"") == "\\N &amp; &lt;&quot;");
}

BOOST_AUTO_TEST_CASE(invalid_utf8_is_replaced) {
  BOOST_TEST(clean("a\xFFz") == "a\uFFFDz");
  BOOST_TEST(clean("\xC0\xAF") == "\uFFFD\uFFFD");            // overlong
  BOOST_TEST(clean("\xED\xA0\x80") == "\uFFFD\uFFFD\uFFFD");  // a surrogate
  BOOST_TEST(clean("cut \xE2\x82") == "cut \uFFFD\uFFFD");
  BOOST_TEST(clean("循环 🙂") == "循环 🙂");
  BOOST_TEST(clean(std::string(1, '\0') + "\x1B[31m") == "  [31m");
}

BOOST_AUTO_TEST_CASE(long_texts_are_cut_between_characters) {
  std::string many;
  for (int i = 0; i < 10000; ++i) many += "环";
  const std::string cut = clean(many, 5);
  BOOST_TEST(cut == "环环环环环…");
}

BOOST_AUTO_TEST_SUITE_END()
