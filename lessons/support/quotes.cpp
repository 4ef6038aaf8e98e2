#include "lessons/support/quotes.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <nlohmann/json.hpp>
#include <optional>
#include <regex>

#include "autograd/error.hpp"
#include "autograd/file.hpp"

namespace unroll::lessons {

namespace {

using Json = nlohmann::ordered_json;

// A quoted number and where in the text it stands.
struct Quote {
  std::string name;
  std::size_t start, length;  // of the number alone
  double value, unit;         // of its last digit
  bool percent, power;        // "99.6 %", "2 \cdot 10^{-16}"
  int decimals;
};

// 1,576   0.31   −4   99.6 %   2 \cdot 10^{-16}
const std::regex& number_pattern() {
  static const std::regex pattern(
      R"(^((?:−|-)?[0-9]+(?:,[0-9]{3})*(?:\.([0-9]+))?)(?![0-9^])(\s?\\cdot\s?10\^\{(-?[0-9]+)\})?(\s?\\?%)?)");
  return pattern;
}

double plain(std::string digits) {
  if (const auto minus = digits.find("−"); minus != digits.npos) digits.replace(minus, std::string("−").size(), "-");
  std::erase(digits, ',');
  return std::stod(digits);
}

// Calls `found` with every quote, `broken` with the name of each that no number follows.
void each_quote(const std::string& text, const std::function<void(const Quote&)>& found,
                const std::function<void(const std::string&)>& broken) {
  static const std::regex tag("<!--(([0-9]{2}/)?[A-Za-z_0-9]+(\\.[a-z]+[0-9]*)*)-->(\\$|\\*\\*)?");
  for (std::sregex_iterator tags(text.begin(), text.end(), tag), end; tags != end; ++tags) {
    const auto start = static_cast<std::size_t>(tags->position() + tags->length());
    const std::string rest = text.substr(start, 60);
    std::smatch m;
    if (!std::regex_search(rest, m, number_pattern())) {
      broken((*tags)[1]);
      continue;
    }
    const int decimals = static_cast<int>(m[2].length()), exponent = m[4].matched ? std::stoi(m[4]) : 0;
    const bool percent = m[5].matched;
    const double scale = std::pow(10.0, exponent) * (percent ? 0.01 : 1);
    const std::size_t length = static_cast<std::size_t>(m[1].length() + m[3].length());
    found({(*tags)[1], start, length, plain(m[1]) * scale, std::pow(10.0, -decimals) * scale, percent, m[3].matched,
           decimals});
  }
}

// What the run says under a quote's name; nothing if it does not know it.
std::optional<double> value_of(const Run& run, const std::string& name) {
  if (const auto own = run.find(name); own != run.end()) return own->second.front();
  const auto dot = name.rfind('.');
  if (dot == name.npos) return {};
  const auto base = run.find(name.substr(0, dot));
  if (base == run.end()) return {};
  std::vector<double> values = base->second;
  std::sort(values.begin(), values.end());
  const std::string which = name.substr(dot + 1);
  if (which == "min") return values.front();
  if (which == "max") return values.back();
  if (which == "median") return values[values.size() / 2];
  return {};
}

std::string with_commas(std::string digits) {
  const std::size_t point = std::min(digits.find('.'), digits.size()), first = digits[0] == '-' ? 1 : 0;
  for (std::size_t i = point; i > first + 3; i -= 3) digits.insert(i - 3, ",");
  return digits;
}

std::string written(double value, const Quote& like) {
  if (like.percent) value *= 100;
  std::string text;
  if (like.power) {
    int exponent = value == 0 ? 0 : static_cast<int>(std::floor(std::log10(std::abs(value))));
    std::string mantissa = fmt::format("{:.{}f}", value / std::pow(10.0, exponent), like.decimals);
    if (mantissa.starts_with("10") || mantissa.starts_with("-10"))
      mantissa = fmt::format("{:.{}f}", value / std::pow(10.0, ++exponent), like.decimals);
    text = fmt::format("{} \\cdot 10^{{{}}}", mantissa, exponent);
  } else {
    text = with_commas(fmt::format("{:.{}f}", value, like.decimals));
  }
  if (text[0] == '-') text.replace(0, 1, "−");
  return text;
}

const Band* band_of(const Bands& bands, const std::string& name) {
  const auto band = bands.find(name.substr(0, name.find('.')));
  return band == bands.end() || name.find(".control") != name.npos ? nullptr : &band->second;
}

Json parsed(const std::filesystem::path& path) {
  try {
    return Json::parse(read_file(path));
  } catch (const nlohmann::json::exception& error) {
    throw FileError(fmt::format("{}: {}.", path.string(), error.what()));
  }
}

void take(Run& run, const std::string& name, const Json& values) {
  std::vector<double> numbers;
  for (const Json& value : values) numbers.push_back(value.is_null() ? std::nan("") : value.get<double>());
  if (!numbers.empty() && !run.emplace(name, std::move(numbers)).second)
    throw FileError(
        fmt::format("\"{}\" is told by two programs of one lesson; give each number a name of its own", name));
}

}  // namespace

Run read_findings(const std::filesystem::path& folder) {
  Run run;
  std::error_code missing;
  for (const auto& entry : std::filesystem::directory_iterator(folder, missing)) {
    if (!entry.path().filename().string().ends_with("findings.json")) continue;
    const Json document = parsed(entry.path());
    try {
      for (const Json& finding : document.at("findings")) {
        const auto id = finding.at("id").get<std::string>();
        take(run, id, finding.at("values"));
        int number = 0;
        for (const Json& control : finding.at("controls"))
          take(run, id + ".control" + (++number > 1 ? std::to_string(number) : ""), control.at("values"));
      }
      for (const auto& [name, values] : document.at("numbers").items()) take(run, name, values);
    } catch (const nlohmann::json::exception& error) {
      throw FileError(fmt::format("{}: {}; run the lesson again.", entry.path().string(), error.what()));
    }
  }
  if (run.empty())
    throw FileError(fmt::format("{} holds no findings; run the lesson with --seeds 5 first.", folder.string()));
  return run;
}

Run read_run(const std::filesystem::path& run_json) {
  Run run;
  const Json document = parsed(run_json);
  for (const auto& [name, values] : document.items()) take(run, name, values);
  return run;
}

Course read_course(const std::filesystem::path& lessons) {
  Course course;
  for (const auto& lesson : std::filesystem::directory_iterator(lessons)) {
    const std::filesystem::path run = lesson.path() / "run.json";
    if (!std::filesystem::exists(run)) continue;
    const std::string number = lesson.path().filename().string().substr(0, 2) + "/";
    for (const auto& [name, values] : read_run(run)) course.run[number + name] = values;
    for (const auto& [name, band] : read_bands(lesson.path() / "expected.json")) course.bands[number + name] = band;
  }
  return course;
}

std::string to_json(const Run& run) {
  std::string text;
  for (const auto& [name, values] : run) {
    Json list = Json::array();
    for (double value : values) list.push_back(value);
    text += fmt::format("{}  {}: {}", text.empty() ? "" : ",\n", Json(name).dump(), list.dump());
  }
  return "{\n" + text + "\n}\n";
}

std::vector<std::string> mistakes_of_run(const Run& run, const Bands& bands) {
  std::vector<std::string> mistakes;
  for (const auto& [id, band] : bands) {
    const auto found = run.find(id);
    if (found == run.end()) {
      mistakes.push_back(fmt::format("run.json lacks \"{}\" of expected.json.", id));
      continue;
    }
    if (found->second.size() != 5)
      mistakes.push_back(fmt::format("run.json has \"{}\" of {} seeds, not of 5.", id, found->second.size()));
    const auto inside = [&band = band](const std::vector<double>& values) {
      return std::count_if(values.begin(), values.end(), [&](double v) { return band.contains(v); });
    };
    const auto outside = static_cast<std::ptrdiff_t>(found->second.size()) - inside(found->second);
    if (outside > 1)
      mistakes.push_back(
          fmt::format("\"{}\" is outside its band, {}, with {} seeds; restate it.", id, band.text(), outside));
    for (const auto& [name, values] : run)
      if (name.starts_with(id + ".control") && inside(values) > 2)
        mistakes.push_back(fmt::format("\"{}\" is inside the band, {}, with {} seeds; it is no control.", name,
                                       band.text(), inside(values)));
  }
  return mistakes;
}

std::vector<std::string> mistakes_of_quotes(const std::string& text, const Run& run, const Bands& bands,
                                            const Run& fresh) {
  std::vector<std::string> mistakes;
  each_quote(
      text,
      [&](const Quote& quote) {
        const std::optional<double> measured = value_of(run, quote.name);
        if (!measured) {
          mistakes.push_back(fmt::format("run.json knows no \"{}\", which the text quotes.", quote.name));
          return;
        }
        const std::string said = text.substr(quote.start, quote.length);
        if (!(std::abs(*measured - quote.value) <= 0.5001 * quote.unit))
          mistakes.push_back(
              fmt::format("The text says {} of \"{}\", and run.json {}.", said, quote.name, short_text(*measured)));
        else if (std::abs(*measured - quote.value) > 0.2 * std::abs(*measured) && std::isnormal(*measured))
          mistakes.push_back(fmt::format("The text says {} of \"{}\", too few digits for {}.", said, quote.name,
                                         short_text(*measured)));
        const Band* band = band_of(bands, quote.name);
        if (band && quote.name.find('.') == quote.name.npos && !band->contains(*measured))
          mistakes.push_back(
              fmt::format("The text quotes {} of \"{}\", outside its band, {}.", said, quote.name, band->text()));
        const auto now = fresh.find(quote.name);
        if (band && band->equal && now != fresh.end() && now->second.front() != *measured)
          mistakes.push_back(fmt::format("The text says {} of \"{}\", and this run {}.", said, quote.name,
                                         short_text(now->second.front())));
      },
      [&](const std::string& name) {
        mistakes.push_back(fmt::format("No number that can be read follows <!--{}-->.", name));
      });
  return mistakes;
}

std::string refreshed(const std::string& text, const Run& run) {
  std::string result;
  std::size_t from = 0;
  each_quote(
      text,
      [&](const Quote& quote) {
        const std::optional<double> measured = value_of(run, quote.name);
        if (!measured) return;
        result.append(text, from, quote.start - from);
        result += written(*measured, quote);
        from = quote.start + quote.length;
      },
      [](const std::string&) {});
  return result.append(text, from);
}

}  // namespace unroll::lessons
