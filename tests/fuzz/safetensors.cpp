// A file as it is, and again with the header's length put right, which a change to the header leaves wrong.
#include <cstring>

#include "nn/io/safetensors.hpp"
#include "tests/fuzz/fuzz.hpp"

using namespace unroll;

namespace {

void read(std::string_view bytes) {
  fuzz::done_or_refused([&] {
    const nn::io::TensorFile file = nn::io::parse_safetensors(bytes, "some.safetensors");
    Index numbers = 0;
    for (const auto& [name, array] : file.tensors) {
      fuzz::demand(file.find(name) != nullptr, "each tensor is found by its name");
      numbers += array.size();
    }
    fuzz::demand(numbers * 4 <= static_cast<Index>(bytes.size()), "all numbers come from the file");
  });
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string bytes(fuzz::text_of(data, size));
  read(bytes);
  if (const auto end = bytes.rfind('}'); end != bytes.npos && end >= 8) {
    const std::uint64_t length = end + 1 - 8;
    std::memcpy(bytes.data(), &length, sizeof length);
    read(bytes);
  }
  return 0;
}
