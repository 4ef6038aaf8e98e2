#include "lessons/support/options.hpp"

#include <fmt/format.h>

#include <CLI/CLI.hpp>

namespace unroll::lessons {

Options parse_options(const std::string& lesson, int argc, const char* const* argv, const std::filesystem::path& out,
                      const std::vector<OwnOption>& own) {
  Options options;
  options.out = out;
  CLI::App app(fmt::format("Lesson {}", lesson));
  app.set_help_flag("-h,--help", "print this and end");
  app.add_option("--seed", options.seed, "seed of the first run")->type_name("N")->capture_default_str();
  app.add_option("--seeds", options.seeds, "repeat with this many seeds and grade by majority")
      ->type_name("N")
      ->check(CLI::Range(1, 1000).description(""))
      ->capture_default_str();
  app.add_option("--steps", options.steps, "training steps")
      ->type_name("N")
      ->check(CLI::Range(1, 1000000000).description(""));
  app.add_option("--hidden", options.hidden, "size of the hidden state")
      ->type_name("N")
      ->check(CLI::Range(1, 65536).description(""));
  app.add_option("--cell", options.cell, "kind of cell")->type_name("NAME");
  app.add_option("--out", options.out, "folder for pictures and findings")->type_name("FOLDER")->capture_default_str();
  app.add_option("--format", options.formats, "pictures besides dot and svg: png, pdf")
      ->type_name("LIST")
      ->delimiter(',')
      ->allow_extra_args(false)
      ->check(CLI::IsMember({"dot", "svg", "png", "pdf"}).description(""));
  app.add_flag("--full", options.full, "the long version");
  app.add_flag("--offline", options.offline, "use no network");
  app.add_flag("--stand-in", options.stand_in, "use made-up data of the same kind instead of the real");
  app.add_option("--threads", options.threads, "threads inside large operations")
      ->type_name("N")
      ->check(CLI::Range(1, 1024).description(""))
      ->capture_default_str();
  for (const OwnOption& option : own)
    app.add_option(option.name, *option.target, option.meaning)->type_name(option.value)->capture_default_str();

  try {
    app.parse(argc, argv);
  } catch (const CLI::CallForHelp&) {
    throw OptionError(app.help(), 0);
  } catch (const CLI::ExtrasError&) {
    throw OptionError(fmt::format("There is no option {}; --help lists the options.", app.remaining().front()), 2);
  } catch (const CLI::ParseError& error) {
    throw OptionError(fmt::format("{}; --help lists the options.", error.what()), 2);
  }
  for (const OwnOption& option : own) options.own.push_back(fmt::format("{}={}", option.name, *option.target));
  return options;
}

}  // namespace unroll::lessons
