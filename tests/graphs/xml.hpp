// SVG and other XML through a strict parser.
#pragma once

#include <expat.h>
#include <fmt/format.h>

#include <map>
#include <memory>
#include <set>
#include <stdexcept>
#include <string>
#include <vector>

namespace unroll::graphs::testing {

struct XmlElement {
  std::string name;
  std::map<std::string, std::string> attributes;
  std::string text;  // its own, not that of the elements in it
};

// All elements in the order in which they begin. A std::runtime_error if this is not well-formed XML in UTF-8.
inline std::vector<XmlElement> read_xml(const std::string& text) {
  struct Reader {
    std::vector<XmlElement> elements;
    std::vector<std::size_t> open;
  } reader;
  const std::unique_ptr<XML_ParserStruct, decltype(&XML_ParserFree)> parser(XML_ParserCreate("UTF-8"), XML_ParserFree);
  XML_SetUserData(parser.get(), &reader);
  XML_SetElementHandler(
      parser.get(),
      [](void* data, const char* name, const char** attributes) {
        Reader& r = *static_cast<Reader*>(data);
        r.open.push_back(r.elements.size());
        r.elements.push_back({name, {}, {}});
        for (; *attributes; attributes += 2) r.elements.back().attributes[attributes[0]] = attributes[1];
      },
      [](void* data, const char*) { static_cast<Reader*>(data)->open.pop_back(); });
  XML_SetCharacterDataHandler(parser.get(), [](void* data, const char* characters, int length) {
    Reader& r = *static_cast<Reader*>(data);
    if (!r.open.empty()) r.elements[r.open.back()].text.append(characters, static_cast<std::size_t>(length));
  });
  if (XML_Parse(parser.get(), text.data(), static_cast<int>(text.size()), 1) != XML_STATUS_OK)
    throw std::runtime_error(fmt::format("line {}: {}", XML_GetCurrentLineNumber(parser.get()),
                                         XML_ErrorString(XML_GetErrorCode(parser.get()))));
  return reader.elements;
}

// The ids of an SVG. A std::runtime_error if it is not strict XML, if an id occurs twice, or if a coordinate or a
// length is not a number.
inline std::set<std::string> check_svg(const std::string& svg) {
  static const std::set<std::string> lengths{"d",  "points", "x",  "y",     "cx",     "cy",      "r",
                                             "rx", "ry",     "x1", "width", "height", "viewBox", "stroke-width"};
  std::set<std::string> ids;
  for (const XmlElement& element : read_xml(svg))
    for (const auto& [name, value] : element.attributes) {
      if (name == "id" && !ids.insert(value).second) throw std::runtime_error("the id " + value + " occurs twice");
      if (lengths.count(name) && value.find_first_not_of("0123456789.,- ptMCLz") != std::string::npos)
        throw std::runtime_error(element.name + " has " + name + "=\"" + value + "\"");
    }
  return ids;
}

}  // namespace unroll::graphs::testing
