#include "nn/io/checkpoint.hpp"

#include <fmt/format.h>

#include <bit>
#include <charconv>
#include <cstring>

#include "autograd/error.hpp"
#include "autograd/file.hpp"
#include "nn/io/differences.hpp"

namespace unroll::nn::io {

namespace {

constexpr const char* kind = "unroll checkpoint 2";
constexpr std::string_view in_model = "model.", in_optimizer = "optimizer.", of_besides = "besides.";

// Whole words of a text, as numbers in base 10 or 16; false if they are anything else.
template <class Number>
bool read_number(std::string_view& text, Number& number, int base) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number, base);
  if (error != std::errc()) return false;
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  if (text.empty()) return true;
  if (text[0] != ' ' || text.size() == 1) return false;
  text.remove_prefix(1);
  return true;
}

std::string text_of(const Random::State& state) {
  return fmt::format("{:x} {:x} {:x} {:x} {:x} {}", state.words[0], state.words[1], state.words[2], state.words[3],
                     std::bit_cast<std::uint64_t>(state.spare), state.has_spare ? 1 : 0);
}

bool read_state(std::string_view text, Random::State& state) {
  std::uint64_t spare = 0, has_spare = 0;
  for (std::uint64_t& word : state.words)
    if (!read_number(text, word, 16)) return false;
  if (!read_number(text, spare, 16) || !read_number(text, has_spare, 10) || !text.empty() || has_spare > 1)
    return false;
  state.spare = std::bit_cast<double>(spare);
  state.has_spare = has_spare == 1;
  return state.words != decltype(state.words){};  // from which the generator would never get away
}

// Of the numbers, whose own digest is given, their names, and the notes, but for that of the digest.
std::string digest_of(std::uint64_t all, const std::vector<NamedArray>& tensors, const Metadata& notes) {
  for (const NamedArray& tensor : tensors) all = detail::digest(tensor.name, all);
  for (const auto& [key, text] : notes)
    if (key != "digest") all = detail::digest(text, detail::digest(key, all));
  return fmt::format("{:016x}", all);
}

// Of bytes that parse_safetensors has read: the numbers begin after 8 bytes that tell the header's length, and the
// header.
std::string_view numbers_in(std::string_view bytes) {
  std::uint64_t header = 0;
  std::memcpy(&header, bytes.data(), sizeof header);
  return bytes.substr(sizeof header + header);
}

std::string_view without(std::string_view prefix, std::string_view name) { return name.substr(prefix.size()); }

// The model's parameters, checked against the file.
std::vector<NamedArray> found(detail::Differences& differences, const Module& model, std::string_view prefix) {
  std::vector<NamedArray> arrays;
  for (const auto& [name, tensor] : model.named_parameters())
    if (const Array* array = differences.take(std::string(prefix) + name, tensor.shape()))
      arrays.push_back({name, *array});
  differences.refuse_the_rest(prefix);
  return arrays;
}

}  // namespace

void save_parameters(const std::filesystem::path& path, const Module& model, const Metadata& metadata) {
  std::vector<NamedArray> tensors;
  for (const auto& [name, tensor] : model.named_parameters()) tensors.push_back({name, tensor.value()});
  write_safetensors(path, tensors, metadata);
}

void load_parameters(const std::filesystem::path& path, Module& model) {
  const TensorFile file = read_safetensors(path);
  detail::Differences differences(file);
  const std::vector<NamedArray> arrays = found(differences, model, "");
  differences.check("build the model as the one that was saved");
  const auto parameters = model.parameters();
  for (std::size_t i = 0; i < parameters.size(); ++i) parameters[i].assign(arrays[i].array);
}

namespace detail {

void save_checkpoint(const std::filesystem::path& path, const Module& model, const std::vector<NamedArray>& optimizer,
                     Index step, const Random::State& random, const Besides& besides) {
  if (step < 0) throw Error(fmt::format("save_checkpoint: step {}; steps count from 0", step));
  std::vector<NamedArray> tensors;
  const auto add = [&](std::string_view prefix, const std::string& name, const Array& array) {
    tensors.push_back({std::string(prefix) + name, array});
  };
  for (const auto& [name, tensor] : model.named_parameters()) add(in_model, name, tensor.value());
  for (const auto& [name, array] : optimizer) add(in_optimizer, name, array);
  for (const auto& [name, array] : besides.arrays) add(of_besides, name, array);

  Metadata notes{{"kind", kind}, {"step", fmt::format("{}", step)}, {"random", text_of(random)}};
  for (const auto& [key, text] : besides.notes) notes[std::string(of_besides) + key] = text;
  notes["digest"] = digest_of(tensors, notes);
  write_safetensors(path, tensors, notes);
}

std::string digest_of(const std::vector<NamedArray>& tensors, const Metadata& notes) {
  std::uint64_t numbers = 0;
  std::string converted;
  for (const NamedArray& tensor : tensors)
    if (tensor.array) numbers = digest(bytes_of(tensor.array, own_dtype, converted), numbers);
  return io::digest_of(numbers, tensors, notes);
}

}  // namespace detail

Checkpoint::Checkpoint(const std::filesystem::path& path) {
  const std::string bytes = read_file(path);
  file_ = parse_safetensors(bytes, path.string());
  const auto refuse = [&](const char* what) {
    throw FileError(fmt::format("{}: {}; save it anew with save_checkpoint", file_.path, what));
  };
  const auto note = file_.metadata.find("kind");
  if (note == file_.metadata.end() || note->second != kind)
    refuse("this is no checkpoint (of parameters alone, load_parameters reads files)");
  std::string_view step = file_.note("step");
  if (!read_number(step, step_, 10) || !step.empty() || step_ < 0) refuse("its step is no whole number from 0");
  if (!read_state(file_.note("random"), random_)) refuse("its state of the random numbers is none");
  if (file_.note("digest") != digest_of(detail::digest(numbers_in(bytes)), file_.tensors, file_.metadata))
    refuse("it was damaged");

  for (const auto& [key, text] : file_.metadata)
    if (key.starts_with(of_besides)) besides_.notes.emplace(without(of_besides, key), text);
  for (const auto& [name, array] : file_.tensors)
    if (name.starts_with(in_optimizer))
      optimizer_.push_back({std::string(without(in_optimizer, name)), array});
    else if (name.starts_with(of_besides))
      besides_.arrays.push_back({std::string(without(of_besides, name)), array});
    else if (!name.starts_with(in_model))
      refuse("it holds tensors that are neither the model's nor the optimizer's");
}

void Checkpoint::check(const Module& model, const std::string& other) const {
  detail::Differences differences(file_);
  found(differences, model, in_model);
  if (!other.empty()) differences.note(other);
  differences.check("make the model and the optimizer as those that were saved");
}

void Checkpoint::assign(Module& model, Random& random) const {
  for (const auto& [name, tensor] : model.named_parameters()) tensor.assign(file_.at(std::string(in_model) + name));
  random.restore(random_);
}

}  // namespace unroll::nn::io
