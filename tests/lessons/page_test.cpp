// lessons/support/page.hpp: what the page shows, read from folders made up here.
#include "lessons/support/page.hpp"

#include <boost/test/unit_test.hpp>
#include <regex>

#include "autograd/file.hpp"
#include "tests/lessons/support.hpp"

using namespace unroll;
using namespace unroll::lessons;

BOOST_AUTO_TEST_SUITE(page)

constexpr const char* good =
    R"({"lesson": "01-a", "program": "", "precision": "double", "seed": 7, "seeds": 1, "full": false,
  "findings": [{"id": "x", "claim": "it is <small>", "values": [0.25], "median": 0.25, "band": "0 to 1", "holds": true,
                "controls": [{"what": "large & wrong", "values": [12], "outside": true}]}]})";

struct Course {
  TemporaryFolder folder;
  std::filesystem::path lesson = folder.path / "lessons" / "01-a", drawn = folder.path / "rendered" / "01-a";

  Course() { write_file(lesson / "README.md", "# Lesson 1 — A <title>\n\n> What is asked?\n\nText.\n> Another\n"); }
  void put(const std::string& name, const std::string& contents) const { write_file(drawn / name, contents); }
  std::string shown(const std::string& where = "rendered/index.html") const {
    return lessons::page(folder.path / where, folder.path / "rendered",
                         {lesson, folder.path / "lessons" / "02-b" / ""});
  }
};

std::vector<std::string> all(const std::string& html, const std::string& pattern) {
  const std::regex regex(pattern);
  std::vector<std::string> found;
  for (std::sregex_iterator i(html.begin(), html.end(), regex), end; i != end; ++i) found.push_back((*i)[1]);
  return found;
}

BOOST_AUTO_TEST_CASE(a_lesson_has_its_title_question_findings_and_pictures) {
  const Course course;
  course.put("findings.json", good);
  course.put("graph.svg", "<svg width=\"300pt\" height=\"10pt\"></svg>");
  course.put("graph.png", "png");
  course.put("graph.dot", "digraph {}");
  course.put("graph.html", "stepper");
  course.put("notes.txt", "not shown");
  const std::string html = course.shown();
  BOOST_TEST(contains(html, "<h2>Lesson 1 — A &lt;title&gt;</h2>"));
  BOOST_TEST(contains(html, "What is asked?"));
  BOOST_TEST(!contains(html, "Another"));
  BOOST_TEST(contains(html, "it is &lt;small&gt;"));
  BOOST_TEST(contains(html, ">0.25<"));
  BOOST_TEST(contains(html, ">0 to 1<"));
  BOOST_TEST(contains(html, "✓ holds"));
  BOOST_TEST(contains(html, "large &amp; wrong: 12, <span class=\"good\">outside"));
  BOOST_TEST(contains(html, "double precision, seed 7"));
  BOOST_TEST(contains(html, "1 of 1 findings hold"));
  BOOST_TEST(all(html, "<img[^>]* src=\"([^\"]*)\"") == std::vector<std::string>{"./01-a/graph.svg"},
             boost::test_tools::per_element());
  const auto links = all(html, "<a href=\"(\\./[^\"]*)\">[A-Zs]");
  const std::vector<std::string> wanted{"./01-a/graph.html", "./01-a/graph.svg", "./01-a/graph.png",
                                        "./01-a/graph.dot"};
  BOOST_TEST(links == wanted, boost::test_tools::per_element());
  BOOST_TEST(!contains(html, "notes"));
}

BOOST_AUTO_TEST_CASE(links_are_relative_to_the_page) {
  const Course course;
  course.put("graph.svg", "<svg/>");
  BOOST_TEST(contains(course.shown("rendered/01-a/index.html"), "src=\"./graph.svg\""));
  BOOST_TEST(contains(course.shown("elsewhere/deep/index.html"), "src=\"./../../rendered/01-a/graph.svg\""));
}

BOOST_AUTO_TEST_CASE(nothing_is_fetched_and_nothing_runs) {
  const Course course;
  course.put("findings.json", good);
  course.put("graph.svg", "<svg/>");
  const std::string html = course.shown();
  for (const char* word : {"http:", "https:", "//", "<script", "@import", "url("})
    BOOST_TEST(!contains(html, word), word);
}

BOOST_AUTO_TEST_CASE(names_of_files_are_text) {
  const Course course;
  const std::string name = "a\"b'<script>#? %41&\xff.svg";
  course.put(name, "<svg/>");
  course.put("javascript:alert(1).svg", "<svg/>");
  const std::string html = course.shown();
  BOOST_TEST(!contains(html, "<script"));
  BOOST_TEST(contains(html, "src=\"./01-a/a%22b%27%3Cscript%3E%23%3F%20%2541%26%FF.svg\""));
  BOOST_TEST(contains(html, "<b>a&quot;b'&lt;script&gt;#? %41&amp;\uFFFD</b>"));
  for (const std::string& link : all(html, "(?:href|src)=\"([^\"]*)\"")) BOOST_TEST((link[0] == '.' || link[0] == '#'));
}

BOOST_AUTO_TEST_CASE(a_lesson_that_has_not_run_says_so) {
  const std::string html = Course().shown();
  BOOST_TEST(contains(html, "not run yet"));
  BOOST_TEST(contains(html, ">02-b</a>"));  // no README: its folder's name
  BOOST_TEST(all(html, "href=\"#([^\"]*)\"") == all(html, "section id=\"([^\"]*)\""), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_finding_that_fails_is_seen) {
  const Course course;
  const auto with = [&](const std::string& from, const std::string& to) {
    std::string text = good;
    course.put("findings.json", text.replace(text.find(from), from.size(), to));
    return course.shown();
  };
  BOOST_TEST(contains(with("\"holds\": true", "\"holds\": false"), "✗ does not hold"));
  BOOST_TEST(contains(with("\"outside\": true", "\"outside\": false"), "0 of 1 findings hold"));
  BOOST_TEST(contains(with("[0.25]", "[null]"), ">NaN<"));
  BOOST_TEST(contains(with("\"seeds\": 1", "\"seeds\": 5"), "the medians of 5 seeds from 7"));
}

BOOST_AUTO_TEST_CASE(findings_that_cannot_be_read_are_a_sentence) {
  const Course course;
  for (const char* text : {"", "{", "[]", "{\"findings\": 3}", "{\"findings\": [{\"claim\": 3}]}", "\xff\xfe"}) {
    course.put("words-findings.json", text);
    const std::string html = course.shown();
    BOOST_TEST(contains(html, "words-findings.json cannot be read"), text);
    BOOST_TEST(contains(html, "</html>"));
  }
}

BOOST_AUTO_TEST_CASE(a_wide_picture_scrolls) {
  const Course course;
  course.put("narrow.svg", "<svg width=\"1000pt\" height=\"9pt\">");
  course.put("wide.svg", "<?xml version=\"1.0\"?>\n<svg \n width=\"1200pt\" height=\"9pt\">");
  BOOST_TEST(
      all(course.shown(), "<img class=\"wide\"[^>]* src=\"([^\"]*)\"") == std::vector<std::string>{"./01-a/wide.svg"},
      boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_page_on_one_subject) {
  const TemporaryFolder folder;
  for (const char* name : {"loop.svg", "loop.dot", "loop.html", "other.svg"}) write_file(folder.path / name, "<svg/>");
  const std::string html =
      lessons::page(folder.path / "index.html", {.title = "a <cell>",
                                                 .about = "What is it worth?",
                                                 .parts = {{"Sheet", {{"what", "found"}, {{"r & s", "1"}}}, "a note"}},
                                                 .pictures = {{"loop", "The loop"}, {"missing", "Not drawn"}}});
  BOOST_TEST(contains(html, "<title>a &lt;cell&gt;</title>"));
  BOOST_TEST(contains(html, "What is it worth?"));
  BOOST_TEST(contains(html, "<th>found</th>"));
  BOOST_TEST(contains(html, "<td>r &amp; s</td><td>1</td>"));
  BOOST_TEST(contains(html, "a note"));
  BOOST_TEST(all(html, "<img[^>]* src=\"([^\"]*)\"") == std::vector<std::string>{"./loop.svg"},
             boost::test_tools::per_element());
  const std::vector<std::string> wanted{"./loop.html", "./loop.svg", "./loop.dot"};
  BOOST_TEST(all(html, "<a href=\"(\\./[^\"]*)\">[A-Zs]") == wanted, boost::test_tools::per_element());
  BOOST_TEST(!contains(html, "Not drawn"));
}

BOOST_AUTO_TEST_SUITE_END()
