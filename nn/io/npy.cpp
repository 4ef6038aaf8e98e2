#include "nn/io/npy.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <array>
#include <limits>
#include <optional>
#include <vector>

#include "autograd/error.hpp"
#include "autograd/file.hpp"
#include "autograd/rule.hpp"

namespace unroll::nn::io {

namespace {

constexpr std::string_view magic = "\x93NUMPY";

// Reads the header, a dictionary in Python's notation, word by word, and nothing but what NumPy writes.
class Header {
 public:
  Header(std::string_view text, const std::string& path) : text_(text), path_(path) {
    expect('{');
    while (!take('}')) {
      const std::string_view key = word();
      expect(':');
      if (key == "descr" && !descr_) {
        descr_ = word();
      } else if (key == "fortran_order" && !fortran_order_) {
        fortran_order_ = truth();
      } else if (key == "shape" && !shape_) {
        shape_ = shape();
      } else {
        refuse(fmt::format("its header has a key {} too many", detail::shown(key)));
      }
      if (!take(',')) {
        expect('}');
        break;
      }
    }
    if (skip(); !text_.empty()) refuse("its header goes on after the }");
    if (!descr_ || !fortran_order_ || !shape_) refuse("its header lacks descr, fortran_order or shape");
  }

  std::string_view descr() const { return *descr_; }
  bool fortran_order() const { return *fortran_order_; }
  const std::vector<Index>& extents() const { return *shape_; }

 private:
  [[noreturn]] void refuse(const std::string& what) const {
    throw FileError(fmt::format("{}: {}; the file is damaged or not .npy: save it anew", path_, what));
  }
  void skip() {
    while (!text_.empty() && (text_[0] == ' ' || text_[0] == '\n')) text_.remove_prefix(1);
  }
  bool take(char c) {
    skip();
    if (!text_.starts_with(c)) return false;
    text_.remove_prefix(1);
    return true;
  }
  void expect(char c) {
    if (!take(c)) refuse(fmt::format("its header has {} where {} should be", detail::shown(text_.substr(0, 20)), c));
  }
  std::string_view word() {
    skip();
    const char quote = text_.starts_with('"') ? '"' : '\'';
    expect(quote);
    const auto end = text_.find(quote);
    if (end == text_.npos) refuse("its header has a word without an end");
    const std::string_view word = text_.substr(0, end);
    text_.remove_prefix(end + 1);
    return word;
  }
  bool truth() {
    skip();
    for (const std::string_view answer : {"True", "False"})
      if (text_.starts_with(answer)) {
        text_.remove_prefix(answer.size());
        return answer == "True";
      }
    refuse("its fortran_order is neither True nor False");
  }
  Index number() {
    skip();
    Index value = 0;
    std::size_t digits = 0;
    for (; digits < text_.size() && text_[digits] >= '0' && text_[digits] <= '9'; ++digits)
      if (__builtin_mul_overflow(value, 10, &value) || __builtin_add_overflow(value, text_[digits] - '0', &value))
        refuse("its shape has more numbers than can be counted");
    if (digits == 0) refuse("its shape holds what is no whole number from 0");
    text_.remove_prefix(digits);
    return value;
  }
  std::vector<Index> shape() {
    std::vector<Index> extents;
    expect('(');
    while (!take(')')) {
      if (extents.size() == Shape::max_rank)
        throw FileError(
            fmt::format("{}: its array has more than {} axes; reshape it before it is saved", path_, Shape::max_rank));
      extents.push_back(number());
      if (take(',')) continue;
      expect(')');
      if (extents.size() == 1) refuse("its shape is a number and not a tuple");
      break;
    }
    return extents;
  }

  std::string_view text_;
  const std::string& path_;
  std::optional<std::string_view> descr_;
  std::optional<bool> fortran_order_;
  std::optional<std::vector<Index>> shape_;
};

}  // namespace

Array parse_npy(std::string_view bytes, const std::string& path) {
  const auto refuse = [&](const std::string& what) { throw FileError(fmt::format("{}: {}", path, what)); };
  if (bytes.size() < 10 || !bytes.starts_with(magic))
    refuse("it does not begin as a .npy file does; save it with numpy.save");
  const auto byte = [&](std::size_t i) { return static_cast<std::size_t>(static_cast<unsigned char>(bytes[i])); };
  const std::size_t major = byte(6), minor = byte(7);
  if ((major != 1 && major != 2) || minor != 0)
    refuse(fmt::format("it has version {}.{}, and 1.0 and 2.0 are read; save it with numpy.save", major, minor));
  const std::size_t start = major == 1 ? 10 : 12;
  std::size_t length = byte(8) + (byte(9) << 8);
  if (major == 2 && bytes.size() >= start) length += (byte(10) << 16) + (byte(11) << 24);
  constexpr const char* cut = "the file is cut off or damaged: copy it anew";
  if (bytes.size() < start || bytes.size() - start < length)
    refuse(fmt::format("its header would have {} bytes, more than follow; {}", length, cut));
  const Header header(bytes.substr(start, length), path);
  bytes.remove_prefix(start + length);

  if (header.descr() != "<f4" && header.descr() != "<f8")
    refuse(fmt::format("its descr is {}; '<f4' and '<f8' are read: save it with numpy.save(…, array.astype('<f8'))",
                       detail::shown(header.descr())));
  const Dtype dtype = header.descr() == "<f4" ? Dtype::F32 : Dtype::F64;
  std::vector<Index> extents = header.extents();
  const std::string text = fmt::format("({})", fmt::join(extents, ", "));
  const auto wanted = detail::bytes_needed(extents, dtype);
  if (!wanted) refuse(fmt::format("its shape {} has more numbers than can be counted; {}", text, cut));
  if (static_cast<std::size_t>(*wanted) != bytes.size())
    refuse(fmt::format("{} numbers of shape {} take {} bytes, but {} follow the header; {}", header.descr(), text,
                       *wanted, bytes.size(), cut));
  if (!header.fortran_order()) return detail::array_from(bytes, Shape(extents), dtype);

  // The first axis is the fastest: the transpose is what lies there row by row.
  std::vector<int> order;
  for (std::size_t axis = extents.size(); axis > 0; --axis) order.push_back(static_cast<int>(axis) - 1);
  const Array transposed =
      detail::array_from(bytes, Shape(std::vector<Index>(extents.rbegin(), extents.rend())), dtype);
  return extents.size() < 2 ? transposed : permute(transposed, Axes(order));
}

Array read_npy(const std::filesystem::path& path) { return parse_npy(read_file(path), path.string()); }

void write_npy(const std::filesystem::path& path, const Array& array, Dtype dtype) {
  if (!array) throw FileError(fmt::format("cannot write {}: the array holds no numbers", path.string()));
  const auto extents = array.shape().extents();
  std::string header =
      fmt::format("{{'descr': '{}', 'fortran_order': False, 'shape': ({}{}), }}", dtype == Dtype::F64 ? "<f8" : "<f4",
                  fmt::join(extents, ", "), extents.size() == 1 ? "," : "");
  // NumPy leaves room for the first extent to grow to 21 digits, then fills up to a multiple of 64 bytes.
  if (!extents.empty()) header.append(21 - std::to_string(extents[0]).size(), ' ');
  header.append(64 - (magic.size() + 4 + header.size() + 1) % 64, ' ');
  header += '\n';
  const std::array<char, 4> version_and_length{1, 0, static_cast<char>(header.size() & 255),
                                               static_cast<char>(header.size() >> 8)};
  std::string converted;
  const std::array<std::string_view, 4> pieces{magic, std::string_view(version_and_length.data(), 4), header,
                                               detail::bytes_of(array, dtype, converted)};
  write_file(path, pieces);
}

}  // namespace unroll::nn::io
