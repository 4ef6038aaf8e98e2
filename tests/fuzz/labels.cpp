// Names, scopes, titles and captions of any bytes. The DOT is understood by Graphviz, the SVG is strict XML with unique
// ids and no element or attribute that harmless labels would not give, the page's data are JSON and its tags our own,
// and gnuplot gets nothing but letters, digits and octal numbers.
#include <nlohmann/json.hpp>
#include <set>

#include "autograd/backward.hpp"
#include "autograd/ops.hpp"
#include "graphs/draw.hpp"
#include "graphs/gnuplot_text.hpp"
#include "graphs/painted_sequence.hpp"
#include "graphs/render.hpp"
#include "graphs/stepper.hpp"
#include "graphs/text.hpp"
#include "tests/fuzz/fuzz.hpp"
#include "tests/graphs/xml.hpp"

using namespace unroll;
using namespace unroll::graphs;
using namespace unroll::graphs::testing;

// Graphviz 2.42 and the libraries under it leak some kilobytes with every picture.
extern "C" const char* __asan_default_options();
extern "C" const char* __asan_default_options() { return "detect_leaks=0"; }

namespace {

std::string between(const std::string& text, const std::string& begin, const std::string& end) {
  const std::size_t from = text.find(begin);
  fuzz::demand(from != text.npos, "the page has its data");
  return text.substr(from + begin.size(), text.find(end, from) - from - begin.size());
}

// What the elements of a picture and the tags of a page are called, and their attributes.
std::set<std::string> vocabulary(const std::string& svg) {
  std::set<std::string> words;
  check_svg(svg);
  for (const XmlElement& element : read_xml(svg)) {
    words.insert(element.name);
    for (const auto& [name, value] : element.attributes) words.insert(element.name + " " + name);
  }
  return words;
}
std::size_t scripts(const std::string& page) {
  std::size_t n = 0;
  for (std::size_t at = 0; (at = page.find("<script", at)) != page.npos; ++at) ++n;
  return n;
}

struct Labels {
  std::string name, scope, title;
};

// A small graph with a parameter, a state in time and a loss.
Drawing drawing(const Labels& labels) {
  const auto& [name, scope, title] = labels;
  const Scope outer(scope), step("t", 1);
  const Tensor w = variable(Array::scalar(2)).named(name).mark(Role::parameter);
  const Tensor h = tanh(w * variable(Array::scalar(1)).named(name)).named(name).mark(Role::state, "h");
  const Tensor loss = square(h).named(name).mark(Role::loss);
  Trace trace;
  loss.backward({.trace = &trace});
  return graphs::draw(loss, {.title = title, .subtitle = name, .trace = &trace, .captions = {title}});
}

std::string painted(const Labels& labels) {
  const auto& [name, scope, title] = labels;
  return PaintedSequence{.title = title,
                         .sentence = name,
                         .symbols = {name, scope},
                         .values = {0, 1},
                         .quantity = {scope},
                         .marks = {{1, 2, name}},
                         .below = {title, ""}}
      .render("svg");
}

void check_words(const std::string& svg, const std::set<std::string>& harmless) {
  for (const std::string& word : vocabulary(svg))
    fuzz::demand(harmless.contains(word), "a picture has no elements and attributes but ours");
}

void check_page(const Drawing& drawing, const std::string& svg, const std::string& title) {
  const std::string page = stepper_page(drawing.view(), svg, title);
  fuzz::demand(scripts(page) == 2, "a page has no scripts but ours");
  const auto data = nlohmann::json::parse(between(page, "<script type=\"application/json\" id=\"data\">", "</script>"));
  fuzz::demand(data["items"].size() == drawing.view().items().size(), "the page's data tell of every item");
}

void check_literal(const std::string& text) {
  const std::string word = literal(text);
  fuzz::demand(word.size() >= 2 && word.front() == '"' && word.back() == '"', "gnuplot gets a text");
  for (const char c : word.substr(1, word.size() - 2))
    fuzz::demand((c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '\\',
                 "gnuplot gets letters and octal numbers");
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const Labels harmless{"a_b", "scope", "a title"};
  static const std::set<std::string> of_drawings = vocabulary(render(drawing(harmless).dot(), "svg")),
                                     of_sequences = vocabulary(painted(harmless));

  // Three labels; the first two bytes tell where the second and the third begin, and what is drawn.
  if (size < 2) return 0;
  const std::string_view text = fuzz::text_of(data + 2, size - 2);
  const std::size_t one = data[0] / 2 % (text.size() + 1), two = one + data[1] % (text.size() - one + 1);
  const Labels labels{std::string(text.substr(0, one)), std::string(text.substr(one, two - one)),
                      std::string(text.substr(two))};
  check_literal(labels.title);
  if (data[0] % 2 == 0) {
    check_words(painted(labels), of_sequences);
  } else {
    const Drawing shown = drawing(labels);
    const std::string svg = render(shown.dot(), "svg");
    check_words(svg, of_drawings);
    check_page(shown, svg, labels.title);
  }
  return 0;
}
