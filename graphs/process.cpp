#include "graphs/process.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <memory>
#include <thread>

namespace unroll::graphs {

namespace {

using Clock = std::chrono::steady_clock;

FileError failure(const std::string& program, const char* what) {
  return FileError(fmt::format("{} could not be {}: {}", program, what, std::strerror(errno)));
}

class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  ~Descriptor() { shut(); }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;

  int number() const { return number_; }
  void shut() {
    if (number_ >= 0) close(number_);
    number_ = -1;
  }

 private:
  int number_;
};

// A file without a name. The program's input and its messages go through such files: unlike pipes, they are never full.
class Scratch {
 public:
  Scratch() : file_(std::tmpfile(), &std::fclose) {
    if (file_) fcntl(number(), F_SETFD, FD_CLOEXEC);
  }
  explicit operator bool() const { return file_ != nullptr; }
  int number() const { return fileno(file_.get()); }
  bool write(std::string_view text) {
    const bool whole = std::fwrite(text.data(), 1, text.size(), file_.get()) == text.size();
    return whole && std::fflush(file_.get()) == 0 && lseek(number(), 0, SEEK_SET) == 0;
  }
  std::string beginning() const {
    std::array<char, 2000> text{};
    const ssize_t n = pread(number(), text.data(), text.size(), 0);
    return std::string(text.data(), n > 0 ? static_cast<std::size_t>(n) : 0);
  }

 private:
  std::unique_ptr<FILE, int (*)(FILE*)> file_;
};

class Child {
 public:
  Child(const std::vector<std::string>& command, int in, int out, int err) : program_(command.at(0)) {
    std::vector<char*> argv;
    for (const std::string& word : command) argv.push_back(const_cast<char*>(word.c_str()));
    argv.push_back(nullptr);
    posix_spawn_file_actions_t files;
    posix_spawn_file_actions_init(&files);
    posix_spawn_file_actions_adddup2(&files, in, STDIN_FILENO);
    posix_spawn_file_actions_adddup2(&files, out, STDOUT_FILENO);
    posix_spawn_file_actions_adddup2(&files, err, STDERR_FILENO);
    const int failed = posix_spawnp(&pid_, argv[0], &files, nullptr, argv.data(), environ);
    posix_spawn_file_actions_destroy(&files);
    if (failed == ENOENT) throw MissingProgram(fmt::format("there is no program \"{}\"", program_));
    errno = failed;
    if (failed) throw failure(program_, "started");
  }
  ~Child() {
    if (ended_) return;
    kill(pid_, SIGKILL);
    waitpid(pid_, nullptr, 0);
  }
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;

  // Its status; throws if it has not ended by then.
  int wait(Clock::time_point end) {
    int status = 0;
    for (pid_t done = 0; (done = waitpid(pid_, &status, WNOHANG)) != pid_;) {
      if (done < 0 && errno != EINTR) throw failure(program_, "waited for");
      if (Clock::now() >= end) return -1;
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
    ended_ = true;
    return status;
  }

 private:
  std::string program_;
  pid_t pid_ = 0;
  bool ended_ = false;
};

// Everything up to the end of the pipe; false if the time ran out first.
bool read_all(int pipe, Clock::time_point end, std::string& text) {
  std::array<char, 65536> buffer;
  while (true) {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(end - Clock::now()).count();
    pollfd ready{pipe, POLLIN, 0};
    const int found = left <= 0 ? 0 : poll(&ready, 1, static_cast<int>(left));
    if (found == 0) return false;
    if (found < 0) continue;  // interrupted by a signal
    const ssize_t n = read(pipe, buffer.data(), buffer.size());
    if (n == 0) return true;
    if (n > 0) text.append(buffer.data(), static_cast<std::size_t>(n));
  }
}

std::string one_line(std::string text) {
  while (!text.empty() && (text.back() == '\n' || text.back() == ' ')) text.pop_back();
  for (char& c : text)
    if (c == '\n') c = ' ';
  return text.empty() ? "no reason given" : text;
}

}  // namespace

std::string output_of(const std::vector<std::string>& command, std::string_view input,
                      std::chrono::milliseconds longest) {
  const std::string& program = command.at(0);
  Scratch in, err;
  int ends[2];
  if (!in || !err || !in.write(input) || pipe2(ends, O_CLOEXEC) != 0) throw failure(program, "given its input");
  Descriptor out(ends[0]), far(ends[1]);
  const auto end = Clock::now() + longest;
  Child child(command, in.number(), far.number(), err.number());
  far.shut();
  std::string text;
  const int status = read_all(out.number(), end, text) ? child.wait(end) : -1;
  if (status == -1)
    throw FileError(fmt::format("{} had not ended after {:.3g} seconds and was stopped", program,
                                std::chrono::duration<double>(longest).count()));
  if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
    throw FileError(fmt::format("{} failed: {}", program, one_line(err.beginning())));
  return text;
}

}  // namespace unroll::graphs
