// Numbers that a lesson's text quotes, kept in step with what its programs measured. In README.md a comment, which
// no reader sees, stands before each of them:
//
//   the network is right in <!--varied_T50-->99.6 % of the cases; untrained, in <!--varied_T50.control-->0.12
//   they differ by <!--sum_of_shares-->$2 \cdot 10^{-16}$, and over five seeds by <!--sum_of_shares.max-->$3 \cdot …$
//
// The name is that of a finding, of its control (.control, .control2 …), or of what Lesson::quote() told; .min, .median
// and .max are over the five seeds, otherwise it is the first. The numbers are those of run.json, which holds what
// five seeds gave: one committed run, so that a text can be compared with it on any processor.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "lessons/support/band.hpp"

namespace unroll::lessons {

// What was measured under each name, one number for each seed.
using Run = std::map<std::string, std::vector<double>>;

// From all *findings.json in a folder, as programs write them. A FileError if there is none, or one of another shape.
Run read_findings(const std::filesystem::path& folder);

Run read_run(const std::filesystem::path& run_json);
// One name a line, so that a change can be read.
std::string to_json(const Run& run);

// What all lessons measured and expect. Each name has its lesson's number in front: "04/shrink_50". Texts about the
// course, not of one lesson, quote by such names.
struct Course {
  Run run;
  Bands bands;
};
Course read_course(const std::filesystem::path& lessons);

// What is wrong with a committed run, a sentence each: a finding that is outside its band in more than one of five
// seeds, a control that is inside in more than two, a name of expected.json that was not measured.
std::vector<std::string> mistakes_of_run(const Run& run, const Bands& bands);

// What is wrong with the quotes of a text, a sentence each: a name that was not measured, a number that is not the
// run's to the digits that are printed, one outside its finding's band. `fresh`: what was measured just now; counts
// (bands with "equal") must be what the text says there, too.
std::vector<std::string> mistakes_of_quotes(const std::string& text, const Run& run, const Bands& bands,
                                            const Run& fresh);

// The text with the run's numbers, each to as many digits as it had.
std::string refreshed(const std::string& text, const Run& run);

}  // namespace unroll::lessons
