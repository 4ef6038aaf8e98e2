// The page of what lessons drew and found: one HTML file that needs no network and no script, with relative links to
// the pictures. Whatever a file's name or text holds is shown as text.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace unroll::lessons {

// For each lesson, in this order: the title (the first "# " line) and the question (the first "> " line) of its
// README.md; the findings and pictures in rendered/<slug>/, if it has run. Links are relative to the page's folder.
// Findings that cannot be read are a sentence on the page.
std::string page(const std::filesystem::path& page_file, const std::filesystem::path& rendered,
                 const std::vector<std::filesystem::path>& lesson_folders);

}  // namespace unroll::lessons
