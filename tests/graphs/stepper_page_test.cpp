// The page that steps through a picture: one file that needs nothing else, whose names are data, the same every time.
#include <boost/property_tree/ptree.hpp>
#include <boost/property_tree/xml_parser.hpp>
#include <boost/test/unit_test.hpp>
#include <nlohmann/json.hpp>
#include <regex>
#include <set>
#include <sstream>

#include "graphs/stepper.hpp"
#include "graphs/stepper/files.hpp"
#include "graphs/style.hpp"
#include "graphs/text.hpp"
#include "stepper/pages.hpp"

using namespace unroll;
using namespace unroll::graphs;
using namespace unroll::graphs::testing;

namespace {

std::string html_of(const Drawing& drawing, const std::string& title = "a title") {
  return stepper_page(drawing.view(), render(drawing.dot(), "svg"), title);
}

std::string between(const std::string& text, const std::string& begin, const std::string& end) {
  const std::size_t from = text.find(begin);
  BOOST_REQUIRE_MESSAGE(from != std::string::npos, begin << " is missing");
  const std::size_t to = text.find(end, from + begin.size());
  BOOST_REQUIRE_MESSAGE(to != std::string::npos, end << " is missing");
  return text.substr(from + begin.size(), to - from - begin.size());
}
std::string svg_of(const std::string& page) { return "<svg" + between(page, "<svg", "</svg>") + "</svg>"; }
std::string data_of(const std::string& page) {
  return between(page, "<script type=\"application/json\" id=\"data\">", "</script>");
}

std::size_t count(const std::string& text, const std::string& part) {
  std::size_t found = 0;
  for (std::size_t i = 0; (i = text.find(part, i)) != std::string::npos; i += part.size()) ++found;
  return found;
}

bool is_utf8(const std::string& text) {
  const nlohmann::json string = text;
  try {
    return !string.dump().empty();
  } catch (const nlohmann::json::exception&) {
    return false;
  }
}

}  // namespace

BOOST_AUTO_TEST_SUITE(stepper_page)

BOOST_AUTO_TEST_CASE(one_file_that_asks_for_nothing_else) {
  for (const Page& page : pages()) {
    std::string text = html_of(page.drawing);
    BOOST_TEST(is_utf8(text), page.name);
    for (const char* space : {"http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink"})
      for (std::size_t i; (i = text.find(space)) != std::string::npos;) text.erase(i, std::string(space).size());
    for (const char* reference : {"http:", "https:", "src=\"", "@import", "url(", "fetch(", "XMLHttpRequest",
                                  "WebSocket", "import(", "sendBeacon"})
      BOOST_TEST(count(text, reference) == 0u, page.name << " has " << reference);
    BOOST_TEST(count(text, " href=") == 1u);  // the icon that browsers ask for otherwise
    BOOST_TEST(count(text, "href=\"data:,\"") == 1u);
    BOOST_TEST(count(text, "default-src 'none'") == 1u);
    if (page.name != "hostile") BOOST_TEST(count(text, "{{") == 0u);
  }
}

BOOST_AUTO_TEST_CASE(the_picture_is_strict_xml_and_ids_are_unique) {
  for (const Page& page : pages()) {
    const std::string text = html_of(page.drawing);
    std::istringstream svg(svg_of(text));
    boost::property_tree::ptree tree;
    BOOST_CHECK_NO_THROW(boost::property_tree::read_xml(svg, tree));
    const std::string markup = text.substr(0, text.find("<script"));
    const std::regex id(" id=\"([^\"]*)\"");
    std::set<std::string> ids;
    for (std::sregex_iterator i(markup.begin(), markup.end(), id), end; i != end; ++i)
      BOOST_TEST(ids.insert((*i)[1]).second, page.name << ": " << (*i)[1] << " occurs twice");
    for (std::size_t i = 0; i < page.drawing.view().items().size(); ++i)
      BOOST_TEST(ids.count("v" + std::to_string(i)) == 1, page.name << ": v" << i << " is missing");
  }
}

// The data tell of every item and link of the view, with steps that exist.
BOOST_AUTO_TEST_CASE(data_are_json_about_every_item_and_link) {
  for (const Page& page : pages()) {
    const View& view = page.drawing.view();
    const auto data = nlohmann::json::parse(data_of(html_of(page.drawing)));
    BOOST_REQUIRE(data["items"].size() == view.items().size());
    BOOST_REQUIRE(data["links"].size() == view.links().size());
    const int forward = static_cast<int>(data["forward"].size()),
              last = forward + static_cast<int>(data["backward"].size());
    BOOST_TEST(data["traced"] == (page.trace != nullptr));
    BOOST_TEST((last > forward) == (page.trace != nullptr));
    for (const char* kind : {"items", "links"})
      for (const auto& thing : data[kind]) {
        BOOST_TEST((thing["at"] >= 0 && thing["at"] <= forward));
        if (thing.contains("back")) BOOST_TEST((thing["back"] > forward && thing["back"] <= last));
      }
    for (std::size_t n = 0; n < view.links().size(); ++n) {
      BOOST_TEST(data["links"][n]["from"] == view.links()[n].from);
      BOOST_TEST(data["links"][n]["to"] == view.links()[n].to);
    }
    for (const auto& [rail, sums] : data["sums"].items()) {
      const Item& item = view.items()[static_cast<std::size_t>(std::stoi(rail))];
      BOOST_TEST((item.look == Look::rail));
      BOOST_TEST(sums.back()["text"] == short_number(*item.gradient));
    }
  }
}

BOOST_AUTO_TEST_CASE(names_are_data_and_inject_nothing) {
  const Rnn plain(1);
  const std::string usual = html_of(graphs::draw(plain.loss));
  const std::vector<std::string> labels{hostile,
                                        "</script><script>alert(1)</script>",
                                        "<!--<script>",
                                        "]]></svg><img src=x onerror=alert(1)>",
                                        "\" onload=\"alert(1)",
                                        "{{data}}{{style}}",
                                        "back\\slash \\u003c/script>",
                                        std::string(10000, 'w'),
                                        "循环网络 🔁 \xF0\x9F",
                                        "\xFF\xFE\x80",
                                        std::string("null\0byte", 9)};
  for (const std::string& label : labels) {
    Scope outer(label.substr(0, 100));
    const Tensor w = variable(numbers({2, 2}, 1)).named(label).mark(Role::parameter);
    Tensor h = Tensor(numbers({1, 2}, 2)).named(label).mark(Role::state, "h");
    for (int t = 1; t <= 2; ++t) {
      Scope scope("t", t);
      h = tanh(h * w).named(label).mark(Role::state, "h");
    }
    const Drawing drawing =
        traced("", sum(h).mark(Role::loss), {.title = label, .subtitle = label, .captions = {label, label}}).drawing;
    const std::string text = html_of(drawing, label);
    BOOST_TEST(is_utf8(text));
    for (const char* tag : {"<script", "</script", "<!--", "<img", "<svg", "</svg", "onload=\""})
      BOOST_TEST(count(text, tag) == count(usual, tag), tag);
    std::istringstream svg(svg_of(text));
    boost::property_tree::ptree tree;
    BOOST_CHECK_NO_THROW(boost::property_tree::read_xml(svg, tree));
    const std::string data = data_of(text);
    BOOST_TEST(data.find('<') == std::string::npos);
    BOOST_TEST(nlohmann::json::accept(data));
  }
}

BOOST_AUTO_TEST_CASE(values_that_are_no_numbers_still_give_json) {
  const Tensor x = variable(Array::scalar(0)).named("x");
  const Drawing drawing = traced("", log(x) * 2, {.title = "log 0"}).drawing;  // −∞, with an infinite gradient
  const auto data = nlohmann::json::parse(data_of(html_of(drawing)));
  bool text = false;
  for (const auto& item : data["items"]) text = text || (item.contains("value") && item["value"].is_string());
  BOOST_TEST(text);
}

BOOST_AUTO_TEST_CASE(the_same_picture_gives_the_same_bytes) {
  for (const Page& page : pages()) BOOST_TEST((html_of(page.drawing) == html_of(page.drawing)), page.name);
  const auto again = [] { return html_of(traced("", Rnn(3).loss, {.title = "An RNN"}).drawing); };
  BOOST_TEST((again() == again()));
}

// The picture brings its colours along; on dark paper each needs another.
BOOST_AUTO_TEST_CASE(every_colour_of_the_pictures_has_one_for_dark_paper) {
  const std::string css(stepper::style), dark = css.substr(css.find("prefers-color-scheme: dark"));
  for (std::string_view colour : {style::ink, style::muted, style::data, style::data_fill, style::parameter,
                                  style::parameter_fill, style::parameter_ink, style::way, style::sum, style::attention,
                                  style::panel_fill, style::panel_border, style::shrinks, style::grows}) {
    std::string lower(colour);
    for (char& c : lower) c = static_cast<char>(std::tolower(c));
    BOOST_TEST((dark.find("\"" + lower + "\"") != dark.npos), lower);
  }
}

BOOST_AUTO_TEST_SUITE_END()
