// graphs/painted_sequence.hpp: read back from its DOT text, where every position stands, and from its SVG.
#include "graphs/painted_sequence.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <regex>
#include <thread>

#include <boost/test/unit_test.hpp>

#include "autograd/error.hpp"
#include "autograd/file.hpp"
#include "graphs/heat.hpp"
#include "graphs/style.hpp"
#include "tests/autograd/folder.hpp"
#include "xml.hpp"

using namespace unroll;
using namespace unroll::graphs;
using namespace unroll::graphs::testing;

BOOST_AUTO_TEST_SUITE(painted_sequence)

namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

// A node of the DOT text.
struct Drawn {
  std::string id, kind, label, fill, text_colour;
  double x, y, width, height;
  double left() const { return x - width / 2; }
  double right() const { return x + width / 2; }
};

std::vector<Drawn> drawn(const PaintedSequence& picture, const std::string& kind) {
  const std::string dot = picture.render("dot");
  const std::regex line("\n  (\\w+) \\[pos=\"([-0-9.]+),([-0-9.]+)\", width=([0-9.]+), height=([0-9.]+), ([^\n]*)\\];");
  std::vector<Drawn> all;
  for (std::sregex_iterator m(dot.begin(), dot.end(), line), end; m != end; ++m) {
    const std::string more = (*m)[6];
    const auto attribute = [&](const std::string& name) {
      std::smatch found;
      return std::regex_search(more, found, std::regex("\\b" + name + "=\"([^\"]*)\"")) ? found[1].str() : "";
    };
    if (attribute("class") == kind)
      all.push_back({(*m)[1], kind, attribute("label"), attribute("fillcolor"), attribute("fontcolor"),
                     std::stod((*m)[2]), std::stod((*m)[3]), 72 * std::stod((*m)[4]), 72 * std::stod((*m)[5])});
  }
  return all;
}
std::vector<Drawn> symbols(const PaintedSequence& picture) { return drawn(picture, "symbol"); }

// Notes, the "\l" and "\r" of their labels cut off.
std::vector<Drawn> notes(const PaintedSequence& picture) {
  std::vector<Drawn> all = drawn(picture, "note");
  for (Drawn& note : all)
    if (note.label.ends_with("\\l") || note.label.ends_with("\\r")) note.label.resize(note.label.size() - 2);
  return all;
}
const Drawn* note(const std::vector<Drawn>& all, const std::string& label) {
  const auto found = std::find_if(all.begin(), all.end(), [&](const Drawn& d) { return d.label == label; });
  return found == all.end() ? nullptr : &*found;
}

std::vector<std::string> texts(const PaintedSequence& picture) {
  std::vector<std::string> all;
  for (const XmlElement& element : read_xml(picture.render("svg")))
    if (element.name == "text") all.push_back(element.text);
  return all;
}
bool has(const std::vector<std::string>& all, const std::string& text) {
  return std::find(all.begin(), all.end(), text) != all.end();
}

PaintedSequence letters(std::size_t n) {
  PaintedSequence picture;
  for (std::size_t i = 0; i < n; ++i) {
    picture.symbols.push_back(std::string(1, "ACGT"[i * 7 % 4]));
    picture.values.push_back(static_cast<double>(i) / static_cast<double>(std::max<std::size_t>(1, n - 1)));
  }
  return picture;
}

const auto says = [](const std::string& words) {
  return [=](const std::exception& error) { return std::string(error.what()).find(words) != std::string::npos; };
};

}  // namespace

// ---- Rows ----

BOOST_AUTO_TEST_CASE(symbols_stand_in_rows_with_their_positions) {
  PaintedSequence picture = letters(25);
  picture.columns = 10;
  picture.first = 101;
  const auto cells = symbols(picture);
  BOOST_TEST_REQUIRE(cells.size() == 25u);
  const auto all = notes(picture);
  for (std::size_t i = 0; i < 25; ++i) {
    BOOST_TEST(cells[i].label == picture.symbols[i]);
    BOOST_TEST(cells[i].id == fmt::format("s{}", i + 1));
    BOOST_TEST(cells[i].x == cells[i % 10].x);
    BOOST_TEST(cells[i].y == cells[i - i % 10].y);
    if (i % 10) BOOST_TEST(cells[i].left() == cells[i - 1].right(), boost::test_tools::tolerance(1e-3));
    if (i >= 10) BOOST_TEST(cells[i].y < cells[i - 10].y - cells[i].height);
    if (i % 10) continue;
    const Drawn* number = note(all, std::to_string(101 + i));
    BOOST_TEST_REQUIRE(number);
    BOOST_TEST(number->y == cells[i].y);
    BOOST_TEST(number->right() < cells[i].left());
  }
  BOOST_TEST(!note(all, "102"));
}

BOOST_AUTO_TEST_CASE(groups_are_set_apart_and_rows_begin_with_one) {
  PaintedSequence picture = letters(200);
  picture.group = 3;
  const auto cells = symbols(picture);
  std::size_t a_row = 1;
  while (a_row < cells.size() && cells[a_row].y == cells[0].y) ++a_row;
  BOOST_TEST(a_row % 3 == 0u);
  BOOST_TEST(a_row > 30u);
  for (std::size_t i = 1; i < cells.size(); ++i)
    if (i % a_row) BOOST_TEST((cells[i].left() - cells[i - 1].right() > 3) == (i % 3 == 0));
}

BOOST_AUTO_TEST_CASE(long_symbols_have_wide_cells_and_are_cut_at_a_limit) {
  PaintedSequence picture = letters(4);
  const double narrow = symbols(picture)[0].width;
  picture.symbols[2] = "beginning";
  const double wide = symbols(picture)[0].width;
  BOOST_TEST(wide > narrow);
  BOOST_TEST(symbols(picture)[2].label == "beginning");
  picture.symbols[2] = std::string(500, 'w');
  BOOST_TEST(symbols(picture)[0].width <= 110.01);
  BOOST_TEST(symbols(picture)[2].label.ends_with("…"));
}

BOOST_AUTO_TEST_CASE(a_second_line_stands_below_its_symbols) {
  PaintedSequence picture = letters(30);
  picture.columns = 15;
  picture.below.resize(30);
  picture.below[1] = "Met";
  picture.below[16] = "Ala";
  const auto cells = symbols(picture), all = notes(picture);
  for (const auto& [i, text] : {std::pair<std::size_t, const char*>{1, "Met"}, {16, "Ala"}}) {
    const Drawn* below = note(all, text);
    BOOST_TEST_REQUIRE(below);
    BOOST_TEST(below->x == cells[i].x);
    BOOST_TEST((below->y < cells[i].y - 10 && below->y > cells[i].y - 25));
  }
  BOOST_TEST(cells[0].y - cells[15].y > 30);
}

// ---- Colours ----

BOOST_AUTO_TEST_CASE(colours_follow_the_numbers_and_darken_all_the_way) {
  for (const Colours colours : {Colours::values, Colours::gradients})
    for (const Scale scale : {Scale::linear, Scale::log}) {
      PaintedSequence picture = letters(41);
      for (std::size_t i = 0; i < 41; ++i)
        picture.values[i] = scale == Scale::log ? std::pow(10, static_cast<double>(i) / 10 - 3) : 3 + 2.0 * i;
      picture.colours = colours;
      picture.quantity = {"g", scale};
      const auto cells = symbols(picture);
      const auto shades = style::scale_of(colours);
      BOOST_TEST(cells.front().fill == shades.front());
      BOOST_TEST(cells.back().fill == shades.back());
      BOOST_TEST(cells[20].fill == mixed(shades, 0.5));
      for (std::size_t i = 1; i < 41; ++i) BOOST_TEST(luminance(cells[i].fill) < luminance(cells[i - 1].fill));
      const auto all = drawn(picture, "note legend");
      BOOST_TEST(note(all, short_number(picture.values.front()) + "\\l"));
      BOOST_TEST(note(all, short_number(picture.values.back()) + "\\r"));
    }
}

BOOST_AUTO_TEST_CASE(zero_lies_in_the_middle_of_both_signs) {
  PaintedSequence picture = letters(3);
  picture.values = {-1, 0, 4};
  picture.colours = Colours::signs;
  const auto cells = symbols(picture);
  BOOST_TEST(cells[1].fill == "#FFFFFF");
  BOOST_TEST(cells[2].fill == style::grows);
  BOOST_TEST(cells[0].fill == mixed(style::both_signs, 0.375));
  for (const char* end : {"−4.0", "0", "4.0"}) BOOST_TEST(has(texts(picture), end), end);
}

BOOST_AUTO_TEST_CASE(letters_are_legible_on_every_colour) {
  for (const Colours colours : {Colours::values, Colours::gradients, Colours::signs}) {
    PaintedSequence picture = letters(400);
    picture.colours = colours;
    if (colours == Colours::signs)
      for (double& v : picture.values) v -= 0.5;
    picture.values[7] = nan;
    for (const Drawn& cell : symbols(picture)) BOOST_TEST(contrast(cell.fill, cell.text_colour) >= 4.5);
  }
}

BOOST_AUTO_TEST_CASE(what_the_scale_cannot_show_is_grey_or_white_and_told) {
  PaintedSequence picture = letters(8);
  const double infinity = std::numeric_limits<double>::infinity();
  picture.values = {0, nan, infinity, -1, 1e-3, 1, 0, -0.0};
  picture.quantity = {"g", Scale::log};
  const auto cells = symbols(picture);
  for (std::size_t i : {1u, 2u, 3u}) BOOST_TEST(cells[i].fill == style::missing);
  for (std::size_t i : {0u, 6u, 7u}) BOOST_TEST(cells[i].fill == "#FFFFFF");
  BOOST_TEST(has(texts(picture), "exactly 0: 3 symbols"));
  BOOST_TEST(has(texts(picture), "no number: 3 symbols"));

  picture.quantity.scale = Scale::linear;  // on which 0 and −1 are numbers like others
  BOOST_TEST(has(texts(picture), "no number: 2 symbols"));
  BOOST_TEST(symbols(picture)[3].fill == style::data_fill);

  picture.values.assign(8, nan);
  for (const Scale scale : {Scale::linear, Scale::log}) {
    picture.quantity.scale = scale;
    for (const Drawn& cell : symbols(picture)) BOOST_TEST(cell.fill == style::missing);
  }
  picture.values.assign(8, 1);
  picture.values[3] = nan;
  BOOST_TEST(has(texts(picture), "no number: 1 symbol"));
}

BOOST_AUTO_TEST_CASE(numbers_all_alike_and_tiny_ones_have_a_scale) {
  PaintedSequence picture = letters(5);
  for (const Scale scale : {Scale::linear, Scale::log})
    for (const double v : {3.0, 1e-290, 1e290}) {
      picture.quantity = {"g", scale};
      picture.values.assign(5, v);
      for (const Drawn& cell : symbols(picture)) BOOST_TEST(cell.fill == style::blues.back());
    }
  picture.quantity = {"g", Scale::linear};
  picture.values.assign(5, 0);
  for (const Drawn& cell : symbols(picture)) BOOST_TEST(cell.fill == style::blues.front());
  picture.values.assign(5, -2);
  for (const Drawn& cell : symbols(picture)) BOOST_TEST(cell.fill == style::blues.front());
  // What is left after rounding does not stretch the scale.
  picture.quantity = {"g", Scale::log};
  picture.values = {1e-200, 1e-12, 1e-6, 1e-3, 1};
  BOOST_TEST(symbols(picture)[2].fill == mixed(style::blues, 0.5));
  BOOST_TEST(has(texts(picture), "≤ 1·10⁻¹²"));
}

BOOST_AUTO_TEST_CASE(ends_that_are_given_hold) {
  PaintedSequence picture = letters(4);
  picture.values = {0, 1, 2, 9};
  picture.quantity = {"g", Scale::linear, 1, 3};
  const auto cells = symbols(picture);
  BOOST_TEST(cells[0].fill == style::blues.front());
  BOOST_TEST(cells[1].fill == style::blues.front());
  BOOST_TEST(cells[2].fill == mixed(style::blues, 0.5));
  BOOST_TEST(cells[3].fill == style::blues.back());
  BOOST_TEST(has(texts(picture), "≤ 1.0"));
  BOOST_TEST(has(texts(picture), "≥ 3.0"));
  picture.quantity = {"g", Scale::linear, 3, 1};
  BOOST_CHECK_EXCEPTION(picture.render("dot"), Error, says("cannot go from 3.0 to 1.0"));
  picture.quantity = {"g", Scale::log, 0, 1};
  BOOST_CHECK_EXCEPTION(picture.render("dot"), Error, says("positive ends"));
  picture.quantity = {"g", Scale::log};
  picture.colours = Colours::signs;
  BOOST_CHECK_EXCEPTION(picture.render("dot"), Error, says("no logarithm"));
}

// ---- Ranges ----

BOOST_AUTO_TEST_CASE(a_range_is_underlined_from_its_first_to_its_last_symbol) {
  PaintedSequence picture = letters(20);
  picture.marks = {{4, 6, "three"}, {10, 12, "frame", true}, {15, 15}};
  const auto cells = symbols(picture), marks = drawn(picture, "mark"), all = notes(picture);
  BOOST_TEST_REQUIRE(marks.size() == 3u);
  const auto find = [&](std::size_t first) {
    return *std::find_if(marks.begin(), marks.end(),
                         [&](const Drawn& m) { return std::abs(m.left() - cells[first - 1].left()) < 2.5; });
  };
  const Drawn line = find(4), frame = find(10), bare = find(15);
  BOOST_TEST(std::abs(line.right() - cells[5].right()) < 2.5);
  BOOST_TEST(line.y < cells[3].y - cells[3].height / 2);
  BOOST_TEST(std::abs(frame.right() - cells[11].right()) < 2.5);
  BOOST_TEST((frame.y == cells[9].y && frame.height > cells[9].height));
  BOOST_TEST(std::abs(bare.right() - cells[14].right()) < 2.5);
  for (const auto& [name, mark] : {std::pair("three", line), std::pair("frame", frame)}) {
    BOOST_TEST_REQUIRE(note(all, name));
    BOOST_TEST(note(all, name)->x == mark.x, boost::test_tools::tolerance(1e-3));
    BOOST_TEST(note(all, name)->y < cells[0].y - cells[0].height / 2);
  }
}

BOOST_AUTO_TEST_CASE(a_range_goes_on_in_the_next_row) {
  PaintedSequence picture = letters(30);
  picture.columns = 10;
  picture.marks = {{8, 23, "long"}};
  const auto cells = symbols(picture), marks = drawn(picture, "mark"), all = notes(picture);
  BOOST_TEST_REQUIRE(marks.size() == 3u);
  BOOST_TEST(std::abs(marks[0].left() - cells[7].left()) < 2.5);
  BOOST_TEST(std::abs(marks[0].right() - cells[9].right()) < 2.5);
  BOOST_TEST(std::abs(marks[1].width - 10 * cells[0].width) < 5);
  BOOST_TEST(std::abs(marks[2].right() - cells[22].right()) < 2.5);
  for (const char* name : {"long …", "… long …", "… long"}) BOOST_TEST(note(all, name), name);
}

BOOST_AUTO_TEST_CASE(ranges_over_each_other_and_their_names_lie_apart) {
  PaintedSequence picture = letters(40);
  picture.columns = 40;
  for (Index i = 1; i <= 38; ++i)
    picture.marks.push_back({i, std::min<Index>(40, i + i % 7), fmt::format("name{}", i)});
  const auto cells = symbols(picture);
  auto lines = drawn(picture, "mark");
  BOOST_TEST_REQUIRE(lines.size() == 38u);
  for (const Drawn& n : notes(picture))
    if (n.label.starts_with("name")) lines.push_back(n);
  BOOST_TEST_REQUIRE(lines.size() == 76u);
  for (const Drawn& a : lines) {
    BOOST_TEST(a.y + a.height / 2 < cells[0].y - cells[0].height / 2);
    BOOST_TEST((a.left() >= cells[0].left() - 0.01 && a.right() < cells[39].right() + 0.01));
    for (const Drawn& b : lines)
      if (&a < &b)
        BOOST_TEST((a.right() <= b.left() + 0.02 || b.right() <= a.left() + 0.02 ||
                    std::abs(a.y - b.y) > (a.height + b.height) / 2 - 1.5),
                   a.label << " " << b.label);
  }
}

// ---- Texts ----

BOOST_AUTO_TEST_CASE(texts_are_shown_letter_by_letter) {
  for (const std::string text : {"a < b & c", "\"d\" 'e'", "\\N \\l \\\\", "&lt;&#60;", "]]> <!--", "惊鸿 🙂 é",
                                 "\xff\x80 bad", "a\nb\tc", "<b>x</b>", "%s {0}", "-->", "\\"}) {
    PaintedSequence picture = letters(6);
    picture.title = picture.sentence = picture.quantity.label = text;
    picture.symbols[2] = text;
    picture.marks = {{1, 6, text}};
    picture.below.assign(6, "");
    picture.below[4] = text;
    const std::string svg = picture.render("svg");
    BOOST_CHECK_NO_THROW(check_svg(svg));
    const auto all = texts(picture);
    const std::string shown = clean(text);
    BOOST_TEST(std::count(all.begin(), all.end(), shown) >= 4, text);  // an index may be set low in the others
  }
}

BOOST_AUTO_TEST_CASE(a_long_sentence_is_broken_into_lines_and_long_names_are_cut) {
  PaintedSequence picture = letters(80);
  for (int i = 0; i < 60; ++i) picture.sentence += "word ";
  picture.title = std::string(5000, 'w');
  picture.marks = {{1, 2, std::string(5000, 'n')}};
  picture.quantity.label = std::string(5000, 'q');
  const auto all = texts(picture);
  BOOST_TEST(std::count_if(all.begin(), all.end(), [](const std::string& t) { return t.starts_with("word word"); }) >
             1);
  for (const std::string& text : all) BOOST_TEST(text.size() < 400u);
}

BOOST_AUTO_TEST_CASE(characters_are_those_of_the_text) {
  BOOST_TEST((characters("aé鸿🙂\xff!") == std::vector<std::string>{"a", "é", "鸿", "🙂", "\uFFFD", "!"}));
  BOOST_TEST(characters("").empty());
}

// ---- Sizes, mistakes, files ----

BOOST_AUTO_TEST_CASE(from_one_symbol_to_the_limit) {
  for (const std::size_t n : {std::size_t{1}, std::size_t{2}, std::size_t{997}, std::size_t{5000}}) {
    const PaintedSequence picture = letters(n);
    const auto ids = check_svg(picture.render("svg"));
    for (std::size_t i = 1; i <= n; ++i) BOOST_TEST(ids.count(fmt::format("s{}", i)));
  }
  BOOST_CHECK_EXCEPTION(letters(0).render("svg"), Error, says("0 symbols; it shows 1 to 5000"));
  BOOST_CHECK_EXCEPTION(letters(5001).render("svg"), Error, says("paint a part"));
}

BOOST_AUTO_TEST_CASE(mistakes_are_sentences) {
  const auto wrong = [](auto change, const std::string& words) {
    PaintedSequence picture = letters(10);
    change(picture);
    BOOST_CHECK_EXCEPTION(picture.render("svg"), Error, says(words));
  };
  wrong([](auto& p) { p.values.pop_back(); }, "10 symbols and 9 values");
  wrong([](auto& p) { p.below = {"a"}; }, "10 symbols and 1 texts below");
  wrong([](auto& p) { p.columns = -1; }, "-1 symbols a row");
  wrong([](auto& p) { p.group = -3; }, "groups of -3");
  wrong([](auto& p) { p.marks = {{0, 3, "x"}}; }, "\"x\" goes from 0 to 3; the positions are 1 to 10");
  wrong([](auto& p) { p.marks = {{5, 11, "x"}}; }, "positions are 1 to 10");
  wrong([](auto& p) { p.marks = {{5, 4, "x"}}; }, "goes from 5 to 4");
  wrong([](auto& p) { p.marks.assign(5001, {1, 2}); }, "5001 ranges");
  PaintedSequence tall = letters(5000), wide = letters(5000);
  tall.columns = 1;
  wide.columns = 5000;
  BOOST_CHECK_EXCEPTION(tall.render("svg"), Error, says("put more in a row"));
  BOOST_CHECK_EXCEPTION(wide.render("svg"), Error, says("put fewer in a row"));
  BOOST_CHECK_THROW(letters(3).render("gif"), FileError);
}

BOOST_AUTO_TEST_CASE(the_same_sequence_gives_the_same_bytes_in_any_thread) {
  const PaintedSequence picture = letters(100);
  const std::string dot = picture.render("dot"), svg = picture.render("svg");
  std::vector<std::string> others(4);
  std::vector<std::thread> threads;
  for (std::string& other : others) threads.emplace_back([&] { other = picture.render("svg"); });
  for (std::thread& thread : threads) thread.join();
  for (const std::string& other : others) BOOST_TEST((other == svg));
  BOOST_TEST((picture.render("dot") == dot));
}

BOOST_AUTO_TEST_CASE(files_are_what_their_names_say) {
  const Folder folder;
  const auto written = letters(70).save(folder.path / "new" / "dna.v1", {"svg", "png", "pdf", "dot"});
  BOOST_TEST(written.at(0) == folder.path / "new" / "dna.v1.svg");
  BOOST_TEST(read_file(written[0]).starts_with("<?xml"));
  BOOST_TEST(read_file(written.at(1)).starts_with("\x89PNG\r\n"));
  BOOST_TEST(read_file(written.at(2)).starts_with("%PDF"));
  BOOST_TEST(read_file(written.at(3)).starts_with("digraph"));
}

BOOST_AUTO_TEST_SUITE_END()
