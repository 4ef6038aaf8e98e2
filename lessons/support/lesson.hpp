// The frame of a lesson's program. The program tells its story to a Lesson, which prints it, grades what was
// found, and writes pictures and findings:
//
//   void story(lessons::Lesson& lesson) {
//     lesson.say("A network reads the sequence one symbol at a time.");
//     const int steps = lesson.steps(800, 3000);            // quick, and with --full
//     …
//     lesson.finding("accuracy_T50", "read at T = 50, trained at T <= 10", accuracy);
//     lesson.control("accuracy_T50", "the same network, untrained", untrained);
//     lesson.save(graphs::draw(loss), "unrolled");
//   }
//   int main(int argc, char* argv[]) { return lessons::run("02-recurrence", argc, argv, story); }
//
// A finding is compared with its band in the lesson's expected.json. Its control, the same measurement where
// the claim should fail, must fall outside that band; a finding without a control does not count.
#pragma once

#include <functional>
#include <map>
#include <set>

#include "autograd/random.hpp"
#include "lessons/support/band.hpp"
#include "lessons/support/data/source.hpp"
#include "lessons/support/options.hpp"
#include "lessons/support/progress.hpp"

namespace unroll::graphs {
class Drawing;
class Plot;
struct PaintedSequence;
}  // namespace unroll::graphs

namespace unroll::lessons {

struct Interrupted;

class Lesson {
 public:
  // `which` is the lesson's folder, "02-recurrence", or "03-through-time/words" for one program of several.
  Lesson(const std::string& which, Options options, Bands bands);

  // ---- What the options say, or else the lesson. A run with --full takes the second number. ----
  std::uint64_t seed() const { return seed_; }
  int steps(int quick, int full);
  int steps(int both) { return steps(both, both); }
  Index hidden(Index otherwise);
  std::string cell(const std::string& otherwise);
  bool full() const { return options_.full; }
  bool offline() const { return options_.offline; }
  int threads() const { return options_.threads; }

  // ---- The story. In all runs but the first, only findings and controls are taken. ----
  void heading(const std::string& text);
  void say(const std::string& text);
  void table(const std::vector<std::string>& columns, const std::vector<std::vector<std::string>>& rows);
  // A bar and the time left on a terminal, nothing elsewhere: progress("training", i, steps) in each step. at_most: it
  // may end earlier.
  void progress(const char* what, int done, int all, bool at_most = false);

  // ---- What was found. Prints claim, value, band and verdict. Throws if expected.json lacks the id. ----
  void finding(const std::string& id, const std::string& claim, double value);
  void control(const std::string& id, const std::string& what, double value);
  // A number without a claim that the lesson's text quotes (quotes.hpp); nothing is printed.
  void quote(const std::string& name, double value);

  // ---- Data from outside ----
  // Is made-up data asked for? What is found on it has bands of its own, those of the lesson's stand-in.json.
  bool stand_in();
  // Files out of a Debian package, downloaded once (data/source.hpp); tells where they come from and their licence.
  std::vector<data::File> data(const data::Source& source);

  // ---- Pictures, into the folder for them: dot (of a graph) and svg, what --format asks for, and `also`. ----
  void save(const graphs::Drawing& drawing, const std::string& name, const std::vector<std::string>& also = {});
  void save(const graphs::Plot& plot, const std::string& name);
  void save(const graphs::PaintedSequence& sequence, const std::string& name);
  // For files of another kind; the folder exists.
  std::filesystem::path path(const std::string& file) const;

  // ---- For train(). ----
  // Where the next training of this run is saved. Removed by finish(), or by that of the last program that ./learn
  // runs.
  std::filesystem::path checkpoint(const std::string& what);
  // Which lesson this is, and what of its options may change what is trained.
  std::map<std::string, std::string> choices() const;

  // ---- For run(). ----
  void start(int run);  // of runs 0 … seeds−1
  // Grades all runs, writes findings.json; 0 if every finding holds and every control falls outside,
  // otherwise 1.
  int finish();
  // Tells where the story was stopped and what was found until then. The exit status, 128 and the signal.
  int stop(const Interrupted& interrupted);
  void write_findings() const;

 private:
  struct Measured {
    std::string id, text;
    bool control;
    std::vector<double> values;  // one for each run
  };
  bool first() const { return run_ == 0; }
  template <class Picture>
  void save_alone(const Picture& picture, const std::string& name, const char* what);
  void take(Measured measured);
  void tell(const Measured& measured) const;
  int failures(const Measured& measured) const;
  bool holds(const Measured& measured) const;
  std::vector<std::string> without_control() const;
  void tell_medians() const;
  std::filesystem::path findings_file() const;
  std::string findings_json() const;
  std::string checkpoints(std::uint64_t seed) const;  // how the names of those of a run begin
  void remove_checkpoints() const;
  void tell_unused() const;

  std::string lesson_, program_;
  Options options_;
  Bands bands_;
  std::vector<Measured> measured_;
  std::map<std::string, std::vector<double>> quoted_;  // one number for each run
  std::set<std::string> asked_;                        // options that the story looked at
  std::uint64_t seed_;
  int run_ = 0;
  int trainings_ = 0;  // of this run so far
  ProgressBar bar_;
};

// Reads the options and expected.json, tells the story once for each seed (random_numbers() starts from it),
// and returns the program's exit status: 0; 1 if a finding does not hold or something went wrong, which is
// said in one sentence on stderr; 2 for a wrong option; 130 after Ctrl-C in a training, which is saved.
int run(const std::string& which, int argc, const char* const* argv, const std::function<void(Lesson&)>& story,
        const std::vector<OwnOption>& own = {});

// lessons/NN-slug, wherever the program is started from.
std::filesystem::path folder_of(const std::string& lesson);

}  // namespace unroll::lessons
