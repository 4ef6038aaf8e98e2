// lessons/support/data/source.hpp: a set of data out of packages, by way of an apt-get that hands out our own.
#include "lessons/support/data/source.hpp"

#include <signal.h>
#include <sys/wait.h>

#include <boost/test/unit_test.hpp>
#include <chrono>
#include <cstdlib>
#include <thread>

#include "autograd/error.hpp"
#include "autograd/file.hpp"
#include "tests/lessons/support.hpp"

using namespace unroll;
using namespace unroll::lessons;

BOOST_AUTO_TEST_SUITE(source)

// What the environment says, until the end of the test.
struct Setting {
  std::string name, before;
  Setting(const char* name_, const char* value) : name(name_), before(getenv(name_) ? getenv(name_) : "") {
    value ? setenv(name_, value, 1) : unsetenv(name_);
  }
  Setting(const char* name_, const std::string& value) : Setting(name_, value.c_str()) {}
  ~Setting() { before.empty() ? unsetenv(name.c_str()) : setenv(name.c_str(), before.c_str(), 1); }
};

// Two files, "b" one of them packed by gzip: "one\n" and "two\n".
const data::Source letters{"letters",
                           "letters",
                           {"letters-data"},
                           "usr/share/letters/*",
                           8,
                           "0000000000000000000000000000000000000000000000000000000000000000",
                           "none"};

struct World {
  TemporaryFolder folder;
  Setting cache{"UNROLL_CACHE", (folder.path / "cache").string()};
  Setting path{"PATH", (folder.path / "bin").string() + ":" + getenv("PATH")};
  data::Source source = letters;
  std::string sha256;

  // apt-get finds one package, letters-data, and notes what it was asked. If there is a file "slow", it takes its time;
  // if there is one "without-lists", the package is found after an update only.
  World() {
    const std::string f = folder.path.string();
    shell("mkdir -p '" + f + "'/bin '" + f + "'/root/DEBIAN '" + f + "'/root/usr/share/letters '" + f + "'/packages");
    write_file(folder.path / "root/DEBIAN/control",
               "Package: letters-data\nVersion: 1\nArchitecture: all\nMaintainer: none\nDescription: letters\n");
    write_file(folder.path / "root/usr/share/letters/a", "one\n");
    write_file(folder.path / "root/usr/share/letters/b", "two\n");
    sha256 = first_word("cat '" + f + "'/root/usr/share/letters/* | sha256sum");
    source.sha256 = sha256.c_str();
    shell("gzip -n '" + f + "'/root/usr/share/letters/b && dpkg-deb -b '" + f + "'/root '" + f +
          "'/packages/letters-data_1_all.deb >/dev/null");
    command("apt-get", "echo \"$2\" >>'" + f + "/asked'\n[ \"$2\" != update ] || exec rm -f '" + f +
                           "/without-lists'\n[ ! -e '" + f + "/slow' ] || sleep 1\n[ ! -e '" + f +
                           "/without-lists' ] && cp '" + f +
                           "/packages/'\"$3\"_*.deb . 2>/dev/null ||\n"
                           "  { echo \"E: Unable to locate package $3\" >&2; exit 100; }\n");
  }

  // One that is found before the system's own.
  void command(const char* name, const std::string& script) const {
    write_file(folder.path / "bin" / name, "#!/bin/sh\n" + script + "\n");
    std::filesystem::permissions(folder.path / "bin" / name, std::filesystem::perms::all);
  }
  void make(const char* file) const { write_file(folder.path / file, ""); }

  static void shell(const std::string& command) { BOOST_REQUIRE(std::system(command.c_str()) == 0); }
  std::string first_word(const std::string& command) const {
    shell(command + " >'" + (folder.path / "word").string() + "'");
    const std::string text = contents(folder.path / "word");
    return text.substr(0, text.find(' '));
  }
  bool asked() const { return std::filesystem::exists(folder.path / "asked"); }
  std::string questions() const { return contents(folder.path / "asked"); }
  std::size_t left_in_cache() const {
    const auto entries = std::filesystem::directory_iterator(folder.path / "cache");
    return static_cast<std::size_t>(std::distance(begin(entries), end(entries)));
  }
};

std::string refusal(const data::Source& source, bool offline) {
  try {
    data::fetch(source, offline);
  } catch (const FileError& error) {
    return error.what();
  }
  return "";
}

BOOST_AUTO_TEST_CASE(files_are_downloaded_once_and_then_come_from_the_cache) {
  World world;
  for (const bool offline : {false, true}) {
    const std::vector<data::File> files = data::fetch(world.source, offline);
    BOOST_REQUIRE(files.size() == 2);
    BOOST_TEST(files[0].name == "a");
    BOOST_TEST(files[0].bytes == "one\n");
    BOOST_TEST(files[1].name == "b");
    BOOST_TEST(files[1].bytes == "two\n");
    BOOST_TEST(world.asked() == !offline);
    std::filesystem::remove(world.folder.path / "asked");
  }
  BOOST_TEST(world.left_in_cache() == 2u);  // the files and their package
}

BOOST_AUTO_TEST_CASE(offline_says_what_is_missing_and_asks_nobody) {
  World world;
  const std::string sentence = refusal(world.source, true);
  BOOST_TEST(contains(sentence, "letters is not in the cache"));
  BOOST_TEST(contains(sentence, "letters-data"));
  BOOST_TEST(contains(sentence, "--stand-in"));
  BOOST_TEST(!world.asked());
}

BOOST_AUTO_TEST_CASE(a_file_that_was_changed_is_not_used_and_is_fetched_again) {
  World world;
  data::fetch(world.source, false);
  write_file(world.folder.path / "cache/letters/a", "one!");
  BOOST_TEST(contains(refusal(world.source, true), "changed or cut off"));
  BOOST_TEST(data::fetch(world.source, false)[0].bytes == "one\n");
}

BOOST_AUTO_TEST_CASE(another_edition_of_the_package_is_refused_and_leaves_nothing) {
  World world;
  world.source.bytes = 9;
  BOOST_TEST(contains(refusal(world.source, false), "its size or SHA-256 differs"));
  world.source.bytes = 8, world.source.sha256 = letters.sha256;
  BOOST_TEST(contains(refusal(world.source, false), "its size or SHA-256 differs"));
  world.source.pattern = "usr/share/numbers/*";
  BOOST_TEST(contains(refusal(world.source, false), "has no usr/share/numbers/*"));
  BOOST_TEST(world.left_in_cache() == 0);
}

BOOST_AUTO_TEST_CASE(a_package_that_cannot_be_had_is_named_with_the_reason) {
  World world;
  world.source.packages = {"no-such-data"};
  const std::string sentence = refusal(world.source, false);
  BOOST_TEST(contains(sentence, "no-such-data"));
  BOOST_TEST(contains(sentence, "is there a network?"));
  BOOST_TEST(contains(sentence, "Unable to locate package no-such-data"));
  BOOST_TEST(!contains(sentence, "\n"));
  BOOST_TEST(world.questions() == "download\nupdate\ndownload\n");
}

BOOST_AUTO_TEST_CASE(a_machine_without_lists_of_packages_fetches_them) {
  World world;
  world.make("without-lists");
  BOOST_TEST(data::fetch(world.source, false).size() == 2u);
  BOOST_TEST(world.questions() == "download\nupdate\ndownload\n");
}

BOOST_AUTO_TEST_CASE(who_may_not_fetch_lists_is_told_of_them) {
  World world;
  world.make("without-lists");
  world.command("id", "echo 1000");
  world.command("sudo", "echo 'sudo: a password is required' >&2; exit 1");
  const std::string sentence = refusal(world.source, false);
  BOOST_TEST(contains(sentence, "apt-get update, as root"));
  BOOST_TEST(contains(sentence, "Unable to locate package letters-data"));
  BOOST_TEST(world.questions() == "download\n");
}

BOOST_AUTO_TEST_CASE(one_download_serves_all_sets_of_data_of_a_package) {
  World world;
  data::fetch(world.source, false);
  data::Source other = world.source;
  other.name = "letters-again";
  BOOST_TEST(data::fetch(other, false).size() == 2u);
  BOOST_TEST(world.questions() == "download\n");
}

BOOST_AUTO_TEST_CASE(the_cache_may_lie_anywhere) {
  World world;
  for (const char* name : {"a folder's \"name\" * $HOME", "deep/er/still", "-rf"}) {
    const Setting cache("UNROLL_CACHE", (world.folder.path / name).string());
    BOOST_TEST(data::fetch(world.source, false).size() == 2u, name);
    BOOST_TEST(std::filesystem::exists(world.folder.path / name / "letters" / "b"));
  }
  {
    const Setting none("UNROLL_CACHE", nullptr), home("HOME", world.folder.path.string()),
        xdg("XDG_CACHE_HOME", nullptr);
    data::fetch(world.source, false);
    BOOST_TEST(std::filesystem::exists(world.folder.path / ".cache/unroll/letters/a"));
  }
  {
    const Setting none("UNROLL_CACHE", nullptr), xdg("XDG_CACHE_HOME", (world.folder.path / "xdg").string());
    data::fetch(world.source, false);
    BOOST_TEST(std::filesystem::exists(world.folder.path / "xdg/unroll/letters/a"));
  }
  const std::filesystem::path here = std::filesystem::current_path();
  const std::filesystem::path relative = std::filesystem::relative(world.folder.path, here) / "relative";
  const Setting cache("UNROLL_CACHE", relative.string());
  BOOST_TEST(data::fetch(world.source, false).size() == 2u);
  BOOST_TEST(std::filesystem::exists(world.folder.path / "relative/letters/a"));
}

BOOST_AUTO_TEST_CASE(a_cache_that_cannot_be_is_told_of) {
  World world;
  {
    const Setting none("UNROLL_CACHE", nullptr), home("HOME", nullptr), xdg("XDG_CACHE_HOME", nullptr);
    BOOST_TEST(contains(refusal(world.source, false), "There is no HOME to keep the data set letters in"));
  }
  world.make("file");
  for (const char* name : {"file", "file/cache"}) {
    const Setting cache("UNROLL_CACHE", (world.folder.path / name).string());
    BOOST_TEST(contains(refusal(world.source, false), "cannot be written to; set UNROLL_CACHE to one that can."));
  }
  BOOST_TEST(!world.asked());
}

BOOST_AUTO_TEST_CASE(a_full_disk_is_told_of_and_leaves_nothing) {
  for (const auto& [command, sentence] : std::vector<std::pair<const char*, const char*>>{
           {"mktemp", "is its disk full?"},
           {"dpkg-deb", "letters-data cannot be unpacked: No space left on device"},
           {"cp", "Unable to locate package"},  // by which our apt-get copies
           {"gunzip", "The files of letters-data cannot be unpacked: No space left on device"},
           {"mv", "could not be downloaded"}}) {
    World world;
    world.command(command, "echo 'No space left on device' >&2; exit 1");
    const std::string answer = refusal(world.source, false);
    BOOST_TEST(contains(answer, sentence), answer);
    BOOST_TEST(!contains(answer, "\n"));
    BOOST_TEST(!std::filesystem::exists(world.folder.path / "cache/letters"));
    std::filesystem::remove_all(world.folder.path / "cache/.packages");
    BOOST_TEST(world.left_in_cache() == 0u, command);
  }
}

BOOST_AUTO_TEST_CASE(files_that_are_none_of_the_data_are_not_read) {
  World world;
  data::fetch(world.source, false);
  write_file(world.folder.path / "cache/letters/.listing", "of a file manager");
  BOOST_TEST(data::fetch(world.source, true).size() == 2u);
  std::filesystem::create_directories(world.folder.path / "cache/letters/.folder");
  BOOST_TEST(data::fetch(world.source, true).size() == 2u);
}

// ---- Several at once, and Ctrl-C ----

// A process that fetches, in a group of its own as a shell starts it; its status is how many files it got.
pid_t fetching(const data::Source& source) {
  const pid_t id = fork();
  if (id != 0) return id;
  setpgid(0, 0);
  signal(SIGINT, SIG_DFL);
  int files = 99;
  try {
    files = static_cast<int>(data::fetch(source, false).size());
  } catch (...) {
  }
  _exit(files);
}
int end_of(pid_t id) {
  int status = 0;
  waitpid(id, &status, 0);
  return status;
}

BOOST_AUTO_TEST_CASE(of_several_at_once_one_downloads) {
  World world;
  world.make("slow");
  std::vector<pid_t> all;
  for (int i = 0; i < 4; ++i) all.push_back(fetching(world.source));
  for (const pid_t id : all) BOOST_TEST(WEXITSTATUS(end_of(id)) == 2);
  BOOST_TEST(world.questions() == "download\n");
}

BOOST_AUTO_TEST_CASE(an_interrupted_download_leaves_nothing_that_matters) {
  World world;
  world.make("slow");
  for (const int how : {SIGINT, SIGKILL}) {
    const pid_t id = fetching(world.source);
    for (int i = 0; i < 1000 && !world.asked(); ++i) std::this_thread::sleep_for(std::chrono::milliseconds(10));
    BOOST_TEST(world.asked());
    kill(-id, how);
    BOOST_TEST(WTERMSIG(end_of(id)) == how);
    BOOST_TEST(!std::filesystem::exists(world.folder.path / "cache/letters"));
    std::filesystem::remove(world.folder.path / "asked");
    // After Ctrl-C, nothing is there as soon as the script has ended; what was killed leaves a folder.
    for (int i = 0; i < 1000 && how == SIGINT && world.left_in_cache() > 0; ++i)
      std::this_thread::sleep_for(std::chrono::milliseconds(10));
    BOOST_TEST(world.left_in_cache() == (how == SIGKILL ? 1u : 0u));
  }
  BOOST_TEST(data::fetch(world.source, false).size() == 2u);
  BOOST_TEST(world.left_in_cache() == 2u);  // the data and its package
}

BOOST_AUTO_TEST_SUITE_END()
