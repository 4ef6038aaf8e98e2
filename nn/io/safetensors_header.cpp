#include "nn/io/safetensors_header.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cstring>
#include <limits>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>

#include "autograd/error.hpp"

namespace unroll::nn::io::detail {

namespace {

constexpr const char* broken = "the file is damaged or not safetensors: write it anew";

// What the header says of one tensor.
struct Raw {
  std::string name;
  std::optional<std::string> dtype;
  std::optional<std::vector<Index>> shape, offsets;

  Index begin() const { return (*offsets)[0]; }
  Index end() const { return (*offsets)[1]; }
};

// Receives the header's JSON piece by piece and takes nothing but what the format allows. It never holds more than
// the header did.
class HeaderReader : public nlohmann::json_sax<nlohmann::json> {
 public:
  explicit HeaderReader(const std::string& path) : path_(path) {}

  std::vector<Raw> entries;
  Metadata metadata;

  bool null() override { return unexpected("null"); }
  bool boolean(bool value) override { return unexpected(value ? "true" : "false"); }
  bool number_integer(number_integer_t value) override { return unexpected(fmt::format("{}", value)); }
  bool number_float(number_float_t, const string_t& text) override { return unexpected(text); }
  bool binary(binary_t&) override { return unexpected("binary data"); }

  bool number_unsigned(number_unsigned_t value) override {
    if (place_ != Place::list || value > static_cast<number_unsigned_t>(std::numeric_limits<Index>::max()))
      return unexpected(fmt::format("{}", value));
    if (list_->size() == (key_ == "shape" ? Shape::max_rank : 2))
      refuse(key_ == "shape" ? fmt::format("has more than {} axes; reshape it before it is saved", Shape::max_rank)
                             : fmt::format("has more than two data_offsets; {}", broken));
    list_->push_back(static_cast<Index>(value));
    return true;
  }
  bool string(string_t& value) override {
    if (place_ == Place::metadata) {
      if (!metadata.emplace(key_, value).second) refuse(fmt::format("the key {} comes twice; {}", shown(key_), broken));
    } else if (place_ == Place::entry && key_ == "dtype") {
      entries.back().dtype = value;
    } else {
      return unexpected("a string");
    }
    return true;
  }

  bool start_object(std::size_t) override {
    switch (place_) {
      case Place::top:
        place_ = Place::header;
        return true;
      case Place::header:
        place_ = name_ == reserved ? Place::metadata : Place::entry;
        if (place_ == Place::entry) entries.push_back({name_, {}, {}, {}});
        return true;
      default:
        return unexpected("an object");
    }
  }
  bool key(string_t& key) override {
    key_ = key;
    if (place_ == Place::header) {
      name_ = key;
      if (!names_.insert(key).second) refuse(fmt::format("comes twice; {}", broken));
    } else if (place_ == Place::entry) {
      const Raw& entry = entries.back();
      if (key != "dtype" && key != "shape" && key != "data_offsets")
        refuse(fmt::format("has the key {}; a tensor has dtype, shape and data_offsets", shown(key)));
      if ((key == "dtype" && entry.dtype) || (key == "shape" && entry.shape) ||
          (key == "data_offsets" && entry.offsets))
        refuse(fmt::format("has two keys {}; {}", shown(key), broken));
    }
    return true;
  }
  bool end_object() override {
    if (place_ == Place::entry) {
      const Raw& entry = entries.back();
      if (!entry.dtype || !entry.shape || !entry.offsets)
        refuse(fmt::format("lacks its {}; {}",
                           !entry.dtype   ? "dtype"
                           : !entry.shape ? "shape"
                                          : "data_offsets",
                           broken));
      if (entry.offsets->size() != 2)
        refuse(fmt::format("has {} data_offsets, not two; {}", entry.offsets->size(), broken));
    }
    place_ = Place::header;
    return true;
  }

  bool start_array(std::size_t) override {
    if (place_ != Place::entry || key_ == "dtype") return unexpected("a list");
    list_ = &(key_ == "shape" ? entries.back().shape : entries.back().offsets).emplace();
    place_ = Place::list;
    return true;
  }
  bool end_array() override {
    place_ = Place::entry;
    return true;
  }

  bool parse_error(std::size_t position, const std::string&, const nlohmann::detail::exception& error) override {
    // "[json.exception.parse_error.101] parse error at line 1, column 9: syntax error while …"
    std::string_view text = error.what();
    if (const auto colon = text.find(": "); colon != text.npos) text.remove_prefix(colon + 2);
    throw FileError(fmt::format("{}: the header is not JSON at byte {}: {}; {}", path_, position, shown(text), broken));
  }

 private:
  enum class Place { top, header, metadata, entry, list };

  [[noreturn]] void refuse(const std::string& what) const {
    const std::string subject = name_ == reserved ? std::string(reserved) : fmt::format("the tensor {}", shown(name_));
    throw FileError(fmt::format("{}: {}: {}", path_, subject, what));
  }
  bool unexpected(const std::string& value) const {
    const std::string clipped = value.substr(0, 40);
    switch (place_) {
      case Place::top:
        throw FileError(fmt::format("{}: the header is {}, not an object of tensors; {}", path_, clipped, broken));
      case Place::header:
        refuse(fmt::format("is {}, not an object; {}", clipped, broken));
      case Place::metadata:
        refuse(fmt::format("{} is {}, not a string; {}", shown(key_), clipped, broken));
      case Place::entry:
        refuse(fmt::format("its {} is {}, not a {}; {}", key_, clipped, key_ == "dtype" ? "string" : "list of numbers",
                           broken));
      case Place::list:
        refuse(fmt::format("its {} holds {}, not a whole number from 0 up to 2⁶³ − 1; {}", key_, clipped, broken));
    }
    return false;
  }

  const std::string& path_;
  Place place_ = Place::top;
  std::string name_, key_;
  std::set<std::string> names_;
  std::vector<Index>* list_ = nullptr;
};

// The tensor's type and shape, if its offsets hold just that.
std::pair<Dtype, Shape> checked(const Raw& entry, Index size, const std::string& path) {
  const auto refuse = [&](const std::string& what) {
    throw FileError(fmt::format("{}: the tensor {}: {}", path, shown(entry.name), what));
  };
  if (entry.dtype != "F32" && entry.dtype != "F64")
    refuse(fmt::format("its dtype is {}; F32 and F64 are read: convert it before it is saved", shown(*entry.dtype)));
  const Dtype dtype = entry.dtype == "F64" ? Dtype::F64 : Dtype::F32;
  const auto bytes = bytes_needed(*entry.shape, dtype);
  if (!bytes)
    refuse(
        fmt::format("its shape ({}) has more numbers than can be counted; {}", fmt::join(*entry.shape, ", "), broken));
  if (entry.begin() > entry.end() || entry.end() > size)
    refuse(
        fmt::format("its data_offsets [{}, {}] are not within the {} bytes of numbers that the file holds; the file "
                    "is cut off or damaged: copy it anew",
                    entry.begin(), entry.end(), size));
  if (entry.end() - entry.begin() != *bytes)
    refuse(fmt::format("its data_offsets [{}, {}] span {} bytes, but {} of shape ({}) takes {}; {}", entry.begin(),
                       entry.end(), entry.end() - entry.begin(), *entry.dtype, fmt::join(*entry.shape, ", "), *bytes,
                       broken));
  return {dtype, Shape(*entry.shape)};
}

// One after the other, from the first byte of the numbers to the last.
void check_order(const std::vector<Raw>& entries, Index size, const std::string& path) {
  std::vector<const Raw*> order;
  for (const Raw& entry : entries) order.push_back(&entry);
  std::stable_sort(order.begin(), order.end(), [](const Raw* a, const Raw* b) { return *a->offsets < *b->offsets; });
  Index end = 0;
  for (const Raw* entry : order) {
    if (entry->begin() != end)
      throw FileError(fmt::format("{}: the tensor {}: its data_offsets [{}, {}] {}; {}", path, shown(entry->name),
                                  entry->begin(), entry->end(),
                                  entry->begin() < end ? "overlap those of another"
                                                       : fmt::format("leave a hole of {} bytes", entry->begin() - end),
                                  broken));
    end = entry->end();
  }
  if (end != size) throw FileError(fmt::format("{}: {} bytes follow the last tensor; {}", path, size - end, broken));
}

}  // namespace

Header read_header(std::string_view file, const std::string& path) {
  const auto refuse = [&](const std::string& what) { throw FileError(fmt::format("{}: {}", path, what)); };
  std::uint64_t length = 0;
  if (file.size() < sizeof length)
    refuse(fmt::format("it holds {} bytes, too few for a safetensors file; copy it anew", file.size()));
  std::memcpy(&length, file.data(), sizeof length);
  file.remove_prefix(sizeof length);
  if (length > most_header)
    refuse(fmt::format("its header would have {} bytes, and {} are the most; {}", length, most_header, broken));
  if (length > file.size())
    refuse(
        fmt::format("its header would have {} bytes, but only {} follow; the file is cut off or damaged: copy it anew",
                    length, file.size()));
  const std::string_view text = file.substr(0, length), numbers = file.substr(length);
  if (!text.starts_with('{')) refuse(fmt::format("its header does not begin with {{; {}", broken));
  // The parser would take it for the end.
  if (text.find('\0') != text.npos) refuse(fmt::format("its header holds a zero byte; {}", broken));

  HeaderReader reader(path);
  nlohmann::json::sax_parse(text.begin(), text.end(), &reader);

  const auto size = static_cast<Index>(numbers.size());
  Header header;
  for (const Raw& raw : reader.entries) {
    const auto [dtype, shape] = checked(raw, size, path);
    const auto begin = static_cast<std::size_t>(raw.begin()), end = static_cast<std::size_t>(raw.end());
    header.entries.push_back({raw.name, dtype, shape, numbers.substr(begin, end - begin)});
  }
  check_order(reader.entries, size, path);
  header.metadata = std::move(reader.metadata);
  return header;
}

}  // namespace unroll::nn::io::detail
