// lessons/support/data/source.hpp: a set of data out of packages, by way of an apt-get that hands out our own.
#include "lessons/support/data/source.hpp"

#include <boost/test/unit_test.hpp>
#include <cstdlib>

#include "autograd/error.hpp"
#include "autograd/file.hpp"
#include "tests/lessons/support.hpp"

using namespace unroll;
using namespace unroll::lessons;

BOOST_AUTO_TEST_SUITE(source)

// What the environment says, until the end of the test.
struct Setting {
  std::string name, before;
  Setting(const char* name_, const std::string& value) : name(name_), before(getenv(name_) ? getenv(name_) : "") {
    setenv(name_, value.c_str(), 1);
  }
  ~Setting() { before.empty() ? unsetenv(name.c_str()) : setenv(name.c_str(), before.c_str(), 1); }
};

// Two files, "b" one of them packed by gzip: "one\n" and "two\n".
const data::Source letters{"letters",
                           "letters",
                           {"letters-data"},
                           "usr/share/letters/*",
                           8,
                           "e2d2d7bd79b6f9c5a6d42ed68a1b8f9a4cf3d6e8bb59e5f6d5a0a2bc8bd0b2c5",
                           "none"};

struct World {
  TemporaryFolder folder;
  Setting cache{"UNROLL_CACHE", (folder.path / "cache").string()};
  Setting path{"PATH", (folder.path / "bin").string() + ":" + getenv("PATH")};
  data::Source source = letters;
  std::string sha256;

  // apt-get finds one package, letters-data, and notes that it was asked.
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
    write_file(folder.path / "bin/apt-get", "#!/bin/sh\necho \"$@\" >>'" + f +
                                                "/asked'\n[ \"$2\" = download ] || exit 0\n" + "cp '" + f +
                                                "'/packages/\"$3\"_*.deb . 2>/dev/null ||\n" +
                                                "  { echo 'E: Unable to locate package'; exit 100; }\n");
    shell("chmod +x '" + f + "'/bin/apt-get");
  }

  static void shell(const std::string& command) { BOOST_REQUIRE(std::system(command.c_str()) == 0); }
  std::string first_word(const std::string& command) const {
    shell(command + " >'" + (folder.path / "word").string() + "'");
    const std::string text = contents(folder.path / "word");
    return text.substr(0, text.find(' '));
  }
  bool asked() const { return std::filesystem::exists(folder.path / "asked"); }
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
  BOOST_TEST(world.left_in_cache() == 1);  // nothing but the files
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
  BOOST_TEST(contains(sentence, "is there a network? E: Unable to locate package"));
  BOOST_TEST(!contains(sentence, "\n"));
}

BOOST_AUTO_TEST_SUITE_END()
