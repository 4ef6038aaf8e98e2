#include "lessons/support/interruption.hpp"

#include <csignal>

namespace unroll::lessons {

namespace {

volatile std::sig_atomic_t received = 0;

void remember(int signal) {
  if (received != 0) {  // a second one of the other kind
    std::signal(signal, SIG_DFL);
    std::raise(signal);  // delivered as soon as this handler returns
  }
  received = signal;
}

}  // namespace

Interruption::Interruption() {
  received = 0;
  struct sigaction action {};
  action.sa_handler = remember;
  action.sa_flags = SA_RESETHAND | SA_RESTART;  // the second of a kind ends the program
  for (std::size_t i = 0; i < signals.size(); ++i) {
    sigaction(signals[i], nullptr, &before_[i]);
    if (before_[i].sa_handler != SIG_IGN) sigaction(signals[i], &action, nullptr);
  }
}

Interruption::~Interruption() {
  for (std::size_t i = 0; i < signals.size(); ++i) sigaction(signals[i], &before_[i], nullptr);
  if (received != 0 && !told_) std::raise(received);
}

int Interruption::asked() {
  told_ = received != 0;
  return received;
}

}  // namespace unroll::lessons
