// Files are written whole or not at all, and every failure names the file.
#include "autograd/file.hpp"

#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include <thread>
#include <vector>

#include "checks.hpp"
#include "folder.hpp"

namespace fs = std::filesystem;
using namespace unroll;

namespace {

// While it lives, no file of this process may grow beyond `bytes`: a full disk, without filling one.
class FullDisk {
 public:
  explicit FullDisk(rlim_t bytes) : signal_(::signal(SIGXFSZ, SIG_IGN)) {
    ::getrlimit(RLIMIT_FSIZE, &before_);
    const rlimit small{bytes, before_.rlim_max};
    ::setrlimit(RLIMIT_FSIZE, &small);
  }
  ~FullDisk() {
    ::setrlimit(RLIMIT_FSIZE, &before_);
    ::signal(SIGXFSZ, signal_);
  }

 private:
  void (*signal_)(int);
  rlimit before_{};
};

}  // namespace

BOOST_AUTO_TEST_SUITE(file)

BOOST_AUTO_TEST_CASE(what_is_written_is_read) {
  const Folder folder;
  const fs::path path = folder.path / "new" / "folder" / "a";
  const std::string all("zero \0 and\nbytes\r\xff", 18), large(3'000'000, 'x');
  for (const std::string& contents : {all, std::string(), large}) {
    write_file(path, contents);
    BOOST_TEST(read_file(path) == contents);
  }
  const std::string_view pieces[] = {"one", "", std::string_view(), large, " two"};
  write_file(path, pieces);
  BOOST_TEST(read_file(path) == "one" + large + " two");
  write_file(path, std::span<const std::string_view>());
  BOOST_TEST(fs::file_size(path) == 0u);
}

BOOST_AUTO_TEST_CASE(a_file_is_as_open_to_others_as_any) {
  const Folder folder;
  const mode_t before = ::umask(022);
  write_file(folder.path / "a", "");
  ::umask(before);
  BOOST_TEST((fs::status(folder.path / "a").permissions() == fs::perms(0644)));
}

BOOST_AUTO_TEST_CASE(a_failed_write_leaves_the_old_file_and_nothing_else) {
  const Folder folder;
  write_file(folder.path / "a", "old");
  {
    const FullDisk full(100'000);
    for (const std::size_t size : {100'001u, 3'000'000u}) {  // found out when it is flushed, and at once
      const std::string large(size, 'x');
      const std::string_view pieces[] = {large, "the end"};
      BOOST_TEST(holds(message_of<FileError>([&] { write_file(folder.path / "a", pieces); }), "File too large"));
    }
  }
  BOOST_TEST(read_file(folder.path / "a") == "old");
  BOOST_TEST(folder.files() == 1);
  fs::create_directory(folder.path / "b");
  BOOST_TEST(holds(message_of<FileError>([&] { write_file(folder.path / "b", "new"); }), "Is a directory"));
  BOOST_TEST(folder.files() == 2);
}

BOOST_AUTO_TEST_CASE(two_writers_of_one_file_do_not_meet) {
  const Folder folder;
  const fs::path path = folder.path / "a";
  const auto writer = [&](char letter) {
    for (int i = 0; i < 50; ++i) write_file(path, std::string(50'000, letter));
  };
  write_file(path, std::string(50'000, 'a'));
  std::thread a(writer, 'a'), b(writer, 'b');
  bool whole = true;
  for (int i = 0; i < 200; ++i) {
    const std::string contents = read_file(path);
    whole = whole && contents == std::string(50'000, contents.empty() ? ' ' : contents[0]);
  }
  a.join();
  b.join();
  BOOST_TEST(whole);
  BOOST_TEST(folder.files() == 1);
}

BOOST_AUTO_TEST_CASE(messages) {
  const Folder folder;
  write_file(folder.path / "file", "in the way");
  const std::string below = (folder.path / "file" / "a").string(), none = (folder.path / "none").string();
  BOOST_TEST(message_of<FileError>([&] { write_file(below, "new"); }) ==
             "cannot write " + below + ": Not a directory; choose a folder that you may write to");
  BOOST_TEST(message_of<FileError>([&] { read_file(none); }) ==
             "cannot read " + none + ": No such file or directory; check the name, and that you may read it");
  BOOST_TEST(holds(message_of<FileError>([&] { read_file(folder.path); }), "Is a directory"));
  BOOST_TEST(holds(message_of<FileError>([&] { write_file("", "new"); }), "cannot write "));
}

BOOST_AUTO_TEST_SUITE_END()
