#include "lessons/support/lesson.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <signal.h>
#include <unistd.h>

#include <algorithm>
#include <cctype>
#include <cmath>
#include <cstdlib>
#include <cstring>
#include <nlohmann/json.hpp>

#include "autograd/error.hpp"
#include "autograd/file.hpp"
#include "graphs/draw.hpp"
#include "graphs/painted_sequence.hpp"
#include "graphs/plot.hpp"
#include "lessons/support/interruption.hpp"
#include "lessons/support/table.hpp"

namespace unroll::lessons {

namespace {

constexpr int text_width = 64;  // of the column of claims

double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  const std::size_t n = values.size();
  return n % 2 ? values[n / 2] : (values[n / 2 - 1] + values[n / 2]) / 2;
}

void make_folder(const std::filesystem::path& folder) {
  std::error_code failed;
  std::filesystem::create_directories(folder, failed);
  if (!failed && access(folder.c_str(), W_OK) != 0) failed.assign(errno, std::generic_category());
  if (failed)
    throw FileError(fmt::format("The folder {} cannot be written to: {}. Choose another with --out.", folder.string(),
                                std::strerror(failed.value())));
}

// "curve.svg", "graph.{dot,svg}"
void tell_files(const char* what, const std::filesystem::path& name, const std::vector<std::string>& formats) {
  const auto all = fmt::format("{}", fmt::join(formats, ","));
  fmt::print("  {:<8} {}.{}\n", what, name.string(), formats.size() == 1 ? all : "{" + all + "}");
}

// What processes left behind that were killed while they wrote (autograd/file.cpp): NAME.PROCESS-CALL.part. One that
// lives may be writing still.
void remove_abandoned(const std::filesystem::path& folder) {
  std::error_code none;
  std::vector<std::filesystem::path> abandoned;
  for (const auto& entry : std::filesystem::directory_iterator(folder, none)) {
    const std::string name = entry.path().filename().string(), end = ".part";
    int process = 0, call = 0;
    if (!name.ends_with(end)) continue;
    const std::size_t mark = name.substr(0, name.size() - end.size()).rfind('.');
    if (mark != name.npos && std::sscanf(name.c_str() + mark, ".%d-%d.part", &process, &call) == 2 && process > 0 &&
        kill(process, 0) != 0 && errno == ESRCH)
      abandoned.push_back(entry.path());
  }
  for (const auto& file : abandoned) std::filesystem::remove(file, none);
}

}  // namespace

Lesson::Lesson(const std::string& which, Options options, Bands bands)
    : lesson_(which.substr(0, which.find('/'))),
      program_(which.find('/') == which.npos ? "" : which.substr(which.find('/') + 1)),
      options_(std::move(options)),
      bands_(std::move(bands)),
      seed_(options_.seed) {
  make_folder(options_.out);
  remove_abandoned(options_.out);
}

// ---- Options ----

int Lesson::steps(int quick, int full) {
  asked_.insert("--steps");
  return options_.steps.value_or(options_.full ? full : quick);
}
Index Lesson::hidden(Index otherwise) {
  asked_.insert("--hidden");
  return options_.hidden.value_or(otherwise);
}
std::string Lesson::cell(const std::string& otherwise) {
  asked_.insert("--cell");
  return options_.cell.value_or(otherwise);
}

// ---- Data ----

bool Lesson::stand_in() {
  asked_.insert("--stand-in");
  return options_.stand_in;
}

std::vector<data::File> Lesson::data(const data::Source& source) {
  std::vector<data::File> files = data::fetch(source, options_.offline);
  say(fmt::format("Data: {}, from Debian's {}. Licence: {}.", source.what, fmt::join(source.packages, " and "),
                  source.licence));
  return files;
}

// ---- The story ----

void Lesson::heading(const std::string& text) {
  if (first()) fmt::print("\n{}\n\n", text);
}

void Lesson::say(const std::string& text) {
  bar_.clear();
  if (first()) fmt::print("{}\n", text);
}

void Lesson::table(const std::vector<std::string>& columns, const std::vector<std::vector<std::string>>& rows) {
  bar_.clear();
  if (!first()) return;
  fmt::print("{}\n", aligned({columns, rows}));
}

void Lesson::progress(const char* what, int done, int all, bool at_most) {
  bar_.show(options_.seeds > 1 ? fmt::format("{}, seed {}", what, seed_) : what, done, all, at_most);
}

// ---- Findings ----

void Lesson::finding(const std::string& id, const std::string& claim, double value) {
  take({id, claim, false, {value}});
}
void Lesson::control(const std::string& id, const std::string& what, double value) { take({id, what, true, {value}}); }

void Lesson::quote(const std::string& name, double value) {
  std::vector<double>& values = quoted_[name];
  if (bands_.contains(name) || values.size() > static_cast<std::size_t>(run_))
    throw Error(fmt::format("The number \"{}\" is told twice in one run; give each a name of its own.", name));
  values.push_back(value);
}

void Lesson::take(Measured measured) {
  bar_.clear();
  if (!bands_.contains(measured.id))
    throw Error(fmt::format("The finding \"{}\" has no band in lessons/{}/expected.json.", measured.id, lesson_));
  if (first()) tell(measured);
  const auto same = std::find_if(measured_.begin(), measured_.end(), [&](const Measured& m) {
    return m.id == measured.id && m.control == measured.control && m.text == measured.text;
  });
  if (same == measured_.end()) {
    measured_.push_back(std::move(measured));
  } else {
    if (same->values.size() > static_cast<std::size_t>(run_))
      throw Error(fmt::format("The finding \"{}\" is reported twice in one run: \"{}\".", same->id, same->text));
    same->values.push_back(measured.values.front());
  }
}

int Lesson::failures(const Measured& measured) const {
  const Band& band = bands_.at(measured.id);
  return static_cast<int>(std::count_if(measured.values.begin(), measured.values.end(), [&](double value) {
    return std::isnan(value) || band.contains(value) == measured.control;
  }));
}

bool Lesson::holds(const Measured& measured) const {
  return 2 * failures(measured) < static_cast<int>(measured.values.size());
}

void Lesson::tell(const Measured& measured) const {
  const std::string band = bands_.at(measured.id).text();
  const bool good = holds(measured);
  const std::string claim = (measured.control ? "    control: " : "  ") + measured.text;
  const char* verdict = measured.control ? (good ? "outside, as it must be" : "INSIDE: the finding says nothing")
                                         : (good ? "holds" : "DOES NOT HOLD");
  fmt::print("{:<{}}  {:>10}   {:<18} {}", claim, text_width, short_text(median(measured.values)), band, verdict);
  if (options_.seeds > 1 && measured.values.size() > 1)
    fmt::print(" in {} of {}", static_cast<int>(measured.values.size()) - failures(measured), measured.values.size());
  fmt::print("\n");
}

std::vector<std::string> Lesson::without_control() const {
  std::vector<std::string> ids;
  for (const Measured& m : measured_)
    if (!m.control && std::none_of(measured_.begin(), measured_.end(),
                                   [&](const Measured& other) { return other.control && other.id == m.id; }))
      ids.push_back(m.id);
  return ids;
}

void Lesson::start(int run) {
  run_ = run;
  seed_ = options_.seed + static_cast<std::uint64_t>(run);
  trainings_ = 0;
  unroll::seed(seed_);
}

void Lesson::tell_medians() const {
  if (options_.seeds == 1 || measured_.empty()) return;
  fmt::print("\nThe medians of seeds {} to {}, and in how many of them\n\n", options_.seed, seed_);
  for (const Measured& measured : measured_) tell(measured);
}

int Lesson::finish() {
  bar_.clear();
  tell_medians();
  write_findings();
  remove_checkpoints();

  const auto bad = std::count_if(measured_.begin(), measured_.end(), [&](const Measured& m) { return !holds(m); });
  const auto lacking = without_control();
  for (const std::string& id : lacking) fmt::print("The finding \"{}\" has no control, so it does not count.\n", id);
  tell_unused();
  const auto claims = std::count_if(measured_.begin(), measured_.end(), [](const Measured& m) { return !m.control; });
  if (bad == 0 && lacking.empty())
    fmt::print("\nAll {} findings hold, and their controls fall outside. Pictures and findings: {}\n", claims,
               options_.out.string());
  else if (bad > 0)
    fmt::print("\n{} of {} findings and controls did not come out as claimed.{}\n", bad, measured_.size(),
               options_.steps || options_.hidden || options_.cell
                   ? " The bands are meant for the lesson's own --steps, --hidden and --cell."
                   : "");
  return bad == 0 && lacking.empty() ? 0 : 1;
}

int Lesson::stop(const Interrupted& interrupted) {
  bar_.clear();
  tell_medians();
  write_findings();
  fmt::print("\n{}.", interrupted.where);
  if (!measured_.empty()) fmt::print(" What was found until then: {}.", findings_file().string());
  fmt::print(" {}\n", interrupted.not_saved.empty() ? "The same command goes on from there."
                                                    : fmt::format("It is not saved: {}.", interrupted.not_saved));
  return 128 + interrupted.signal;
}

std::filesystem::path Lesson::findings_file() const {
  return path(program_.empty() ? "findings.json" : program_ + "-findings.json");
}

void Lesson::write_findings() const { write_file(findings_file(), findings_json()); }

void Lesson::tell_unused() const {
  const auto note = [&](const char* option, bool given) {
    if (given && !asked_.contains(option)) fmt::print("This lesson has no use for {}.\n", option);
  };
  note("--steps", options_.steps.has_value());
  note("--hidden", options_.hidden.has_value());
  note("--cell", options_.cell.has_value());
  note("--stand-in", options_.stand_in);
}

std::string Lesson::findings_json() const {
  using json = nlohmann::ordered_json;
  json findings = json::array();
  for (const Measured& m : measured_) {
    if (m.control) continue;
    json controls = json::array();
    for (const Measured& other : measured_)
      if (other.control && other.id == m.id)
        controls.push_back({{"what", other.text}, {"values", other.values}, {"outside", holds(other)}});
    findings.push_back({{"id", m.id},
                        {"claim", m.text},
                        {"values", m.values},
                        {"median", median(m.values)},
                        {"band", bands_.at(m.id).text()},
                        {"holds", holds(m)},
                        {"controls", controls}});
  }
  const json all{{"lesson", lesson_},
                 {"program", program_},
                 {"precision", sizeof(Real) == sizeof(double) ? "double" : "float"},
                 {"seed", options_.seed},
                 {"seeds", options_.seeds},
                 {"full", options_.full},
                 {"stand_in", options_.stand_in},
                 {"findings", findings},
                 {"numbers", quoted_}};
  return all.dump(2) + "\n";
}

// ---- Trainings ----

std::string Lesson::checkpoints(std::uint64_t seed) const {
  return fmt::format("checkpoint-{}{}{}-seed-{}-", lesson_, program_.empty() ? "" : "-", program_, seed);
}

std::filesystem::path Lesson::checkpoint(const std::string& what) {
  std::string name;  // letters and digits of it, for whoever looks into the folder; the number tells them apart
  for (char c : what.substr(0, 40))
    if (std::isalnum(static_cast<unsigned char>(c)))
      name += c;
    else if (!name.empty() && name.back() != '-')
      name += '-';
  return path(fmt::format("{}{}-{}.safetensors", checkpoints(seed_), ++trainings_, name));
}

std::map<std::string, std::string> Lesson::choices() const {
  std::map<std::string, std::string> all{{"lesson", lesson_},
                                         {"program of the lesson", program_},
                                         {"--seed", std::to_string(seed_)},
                                         {"--full", options_.full ? "yes" : "no"},
                                         {"--stand-in", options_.stand_in ? "yes" : "no"},
                                         {"--steps", options_.steps ? std::to_string(*options_.steps) : ""},
                                         {"--hidden", options_.hidden ? std::to_string(*options_.hidden) : ""},
                                         {"--cell", options_.cell.value_or("")}};
  for (const std::string& option : options_.own) {
    const std::size_t equals = option.find('=');
    std::string& value = all[option.substr(0, equals)] = option.substr(equals + 1);
    std::error_code none;
    if (const auto time = std::filesystem::last_write_time(value, none); !none)  // a file, perhaps changed since
      value += fmt::format(" of {}", time.time_since_epoch().count());
  }
  return all;
}

void Lesson::remove_checkpoints() const {
  // ./learn says to keep them in each program of a lesson but the last, and to remove those of all in that.
  const char* const set = std::getenv("UNROLL_CHECKPOINTS");
  const std::string says = set ? set : "";
  if (says == "keep") return;
  std::error_code none;
  std::vector<std::filesystem::path> ours;  // and what was left by a process that was killed while it saved one
  for (const auto& entry : std::filesystem::directory_iterator(options_.out, none)) {
    const std::string name = entry.path().filename().string();
    for (int run = 0; run < options_.seeds; ++run) {
      const std::uint64_t seed = options_.seed + static_cast<std::uint64_t>(run);
      if (name.starts_with(checkpoints(seed)) ||
          (says == "remove" && name.starts_with(fmt::format("checkpoint-{}-", lesson_)) &&
           name.find(fmt::format("-seed-{}-", seed)) != name.npos))
        ours.push_back(entry.path());
    }
  }
  for (const auto& file : ours) std::filesystem::remove(file, none);
}

// ---- Pictures ----

std::filesystem::path Lesson::path(const std::string& file) const { return options_.out / file; }

void Lesson::save(const graphs::Drawing& drawing, const std::string& name, const std::vector<std::string>& also) {
  bar_.clear();
  if (!first()) return;
  std::vector<std::string> formats{"dot", "svg"};
  formats.insert(formats.end(), also.begin(), also.end());
  for (const std::string& format : options_.formats)
    if (std::find(formats.begin(), formats.end(), format) == formats.end()) formats.push_back(format);
  drawing.save(path(name), formats);
  tell_files("picture:", path(name), formats);
}

// What is no graph has no DOT file.
template <class Picture>
void Lesson::save_alone(const Picture& picture, const std::string& name, const char* what) {
  bar_.clear();
  if (!first()) return;
  std::vector<std::string> formats{"svg"};
  for (const std::string& format : options_.formats)
    if (format != "dot" && format != "html" && std::find(formats.begin(), formats.end(), format) == formats.end())
      formats.push_back(format);
  picture.save(path(name), formats);
  tell_files(what, path(name), formats);
}
void Lesson::save(const graphs::Plot& plot, const std::string& name) { save_alone(plot, name, "plot:"); }
void Lesson::save(const graphs::PaintedSequence& sequence, const std::string& name) {
  save_alone(sequence, name, "picture:");
}

// ---- The program ----

std::filesystem::path folder_of(const std::string& lesson) {
  const auto here = std::filesystem::path("lessons") / lesson;
  if (std::filesystem::exists(here)) return here;
  return std::filesystem::path(__FILE__).parent_path().parent_path() / lesson;
}

int run(const std::string& which, int argc, const char* const* argv, const std::function<void(Lesson&)>& story,
        const std::vector<OwnOption>& own) {
  try {
    const std::string lesson = which.substr(0, which.find('/'));
    const auto folder = folder_of(lesson);
    const auto out = (folder / "../../graphs/rendered" / lesson).lexically_normal();
    const Options options = parse_options(which, argc, argv, out, own);
    const auto made_up = folder / "stand-in.json";
    const bool other_bands = options.stand_in && std::filesystem::exists(made_up);
    Lesson teller(which, options, read_bands(other_bands ? made_up : folder / "expected.json", options.full));
    for (int i = 0; i < options.seeds; ++i) {
      teller.start(i);
      try {
        story(teller);
      } catch (const Interrupted& interrupted) {
        return teller.stop(interrupted);
      } catch (...) {  // a picture that cannot be drawn does not cost what was found before
        teller.write_findings();
        throw;
      }
    }
    const int status = teller.finish();
    if (std::fflush(stdout) != 0 || std::ferror(stdout))
      throw FileError("What the lesson says could not be written; is the disk of its file full?");
    return status;
  } catch (const OptionError& end) {  // not by fmt::print, which throws if this cannot be written either
    std::fprintf(end.status == 0 ? stdout : stderr, "%s\n", end.what());
    return end.status;
  } catch (const std::exception& error) {
    std::fflush(stdout);
    std::fprintf(stderr, "%s\n", error.what());
    return 1;
  }
}

}  // namespace unroll::lessons
