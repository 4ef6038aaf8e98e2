// What the lessons on sequences in the world read. The files are parts of Debian's packages. They are not in this
// repository, for their licences are their own; a lesson fetches them when it first runs and keeps them in a cache
// (~/.cache/unroll, or what $UNROLL_CACHE says). Where --stand-in is given, a lesson makes up data of the same kind
// instead, so that it runs without any.
//
//   const data::File text = lesson.data(data::king_james).front();
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace unroll::lessons::data {

struct Source {
  const char* name;  // of its folder in the cache
  const char* what;  // "the King James Bible"
  std::vector<const char*> packages;
  const char* pattern;   // path within the packages, see fetch.sh
  std::uintmax_t bytes;  // of all files one after another, in the order of their names
  const char* sha256;    // of the same
  const char* licence;
};

struct File {
  std::string name;  // without folders, "tang300"
  std::string bytes;
};

// In the order of their names. Downloads what is not in the cache, unless `offline`. Throws a FileError that says what
// is missing and what would help. Safe from several processes.
std::vector<File> fetch(const Source& source, bool offline);

extern const Source king_james;  // lesson 15
extern const Source tang_poems;
extern const Source songs_openmsx;  // 16: MIDI files
extern const Source songs_planetblupi;
extern const Source chlamydia;     // 17: GenBank
extern const Source lambda_phage;  // FASTA
extern const Source fibronectin;   // 18: Stockholm
extern const Source globins;       // FASTA
extern const Source kinases;       // Stockholm

}  // namespace unroll::lessons::data
