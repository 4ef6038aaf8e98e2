#include "lessons/support/data/source.hpp"

#include <fmt/format.h>
#include <sys/wait.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <filesystem>

#include "autograd/error.hpp"
#include "autograd/file.hpp"

namespace unroll::lessons::data {

const Source king_james{"king-james",
                        "the King James Bible",
                        {"bible-kjv", "bible-kjv-text"},
                        "bible",
                        4298239,
                        "fb112fad67bf6e0906c6cfc54c67b2a3f3c6d5fc02a30a49e7dc128f75d3ec6a",
                        "its copyright has expired (translated 1611); the program that reads it: GPL-2+"};

const Source tang_poems{"tang-poems",
                        "three hundred Tang poems",
                        {"fortunes-zh"},
                        "usr/share/games/fortunes/tang300",
                        88927,
                        "b69cab0cb84c49dc1808d95aea7156c8911a7022ec630e194eecf360b78feff5",
                        "public domain (eighth century); the collection: GPL-3+"};

const Source songs_openmsx{"songs-openmsx",
                           "the songs of OpenMSX",
                           {"openttd-openmsx"},
                           "usr/share/games/openttd/baseset/openmsx/*.mid",
                           723051,
                           "5494a326b6a1e45625acc8ede37faaf8b77e86438ac2835c8d5672d36f158702",
                           "GPL-2"};

const Source songs_planetblupi{"songs-planetblupi",
                               "the songs of Planet Blupi",
                               {"planetblupi-music-midi"},
                               "usr/share/planetblupi/music/*.mid",
                               1387912,
                               "88e3174b2cb399f805f8b357fabbc122ef0ec8e6831714e9ba57697a2d64636f",
                               "GPL-3+"};

const Source chlamydia{"chlamydia",
                       "the genome of Chlamydia trachomatis",
                       {"r-cran-seqinr"},
                       "usr/lib/R/site-library/seqinr/sequences/ct.gbk.gz",
                       1986398,
                       "a95ef986fff5ee5c3ecbed64b17a0da9d1f860fb8d7a8dd6f8c5f0014c9429ec",
                       "GPL-2+ (package); a record of GenBank"};

const Source lambda_phage{"lambda-phage",
                          "the genome of the phage lambda",
                          {"bowtie2-examples"},
                          "usr/share/doc/bowtie2/examples/reference/lambda_virus.fa.gz",
                          49270,
                          "0a04f81952deb68c204e8ae67e0573cb97d348f18ab1b527630d57c294028cf5",
                          "GPL-3+ (package); a record of GenBank"};

const Source fibronectin{"fibronectin",
                         "98 domains of the type fibronectin III",
                         {"hmmer-examples"},
                         "usr/share/doc/hmmer/examples/tutorial/fn3.sto",
                         24538,
                         "239fda955c5b6836b62288ec5c20bd6d16bea48739bd0ff8ef1574ec1da5d043",
                         "GPL-3"};

const Source globins{"globins",
                     "45 globins",
                     {"hmmer-examples"},
                     "usr/share/doc/hmmer/examples/tutorial/globins45.fa",
                     7210,
                     "f22ab65168f200b80fc7c2d6e567c9ffe88f3ebd499fa93c31631e69ae7ed64c",
                     "GPL-3"};

const Source kinases{"kinases",
                     "38 protein kinases",
                     {"hmmer-examples"},
                     "usr/share/doc/hmmer/examples/tutorial/Pkinase.sto",
                     67852,
                     "0c47730946f72ba51d4e0fb82c167e4b77c70b3eab45d08bd8e068ea04000726",
                     "GPL-3"};

namespace {

std::string quoted(const std::string& word) {  // for the shell
  std::string text = "'";
  for (char c : word) text += c == '\'' ? "'\\''" : std::string(1, c);
  return text + "'";
}

std::filesystem::path script() {
  const std::filesystem::path here = "lessons/support/data/fetch.sh";
  return std::filesystem::exists(here) ? here : std::filesystem::path(__FILE__).parent_path() / "fetch.sh";
}

// What the script prints, the folder or the reason why there is none, without the end of its line.
std::string run_script(const std::string& command, bool& good) {
  FILE* pipe = popen(command.c_str(), "r");
  if (!pipe) throw FileError("The script that fetches data cannot be started.");
  std::string text;
  std::array<char, 4096> some;
  while (std::fgets(some.data(), some.size(), pipe)) text += some.data();
  const int status = pclose(pipe);
  good = WIFEXITED(status) && WEXITSTATUS(status) == 0;
  while (!text.empty() && (text.back() == '\n' || text.back() == ' ')) text.pop_back();
  return text;
}

}  // namespace

std::vector<File> fetch(const Source& source, bool offline) {
  std::string command = "bash " + quoted(script().string());
  if (offline) command += " --offline";
  for (const std::string& word : {std::string(source.name), std::to_string(source.bytes), std::string(source.sha256),
                                  std::string(source.pattern)})
    command += " " + quoted(word);
  for (const char* package : source.packages) command += std::string(" ") + quoted(package);

  bool good = false;
  const std::string answer = run_script(command, good);
  if (!good)
    throw FileError(fmt::format("{}{}With --stand-in the lesson makes up data of the same kind.",
                                answer.empty() ? fmt::format("The data set {} was not fetched.", source.name) : answer,
                                offline ? " Run the lesson once without --offline. " : " "));
  std::vector<File> files;  // those that the script has looked at
  std::uintmax_t bytes = 0;
  for (const auto& entry : std::filesystem::directory_iterator(answer))
    if (const std::string name = entry.path().filename().string(); name[0] != '.') {
      files.push_back({name, read_file(entry.path())});
      bytes += files.back().bytes.size();
    }
  if (bytes != source.bytes)
    throw FileError(fmt::format("The files in {} are being changed by another program; run the lesson again.", answer));
  std::ranges::sort(files, {}, &File::name);
  return files;
}

}  // namespace unroll::lessons::data
