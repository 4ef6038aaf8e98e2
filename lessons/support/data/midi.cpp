#include "lessons/support/data/midi.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "autograd/error.hpp"

namespace unroll::lessons::data {

namespace {

constexpr int longest = (1 << 28) - 1;  // in ticks: what a number of four bytes can hold; three days of music
constexpr std::uint8_t note_off = 0x80, note_on = 0x90, program = 0xC0, pressure = 0xD0, first_system = 0xF0,
                       sysex = 0xF0, sysex_goes_on = 0xF7, meta = 0xFF;
constexpr std::uint8_t end_of_track = 0x2F, set_tempo = 0x51;  // kinds of meta events

// ---- Reading ----
// The notes of one track that sound: for each channel and key a queue, linked through `next`.
class Sounding {
 public:
  void begin(int note, int channel, int key) {
    Queue& queue = queues_[place(channel, key)];
    next_.push_back(none);
    if (queue.last != none)
      next_[std::size_t(queue.last)] = note;
    else
      queue.first = note;
    queue.last = note;
  }
  // Which ends, the first that began; or none.
  int end(int channel, int key) { return end(queues_[place(channel, key)]); }
  template <class End>
  void end_all(const End& ended) {
    for (Queue& queue : queues_)
      for (int note; (note = end(queue)) != none;) ended(note);
  }

  static constexpr int none = -1;

 private:
  struct Queue {
    int first = none, last = none;
  };
  static std::size_t place(int channel, int key) { return std::size_t(channel * 128 + key); }
  int end(Queue& queue) {
    const int note = queue.first;
    if (note == none) return none;
    queue.first = next_[std::size_t(note)];
    if (queue.first == none) queue.last = none;
    return note;
  }

  std::array<Queue, 16 * 128> queues_;
  std::vector<int> next_;  // one for each note
};

class Reader {
 public:
  Reader(std::string_view bytes, const std::string& name) : bytes_(bytes), name_(name) {}

  MidiSong read() {
    const std::uint32_t tracks = header();
    std::uint32_t found = 0;
    while (at_ < bytes_.size()) {
      const Chunk chunk = next_chunk();
      if (chunk.kind == "MTrk") {
        if (++found > tracks) fail(fmt::format("the header announces {} tracks, and here another begins", tracks));
        track(std::uint16_t(found - 1), chunk.end);
      }
      at_ = chunk.end;  // other kinds are to be passed over
    }
    if (found < tracks)
      fail(fmt::format("the header announces {} tracks and there are {}; is the file cut off?", tracks, found));
    return std::move(song_);
  }

 private:
  struct Chunk {
    std::string_view kind;
    std::size_t end;
  };

  [[noreturn]] void fail(const std::string& what) const {
    throw FileError(fmt::format("{}, byte {}: {}.", name_, at_, what));
  }

  // What is read next must lie before `limit`.
  std::uint8_t byte(std::size_t limit) {
    if (at_ >= limit) fail("an event goes on beyond the end of its track; is the file damaged?");
    return std::uint8_t(bytes_[at_++]);
  }
  std::uint32_t big_endian(int bytes) {
    std::uint32_t value = 0;
    for (int i = 0; i < bytes; ++i) value = value << 8 | byte(bytes_.size());
    return value;
  }
  // Seven bits in each byte, the highest first; the eighth says that another follows. Four bytes at most.
  int number(std::size_t limit) {
    int value = 0;
    for (int i = 0; i < 4; ++i) {
      const std::uint8_t next = byte(limit);
      value = value << 7 | (next & 0x7F);
      if (next < 0x80) return value;
    }
    fail("a number of variable length has more than four bytes; is the file damaged?");
  }
  std::uint8_t data(std::size_t limit) {
    const std::uint8_t value = byte(limit);
    if (value >= 0x80) fail("a status byte stands where an event should have its data; is the file damaged?");
    return value;
  }

  Chunk next_chunk() {
    if (bytes_.size() - at_ < 8) fail("the head of a chunk is cut off; fetch the file again");
    const std::string_view kind = bytes_.substr(at_, 4);
    at_ += 4;
    const std::uint32_t length = big_endian(4);
    if (length > bytes_.size() - at_)
      fail(fmt::format("a chunk of {} bytes begins, and the file has {} more; is it cut off?", length,
                       bytes_.size() - at_));
    return {kind, at_ + length};
  }

  std::uint32_t header() {
    if (!bytes_.starts_with("MThd")) fail("this is no MIDI file, which begins with MThd");
    const Chunk chunk = next_chunk();
    if (chunk.end - at_ < 6) fail("the header is shorter than 6 bytes; is the file damaged?");
    song_.format = int(big_endian(2));
    const std::uint32_t tracks = big_endian(2), division = big_endian(2);
    if (song_.format > 2) fail(fmt::format("format {} is not known; formats are 0, 1 and 2", song_.format));
    if (song_.format == 0 && tracks != 1)
      fail(fmt::format("a file of format 0 has one track, and the header announces {}", tracks));
    if (division >= 0x8000) fail("time is counted in frames of a film; only ticks of a quarter are understood");
    if (division == 0) fail("a quarter has 0 ticks; is the file damaged?");
    song_.ticks = int(division);
    at_ = chunk.end;
    return tracks;
  }

  void track(std::uint16_t number_of_track, std::size_t end) {
    track_ = number_of_track, tick_ = 0, running_ = 0, ended_ = false;
    while (!ended_) {
      if (at_ == end) fail("a track stops without its end; is the file cut off?");
      tick_ += number(end);
      if (tick_ > longest) fail(fmt::format("a track is longer than {} ticks; is the file damaged?", longest));
      event(end);
    }
    if (at_ != end) fail("a track goes on after its end; is the file damaged?");
    sounding_.end_all([this](int note) { finish(note); });
  }

  void event(std::size_t end) {
    std::uint8_t status = running_;  // what an event without a status of its own has: that of the one before
    if (at_ < end && std::uint8_t(bytes_[at_]) >= 0x80) status = byte(end);
    if (status == 0) fail("an event has no status byte, nor one to inherit; is the file damaged?");
    if (status >= first_system) {
      running_ = 0;
      return system_event(status, end);
    }
    running_ = status;
    const int kind = status & 0xF0, channel = status & 0x0F, first = data(end);
    if (kind == program || kind == pressure) return;  // these have no second
    const int second = data(end);
    if (kind == note_on && second > 0) begin(channel, first, second);
    if (kind == note_off || (kind == note_on && second == 0))
      if (const int note = sounding_.end(channel, first); note != Sounding::none) finish(note);
  }

  void system_event(std::uint8_t status, std::size_t end) {
    if (status != meta && status != sysex && status != sysex_goes_on)
      fail(fmt::format("the status 0x{:02X} has no place in a file; is it damaged?", status));
    const std::uint8_t kind = status == meta ? data(end) : 0;
    const int length = number(end);
    if (std::size_t(length) > end - at_)
      fail(fmt::format("an event of {} bytes begins, and its track has {} more; is the file damaged?", length,
                       end - at_));
    const std::size_t after = at_ + std::size_t(length);
    if (status == meta && kind == set_tempo) {
      if (length != 3) fail(fmt::format("a tempo has 3 bytes, not {}; is the file damaged?", length));
      const int microseconds = int(big_endian(3));
      if (microseconds == 0) fail("a quarter lasts no time; is the file damaged?");
      song_.tempos.push_back({int(tick_), microseconds, track_});
    }
    ended_ = status == meta && kind == end_of_track;
    at_ = after;
  }

  void begin(int channel, int key, int velocity) {
    sounding_.begin(int(song_.notes.size()), channel, key);
    song_.notes.push_back({int(tick_), 0, track_, std::uint8_t(channel), std::uint8_t(key), std::uint8_t(velocity)});
  }
  void finish(int number_of_note) {
    MidiNote& note = song_.notes[std::size_t(number_of_note)];
    note.length = int(tick_) - note.start;
  }

  std::string_view bytes_;
  const std::string& name_;
  std::size_t at_ = 0;
  MidiSong song_;
  Sounding sounding_;
  std::uint16_t track_ = 0;
  std::int64_t tick_ = 0;
  std::uint8_t running_ = 0;
  bool ended_ = false;
};

// ---- Writing ----
std::string big_endian(std::uint32_t value, int bytes) {
  std::string text;
  while (bytes-- > 0) text += char(value >> 8 * bytes);
  return text;
}

std::string variable(std::uint32_t value) {
  std::string text(1, char(value & 0x7F));
  while (value >>= 7) text.insert(text.begin(), char(0x80 | (value & 0x7F)));
  return text;
}

struct Event {
  int tick;
  int rank;  // at the same tick: first what ends, then what begins
  std::string bytes;
};

// Status bytes that are those of the event before are left out.
std::string track_chunk(std::vector<Event> events) {
  std::ranges::stable_sort(
      events, [](const Event& a, const Event& b) { return a.tick != b.tick ? a.tick < b.tick : a.rank < b.rank; });
  std::string track;
  int tick = 0;
  char running = 0;
  for (const Event& event : events) {
    track += variable(std::uint32_t(event.tick - tick));
    const char status = event.bytes[0];
    track += status == running ? event.bytes.substr(1) : event.bytes;
    running = std::uint8_t(status) < first_system ? status : char(0);
    tick = event.tick;
  }
  track += std::string("\0\xFF\x2F\0", 4);
  return "MTrk" + big_endian(std::uint32_t(track.size()), 4) + track;
}

class Writer {
 public:
  explicit Writer(const MidiSong& song) : song_(song) {
    if (song.format < 0 || song.format > 2) fail(fmt::format("format {} is not known", song.format));
    if (song.ticks < 1 || song.ticks > 0x7FFF) fail(fmt::format("a quarter cannot have {} ticks", song.ticks));
  }

  std::string write() {
    for (std::size_t i = 0; i < song_.tempos.size(); ++i) take_tempo(i);
    for (std::size_t i = 0; i < song_.notes.size(); ++i) take_note(i);
    if (tracks_.empty()) tracks_.emplace_back();
    if (song_.format == 0 && tracks_.size() > 1) fail("a song of format 0 has one track");
    std::string bytes = "MThd" + big_endian(6, 4) + big_endian(std::uint32_t(song_.format), 2) +
                        big_endian(std::uint32_t(tracks_.size()), 2) + big_endian(std::uint32_t(song_.ticks), 2);
    for (std::vector<Event>& events : tracks_) bytes += track_chunk(std::move(events));
    return bytes;
  }

 private:
  [[noreturn]] static void fail(const std::string& what) { throw Error("write_midi: " + what + "."); }

  std::vector<Event>& events(std::size_t track) {
    if (track >= tracks_.size()) tracks_.resize(track + 1);
    return tracks_[track];
  }

  void take_tempo(std::size_t i) {
    const MidiTempo& tempo = song_.tempos[i];
    if (tempo.tick < 0 || tempo.tick > longest || tempo.microseconds < 1 || tempo.microseconds > 0xFFFFFF)
      fail(fmt::format("tempo {} has tick {} and {} microseconds, which no file can hold", i, tempo.tick,
                       tempo.microseconds));
    if (i > 0 && (tempo.track < song_.tempos[i - 1].track ||
                  (tempo.track == song_.tempos[i - 1].track && tempo.tick < song_.tempos[i - 1].tick)))
      fail(fmt::format("tempo {} stands after a later one", i));
    events(tempo.track).push_back({tempo.tick, 0, "\xFF\x51\x03" + big_endian(std::uint32_t(tempo.microseconds), 3)});
  }

  void take_note(std::size_t i) {
    const MidiNote& note = song_.notes[i];
    if (note.channel > 15 || note.key > 127 || note.velocity < 1 || note.velocity > 127)
      fail(fmt::format("note {} has channel {}, key {} and velocity {}, which no file can hold", i, note.channel,
                       note.key, note.velocity));
    if (note.start < 0 || note.length < 0 || note.start > longest - note.length)
      fail(fmt::format("note {} begins at tick {} and lasts {}, which no file can hold", i, note.start, note.length));
    if (i > 0 && (note.track < song_.notes[i - 1].track ||
                  (note.track == song_.notes[i - 1].track && note.start < song_.notes[i - 1].start)))
      fail(fmt::format("note {} stands after one that begins later", i));
    if (i == 0 || note.track != song_.notes[i - 1].track) ends_.fill(0);
    int& end = ends_[std::size_t(note.channel * 128 + note.key)];
    if (note.start + note.length < end)
      fail(fmt::format("note {} ends while one of the same key that began before it still sounds", i));
    end = note.start + note.length;
    const char status = char(note_on | note.channel);
    std::vector<Event>& track = events(note.track);
    track.push_back({note.start, 1, {status, char(note.key), char(note.velocity)}});
    track.push_back({end, note.length > 0 ? 0 : 1, {status, char(note.key), 0}});  // struck with 0: it ends
  }

  const MidiSong& song_;
  std::vector<std::vector<Event>> tracks_;
  std::array<int, 16 * 128> ends_{};
};

}  // namespace

MidiSong read_midi(std::string_view bytes, const std::string& name) { return Reader(bytes, name).read(); }

std::string write_midi(const MidiSong& song) { return Writer(song).write(); }

}  // namespace unroll::lessons::data
