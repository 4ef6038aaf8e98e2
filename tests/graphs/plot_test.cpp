// graphs/plot.hpp: what gnuplot drew, read back from the SVG.
#include "graphs/plot.hpp"

#include <cmath>
#include <cstdlib>
#include <limits>
#include <regex>
#include <set>
#include <sstream>
#include <thread>

#include <boost/property_tree/xml_parser.hpp>
#include <boost/test/unit_test.hpp>

#include "autograd/file.hpp"
#include "graphs/text.hpp"
#include "tests/autograd/folder.hpp"

using namespace unroll;
using namespace unroll::graphs;

BOOST_AUTO_TEST_SUITE(plot)

using Xml = boost::property_tree::ptree;

struct Mark {
  double x, y;
  std::string shape;
};
struct Cell {
  double left, top, right, bottom;
  std::string colour;
};
struct Picture {
  std::vector<std::string> texts, titles;
  std::vector<Mark> marks;
  std::vector<Cell> cells;
  std::vector<std::string> ids;
  double width = 0, height = 0;

  bool has(const std::string& text) const { return std::find(texts.begin(), texts.end(), text) != texts.end(); }
  bool mentions(const std::string& part) const {
    return std::any_of(texts.begin(), texts.end(), [&](const std::string& t) { return t.find(part) != t.npos; });
  }
};

std::string all_text(const Xml& node) {
  std::string text = node.data();
  for (const auto& [name, child] : node)
    if (name != "<xmlattr>") text += all_text(child);
  return text;
}

void walk(const Xml& node, Picture& picture) {
  for (const auto& [name, child] : node) {
    const auto attribute = [&child = child](const char* key) {
      return child.get<std::string>(std::string("<xmlattr>.") + key, "");
    };
    if (const std::string id = attribute("id"); !id.empty()) picture.ids.push_back(id);
    if (name == "text") {
      picture.texts.push_back(all_text(child));
    } else if (name == "title") {
      picture.titles.push_back(child.data());
    } else if (name == "use") {
      Mark mark{0, 0, attribute("xlink:href")};
      if (std::sscanf(attribute("transform").c_str(), "translate(%lf,%lf)", &mark.x, &mark.y) == 2)
        picture.marks.push_back(mark);
    } else if (Cell cell{0, 0, 0, 0, attribute("fill")};
               std::sscanf(attribute("d").c_str(), "M%lf,%lfH%lfV%lf", &cell.left, &cell.bottom, &cell.right,
                           &cell.top) == 4) {
      if (cell.left > cell.right) std::swap(cell.left, cell.right);
      if (cell.top > cell.bottom) std::swap(cell.top, cell.bottom);
      picture.cells.push_back(cell);
    }
    if (name != "defs" && name != "<xmlattr>") walk(child, picture);
  }
}

Picture picture(const Plot& plot) {
  std::istringstream in(plot.render("svg"));
  Xml tree;
  boost::property_tree::read_xml(in, tree);
  Picture found;
  walk(tree, found);
  std::sscanf(tree.get<std::string>("svg.<xmlattr>.viewBox").c_str(), "0 0 %lf %lf", &found.width, &found.height);
  const std::set<std::string> unique(found.ids.begin(), found.ids.end());
  BOOST_TEST(unique.size() == found.ids.size());
  return found;
}

const auto says = [](const std::string& words) {
  return [=](const std::exception& error) { return std::string(error.what()).find(words) != std::string::npos; };
};

// ---- Curves ----

BOOST_AUTO_TEST_CASE(a_logarithmic_axis_spaces_powers_evenly) {
  Plot plot("powers", {"x", Scale::log}, {"y"});
  plot.line("line", {1, 10, 100}, {0, 1, 2});
  const auto points = picture(plot).marks;
  BOOST_TEST_REQUIRE(points.size() == 3u);
  BOOST_TEST(points[1].x - points[0].x == points[2].x - points[1].x, boost::test_tools::tolerance(1e-3));
  BOOST_TEST(points[0].y - points[1].y == points[1].y - points[2].y, boost::test_tools::tolerance(1e-3));
  BOOST_TEST(points[0].x < points[1].x);
  BOOST_TEST(points[0].y > points[1].y);  // SVG counts downwards
}

BOOST_AUTO_TEST_CASE(points_that_an_axis_cannot_show_are_left_out_and_told) {
  const double nan = std::nan(""), infinity = std::numeric_limits<double>::infinity();
  Plot plot("gaps", {"x"}, {"y", Scale::log});
  plot.line("line", {1, 2, 3, 4, 5, 6}, {1, 0, -1, nan, infinity, 10});
  plot.line("nothing", {}, {});
  const Picture drawn = picture(plot);
  BOOST_TEST(drawn.marks.size() == 2u);
  BOOST_TEST(drawn.mentions("4 of line, all of nothing"));
  BOOST_TEST(!drawn.has("nothing"));

  Plot empty("empty", {"x"}, {"height", Scale::log});
  empty.line("line", {1}, {0});
  BOOST_CHECK_EXCEPTION(empty.render("svg"), Error, says("nothing that the axis"));
}

BOOST_AUTO_TEST_CASE(one_point_and_equal_points_have_a_place) {
  Plot plot("flat", {"x", Scale::log}, {"y"});
  plot.line("line", {10, 10}, {3, 3});
  const Picture drawn = picture(plot);
  BOOST_TEST(drawn.marks.size() == 2u);
  for (const Mark& mark : drawn.marks)
    BOOST_TEST((mark.x > 0 && mark.x < drawn.width && mark.y > 0 && mark.y < drawn.height));
}

BOOST_AUTO_TEST_CASE(axes_alone_are_a_picture_too) {
  Plot plot("axes", {"x", Scale::linear, 0, 1}, {"y", Scale::linear, 0, 1});
  plot.level("half", 0.5);
  BOOST_TEST(picture(plot).has("half"));
  BOOST_TEST(picture(Plot("axes", {"x", Scale::linear, 0, 1}, {"y", Scale::linear, 0, 1})).has("axes"));
}

BOOST_AUTO_TEST_CASE(many_points_have_few_marks) {
  std::vector<double> xs, ys;
  for (int i = 0; i < 10'000; ++i) xs.push_back(i), ys.push_back(std::sin(i * 0.01));
  Plot plot("long", {"x"}, {"y"});
  plot.line("line", xs, ys);
  BOOST_TEST(picture(plot).marks.size() <= 50u);
}

BOOST_AUTO_TEST_CASE(lines_and_classes_differ_in_more_than_colour) {
  Plot lines("lines", {"x"}, {"y"}), classes("classes", {"x"}, {"y"});
  for (int i = 0; i < 8; ++i) {
    lines.line("line " + std::to_string(i), {0}, {i * 1.0});
    classes.points("class " + std::to_string(i), {0}, {i * 1.0});
  }
  for (const Plot* plot : {&lines, &classes}) {
    std::set<std::string> shapes;
    for (const Mark& mark : picture(*plot).marks) shapes.insert(mark.shape);
    BOOST_TEST(shapes.size() == 8u);
  }
  const Picture drawn = picture(classes);
  BOOST_TEST(drawn.marks.size() == 16u);  // each with one in the key
  for (int i = 0; i < 8; ++i) BOOST_TEST(drawn.has("class " + std::to_string(i)));
}

// ---- Bars and heat maps ----

BOOST_AUTO_TEST_CASE(bars_are_as_high_as_their_numbers) {
  Plot plot("bars", {.label = "", .names = {"a", "b", "c"}}, {"y"});
  plot.bars("first", {1, 2, -0.5});
  plot.bars("second", {0.5, 4, std::nan("")});
  const Picture drawn = picture(plot);
  BOOST_TEST_REQUIRE(drawn.cells.size() == 5u);
  const auto height = [&](std::size_t i) { return drawn.cells[i].bottom - drawn.cells[i].top; };
  for (std::size_t i = 0; i < 5; ++i)
    BOOST_TEST(height(i) / height(0) == (std::vector<double>{1, 2, 0.5, 0.5, 4})[i],
               boost::test_tools::tolerance(0.02));
  BOOST_TEST(drawn.cells[0].right <= drawn.cells[3].left);        // side by side
  BOOST_TEST(drawn.cells[2].top >= drawn.cells[0].bottom - 0.1);  // below zero
  for (const char* text : {"a", "b", "c", "1", "2", "−0.5", "0.5", "4", "first", "second"}) BOOST_TEST(drawn.has(text));
  BOOST_CHECK_EXCEPTION(plot.bars("third", {1, 2}), Error, says("\"third\" are 2"));
}

BOOST_AUTO_TEST_CASE(a_matrix_has_its_first_row_on_top) {
  Plot plot("matrix", {"column"}, {"row"});
  plot.heat(Array({2, 3}, {0, 1, 2, 3, 4, std::numeric_limits<Real>::quiet_NaN()}), {"value"});
  const Picture drawn = picture(plot);
  // The grey gap, then the five others row by row, then the scale of colours.
  BOOST_TEST_REQUIRE(drawn.cells.size() > 6u);
  const Cell &gap = drawn.cells[0], &first = drawn.cells[1], &second = drawn.cells[2], &last = drawn.cells[5];
  BOOST_TEST(first.colour == "#e8f1fb");  // style::data_fill
  BOOST_TEST(last.colour == "#123a66");
  BOOST_TEST(gap.colour == "#b8c0ca");
  BOOST_TEST(first.top < last.top);
  BOOST_TEST(first.left < second.left);
  BOOST_TEST(gap.left > last.left);
  BOOST_TEST(drawn.mentions("1 cell without a number is grey"));
  BOOST_TEST(drawn.has("value"));
}

BOOST_AUTO_TEST_CASE(a_surface_has_its_places_and_lines_over_it) {
  Plot plot("surface", {"x", Scale::log}, {"y"});
  plot.heat(Array({2, 2}, {1, 10, 100, 1000}), {1, 100}, {-1, 1}, {"loss", Scale::log}, Colours::gradients);
  plot.line("way", {1, 100}, {-1, 1});
  const Picture drawn = picture(plot);
  BOOST_TEST_REQUIRE(drawn.marks.size() == 2u);
  const Cell &first = drawn.cells[0], &last = drawn.cells[3];
  BOOST_TEST(first.top > last.top);  // y rises
  for (const auto& [mark, cell] : {std::pair(drawn.marks[0], first), std::pair(drawn.marks[1], last)}) {
    BOOST_TEST(mark.x == (cell.left + cell.right) / 2, boost::test_tools::tolerance(0.02));
    BOOST_TEST(mark.y == (cell.top + cell.bottom) / 2, boost::test_tools::tolerance(0.02));
  }
}

BOOST_AUTO_TEST_CASE(zero_is_white_between_signs) {
  Plot plot("signs", {""}, {""});
  plot.heat(Array({1, 3}, {-1, 0, 3}), {"value"}, Colours::signs);
  const Picture drawn = picture(plot);
  BOOST_TEST(drawn.cells.at(1).colour == "#ffffff");
}

BOOST_AUTO_TEST_CASE(one_cell_and_cells_all_alike_are_drawn) {
  for (const Array& values : {Array({1, 1}, {3}), Array::zeros({3, 4}), Array::full({2, 2}, NAN)}) {
    Plot plot("alike", {""}, {""});
    plot.heat(values, {"value", Scale::linear, std::isnan(values.numbers()[0]) ? std::optional(0.0) : std::nullopt,
                       std::isnan(values.numbers()[0]) ? std::optional(1.0) : std::nullopt});
    BOOST_TEST(static_cast<Index>(picture(plot).cells.size()) >= values.size());
  }
}

BOOST_AUTO_TEST_CASE(mistakes_are_sentences) {
  Plot plot("pairs", {"x"}, {"y"});
  BOOST_CHECK_EXCEPTION(plot.line("line", {1, 2}, {1}), Error, says("\"line\" has 2 xs and 1 ys"));
  BOOST_CHECK_EXCEPTION(plot.line("line", {1}, {1}, "red\"; system('id')"), Error, says("no colour"));
  BOOST_CHECK_EXCEPTION(plot.heat(Array::zeros({2}), {"v"}), ShapeError, says("rows and columns, not (2)"));
  BOOST_CHECK_EXCEPTION(plot.heat(Array::zeros({0, 3}), {"v"}), ShapeError, says("(0, 3)"));
  BOOST_CHECK_EXCEPTION(plot.heat(Array::zeros({600, 600}), {"v"}), ShapeError, says("250000"));
  BOOST_CHECK_EXCEPTION(plot.heat(Array::zeros({1, 3}), {1, 3, 2}, {1}, {"v"}), Error, says("number 3 is 2"));
  plot.heat(Array::zeros({2, 2}), {"v"});
  BOOST_CHECK_EXCEPTION(plot.heat(Array::zeros({2, 2}), {"v"}), Error, says("already"));
  BOOST_CHECK_EXCEPTION(plot.render("gif"), FileError, says("svg, png or pdf"));
}

// ---- Texts ----

BOOST_AUTO_TEST_CASE(texts_are_shown_letter_by_letter) {
  const Folder folder;
  const std::string trap = (folder.path / "trap").string();
  const std::vector<std::string> hostile{"a < b & c > \"d\" 'e'",
                                         "back\\slash \\n \\\\",
                                         "{/Bold x} ^2 _3 @4 &{5} ~6",
                                         "100 % %s %d %g",
                                         "$1 #2 `id`",
                                         "惊鸿 🙂 é",
                                         "\";system('touch " + trap + "');\"",
                                         "`touch " + trap + "`",
                                         "\"\n!touch " + trap + "\n\"",
                                         "]]> <script>",
                                         std::string("\xff\x80 bad"),
                                         "ends in \\"};
  for (const std::string& text : hostile) {
    const std::string shown = clean(text, 24);
    Plot plot(shown, {.label = shown, .names = {shown, "b"}}, {shown});
    plot.line(shown, {1, 2}, {1, 2});
    plot.points(shown, {1, 2}, {2, 1});
    plot.bars(shown, {1, 2});
    plot.level(shown, 1.5);
    plot.upright(shown, 1.5);
    Plot map(text, {text}, {text});
    map.heat(Array({1, 2}, {1, 2}), {shown});
    map.line(shown, {1, 2}, {1, 1});
    plot.above(map);
    const Picture drawn = picture(plot);
    const auto count = std::count_if(drawn.texts.begin(), drawn.texts.end(), [&](const std::string& t) {
      return t == shown || (t.size() > 3 && t.ends_with("…") && shown.starts_with(t.substr(0, t.size() - 3)));
    });
    BOOST_TEST(count >= 10, text << " stands " << count << " times");
    BOOST_TEST(std::count(drawn.titles.begin(), drawn.titles.end(), shown) >= 4, text);
    BOOST_TEST(drawn.titles.at(0) == shown);  // of the whole file
  }
  BOOST_TEST(!std::filesystem::exists(trap));
}

BOOST_AUTO_TEST_CASE(long_texts_are_cut_to_the_room_there_is) {
  const std::string text(10'000, 'w');
  Plot plot(text, {.label = text, .names = {text, text}}, {text});
  plot.line(text, {1, 2}, {1, 2});
  plot.level(text, 1.5);
  plot.upright(text, 1.5);
  plot.points(text, {1}, {1});
  for (const std::string& shown : picture(plot).texts) BOOST_TEST(shown.size() < 120u);
}

// At the right, where all have room, and not beside its line.
BOOST_AUTO_TEST_CASE(a_guide_among_points_is_named_in_the_key) {
  const auto name_at = [](const Plot& plot) {
    const std::string svg = plot.render("svg");
    double x = 0;
    std::sscanf(svg.c_str() + svg.rfind("translate(", svg.find("<text>path<")), "translate(%lf", &x);
    return x;
  };
  Plot alone("", {"x"}, {"y"}), among = alone;
  for (Plot* plot : {&alone, &among}) plot->guide("path", {0, 1}, {0, 1});
  among.points("one", {0, 1}, {1, 0});
  alone.line("line", {0, 1}, {1, 0});
  BOOST_TEST(name_at(among) > picture(among).marks.at(1).x);
  BOOST_TEST(name_at(alone) < picture(alone).marks.at(1).x);
}

// ---- Several, and files ----

BOOST_AUTO_TEST_CASE(plots_stand_one_above_another_in_line) {
  Plot plot("upper", {"x"}, {"y"}), lower("lower", {"x"}, {"y"}), lowest("lowest", {"x"}, {"y"});
  plot.line("line", {0, 1}, {0, 1});
  lower.line("line", {0, 1}, {0, 123456});
  lowest.points("class", {0, 1}, {0, 1});
  lower.above(lowest);
  plot.above(lower);
  const Picture drawn = picture(plot);
  for (const char* title : {"upper", "lower", "lowest"}) BOOST_TEST(drawn.has(title));
  BOOST_TEST_REQUIRE(drawn.marks.size() == 7u);
  BOOST_TEST(drawn.marks[0].x == drawn.marks[2].x);
  BOOST_TEST(drawn.marks[0].x == drawn.marks[4].x);
  BOOST_TEST(drawn.marks[0].y < drawn.marks[3].y);
  BOOST_TEST(drawn.marks[2].y < drawn.marks[5].y);
  BOOST_TEST(drawn.height > drawn.marks[4].y);
}

Plot example() {
  Plot plot("example", {"x"}, {"y", Scale::log});
  for (int i = 1; i < 5; ++i) plot.line("line " + std::to_string(i), {1, 2, 3}, {1.0 * i, 2.0 / i, 3.0});
  return plot;
}

BOOST_AUTO_TEST_CASE(the_same_plot_gives_the_same_bytes_in_any_thread) {
  const std::string once = example().render("svg");
  std::vector<std::string> others(4);
  std::vector<std::thread> threads;
  for (std::string& other : others) threads.emplace_back([&other] { other = example().render("svg"); });
  for (std::thread& thread : threads) thread.join();
  for (const std::string& other : others) BOOST_TEST((other == once));
}

BOOST_AUTO_TEST_CASE(files_are_what_their_names_say) {
  const Folder folder;
  const auto written = example().save(folder.path / "new" / "plot.v1", {"svg", "png", "pdf"});
  BOOST_TEST(written.at(0) == folder.path / "new" / "plot.v1.svg");
  BOOST_TEST(read_file(written[0]).starts_with("<?xml"));
  const std::string png = read_file(written.at(1));
  BOOST_TEST(png.starts_with("\x89PNG\r\n"));
  BOOST_TEST(static_cast<unsigned char>(png.at(18)) * 256 + static_cast<unsigned char>(png.at(19)) == 1440);
  BOOST_TEST(read_file(written.at(2)).starts_with("%PDF"));
}

// U+10FFFD is for private use: a PNG of it is that of a question mark, and a letter is not.
BOOST_AUTO_TEST_CASE(characters_without_a_font_do_not_spoil_the_picture) {
  const auto png = [](const std::string& name) {
    Plot plot("π and " + name, {"x"}, {"y"});
    plot.line(name, {0, 1}, {0, 1});
    return plot.render("png");
  };
  BOOST_TEST((png("\U0010FFFD") == png("?")));
  BOOST_TEST((png("a") != png("?")));
}

BOOST_AUTO_TEST_CASE(without_gnuplot_a_sentence_says_what_to_install) {
  const std::string path = std::getenv("PATH");
  setenv("PATH", "/nonexistent", 1);
  BOOST_CHECK_EXCEPTION(example().render("svg"), FileError, says("apt-get install gnuplot-nox"));
  setenv("PATH", path.c_str(), 1);
}

BOOST_AUTO_TEST_SUITE_END()
