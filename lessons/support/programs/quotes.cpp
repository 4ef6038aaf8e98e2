// Keeps the numbers in texts in step with what the lessons' programs measure (lessons/support/quotes.hpp).
//
//   quotes check LESSON RENDERED      are run.json and the text's numbers as they should be? RENDERED: a fresh run
//   quotes check LESSON               the same without a fresh run
//   quotes check                      the same of the texts about the course, against what is committed
//   quotes refresh LESSON RENDERED    takes RENDERED, of a run with --seeds 5, as run.json, and its numbers as the
//                                     text's
#include <cstdio>
#include <filesystem>
#include <string>
#include <vector>

#include "autograd/error.hpp"
#include "autograd/file.hpp"
#include "lessons/support/quotes.hpp"

using namespace unroll;
using namespace unroll::lessons;

namespace {

const std::filesystem::path about_course[] = {"README.md", "lessons/README.md", "lessons/CLAIMS.md"};

int tell(const std::string& where, const std::vector<std::string>& mistakes) {
  for (const std::string& mistake : mistakes) std::printf("%s: %s\n", where.c_str(), mistake.c_str());
  if (!mistakes.empty()) std::printf("./learn quotes runs a lesson with five seeds and writes what it measures.\n");
  return mistakes.empty() ? 0 : 1;
}

int check(const std::filesystem::path& lesson, const Run& fresh) {
  const Run run = read_run(lesson / "run.json");
  const Bands bands = read_bands(lesson / "expected.json");
  std::vector<std::string> mistakes = mistakes_of_run(run, bands);
  for (std::string& mistake : mistakes_of_quotes(read_file(lesson / "README.md"), run, bands, fresh))
    mistakes.push_back(std::move(mistake));
  return tell(lesson.string(), mistakes);
}

int check_course() {
  const Course course = read_course("lessons");
  int status = 0;
  for (const auto& text : about_course)
    status |= tell(text.string(), mistakes_of_quotes(read_file(text), course.run, course.bands, {}));
  return status;
}

int refresh(const std::filesystem::path& lesson, const std::filesystem::path& rendered) {
  const Run run = read_findings(rendered);
  for (const auto& [name, values] : run)
    if (values.size() != 5) throw Error("\"" + name + "\" was not measured with five seeds; run with --seeds 5");
  write_file(lesson / "run.json", to_json(run));
  const auto text = lesson / "README.md";
  write_file(text, refreshed(read_file(text), run));
  const Course course = read_course(lesson.parent_path());
  for (const auto& about : about_course) write_file(about, refreshed(read_file(about), course.run));
  return 0;
}

}  // namespace

int main(int argc, char* argv[]) {
  const std::vector<std::string> words(argv + 1, argv + argc);
  try {
    if (words == std::vector<std::string>{"check"}) return check_course();
    if (words.size() == 3 && words[0] == "check") return check(words[1], read_findings(words[2]));
    if (words.size() == 2 && words[0] == "check") return check(words[1], {});
    if (words.size() == 3 && words[0] == "refresh") return refresh(words[1], words[2]);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 1;
  }
  std::fprintf(stderr, "usage: quotes check [LESSON [RENDERED]], or quotes refresh LESSON RENDERED\n");
  return 2;
}
