#include "nn/io/safetensors.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <deque>
#include <nlohmann/json.hpp>
#include <set>

#include "autograd/error.hpp"
#include "autograd/file.hpp"
#include "nn/io/safetensors_header.hpp"

namespace unroll::nn::io {

namespace {

using detail::most_header, detail::reserved, detail::shown;

std::string quoted(const std::string& text, const std::filesystem::path& path) {
  try {
    return nlohmann::json(text).dump();
  } catch (const nlohmann::json::exception&) {
    throw FileError(fmt::format("cannot write {}: the name or text {} is not UTF-8; choose another", path.string(),
                                nlohmann::json(text).dump(-1, ' ', true, nlohmann::json::error_handler_t::replace)));
  }
}

}  // namespace

const Array* TensorFile::find(std::string_view name) const {
  const auto found = std::find_if(tensors.begin(), tensors.end(), [&](const auto& one) { return one.name == name; });
  return found == tensors.end() ? nullptr : &found->array;
}

const Array& TensorFile::at(std::string_view name) const {
  if (const Array* array = find(name)) return *array;
  std::string names;
  for (std::size_t i = 0; i < tensors.size() && i < 10; ++i) names += (i ? ", " : "") + shown(tensors[i].name);
  throw FileError(fmt::format("{}: there is no tensor {}; it holds {} tensors: {}{}", path, shown(name), tensors.size(),
                              names, tensors.size() > 10 ? ", …" : ""));
}

const std::string& TensorFile::note(const std::string& key) const {
  const auto found = metadata.find(key);
  if (found == metadata.end())
    throw FileError(fmt::format("{}: its __metadata__ has no {}; another program wrote this file", path, shown(key)));
  return found->second;
}

TensorFile parse_safetensors(std::string_view bytes, const std::string& path) {
  detail::Header header = detail::read_header(bytes, path);
  TensorFile file{path, {}, std::move(header.metadata)};
  for (const auto& entry : header.entries)
    file.tensors.push_back({entry.name, detail::array_from(entry.bytes, entry.shape, entry.dtype)});
  return file;
}

TensorFile read_safetensors(const std::filesystem::path& path) {
  return parse_safetensors(read_file(path), path.string());
}

void write_safetensors(const std::filesystem::path& path, const std::vector<NamedArray>& tensors,
                       const Metadata& metadata, Dtype dtype) {
  std::vector<std::string> fields;
  if (!metadata.empty()) {
    std::vector<std::string> notes;
    for (const auto& [key, text] : metadata) notes.push_back(quoted(key, path) + ":" + quoted(text, path));
    fields.push_back(fmt::format("\"{}\":{{{}}}", reserved, fmt::join(notes, ",")));
  }
  std::vector<std::string_view> pieces(2);
  std::deque<std::string> converted;  // a deque: the pieces point into it
  std::set<std::string_view> names{reserved};
  std::size_t offset = 0;
  for (const auto& [name, array] : tensors) {
    const auto refuse = [&, &name = name](const char* what) {
      throw FileError(fmt::format("cannot write {}: the tensor {} {}", path.string(), shown(name), what));
    };
    if (name == reserved) refuse("has the name that the format keeps for texts; choose another");
    if (!names.insert(name).second) refuse("comes twice; give each a name of its own");
    if (!array) refuse("holds no numbers; leave it out");
    const std::string_view bytes = detail::bytes_of(array, dtype, converted.emplace_back());
    fields.push_back(fmt::format("{}:{{\"dtype\":\"{}\",\"shape\":[{}],\"data_offsets\":[{},{}]}}", quoted(name, path),
                                 dtype == Dtype::F64 ? "F64" : "F32", fmt::join(array.shape().extents(), ","), offset,
                                 offset + bytes.size()));
    pieces.push_back(bytes);
    offset += bytes.size();
  }
  std::string header = fmt::format("{{{}}}", fmt::join(fields, ","));
  header.resize((header.size() + 7) / 8 * 8, ' ');
  if (header.size() > most_header)
    throw FileError(
        fmt::format("cannot write {}: its header would have {} bytes, and {} are the most; write fewer tensors",
                    path.string(), header.size(), most_header));
  const auto length = static_cast<std::uint64_t>(header.size());
  pieces[0] = {reinterpret_cast<const char*>(&length), sizeof length};
  pieces[1] = header;
  write_file(path, pieces);
}

}  // namespace unroll::nn::io
