#include "graphs/stepper.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <nlohmann/json.hpp>
#include <vector>

#include "graphs/rolled.hpp"
#include "graphs/stepper/files.hpp"
#include "graphs/steps.hpp"
#include "graphs/text.hpp"

namespace unroll::graphs {

namespace {

using nlohmann::ordered_json;

constexpr std::size_t longest = 200;  // characters of a name

std::size_t at(int i) { return static_cast<std::size_t>(i); }

// JSON has no infinity and no NaN: they go as text.
ordered_json number(std::optional<double> value) {
  if (!value) return nullptr;
  return std::isfinite(*value) ? ordered_json(*value) : ordered_json(short_number(*value));
}

// "da = dy b, db = dy a" is the rule of an op of a and b.
std::vector<std::string> letters_of(const std::string& rule) {
  std::vector<std::string> letters;
  for (std::size_t start = 0; start < rule.size();) {
    const std::size_t equals = rule.find(" = ", start);
    if (equals == std::string::npos) break;
    if (rule[start] == 'd') letters.push_back(rule.substr(start + 1, equals - start - 1));
    const std::size_t comma = rule.find(", d", equals);
    start = comma == std::string::npos ? rule.size() : comma + 2;
  }
  return letters;
}

// What the op computes, in the letters of its rule: "y = tanh(x)".
std::string formula_of(const SnapshotNode& node, const std::vector<std::string>& letters) {
  static const std::map<std::string, std::string> infix{
      {"add", " + "}, {"sub", " − "}, {"mul", " ⊙ "}, {"div", " / "}, {"matmul", " · "}};
  static const std::map<std::string, std::string> known{{"neg", "−x"},
                                                        {"sigmoid", "σ(x)"},
                                                        {"square", "x²"},
                                                        {"sqrt", "√x"},
                                                        {"abs", "|x|"},
                                                        {"log1p", "log(1 + x)"},
                                                        {"relu", "max(x, 0)"},
                                                        {"sum", "Σ x"},
                                                        {"add_all", "Σ x"},
                                                        {"norm", "‖x‖"},
                                                        {"logsumexp", "log Σ exp x"},
                                                        {"embedding", "rows of the table"},
                                                        {"gelu", "x Φ(x)"},
                                                        {"softplus", "log(1 + exp x)"},
                                                        {"where", "a where c, else b"}};
  if (const auto found = infix.find(node.op); found != infix.end()) {
    // An operand that is a plain number has no gradient, hence no letter.
    const bool has_a = std::count(letters.begin(), letters.end(), "a") > 0;
    const bool has_b = std::count(letters.begin(), letters.end(), "b") > 0;
    return "y = " + std::string(has_a || node.edge_count > 1 ? "a" : "c") + found->second +
           (has_b || node.edge_count > 1 ? "b" : "c");
  }
  if (const auto found = known.find(node.op); found != known.end()) return "y = " + found->second;
  if (letters.empty()) return "y = " + node.op + "(…)";
  std::string arguments;
  for (const std::string& letter : letters) arguments += (arguments.empty() ? "" : ", ") + letter;
  return "y = " + node.op + "(" + arguments + ")";
}

std::string look_name(const Item& item) {
  switch (item.look) {
    case Look::pointwise:
    case Look::op:
      return "op";
    case Look::state:
      return "state";
    case Look::loss:
      return "loss";
    case Look::rail:
      return "rail";
    case Look::fold:
      return "fold";
    case Look::sum:
      return "sum";
    case Look::cell:
      return "cell";
    case Look::delay:
      return "delay";
    default:
      return item.reference ? "kept" : item.parameter ? "parameter" : "input";
  }
}

ordered_json item_data(const View& view, const Item& item, const Steps::When& when) {
  const SnapshotNode& node = view.snapshot().nodes()[at(item.node)];
  const bool many = item.look == Look::fold || item.look == Look::cell || item.look == Look::delay;
  ordered_json data{{"look", look_name(item)}, {"label", clean(item.label, longest)}, {"at", when.forward}};
  if (when.backward) data["back"] = *when.backward;
  if (!item.note.empty()) data["note"] = clean(item.note, longest);
  if (item.backward) data["backward"] = true;
  if (item.step > 0) {
    data["step"] = item.step;
    data["last"] = item.last_step;
    if (!item.backward && view.lanes().size() > 1) data["lane"] = clean(view.lanes()[at(item.lane)].name, longest);
  }
  if (item.gradient) data["gradient"] = number(item.gradient);
  if (item.look == Look::cell) data["loop"] = item.lane;
  if (many) return data;
  const std::vector<std::string> letters = letters_of(node.rule);
  data["op"] = clean(node.op, longest);
  if (!node.name.empty()) data["name"] = clean(node.name, longest);
  if (!node.scope.empty()) data["scope"] = clean(node.scope, longest);
  if (node.role == Role::state && !item.reference) data["state"] = clean(node.field, longest);
  data["shape"] = to_string(node.shape);
  if (node.value)
    data["value"] = number(node.value);
  else if (node.norm)
    data["norm"] = number(node.norm);
  if (node.gradient_array && node.gradient_array.size() == 1)
    data["slope"] = number(static_cast<double>(node.gradient_array.item()));
  if (is_step(item)) {
    data["formula"] = clean(formula_of(node, letters), longest);
    data["rule"] = clean(node.rule, longest);
    ordered_json names = ordered_json::array();
    for (const std::string& letter : letters) names.push_back(clean(letter, longest));
    if (static_cast<int>(names.size()) == node.edge_count) data["letters"] = names;
  }
  return data;
}

// What goes round a loop: its gradient at every turn, when it comes back, and when each square below the picture is
// full.
ordered_json turns_data(const View& view, const Steps& steps) {
  ordered_json list = ordered_json::array();
  for (std::size_t n = 0; n < view.turns().size(); ++n) {
    const Turns& turns = view.turns()[n];
    ordered_json data{{"field", clean(turns.field, longest)}, {"number", turns.lane}};
    if (view.lanes().size() > 1) data["lane"] = clean(view.lanes()[at(turns.lane)].name, longest);
    data["norms"] = ordered_json::array();
    for (const auto& norm : turns.norms) data["norms"].push_back(number(norm));
    data["back"] = steps.turns[n];
    const std::size_t in_one = at(steps_in_square(static_cast<int>(turns.norms.size())));
    std::vector<int> squares;
    for (std::size_t t = 0; t < turns.norms.size(); ++t) {
      if (t % in_one == 0) squares.push_back(0);
      squares.back() = std::max(squares.back(), steps.turns[n][t]);
    }
    data["squares"] = squares;
    list.push_back(data);
  }
  return list;
}

ordered_json page_data(const View& view) {
  const Steps steps(view);
  const auto& snapshot = view.snapshot();
  ordered_json data{
      {"traced", snapshot.traced()},     {"exact", steps.exact},       {"derivative", view.level() == Level::backward},
      {"forward", steps.forward},        {"backward", steps.backward}, {"times", steps.times},
      {"turns", turns_data(view, steps)}};
  data["items"] = ordered_json::array();
  for (std::size_t i = 0; i < view.items().size(); ++i)
    data["items"].push_back(item_data(view, view.items()[i], steps.items[i]));
  data["links"] = ordered_json::array();
  for (std::size_t n = 0; n < view.links().size(); ++n) {
    const Link& l = view.links()[n];
    ordered_json link{{"from", l.from}, {"to", l.to}, {"input", l.input}, {"at", steps.links[n].forward}};
    if (!l.drawn) link["drawn"] = false;
    if (l.flow) link["flow"] = number(l.flow);
    if (l.share) link["share"] = number(l.share);
    if (steps.links[n].backward) link["back"] = *steps.links[n].backward;
    data["links"].push_back(link);
  }
  data["sums"] = ordered_json::object();
  for (const auto& [rail, sums] : steps.sums) {
    ordered_json& list = data["sums"][std::to_string(rail)] = ordered_json::array();
    for (const RunningSum& sum : sums)
      list.push_back(
          {{"at", sum.step}, {"norm", number(sum.norm)}, {"text", sum.norm ? short_number(*sum.norm) : "…"}});
  }
  return data;
}

// As text inside <script type="application/json">: no "</script" and no "<!--" can occur without a "<".
std::string script_text(const ordered_json& data) {
  std::string text;
  for (char c : data.dump(-1, ' ', false, ordered_json::error_handler_t::replace))
    text += c == '<' ? std::string("\\u003c") : std::string(1, c);
  return text;
}

void remove_all(std::string& text, std::string_view begin, std::string_view end) {
  std::string result;
  std::size_t from = 0;
  for (std::size_t start; (start = text.find(begin, from)) != std::string::npos;) {
    const std::size_t stop = text.find(end, start + begin.size());
    if (stop == std::string::npos) break;
    result.append(text, from, start - from);
    from = stop + end.size();
  }
  text = result.append(text, from);
}

// Graphviz orders the panels by addresses; here they are ordered by what they hold.
void sort_panels(std::string& svg) {
  constexpr std::string_view end = "</g>\n";
  std::vector<std::string> panels;
  std::size_t first = std::string::npos, last = 0;
  for (std::size_t mark = 0; (mark = svg.find("\" class=\"cluster\">", mark)) != std::string::npos; ++mark) {
    const std::size_t start = svg.rfind("<g ", mark), stop = svg.find(end, mark) + end.size();
    first = std::min(first, start);
    last = stop;
    panels.push_back(svg.substr(start, stop - start));
  }
  if (panels.empty()) return;
  std::sort(panels.begin(), panels.end());
  std::string sorted;
  for (const std::string& panel : panels) sorted += panel;
  svg.replace(first, last - first, sorted);
}

// What the page needs of Graphviz's file: the <svg> element, without what is the same on every text and without the
// names of nodes, which browsers would show as tooltips. No label can hold what is searched for: Graphviz escapes
// < > & and quotes.
std::string picture(std::string svg) {
  svg.erase(0, svg.find("<svg"));
  const std::size_t size = svg.find(" width="), end = svg.find("viewBox", size);
  if (size != std::string::npos && end != std::string::npos) svg.replace(size, end - size, " ");
  remove_all(svg, "<!--", "-->\n");
  remove_all(svg, "<title>", "</title>\n");
  remove_all(svg, " font-family=\"", "\"");
  remove_all(svg, " xlink:title=\"", "\"");
  sort_panels(svg);
  return svg;
}

}  // namespace

std::string stepper_page(const View& view, const std::string& svg, const std::string& title) {
  const std::map<std::string_view, std::string> parts{
      {"title", markup(title.empty() ? "A graph, step by step" : title)},
      {"style", std::string(stepper::style)},
      {"picture", picture(svg)},
      {"data", script_text(page_data(view))},
      {"script", std::string(stepper::script)}};
  std::string page;
  std::string_view rest = stepper::page;
  for (std::size_t open; (open = rest.find("{{")) != std::string_view::npos;) {
    const std::size_t close = rest.find("}}", open);
    page += rest.substr(0, open);
    page += parts.at(rest.substr(open + 2, close - open - 2));
    rest.remove_prefix(close + 2);
  }
  return page += rest;
}

}  // namespace unroll::graphs
