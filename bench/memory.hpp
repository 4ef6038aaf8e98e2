// Memory of this process, and measurements in processes of their own: a peak is never forgotten.
#pragma once

#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <fstream>
#include <string>
#include <vector>

#include "autograd/error.hpp"

namespace bench {

// A line of /proc/self/status, in MB.
inline double status(const std::string& name) {
  std::ifstream file("/proc/self/status");
  for (std::string line; std::getline(file, line);)
    if (line.starts_with(name + ":")) return std::stod(line.substr(name.size() + 1)) / 1024;
  throw unroll::Error("/proc/self/status tells no " + name + ": this program measures memory on Linux only");
}
inline double memory() { return status("VmRSS"); }
inline double peak() { return status("VmHWM"); }

// The `count` numbers that `body` returns, measured in a process of its own.
template <class Body>
std::vector<double> apart(std::size_t count, const Body& body) {
  std::fflush(stdout);
  int ends[2];
  if (pipe(ends) != 0) throw unroll::Error("no pipe to a process of its own");
  const pid_t child = fork();
  if (child == 0) {
    int status = 0;
    try {
      const std::vector<double> numbers = body();
      const auto bytes = static_cast<ssize_t>(numbers.size() * sizeof(double));
      status = write(ends[1], numbers.data(), static_cast<std::size_t>(bytes)) == bytes ? 0 : 1;
    } catch (const std::exception& e) {
      std::fprintf(stderr, "%s\n", e.what());
      status = 1;
    }
    std::fflush(stdout);
    _exit(status);
  }
  close(ends[1]);
  std::vector<double> numbers(count);
  const auto bytes = static_cast<ssize_t>(count * sizeof(double));
  const bool complete = child > 0 && (bytes == 0 || read(ends[0], numbers.data(), count * sizeof(double)) == bytes);
  close(ends[0]);
  int status = 0;
  if (child < 0 || waitpid(child, &status, 0) != child || status != 0 || !complete)
    throw unroll::Error("a measurement did not finish");
  return numbers;
}

}  // namespace bench
