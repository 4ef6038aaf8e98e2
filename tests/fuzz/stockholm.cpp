// An alignment that is read, written down anew, is read back the same.
#include "lessons/support/data/stockholm.hpp"

#include "tests/fuzz/fuzz.hpp"

using namespace unroll;
using namespace unroll::lessons;

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::done_or_refused([&] {
    const auto alignment = data::read_stockholm(fuzz::text_of(data, size), "some.sto");
    std::string text = "# STOCKHOLM 1.0\n#=GF ID " + alignment.id + "\n";
    for (const auto& row : alignment.rows) {
      fuzz::demand(row.columns.size() == alignment.width(), "all rows are equally long");
      fuzz::demand(!row.letters().empty(), "each row has letters");
      text += row.name + " " + row.columns + "\n";
    }
    const auto again = data::read_stockholm(text + "//\n", "written.sto");
    bool same = again.id == alignment.id && again.rows.size() == alignment.rows.size();
    for (std::size_t i = 0; same && i < again.rows.size(); ++i)
      same = again.rows[i].name == alignment.rows[i].name && again.rows[i].columns == alignment.rows[i].columns;
    fuzz::demand(same, "an alignment is read as it was written");
  });
  return 0;
}
