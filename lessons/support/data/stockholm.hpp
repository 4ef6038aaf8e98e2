// Alignments in Stockholm, the format of the families in Pfam: sequences one below the other, so that what has a common
// origin stands in one column; where a sequence lacks a letter it has a gap.
//
//   # STOCKHOLM 1.0
//   #=GF ID fn3
//   LAR_DROME/418-503     SAP.RNVQVRTL...SSSTMVITWEPPE
//   TENA_CHICK/1495-1571  DAP.KDLSATEV...QSETAVITWRPP.
//   //
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace unroll::lessons::data {

struct Stockholm {
  struct Row {
    std::string name;
    std::string columns;  // letters, and "." for each gap, whichever of . - _ ~ the file has

    std::string letters() const;  // without gaps
  };
  std::string id;  // #=GF ID, or empty
  std::vector<Row> rows;

  std::size_t width() const { return rows.front().columns.size(); }
};

// The one alignment of a file, its rows in the order of their first lines; long rows may go on in further blocks.
// Annotations other than the ID are left out. `name` is the file's, for messages. Throws a FileError that names the
// line or the row.
Stockholm read_stockholm(std::string_view bytes, const std::string& name);

}  // namespace unroll::lessons::data
