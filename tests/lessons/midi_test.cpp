// lessons/support/data/midi.hpp: songs are read back as they were written, and no file does harm.
#include "lessons/support/data/midi.hpp"

#include <boost/test/unit_test.hpp>

#include "tests/lessons/hostile.hpp"
#include "tests/lessons/support.hpp"

using namespace unroll;
using namespace unroll::lessons;

BOOST_AUTO_TEST_SUITE(midi)

// Bytes as a hexadecimal text; blanks are free.
std::string bytes_of(const std::string& hex) {
  std::string bytes, digits;
  for (char c : hex) {
    if (c == ' ') continue;
    digits += c;
    if (digits.size() == 2) bytes += char(std::stoi(digits, nullptr, 16)), digits.clear();
  }
  return bytes;
}
std::string big_endian(std::size_t value) {
  return {char(value >> 24), char(value >> 16), char(value >> 8), char(value)};
}
std::string chunk(const std::string& kind, const std::string& bytes) { return kind + big_endian(bytes.size()) + bytes; }
const std::string end_of_track = "00 FF2F00 ";
// A file of format 1 with one track, and 96 ticks to the quarter.
std::string one_track(const std::string& events) {
  return chunk("MThd", bytes_of("0001 0001 0060")) + chunk("MTrk", bytes_of(events));
}
data::MidiSong read(const std::string& bytes) { return data::read_midi(bytes, "song.mid"); }
std::string refusal(const std::string& bytes) {
  try {
    read(bytes);
  } catch (const FileError& error) {
    BOOST_TEST(contains(error.what(), "song.mid, byte "));
    return error.what();
  }
  return "it was read";
}

// Tracks and channels of their own, chords, a key struck again while it sounds, notes without length, long pauses.
data::MidiSong example(int format = 1) {
  data::MidiSong song{format, 96, {{0, 400'000, 0}, {200, 700'000, 0}}, {}};
  song.notes = {{0, 96, 0, 0, 60, 80},  {0, 48, 0, 0, 64, 127},  {48, 0, 0, 0, 64, 1},     {48, 60, 0, 0, 60, 90},
                {96, 20, 0, 15, 0, 80}, {96, 20, 0, 9, 127, 80}, {20'000, 1, 0, 0, 60, 80}};
  if (format == 0) return song;
  song.tempos.push_back({5, 16'777'215, 2});
  song.notes.push_back({127, 1, 2, 3, 70, 64});
  song.notes.push_back({128, 16'384, 2, 3, 70, 64});
  song.notes.push_back({(1 << 28) - 2, 1, 2, 3, 70, 64});
  return song;
}

BOOST_AUTO_TEST_CASE(what_is_written_is_read_back_the_same) {
  for (const int format : {0, 1, 2}) {
    const data::MidiSong song = example(format);
    const std::string bytes = data::write_midi(song);
    BOOST_TEST((read(bytes) == song), "format " << format);
    BOOST_TEST(data::write_midi(read(bytes)) == bytes);
  }
  const data::MidiSong silence;
  BOOST_TEST((read(data::write_midi(silence)) == silence));
}

BOOST_AUTO_TEST_CASE(a_song_byte_by_byte) {
  const data::MidiSong song{1, 480, {{0, 500'000, 0}}, {{0, 480, 0, 0, 60, 80}, {480, 240, 0, 0, 62, 80}}};
  const std::string expected =
      chunk("MThd", bytes_of("0001 0001 01E0")) +
      chunk("MTrk", bytes_of("00 FF5103 07A120  00 903C50  8360 3C00  00 3E50  8170 3E00") + bytes_of(end_of_track));
  BOOST_TEST(data::write_midi(song) == expected);
  BOOST_TEST((read(expected) == song));
}

BOOST_AUTO_TEST_CASE(a_status_byte_is_inherited_but_not_across_meta_events_and_sysex) {
  const data::MidiSong song = read(one_track("00 903C50 60 3C00 00 C005 00 07 00 903E50 60 803E40" + end_of_track));
  BOOST_REQUIRE(song.notes.size() == 2);
  BOOST_TEST(song.notes[0].length == 96);
  BOOST_TEST(song.notes[1].start == 96);
  BOOST_TEST(song.notes[1].length == 96);
  for (const char* between : {"00 FF0100", "00 F002 01F7", "00 F700"})
    BOOST_TEST(contains(refusal(one_track(std::string("00 903C50 ") + between + " 60 3C00" + end_of_track)),
                        "no status byte, nor one to inherit"));
  BOOST_TEST(contains(refusal(one_track("00 3C50" + end_of_track)), "no status byte"));
}

BOOST_AUTO_TEST_CASE(what_is_no_note_is_passed_over) {
  // A text, a key signature, bends, pedals, pressures, an instrument, a maker's message in two pieces.
  const data::MidiSong song = read(one_track(
      "00 FF0103 616263 00 FF5902 0000 00 E00040 00 B0407F 00 A03C10 00 D010 00 C005 00 F003 4312F7 00 F702 12F7 "
      "05 903C50 10 3C00" +
      end_of_track));
  BOOST_REQUIRE(song.notes.size() == 1);
  BOOST_TEST((song.notes[0] == data::MidiNote{5, 16, 0, 0, 60, 80}));
  const std::string other = chunk("MThd", bytes_of("0001 0001 0060 FFFF")) + chunk("XFIH", "anything") +
                            chunk("MTrk", bytes_of(end_of_track)) + chunk("XFKM", "");
  BOOST_TEST(read(other).notes.empty());
}

BOOST_AUTO_TEST_CASE(notes_end_in_the_order_in_which_they_began) {
  const data::MidiSong song =
      read(one_track("00 903C50 10 903C51 10 3C00 10 3C00 10 3C00 00 903E50 00 913E50 07 FF2F00"));
  BOOST_REQUIRE(song.notes.size() == 4);
  BOOST_TEST(song.notes[0].length == 32);
  BOOST_TEST(song.notes[1].length == 32);
  BOOST_TEST(song.notes[2].length == 7);  // sounds until the end of its track
  BOOST_TEST(song.notes[3].length == 7);
}

BOOST_AUTO_TEST_CASE(a_number_has_up_to_four_bytes) {
  for (const auto& [hex, value] : {std::pair{"00", 0},
                                   {"40", 64},
                                   {"7F", 127},
                                   {"8100", 128},
                                   {"C000", 8192},
                                   {"FF7F", 16383},
                                   {"818000", 16384},
                                   {"FFFF7F", 2097151},
                                   {"81808000", 2097152},
                                   {"FFFFFF7F", 268435455},
                                   {"80808000", 0},
                                   {"8001", 1}}) {
    const data::MidiSong song = read(one_track(std::string(hex) + " 903C50" + end_of_track));
    BOOST_TEST(song.notes.at(0).start == value, hex);
  }
  BOOST_TEST(contains(refusal(one_track("8180808000 903C50" + end_of_track)), "more than four bytes"));
  BOOST_TEST(contains(refusal(one_track("00 FF01 8080808001" + end_of_track)), "more than four bytes"));
  BOOST_TEST(contains(refusal(one_track("FFFFFF7F 903C50 01 3C00" + end_of_track)), "longer than 268435455 ticks"));
}

BOOST_AUTO_TEST_CASE(tempos_and_formats) {
  BOOST_TEST(read(one_track("00 FF5103 07A120 60 FF5103 FFFFFF" + end_of_track)).tempos.at(1).microseconds == 16777215);
  BOOST_TEST(contains(refusal(one_track("00 FF5102 07A1" + end_of_track)), "a tempo has 3 bytes, not 2"));
  BOOST_TEST(contains(refusal(one_track("00 FF5103 000000" + end_of_track)), "a quarter lasts no time"));

  const std::string empty = chunk("MTrk", bytes_of(end_of_track));
  const auto head = [](const std::string& hex) { return chunk("MThd", bytes_of(hex)); };
  for (const int format : {0, 1, 2})
    BOOST_TEST(read(head("000" + std::to_string(format) + " 0001 0060") + empty).format == format);
  BOOST_TEST(read(head("0001 0002 0060") + empty + empty).notes.empty());
  BOOST_TEST(contains(refusal(head("0003 0001 0060") + empty), "format 3 is not known"));
  BOOST_TEST(contains(refusal(head("0000 0002 0060") + empty + empty), "a file of format 0 has one track"));
  BOOST_TEST(contains(refusal(head("0001 0001 E250") + empty), "frames of a film"));
  BOOST_TEST(contains(refusal(head("0001 0001 0000") + empty), "a quarter has 0 ticks"));
  BOOST_TEST(contains(refusal(head("0001 0001") + empty), "the header is shorter than 6 bytes"));
  BOOST_TEST(contains(refusal(head("0001 0002 0060") + empty), "announces 2 tracks and there are 1; is the file cut"));
  BOOST_TEST(contains(refusal(head("0001 0001 0060") + empty + empty), "announces 1 tracks, and here another begins"));
}

BOOST_AUTO_TEST_CASE(what_is_no_song_is_refused_in_a_sentence) {
  BOOST_TEST(contains(refusal(""), "no MIDI file, which begins with MThd"));
  BOOST_TEST(contains(refusal("RIFF and so on"), "no MIDI file"));
  BOOST_TEST(contains(refusal("MThd"), "the head of a chunk is cut off"));
  const std::string good = one_track("00 903C50 60 3C00" + end_of_track);
  BOOST_TEST(
      contains(refusal(good.substr(0, good.size() - 1)), "a chunk of 11 bytes begins, and the file has 10 more"));
  BOOST_TEST(contains(refusal(good + "MTr"), "the head of a chunk is cut off"));
  BOOST_TEST(contains(refusal(one_track("00 903C50 60 3C00")), "a track stops without its end"));
  BOOST_TEST(contains(refusal(one_track("00 903C50" + end_of_track + "00 903C50")), "a track goes on after its end"));
  BOOST_TEST(contains(refusal(one_track("00 903C")), "an event goes on beyond the end of its track"));
  BOOST_TEST(contains(refusal(one_track("00 903C80" + end_of_track)), "a status byte stands where an event"));
  BOOST_TEST(contains(refusal(one_track("00 F801" + end_of_track)), "the status 0xF8 has no place in a file"));
  // Enormous lengths: of a chunk, of a text, of a message.
  BOOST_TEST(contains(refusal(chunk("MThd", bytes_of("0001 0001 0060")) + "MTrk\xFF\xFF\xFF\xFF"),
                      "a chunk of 4294967295 bytes begins, and the file has 0 more"));
  BOOST_TEST(contains(refusal(one_track("00 FF01 FFFFFF7F" + end_of_track)),
                      "an event of 268435455 bytes begins, and its track has 4 more"));
  BOOST_TEST(contains(refusal(one_track("00 F0 FFFFFF7F" + end_of_track)), "an event of 268435455 bytes"));
}

// Whatever is read can be written, and is read back the same.
BOOST_AUTO_TEST_CASE(damaged_files_do_no_harm) {
  const auto there_and_back = [](const std::string& bytes) {
    const data::MidiSong song = read(bytes);
    BOOST_TEST((read(data::write_midi(song)) == song));
  };
  torture(there_and_back, data::write_midi(example()));
  torture(there_and_back,
          one_track("00 FF0103 616263 00 FF5103 07A120 00 C005 00 F003 4312F7 05 903C50 10 3C00 00 3E50 "
                    "10 803E40 8100 913C50 10 913C00" +
                    end_of_track));
}

BOOST_AUTO_TEST_CASE(an_enormous_file_is_read) {
  std::string events = "\x01\x90\x3C\x50";
  while (events.size() < enormous) events += std::string("\x01\x3C\x50\x00\x3C\x50\x01\x3C\0", 9);
  events += bytes_of(end_of_track);
  const std::string bytes = chunk("MThd", bytes_of("0001 0001 0060")) + chunk("MTrk", events);
  BOOST_TEST(read(bytes).notes.size() > enormous / 50 * 11);  // most sound until the end
  std::string many = chunk("MThd", bytes_of("0001 FFFF 0060"));
  for (int i = 0; i < 0xFFFF; ++i) many += chunk("MTrk", bytes_of(end_of_track));
  BOOST_TEST(read(many).notes.empty());
}

BOOST_AUTO_TEST_CASE(what_no_file_can_hold_is_not_written) {
  const auto refused = [](const data::MidiSong& song) -> std::string {
    try {
      data::write_midi(song);
    } catch (const Error& error) {
      return error.what();
    }
    return "it was written";
  };
  const auto with = [](std::vector<data::MidiNote> notes) { return data::MidiSong{1, 480, {}, std::move(notes)}; };
  BOOST_TEST(contains(refused({3, 480, {}, {}}), "format 3"));
  BOOST_TEST(contains(refused({1, 0, {}, {}}), "a quarter cannot have 0 ticks"));
  BOOST_TEST(contains(refused({1, 0x8000, {}, {}}), "a quarter cannot have 32768 ticks"));
  BOOST_TEST(contains(refused({0, 480, {}, {{0, 1, 1}}}), "format 0 has one track"));
  BOOST_TEST(contains(refused(with({{0, 1, 0, 16}})), "note 0 has channel 16"));
  BOOST_TEST(contains(refused(with({{0, 1, 0, 0, 128}})), "key 128"));
  BOOST_TEST(contains(refused(with({{0, 1, 0, 0, 60, 0}})), "velocity 0"));
  BOOST_TEST(contains(refused(with({{-1, 1}})), "begins at tick -1"));
  BOOST_TEST(contains(refused(with({{1, -1}})), "lasts -1"));
  BOOST_TEST(contains(refused(with({{1 << 27, 1 << 27}})), "which no file can hold"));
  BOOST_TEST(contains(refused(with({{1, 1}, {0, 1}})), "note 1 stands after one that begins later"));
  BOOST_TEST(contains(refused(with({{0, 1, 1}, {0, 1, 0}})), "note 1 stands after"));
  BOOST_TEST(contains(refused(with({{0, 9}, {1, 1}})), "note 1 ends while one of the same key"));
  BOOST_TEST(contains(refused({1, 480, {{0, 0x1000000, 0}}, {}}), "16777216 microseconds"));
  BOOST_TEST(contains(refused({1, 480, {{1, 1, 0}, {0, 1, 0}}, {}}), "tempo 1 stands after a later one"));
}

BOOST_AUTO_TEST_SUITE_END()
