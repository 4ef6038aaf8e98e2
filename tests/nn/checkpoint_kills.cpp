// A process is killed (SIGKILL) while it saves checkpoints, a thousand times at random moments. Each time the file must
// be whole: the last one that was finished, or the one that was being written. To prove that this test can fail, the
// same is then done to a writer that writes in place, until it is caught with a broken file.
#include <fmt/format.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <thread>

#include "autograd/file.hpp"
#include "nn/io/checkpoint.hpp"
#include "tests/autograd/folder.hpp"

using namespace unroll;
namespace fs = std::filesystem;

namespace {

constexpr double least_seconds = 0.05;  // that a file takes to write
constexpr int kills = 1000, least_inside = 200;
constexpr Index most_numbers = 12'000'000;  // 96 MB, and twice that on the disk

double seconds() {
  using namespace std::chrono;
  return duration<double>(steady_clock::now().time_since_epoch()).count();
}

// Of version v, the first and the last numbers of the file are v; between them there is bulk.
struct Model : nn::Module {
  explicit Model(Index numbers)
      : first(parameter("first", Array::zeros({1000}))),
        bulk(parameter("bulk", Array::full({numbers}, 1))),
        last(parameter("last", Array::zeros({1000}))) {}
  void become(Index version) const {
    for (const Tensor& end : {first, last}) end.assign(Array::full(end.shape(), static_cast<Real>(version)));
  }
  bool is(Index version) const {
    const auto all = [](const Tensor& p, Index n) {
      const auto numbers = p.value().numbers();
      return std::all_of(numbers.begin(), numbers.end(), [&](Real x) { return x == static_cast<Real>(n); });
    };
    return all(first, version) && all(bulk, 1) && all(last, version);
  }
  const Tensor first, bulk, last;
};

struct Optimizer {  // remembers the version, too
  Array number = Array::scalar(0);
  std::vector<NamedArray> state() const { return {{"0.m", number}}; }
  void restore(const std::vector<NamedArray>& state) { number = state.at(0).array; }
};

void save(const fs::path& path, const Model& model, Index version) {
  nn::io::save_checkpoint(path, model, Optimizer{Array::scalar(static_cast<Real>(version))}, version);
}

// The version that the file holds; throws an Error unless it holds one version, and nothing but that.
Index load(const fs::path& path, Model& model) {
  Optimizer optimizer;
  const Index version = nn::io::load_checkpoint(path, model, optimizer);
  if (!model.is(version) || optimizer.number.item() != static_cast<Real>(version))
    throw Error("its numbers are not of one version");
  return version;
}

// What the other way to write files does: the old one is gone before the new one is there.
void write_in_place(const fs::path& path, const std::string& contents) {
  std::FILE* file = std::fopen(path.c_str(), "wb");
  std::fwrite(contents.data(), 1, contents.size(), file);
  std::fflush(file);
  ::fsync(::fileno(file));
  std::fclose(file);
}

// What the writer tells, in memory that both processes see.
struct Told {
  std::atomic<Index> begun, ended;  // versions
  std::atomic<int> written;         // files that were finished, and how long they took
  std::atomic<double> seconds;
};

struct Tally {
  int kills = 0, inside = 0, parts = 0, newer = 0;
  std::string broken;  // what was wrong; empty if nothing was
};

// Kills a process that writes version after version, each `more` than the one before, `most` times or until a file is
// broken.
template <class Write>
Tally kill(int most, Index more, double write_seconds, const fs::path& path, Model& model, Told& told, Write write) {
  Random random(11);
  Tally tally;
  Index before = load(path, model);
  while (tally.kills < most && tally.broken.empty()) {
    told.begun = told.ended = before;
    const pid_t writer = ::fork();
    if (writer == 0) {
      for (Index version = before + more;; version += more) {
        model.become(version);
        const double start = seconds();
        told.begun = version;
        write(version);
        told.ended = version;
        ++told.written;
        told.seconds = told.seconds + (seconds() - start);
      }
    }
    std::this_thread::sleep_for(std::chrono::duration<double>(random.uniform() * 1.2 * write_seconds));
    ::kill(writer, SIGKILL);
    int status = 0;
    ::waitpid(writer, &status, 0);
    ++tally.kills;
    if (!WIFSIGNALED(status) || WTERMSIG(status) != SIGKILL) tally.broken = "the writer ended by itself";

    const Index begun = told.begun, ended = told.ended;
    tally.inside += begun != ended;
    try {
      const Index version = load(path, model);
      if (version != begun && version != ended)
        tally.broken = fmt::format("it holds version {}; {} was finished and {} begun", version, ended, begun);
      tally.newer += version != before;
      before = version;
    } catch (const std::exception& error) {
      tally.broken = error.what();
    }
    for (const auto& entry : fs::directory_iterator(path.parent_path()))
      if (entry.path().extension() == ".part")
        tally.parts += fs::remove(entry.path());
      else if (entry.path() != path)
        tally.broken = "it left " + entry.path().string();
  }
  return tally;
}

// The median time that a file of this model takes.
double time_to_write(const fs::path& path, const Model& model) {
  std::array<double, 7> times{};
  for (double& time : times) {
    const double start = seconds();
    save(path, model, 0);
    time = seconds() - start;
  }
  std::sort(times.begin(), times.end());
  return times[times.size() / 2];
}

}  // namespace

int main() {
  const Folder folder;
  const fs::path path = folder.path / "run.safetensors";
  auto* told = new (::mmap(nullptr, sizeof(Told), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0)) Told{};

  // A file that takes long enough, with a margin.
  Index numbers = 1 << 18;
  double write_seconds = time_to_write(path, Model(numbers));
  while (write_seconds < 1.4 * least_seconds && numbers < most_numbers) {
    numbers = std::min(numbers + numbers / 4, most_numbers);
    write_seconds = time_to_write(path, Model(numbers));
  }
  Model model(numbers);
  save(path, model, 0);

  double start = seconds();
  const Tally renamed = kill(kills, 1, write_seconds, path, model, *told, [&](Index v) { save(path, model, v); });
  const double mean_seconds = told->seconds / told->written;
  fmt::print(
      "{:.1f} MB in {:.0f} ms; killed {} times in {:.0f} s, {} times inside a write; {} times a .part was left, "
      "{} times the file was newer\n",
      double(fs::file_size(path)) / 1e6, mean_seconds * 1e3, renamed.kills, seconds() - start, renamed.inside,
      renamed.parts, renamed.newer);

  model.become(0);
  save(path, model, 0);
  const std::string contents = read_file(path);  // again and again, so that nothing but a broken file is wrong
  start = seconds();
  const Tally in_place =
      kill(kills, 0, write_seconds, path, model, *told, [&](Index) { write_in_place(path, contents); });
  fmt::print("in place: {} kills in {:.0f} s; {}\n", in_place.kills, seconds() - start, in_place.broken);

  int wrong = 0;
  const auto demand = [&](bool holds, const std::string& what) {
    if (!holds) fmt::print("error: {}\n", what);
    wrong += !holds;
  };
  demand(renamed.broken.empty(), "after a kill the file is broken: " + renamed.broken);
  demand(mean_seconds >= least_seconds, "a file takes less than 50 ms to write");
  demand(renamed.inside >= least_inside, "fewer than 200 kills were inside a write");
  demand(renamed.newer >= 50 && renamed.newer <= kills - 50, "it was nearly always the old file, or the new one");
  demand(!in_place.broken.empty(), "writing in place was not caught: this test is blind");
  return wrong == 0 ? 0 : 1;
}
