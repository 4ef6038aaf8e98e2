// A song that is read can be written, and is read back the same.
#include "lessons/support/data/midi.hpp"

#include "tests/fuzz/fuzz.hpp"

using namespace unroll;
using namespace unroll::lessons;

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  data::MidiSong song;
  if (fuzz::done_or_refused([&] { song = data::read_midi(fuzz::text_of(data, size), "some.mid"); }))
    fuzz::demand(data::read_midi(data::write_midi(song), "written.mid") == song, "a song is read as it was written");
  return 0;
}
