// Records that are read, written down anew, are read back the same.
#include "lessons/support/data/fasta.hpp"

#include "tests/fuzz/fuzz.hpp"

using namespace unroll;
using namespace unroll::lessons;

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::done_or_refused([&] {
    const auto records = data::read_fasta(fuzz::text_of(data, size), "some.fa");
    std::string text;
    for (const auto& [name, description, letters] : records)
      text += ">" + name + " " + description + "\n" + letters + "\n";
    const auto again = data::read_fasta(text, "written.fa");
    bool same = again.size() == records.size();
    for (std::size_t i = 0; same && i < records.size(); ++i)
      same = again[i].name == records[i].name && again[i].description == records[i].description &&
             again[i].letters == records[i].letters;
    fuzz::demand(same, "records are read as they were written");
  });
  return 0;
}
