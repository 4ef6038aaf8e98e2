#include "lessons/support/training_state.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <bit>
#include <charconv>
#include <cmath>
#include <limits>

#include "autograd/error.hpp"
#include "autograd/file.hpp"

namespace unroll::lessons {

namespace {

constexpr std::string_view in_settings = "settings.";

// Numbers as their bits, so that they come back as they were.
std::string text_of(const std::vector<double>& numbers) {
  std::vector<std::string> words;
  for (double number : numbers) words.push_back(fmt::format("{:x}", std::bit_cast<std::uint64_t>(number)));
  return fmt::format("{}", fmt::join(words, " "));
}

// False if the text is anything else than finite numbers with one space between them.
bool read_numbers(std::string_view text, std::vector<double>& numbers) {
  while (!text.empty()) {
    std::uint64_t bits = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), bits, 16);
    if (error != std::errc() || !std::isfinite(std::bit_cast<double>(bits))) return false;
    numbers.push_back(std::bit_cast<double>(bits));
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    if (text.empty()) return true;
    if (text[0] != ' ' || text.size() == 1) return false;
    text.remove_prefix(1);
  }
  return true;
}

// The notes that are settings, by their names.
Settings settings_in(const nn::io::Metadata& notes) {
  Settings settings;
  for (const auto& [key, text] : notes)
    if (key.starts_with(in_settings)) settings.emplace(key.substr(in_settings.size()), text);
  return settings;
}

std::vector<std::string> differences(const Settings& one, const Settings& other) {
  std::vector<std::string> names;
  for (const auto& [name, text] : one)
    if (const auto same = other.find(name); same == other.end() || same->second != text) names.push_back(name);
  return names;
}

// The weights of the best time, checked against the model.
std::vector<Array> best_in(const std::vector<NamedArray>& arrays, const nn::Module& model) {
  const std::vector<Tensor> parameters = model.parameters();
  bool fits = arrays.empty() || arrays.size() == parameters.size();
  std::vector<Array> best;
  for (std::size_t i = 0; fits && i < arrays.size(); ++i) {
    best.push_back(arrays[i].array);
    fits = best[i].shape() == parameters[i].shape();
  }
  if (!fits) throw FileError("its best weights do not fit the model");
  return best;
}

const std::string& note(const nn::io::Metadata& notes, const std::string& key) {
  const auto found = notes.find(key);
  if (found == notes.end()) throw FileError(fmt::format("it does not tell its \"{}\"", key));
  return found->second;
}

}  // namespace

std::string digest_of(const nn::Module& model, const optim::Optimizer& optimizer) {
  std::uint64_t digest = 0;
  std::string converted;
  const auto add = [&](const std::string& name, const Array& array) {
    digest = nn::io::detail::digest(name, digest);
    for (Index extent : array.shape().extents()) digest = nn::io::detail::digest(fmt::format("{}", extent), digest);
    digest = nn::io::detail::digest(nn::io::detail::bytes_of(array, nn::io::own_dtype, converted), digest);
  };
  for (const auto& [name, tensor] : model.named_parameters()) add(name, tensor.value());
  for (const auto& [name, array] : optimizer.state()) add(name, array);
  const Random::State& random = random_numbers().state();
  const double spare = random.has_spare ? random.spare : 0;
  return fmt::format("{:x} {:x} {}", digest, fmt::join(random.words, " "), text_of({spare}));
}

const std::string& program_digest() {
  static const std::string digest = [] {
    try {
      return fmt::format("{:x}", nn::io::detail::digest(read_file("/proc/self/exe")));
    } catch (const FileError&) {
      return std::string("unknown");  // a system without /proc
    }
  }();
  return digest;
}

void save_state(const std::filesystem::path& path, const nn::Module& model, const optim::Optimizer& optimizer,
                const Random::State& random, const TrainingState& state, const Settings& settings) {
  nn::io::Besides besides;
  besides.notes = {{"done", state.done ? "1" : "0"},
                   {"loss", text_of({state.loss})},
                   {"held out", text_of(state.held_out)},
                   {"beside", text_of(state.beside)}};
  for (const auto& [name, text] : settings) besides.notes[std::string(in_settings) + name] = text;
  const auto parameters = model.named_parameters();
  for (std::size_t i = 0; i < state.best.size(); ++i)
    besides.arrays.push_back({"best." + parameters[i].name, state.best[i]});
  nn::io::save_checkpoint(path, model, optimizer, state.step, random, besides);
}

TrainingState load_state(const std::filesystem::path& path, nn::Module& model, optim::Optimizer& optimizer,
                         const Settings& settings) {
  const nn::io::Checkpoint checkpoint(path);
  const auto& [notes, arrays] = checkpoint.besides();
  const Settings theirs = settings_in(notes);
  std::vector<std::string> other = differences(settings, theirs);
  if (other.empty()) other = differences(theirs, settings);
  if (!other.empty())
    throw FileError(fmt::format("it is of another training: not the same {}", fmt::join(other, ", ")));

  TrainingState state;
  std::vector<double> loss;
  const bool good = checkpoint.step() <= std::numeric_limits<int>::max() && read_numbers(note(notes, "loss"), loss) &&
                    loss.size() == 1 && read_numbers(note(notes, "held out"), state.held_out) &&
                    read_numbers(note(notes, "beside"), state.beside);
  if (!good) throw FileError("its numbers make no sense");
  state.step = static_cast<int>(checkpoint.step());
  state.done = note(notes, "done") == "1";
  state.loss = loss[0];
  state.best = best_in(arrays, model);
  checkpoint.load(model, optimizer);
  return state;
}

}  // namespace unroll::lessons
