// A checkpoint, read and loaded into a model: all of it, or nothing. Its digest, which no fuzzer guesses, is put right.
#include "nn/io/checkpoint.hpp"

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cstring>

#include "nn/linear.hpp"
#include "optim/adam.hpp"
#include "tests/fuzz/fuzz.hpp"

using namespace unroll;

namespace {

// A file that is in memory alone.
class File {
 public:
  File() : number_(::memfd_create("checkpoint", 0)) { fuzz::demand(number_ >= 0, "there is memory for a file"); }
  ~File() { ::close(number_); }
  File(const File&) = delete;
  File& operator=(const File&) = delete;

  void write(std::string_view bytes) const {
    fuzz::demand(::ftruncate(number_, 0) == 0 &&
                     ::pwrite(number_, bytes.data(), bytes.size(), 0) == static_cast<ssize_t>(bytes.size()),
                 "a file can be written");
  }
  std::string path() const { return "/proc/self/fd/" + std::to_string(number_); }

 private:
  int number_;
};

std::string put_right(std::string bytes) {
  const auto end = bytes.rfind('}');
  if (end == bytes.npos || end < 8) return bytes;
  const std::uint64_t length = end + 1 - 8;
  std::memcpy(bytes.data(), &length, sizeof length);
  fuzz::done_or_refused([&] {
    const nn::io::TensorFile file = nn::io::parse_safetensors(bytes, "");
    const std::string digest = nn::io::detail::digest_of(file.tensors, file.metadata);
    constexpr std::string_view key = "\"digest\":\"";
    if (const auto at = bytes.find(key); at != bytes.npos && bytes.size() - at > key.size() + digest.size())
      bytes.replace(at + key.size(), digest.size(), digest);
  });
  return bytes;
}

struct World {
  nn::Linear model{1, 2};
  optim::Adam adam{model.parameters(), {}};
  Random random;

  std::string digest() const {
    std::vector<NamedArray> all = adam.state();
    for (const auto& [name, tensor] : model.named_parameters()) all.push_back({name, tensor.value()});
    const Random::State state = random.state();
    return nn::io::detail::digest_of(all, {}) + std::to_string(state.words[0]) + std::to_string(state.words[3]);
  }
};

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const File file;
  const std::string bytes(fuzz::text_of(data, size));
  for (const std::string& version : {bytes, put_right(bytes)}) {
    file.write(version);
    World world;
    const std::string before = world.digest();
    if (!fuzz::done_or_refused([&] { nn::io::load_checkpoint(file.path(), world.model, world.adam, world.random); }))
      fuzz::demand(world.digest() == before, "a checkpoint that is refused has changed nothing");
    fuzz::done_or_refused([&] { nn::io::load_parameters(file.path(), world.model); });
  }
  return 0;
}
