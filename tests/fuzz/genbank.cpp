// Every gene of a record that is read can be spliced.
#include "lessons/support/data/genbank.hpp"

#include "tests/fuzz/fuzz.hpp"

using namespace unroll;
using namespace unroll::lessons;

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::done_or_refused([&] {
    const data::GenBank record = data::read_genbank(fuzz::text_of(data, size), "some.gb");
    for (const data::CodingSequence& gene : record.genes)
      fuzz::demand(data::spliced(record, gene).size() == gene.size(), "a gene has as many bases as its parts");
    fuzz::demand(data::reverse_complement(data::reverse_complement(record.sequence)) == record.sequence,
                 "the other strand's other strand is the first");
  });
  return 0;
}
