// Records of GenBank, flat files (https://www.insdc.org/submitting-standards/feature-table): of each, the sequence and
// its coding sequences, the features called CDS.
//
//   const data::GenBank genome = data::read_genbank(file.bytes, file.name);
//   for (const data::CodingSequence& gene : genome.genes) … data::spliced(genome, gene) …
//
// Of a location are read complement, join and order, < and >, and single bases: complement(join(12..78,134..>202)).
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace unroll::lessons::data {

// Bases begin … end − 1 of a sequence, counted from 0; if `complement`, read on the other strand, from end − 1 down.
struct Stretch {
  std::size_t begin, end;
  bool complement;
};

struct CodingSequence {
  std::string gene, product;   // what the record calls it; may be empty
  std::vector<Stretch> parts;  // in the order in which they are read
  bool partial;                // goes on beyond the sequence, which < or > says

  std::size_t size() const;  // bases
};

struct GenBank {
  std::string name, definition;
  std::string sequence;  // upper case: A, C, G, T, and IUPAC's letters for bases that are not known
  std::vector<CodingSequence> genes;
};

// Throws a FileError that names the file and the line. Every part of every gene lies within the sequence, and all
// genes together have at most twelve times as many bases, so that they can be spliced.
GenBank read_genbank(std::string_view bytes, const std::string& name);

// The bases of a gene, as they are read.
std::string spliced(const GenBank& record, const CodingSequence& gene);

// The other strand, as it is read: from the end, with A for T, C for G. Takes IUPAC's letters in upper case.
std::string reverse_complement(std::string_view bases);

}  // namespace unroll::lessons::data
