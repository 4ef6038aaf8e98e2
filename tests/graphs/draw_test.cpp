// The files: the same bytes every time, strict XML with unique ids, labels that cannot break out, and what goes wrong
// in one sentence.
#include "graphs/draw.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <numeric>
#include <set>
#include <sstream>
#include <thread>

#include "autograd/file.hpp"
#include "graphs/stepper.hpp"
#include "graphs/style.hpp"
#include "graphs/text.hpp"
#include "models.hpp"
#include "nn/attention.hpp"
#include "xml.hpp"

using namespace unroll;
using namespace unroll::graphs;
using namespace unroll::graphs::testing;
namespace fs = std::filesystem;

namespace {

Drawing traced_rnn(int steps) {
  const Rnn rnn(steps);
  Trace trace(Trace::Keep::arrays);
  rnn.loss.backward({.trace = &trace});
  return graphs::draw(rnn.loss, {.title = "An RNN", .trace = &trace});
}

std::string contents(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

struct Folder {
  fs::path path = fs::temp_directory_path() / fmt::format("unroll-draw-{}", static_cast<const void*>(this));
  Folder() { fs::create_directories(path); }
  ~Folder() { fs::remove_all(path); }
};

std::string sorted_lines(const std::string& text) {
  std::istringstream in(text);
  std::vector<std::string> lines;
  for (std::string line; std::getline(in, line);) lines.push_back(line + "\n");
  std::sort(lines.begin(), lines.end());
  return std::accumulate(lines.begin(), lines.end(), std::string());
}

template <class Action>
std::string message_of(const Action& action) {
  try {
    action();
  } catch (const FileError& e) {
    return e.what();
  }
  return "no error";
}
bool contains(const std::string& text, const std::string& part) { return text.find(part) != text.npos; }

}  // namespace

BOOST_AUTO_TEST_SUITE(draw)

// (Graphviz orders the panels, and only them, by addresses: an SVG has the same lines, in one of several orders.)
BOOST_AUTO_TEST_CASE(ten_runs_give_the_same_bytes) {
  const std::string dot = traced_rnn(3).dot(), svg = sorted_lines(render(dot, "svg"));
  for (int run = 0; run < 10; ++run) {
    BOOST_TEST((traced_rnn(3).dot() == dot));
    BOOST_TEST((sorted_lines(render(dot, "svg")) == svg));
  }
  BOOST_TEST(!contains(dot, "0x"));
  BOOST_TEST(!contains(dot, "nan"));
  BOOST_TEST(!contains(dot, "inf"));
}

BOOST_AUTO_TEST_CASE(spaces_beside_an_index_are_kept) {
  const std::string svg = render(graphs::draw(Rnn(3).loss, {.title = "From h_t on"}).dot(), "svg");
  BOOST_TEST(contains(svg, "> on</text>"));
  BOOST_TEST(contains(svg, "<svg xml:space=\"preserve\" "));
}

BOOST_AUTO_TEST_CASE(titles_name_things_as_labels_do) {
  const Rnn rnn(3);
  const std::string dot = graphs::draw(rnn.loss, {.title = "With b_f = 1", .subtitle = "from h_3 on"}).dot();
  BOOST_TEST(contains(dot, "<B>With b<FONT POINT-SIZE=\"12.96\">f</FONT> = 1</B>"));
  BOOST_TEST(contains(dot, "<from h₃ on>"));
}

BOOST_AUTO_TEST_CASE(svg_is_xml_with_unique_ids) {
  for (int steps : {3, 8}) {
    const Drawing drawing = traced_rnn(steps);
    const std::set<std::string> unique = check_svg(render(drawing.dot(), "svg"));
    for (std::size_t i = 0; i < drawing.view().items().size(); ++i)
      BOOST_TEST(unique.count(fmt::format("v{}", i)) == 1);
    for (std::size_t l = 0; l < drawing.view().links().size(); ++l)
      BOOST_TEST(unique.count(fmt::format("e{}", l)) == 1);
    for (int t = 1; t <= steps; ++t) BOOST_TEST(unique.count(fmt::format("step{}", t)) == 1);
  }
}

// Each link whose gradient is known and not 0 is drawn twice: the halo, and the arrow.
BOOST_AUTO_TEST_CASE(halos_only_where_gradients_flowed) {
  const Drawing drawing = traced_rnn(3);
  std::size_t expected = 0, halos = 0;
  for (const Link& l : drawing.view().links()) {
    const Item& from = drawing.view().items()[static_cast<std::size_t>(l.from)];
    expected += from.look != Look::rail && !from.parameter && l.flow.value_or(0) > 0;
  }
  for (std::size_t at = 0; (at = drawing.dot().find("id=\"g", at)) != std::string::npos; ++at) ++halos;
  BOOST_TEST(expected > 10);
  BOOST_TEST(halos == expected);

  const Rnn rnn(3);
  const Drawing untraced = graphs::draw(rnn.loss);
  BOOST_TEST(!contains(untraced.dot(), "class=\"grad\""));
  BOOST_TEST(contains(untraced.dot(), "no backward pass was traced"));
}

// From c_1 to c_3 of an LSTM: four operations and four links, each with a wider pen in a colour of its own.
BOOST_AUTO_TEST_CASE(a_way_is_pointed_out) {
  const Lstm lstm(3);
  const auto coloured = [&](const DrawOptions& options) {
    const std::string dot = graphs::draw(lstm.loss, options).dot();
    std::istringstream lines(dot);
    int count = 0;
    for (std::string line; std::getline(lines, line);) count += line.find(style::way) != line.npos;
    return count;
  };
  BOOST_TEST(coloured({}) == 0);
  BOOST_TEST(coloured({.way = {lstm.first_c, lstm.last_c}}) == 5 + 4 + 1);  // items, links, and the legend
  const auto says = [](const char* part) {
    return [part](const Error& error) { return std::string(error.what()).find(part) != std::string::npos; };
  };
  BOOST_CHECK_EXCEPTION(coloured({.way = {lstm.last_c, lstm.first_c}}), Error, says("no way leads from"));
  BOOST_CHECK_THROW(coloured({.way = {lstm.last_c, {}}}), Error);
}

BOOST_AUTO_TEST_CASE(pictures_in_every_format) {
  const Folder folder;
  const auto written = traced_rnn(3).save(folder.path / "deep" / "rnn", {"png", "svg", "pdf", "dot"});
  BOOST_REQUIRE(written.size() == 4u);
  BOOST_TEST(written.front().filename() == "rnn.dot");  // before anything that needs a plugin
  BOOST_TEST(contents(folder.path / "deep/rnn.png").substr(1, 3) == "PNG");
  BOOST_TEST(contents(folder.path / "deep/rnn.pdf").substr(0, 5) == "%PDF-");
  BOOST_TEST(contains(contents(folder.path / "deep/rnn.svg"), "<svg"));
  int files = 0;
  for ([[maybe_unused]] const auto& entry : fs::directory_iterator(folder.path / "deep")) ++files;
  BOOST_TEST(files == 4);  // no temporary file is left
}

// A label may hold anything: it comes out as text, in the file, the picture and the page, and as nothing else.
namespace {

struct Files {
  std::string dot, svg, page;
  explicit Files(const std::string& label, Level level) {
    Scope scope(label);
    const Tensor w = variable(numbers({3}, 1)).named(label).mark(Role::parameter);
    Tensor h = variable(numbers({3}, 2)).named(label).mark(Role::input);
    for (int t = 1; t <= 2; ++t) {
      Scope time("t", t);
      h = tanh(h * w).named(label).mark(Role::state, "h");
    }
    const Tensor loss = sum(h).mark(Role::loss).named(label);
    Trace trace(Trace::Keep::arrays);
    loss.backward({.trace = &trace});
    const Drawing drawing = graphs::draw(
        loss, {.title = label, .subtitle = label, .trace = &trace, .level = level, .captions = {label, label}});
    dot = drawing.dot();
    svg = render(dot, "svg");
    page = stepper_page(drawing.view(), svg, label);
  }
};

std::vector<std::string> names_of(const std::vector<XmlElement>& elements) {
  std::vector<std::string> names;
  for (const XmlElement& e : elements)
    if (e.name != "text") names.push_back(e.name);  // one for each piece in a size of its own
  return names;
}

std::string repeated(const std::string& text, int times) {
  std::string all;
  for (int i = 0; i < times; ++i) all += text;
  return all;
}

}  // namespace

BOOST_AUTO_TEST_CASE(hostile_labels) {
  const std::vector<std::string> labels{
      "\"quoted\"",
      "\\N \\G \\E \\T \\H \\L \\l \\r \\n",
      "ends in \\",
      "\\\"];n0->n0;\"",
      "'single'",
      "<script>alert(1)</script>",
      "</script><script>alert(1)</script>",
      "<!-- ",
      " -->",
      "<![CDATA[",
      "a & b ]]> </TD>",
      "&amp; &lt; &#92; &quot;",
      "</B></FONT><IMG SRC=\"/etc/passwd\"/>",
      "{{script}}",
      "javascript:alert(1)",
      "<svg onload=alert(1)>",
      "emoji 🙂 and 循环",
      "עברית \u202E text",
      "bad \xFF\xC0 bytes \xED\xA0\x80 \xF4\x90\x80\x80",
      "cut \xE5\xBE",
      "line\nbreak\r\ttab",
      std::string("nul\0nul", 7),
      "\x01\x02\x1B[31m\x7F",
      "\uFFFE \uFFFF \u0085 \u2028",
      repeated("环", 10000),
      repeated("<", 10000),
      repeated("\\", 9999),
      repeated("\xFF", 10000),
  };
  for (Level level : {Level::op, Level::cell}) {
    const Files harmless("harmless", level);
    const std::vector<std::string> elements = names_of(read_xml(harmless.svg));
    for (const std::string& label : labels) BOOST_TEST_CONTEXT(clean(label, 40)) {
        const Files files(label, level);
        BOOST_CHECK_NO_THROW(check_svg(files.svg));
        BOOST_TEST(names_of(read_xml(files.svg)) == elements, boost::test_tools::per_element());
        BOOST_TEST(contains(files.page, "<title>" + markup(label) + "</title>"));
        BOOST_TEST(files.dot.find('\0') == std::string::npos);
        BOOST_TEST(files.dot.size() < harmless.dot.size() + 60000);
        // No tag of the page but those of the picture, whose texts may be in more pieces.
        const auto pieces = [](const std::string& svg) {
          std::ptrdiff_t n = 0;
          for (std::size_t at = 0; (at = svg.find("<text", at)) != std::string::npos; ++at) n += 2;
          return n;
        };
        BOOST_TEST(std::count(files.page.begin(), files.page.end(), '<') - pieces(files.svg) ==
                   std::count(harmless.page.begin(), harmless.page.end(), '<') - pieces(harmless.svg));
        // What can be shown is shown as it is, in the title's text.
        if (label.size() > 100) continue;
        const std::string text = clean(label, 120);
        std::string shown;
        for (const XmlElement& e : read_xml(files.svg))
          if (e.name == "text") shown += e.text + "\n";
        for (std::size_t at = 0; (at = shown.find("\u00A0", at)) != shown.npos;) shown.replace(at, 2, " ");
        BOOST_TEST(contains(shown, text), shown);
      }
  }
}

// Nor does it make the picture much wider.
BOOST_AUTO_TEST_CASE(long_names_are_cut_and_take_no_more_room_than_is_shown) {
  const std::string name = repeated("W", 10000);
  const Tensor W = parameter(name.c_str(), {3, 3}, 1);
  Tensor h = Tensor(numbers({2, 3}, 2)).named(name).mark(Role::state, "h");
  for (int t = 1; t <= 4; ++t) {
    Scope model(name), time("t", t);
    h = tanh(matmul(h, W)).mark(Role::state, "h");
  }
  const nn::Attended seen = [&] {
    Scope scope(name);
    return nn::attention(h, h, h);
  }();
  const Tensor loss = sum(seen.output).mark(Role::loss).named(name);
  Trace trace(Trace::Keep::arrays);
  loss.backward({.trace = &trace});
  for (Level level : {Level::op, Level::cell, Level::rolled})
    for (int wrap : {0, 2}) {
      if (level == Level::rolled && wrap) continue;
      const Drawing drawing = graphs::draw(loss, {.trace = &trace, .level = level, .wrap = wrap});
      const std::string svg = render(drawing.dot(), "svg");
      const std::size_t width = svg.find("width=\"") + 7;
      BOOST_TEST(std::stoi(svg.substr(width)) < 4500, "level " << int(level) << ", wrap " << wrap);
    }
}

BOOST_AUTO_TEST_CASE(an_unwritable_folder_is_named) {
  const Folder folder;
  write_file(folder.path / "file", "in the way");
  const std::string message = message_of([&] { traced_rnn(2).save(folder.path / "file" / "rnn"); });
  BOOST_TEST(contains(message, (folder.path / "file" / "rnn.dot").string()));
  BOOST_TEST(contains(message, "choose a folder that you may write to"));
  BOOST_TEST(contents(folder.path / "file") == "in the way");
}

BOOST_AUTO_TEST_CASE(unknown_formats_and_broken_dot) {
  const std::string message = message_of([] { render("digraph { a }", "bmp"); });
  BOOST_TEST(contains(message, "\"bmp\""));
  BOOST_TEST(contains(message, "dot, svg, png or pdf"));
  BOOST_TEST(contains(message_of([] { render("digraph {", "svg"); }), "does not understand"));
}

BOOST_AUTO_TEST_CASE(a_png_too_wide_for_cairo_is_refused_with_advice) {
  const std::string message =
      message_of([] { render("digraph { graph [layout=nop2]; a [pos=\"0,0\"]; b [pos=\"30000,0\"] }", "png"); });
  BOOST_TEST(contains(message, "32767"));
  BOOST_TEST(contains(message, "SVG"));
}

BOOST_AUTO_TEST_CASE(threads_take_turns) {
  const std::string dot = traced_rnn(3).dot(), svg = sorted_lines(render(dot, "svg"));
  std::vector<std::thread> threads;
  std::vector<int> good(4, 0);
  for (std::size_t i = 0; i < good.size(); ++i)
    threads.emplace_back([&, i] {
      for (int k = 0; k < 5; ++k) good[i] += sorted_lines(render(dot, "svg")) == svg;
    });
  for (std::thread& t : threads) t.join();
  BOOST_TEST(good == std::vector<int>(4, 5), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_SUITE_END()
