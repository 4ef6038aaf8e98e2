// Ctrl-C while something runs that wants to be ended properly.
//
//   const Interruption interruption;                // Ctrl-C is heard from here on
//   while (…) {
//     …                                             // one step
//     if (interruption.asked()) throw Interrupted{"Stopped at step 300", interruption.asked()};
//   }
#pragma once

#include <signal.h>

#include <array>
#include <string>

namespace unroll::lessons {

// No std::exception, lest somebody take it for a mistake and go on.
struct Interrupted {
  std::string where;  // a sentence without its full stop
  int signal;
  std::string not_saved = "";  // why what was done is lost, if it is
};

// While it lives, the first SIGINT or SIGTERM is only remembered; a second one ends the program at once, as the first
// does otherwise. If nobody has asked by the end of its life, the signal then does what it would have done. A signal
// that is ignored (as under nohup) stays so.
class Interruption {
 public:
  Interruption();
  ~Interruption();
  Interruption(const Interruption&) = delete;
  Interruption& operator=(const Interruption&) = delete;

  int asked();  // the signal, or 0

 private:
  bool told_ = false;
  static constexpr std::array signals{SIGINT, SIGTERM};
  std::array<struct sigaction, signals.size()> before_{};
};

}  // namespace unroll::lessons
