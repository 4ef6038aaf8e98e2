// Pages of what was drawn and found: one HTML file that needs no network and no script, with relative links to the
// pictures. Whatever a file's name or text holds is shown as text.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "lessons/support/table.hpp"

namespace unroll::lessons {

// For each lesson, in this order: the title (the first "# " line) and the question (the first "> " line) of its
// README.md; the findings and pictures in rendered/<slug>/, if it has run. Links are relative to the page's folder.
// Findings that cannot be read are a sentence on the page.
std::string page(const std::filesystem::path& page_file, const std::filesystem::path& rendered,
                 const std::vector<std::filesystem::path>& lesson_folders);

// A page on one subject, with tables, and then pictures that lie beside it.
struct Subject {
  std::string title, about;
  struct Part {
    std::string heading;
    Table table;
    std::string note;
  };
  std::vector<Part> parts;
  struct Picture {
    std::string name, caption;  // name.svg, name.dot, name.html …: those that are there
  };
  std::vector<Picture> pictures;
};
std::string page(const std::filesystem::path& page_file, const Subject& subject);

}  // namespace unroll::lessons
