#include "bench/workloads/peers.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <string>
#include <vector>

#include "autograd/error.hpp"
#include "bench/timing.hpp"
#ifdef BENCH_OPENBLAS
#include <cblas.h>
#endif

namespace bench {

namespace {

constexpr const char *pinned = "UNROLL_BENCH_PINNED", *trial = "--time-openblas";

#ifdef BENCH_OPENBLAS
// In a process of its own, because a processor may refuse another one's instructions.
void print_seconds() {
  constexpr int n = 256, rows = 32;
  const std::vector<float> a(n * n, 0.5F), b(n * n, 0.25F);
  std::vector<float> c(n * n);
  const double seconds = interleaved(9, {[&] {
                                       return seconds_of(20, [&] {
                                         cblas_sgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, rows, n, n, 1, a.data(),
                                                     n, b.data(), n, 0, c.data(), n);
                                         cblas_sgemm(CblasRowMajor, CblasNoTrans, CblasTrans, n, n, n, 1, a.data(), n,
                                                     b.data(), n, 0, c.data(), n);
                                       });
                                     }})
                             .front();
  fmt::print("{}\n", seconds);
}

double seconds_with(const std::string& processor) {
  const std::string program = std::filesystem::read_symlink("/proc/self/exe");
  const std::string choice = processor.empty() ? "-u OPENBLAS_CORETYPE" : "OPENBLAS_CORETYPE=" + processor;
  const std::string command = fmt::format("env OPENBLAS_NUM_THREADS=1 {} '{}' {} 2>/dev/null", choice, program, trial);
  std::FILE* out = popen(command.c_str(), "r");
  double seconds = 0;
  const bool works = out && std::fscanf(out, "%lf", &seconds) == 1;
  if (out) pclose(out);
  return works ? seconds : 1e9;
}

std::string fastest_openblas() {
  std::string best;
  double least = seconds_with("");  // its own choice
  for (const char* processor : {"Haswell", "Zen", "SkylakeX", "Cooperlake"})
    if (const double seconds = seconds_with(processor); seconds < 0.95 * least) best = processor, least = seconds;
  return best;
}
#endif

}  // namespace

void pin_peers([[maybe_unused]] int argc, char** argv) {
#ifdef BENCH_OPENBLAS
  if (argc == 2 && std::strcmp(argv[1], trial) == 0) {
    print_seconds();
    std::exit(0);
  }
#endif
  if (std::getenv(pinned)) return;
  setenv(pinned, "1", 1);
  setenv("OMP_NUM_THREADS", "1", 1);
  setenv("OPENBLAS_NUM_THREADS", "1", 1);
#ifdef BENCH_OPENBLAS
  const std::string processor = fastest_openblas();
  if (processor.empty())
    unsetenv("OPENBLAS_CORETYPE");
  else
    setenv("OPENBLAS_CORETYPE", processor.c_str(), 1);
#endif
  execv("/proc/self/exe", argv);
  throw unroll::Error("the program could not begin anew: /proc/self/exe is needed");
}

const char* openblas_processor() {
#ifdef BENCH_OPENBLAS
  return openblas_get_corename();
#else
  return "";
#endif
}

}  // namespace bench
