// A file as it is, and again with the header's length put right, which a change to the header leaves wrong.
#include "nn/io/npy.hpp"
#include "tests/fuzz/fuzz.hpp"

using namespace unroll;

namespace {

void read(std::string_view bytes) {
  fuzz::done_or_refused([&] {
    const Array array = nn::io::parse_npy(bytes, "some.npy");
    fuzz::demand(array.size() * 4 <= static_cast<Index>(bytes.size()), "all numbers come from the file");
  });
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string bytes(fuzz::text_of(data, size));
  read(bytes);
  if (const auto end = bytes.find('\n'); end != bytes.npos && end >= 10) {
    bytes[8] = static_cast<char>(end + 1 - 10);
    bytes[9] = static_cast<char>((end + 1 - 10) >> 8);
    read(bytes);
  }
  return 0;
}
