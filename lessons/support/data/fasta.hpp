// Sequences of letters in FASTA, the format of Pearson and Lipman (1988): a line ">name description", and then lines of
// letters, up to the next such line.
//
//   >HBA_HUMAN Haemoglobin subunit alpha
//   VLSPADKTNVKAAWGKVGAHAGEYGAEALERMFLSFPTTKTYFPHFDLSHG
//   SAQVKGHGKKVADALTNAVAHVDDMPNALSALSDLHAHKLRVDPVNFKLLS
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace unroll::lessons::data {

struct FastaRecord {
  std::string name, description;  // the first word after ">", and the rest of the line
  std::string letters;            // as they stand in the file: A to Z, a to z, * (a stop), - and . (gaps)
};

// All records, in the order of the file; `name` is the file's, for messages. Blanks within lines, blank lines, and
// lines that begin with ";" (comments of the oldest files) are left out. Throws a FileError that names the line.
std::vector<FastaRecord> read_fasta(std::string_view bytes, const std::string& name);

}  // namespace unroll::lessons::data
