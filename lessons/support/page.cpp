#include "lessons/support/page.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>

#include "autograd/file.hpp"
#include "graphs/text.hpp"
#include "lessons/support/band.hpp"

namespace unroll::lessons {

namespace {

namespace fs = std::filesystem;
using nlohmann::json;

constexpr double wide = 1500;  // pixels; a wider picture keeps this width and scrolls

constexpr const char* style = R"(
:root { color-scheme: light dark; --ink: #1F2933; --muted: #616E7C; --paper: #FFFFFF; --panel: #F7F9FB; --line: #DDE3EA;
  --link: #2B6CB0; --good: #1F6B3A; --bad: #9B2C2C; }
@media (prefers-color-scheme: dark) { :root { --ink: #E4E7EB; --muted: #9AA5B1; --paper: #16191D; --panel: #1F242A;
  --line: #3A424C; --link: #7DB0E0; --good: #7FCB9A; --bad: #F2A19B; } }
body { margin: 0 auto; padding: 2rem 1.25rem 4rem; max-width: 68rem; font: 16px/1.5 Helvetica, Arial, "Liberation Sans",
  "DejaVu Sans", sans-serif; color: var(--ink); background: var(--paper); overflow-wrap: break-word; }
a { color: var(--link); }
h1 { font-size: 1.6rem; margin: 0 0 .25rem; }
h2 { font-size: 1.3rem; margin: 3.5rem 0 .25rem; padding-top: 1rem; border-top: 1px solid var(--line); }
nav ol { list-style: none; padding: 0; margin: 1.5rem 0 0; }
nav li { display: flex; gap: 1rem; justify-content: space-between; padding: .3rem 0; border-top: 1px solid var(--line); }
.question { font-style: italic; margin: 0 0 1rem; color: var(--muted); }
.note { color: var(--muted); font-size: .875rem; }
.good { color: var(--good); } .bad { color: var(--bad); font-weight: bold; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; min-width: 42rem; margin: 1rem 0 .25rem; font-size: .9rem; }
th { text-align: left; font-weight: normal; color: var(--muted); }
th, td { padding: .35rem .75rem .35rem 0; border-bottom: 1px solid var(--line); vertical-align: top; }
td.number, td.verdict, nav span { white-space: nowrap; }
td.number { font-variant-numeric: tabular-nums; }
figure { margin: 1.5rem 0; border: 1px solid var(--line); border-radius: 6px; overflow: hidden; background: var(--panel); }
figure .scroll { background: #FFFFFF; padding: .5rem; }
img { display: block; max-width: 100%; height: auto; margin: 0 auto; }
img.wide { max-width: none; }
figcaption { padding: .5rem .75rem; display: flex; flex-wrap: wrap; gap: .25rem 1rem; font-size: .9rem; }
figcaption b { flex: 1; }
)";

std::string escaped(std::string_view text) { return graphs::html(text, 4000); }

std::string encoded(std::string_view name) {
  std::string text;
  for (const char c : name) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                       std::string_view("-._~/").find(c) != std::string_view::npos;
    text += plain ? std::string(1, c) : fmt::format("%{:02X}", static_cast<unsigned char>(c));
  }
  return text;
}

// A path as the address in a link; it begins with ./ so that no name is taken for a scheme.
std::string address(const fs::path& file, const fs::path& page_folder) {
  return "./" + encoded(fs::absolute(file).lexically_normal().lexically_relative(page_folder).generic_string());
}

// The rest of the first line that begins so, or nothing.
std::string first_line(const fs::path& file, const std::string& beginning) {
  std::ifstream text(file);
  for (std::string line; std::getline(text, line);)
    if (line.starts_with(beginning)) return line.substr(beginning.size());
  return "";
}

// ---- Findings ----

struct Findings {
  std::string html;
  int good = 0, all = 0;
};

double median(std::vector<double> values) {
  if (values.empty()) return std::nan("");
  std::sort(values.begin(), values.end());
  const std::size_t n = values.size();
  return n % 2 ? values[n / 2] : (values[n / 2 - 1] + values[n / 2]) / 2;
}

std::string value_text(const json& values) {  // NaN was written as null

  std::vector<double> numbers;
  for (const json& value : values) {
    if (value.is_null()) return "NaN";
    numbers.push_back(value.get<double>());
  }
  return short_text(median(std::move(numbers)));
}

void read_findings(const fs::path& file, Findings& found) {
  const json all = json::parse(read_file(file));
  std::string rows;
  int good = 0, count = 0;
  for (const json& finding : all.at("findings")) {
    const bool holds = finding.at("holds").get<bool>();
    std::string controls;
    bool outside = true;
    for (const json& control : finding.at("controls")) {
      const bool out = control.at("outside").get<bool>();
      outside = outside && out;
      controls +=
          fmt::format("<div>{}: {}, <span class=\"{}\">{}</span></div>", escaped(control.at("what").get<std::string>()),
                      value_text(control.at("values")), out ? "good" : "bad", out ? "outside" : "inside: says nothing");
    }
    if (controls.empty()) controls = "<span class=\"bad\">none: does not count</span>", outside = false;
    good += holds && outside;
    ++count;
    rows += fmt::format(
        "<tr><td>{}</td><td class=\"number\">{}</td><td class=\"number\">{}</td><td class=\"verdict {}\">{}</td>"
        "<td>{}</td></tr>\n",
        escaped(finding.at("claim").get<std::string>()), value_text(finding.at("values")),
        escaped(finding.at("band").get<std::string>()), holds ? "good" : "bad", holds ? "✓ holds" : "✗ does not hold",
        controls);
  }
  const int seeds = all.at("seeds").get<int>();
  const std::string program = all.at("program").get<std::string>();
  found.html += fmt::format(
      "<div class=\"scroll\"><table>\n<tr><th>claim</th><th>measured</th><th>band</th><th>verdict</th><th>control, "
      "which "
      "must fall outside</th></tr>\n{}</table></div>\n<p class=\"note\">{}{} precision, {}{}</p>\n",
      rows, program.empty() ? "" : escaped(program) + ": ", escaped(all.at("precision").get<std::string>()),
      seeds == 1 ? fmt::format("seed {}", all.at("seed").get<std::uint64_t>())
                 : fmt::format("the medians of {} seeds from {}", seeds, all.at("seed").get<std::uint64_t>()),
      all.at("full").get<bool>() ? ", the long version" : "");
  found.good += good;
  found.all += count;
}

// ---- Pictures ----

std::vector<fs::path> files_in(const fs::path& folder) {
  std::vector<fs::path> files;
  std::error_code failed;
  for (const auto& entry : fs::directory_iterator(folder, failed))
    if (entry.is_regular_file(failed)) files.push_back(entry.path());
  std::sort(files.begin(), files.end());
  return files;
}

// The width in its header, which is in pixels or points.
double width_of(const fs::path& svg) {
  std::ifstream file(svg);
  std::string text(2000, '\0');
  file.read(text.data(), static_cast<std::streamsize>(text.size()));
  const auto at = text.find("width=\"", std::min(text.find("<svg"), text.size()));
  if (at == text.npos) return 0;
  double width = 0;
  char unit[3] = "";
  const int read = std::sscanf(text.c_str() + at, "width=\"%lf%2[a-z]", &width, unit);
  return read == 2 && std::string_view(unit) == "pt" ? width * 4 / 3 : width;
}

const std::vector<std::pair<std::string, std::string>> kinds{
    {".html", "step through it"}, {".svg", "SVG"}, {".png", "PNG"}, {".pdf", "PDF"}, {".dot", "DOT"}};

// One picture, in files by extension.
std::string figure(const std::map<std::string, fs::path>& files, const std::string& caption,
                   const fs::path& page_folder) {
  std::string links, image;
  for (const auto& [extension, label] : kinds)
    if (files.contains(extension))
      links += fmt::format(" <a href=\"{}\">{}</a>", address(files.at(extension), page_folder), label);
  for (const char* extension : {".svg", ".png"})
    if (image.empty() && files.contains(extension)) {
      const std::string there = address(files.at(extension), page_folder);
      const bool scrolls = width_of(files.at(extension)) > wide;
      image = fmt::format("<div class=\"scroll\"><a href=\"{}\"><img{} src=\"{}\" alt=\"{}\"></a></div>", there,
                          scrolls ? fmt::format(" class=\"wide\" width=\"{}\"", wide) : "", there, escaped(caption));
    }
  return fmt::format("<figure>{}<figcaption><b>{}</b>{}</figcaption></figure>\n", image, escaped(caption), links);
}

std::string pictures(const fs::path& folder, const fs::path& page_folder) {
  std::map<std::string, std::map<std::string, fs::path>> groups;  // of each name, the files by extension
  for (const fs::path& file : files_in(folder))
    if (file.filename() != "index.html" &&
        std::any_of(kinds.begin(), kinds.end(), [&](const auto& kind) { return kind.first == file.extension(); }))
      groups[file.stem().string()][file.extension().string()] = file;
  std::string html;
  for (const auto& [name, files] : groups) html += figure(files, name, page_folder);
  return html;
}

// ---- Pages ----

std::string whole_page(const std::string& title, const std::string& body) {
  return fmt::format(
      "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" "
      "content=\"width=device-width, initial-scale=1\">\n<title>{}</title>\n<style>{}</style>\n</head>\n<body>\n{}"
      "</body>\n</html>\n",
      escaped(title), style, body);
}

std::string html_of(const Table& table) {
  std::string html = "<div class=\"scroll\"><table>\n<tr>";
  for (const std::string& column : table.columns) html += fmt::format("<th>{}</th>", escaped(column));
  html += "</tr>\n";
  for (const auto& row : table.rows) {
    html += "<tr>";
    for (const std::string& cell : row) html += fmt::format("<td>{}</td>", escaped(cell));
    html += "</tr>\n";
  }
  return html + "</table></div>\n";
}

}  // namespace

std::string page(const fs::path& page_file, const fs::path& rendered, const std::vector<fs::path>& lesson_folders) {
  const fs::path here = fs::absolute(page_file).lexically_normal().parent_path();
  std::string contents, sections;
  for (const fs::path& folder : lesson_folders) {
    const std::string slug = (folder.has_filename() ? folder : folder.parent_path()).filename().string();
    std::string title = first_line(folder / "README.md", "# ");
    if (title.empty()) title = slug;
    Findings found;
    for (const fs::path& file : files_in(rendered / slug)) {
      if (!file.filename().string().ends_with("findings.json")) continue;
      try {
        read_findings(file, found);
      } catch (const std::exception& error) {
        found.html += fmt::format("<p class=\"bad\">{} cannot be read: {}; run the lesson again.</p>\n",
                                  escaped(file.filename().string()), escaped(error.what()));
      }
    }
    const std::string shown = pictures(rendered / slug, here);
    const bool ran = !shown.empty() || !found.html.empty();
    const std::string verdict = found.all > 0 ? fmt::format("{} of {} findings hold", found.good, found.all)
                                : ran         ? ""
                                              : "not run yet";
    contents += fmt::format("<li><a href=\"#{}\">{}</a><span class=\"{}\">{}</span></li>\n", encoded(slug),
                            escaped(title), found.good < found.all ? "bad" : "note", verdict);
    sections += fmt::format("<section id=\"{}\">\n<h2>{}</h2>\n<p class=\"question\">{}</p>\n{}{}{}</section>\n",
                            escaped(slug), escaped(title), escaped(first_line(folder / "README.md", "> ")),
                            ran ? "" : "<p class=\"note\">It has not run yet, so there is nothing to see.</p>\n",
                            found.html, shown);
  }
  return whole_page(
      "Unroll: what the lessons drew",
      fmt::format(
          "<h1>What the lessons drew and found</h1>\n"
          "<p class=\"note\">A finding counts if its number lies in its band and the control, the same measurement "
          "where the claim should fail, lies outside.</p>\n<nav><ol>\n{}</ol></nav>\n<main>\n{}</main>\n",
          contents, sections));
}

std::string page(const fs::path& page_file, const Subject& subject) {
  const fs::path here = fs::absolute(page_file).lexically_normal().parent_path();
  std::string body = fmt::format("<h1>{}</h1>\n<p class=\"question\">{}</p>\n<main>\n", escaped(subject.title),
                                 escaped(subject.about));
  for (const Subject::Part& part : subject.parts)
    body += fmt::format("<h2>{}</h2>\n{}<p class=\"note\">{}</p>\n", escaped(part.heading), html_of(part.table),
                        escaped(part.note));
  for (const Subject::Picture& picture : subject.pictures) {
    std::map<std::string, fs::path> files;
    for (const auto& [extension, label] : kinds)
      if (const fs::path file = here / (picture.name + extension); fs::exists(file)) files[extension] = file;
    if (!files.empty()) body += figure(files, picture.caption, here);
  }
  return whole_page(subject.title, body + "</main>\n");
}

}  // namespace unroll::lessons
