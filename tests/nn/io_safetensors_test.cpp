// safetensors: what is written is read, byte for byte what the format says; a file that breaks it in any way is refused
// with a sentence, and no bytes whatever bring the reader down.
#include "nn/io/safetensors.hpp"

#include <cstring>
#include <functional>
#include <limits>

#include "autograd/file.hpp"
#include "support.hpp"
#include "tests/autograd/folder.hpp"

using namespace unroll;
using namespace unroll::nn::io;

namespace {

std::string with_length(const std::string& header, const std::string& numbers = "") {
  const std::uint64_t length = header.size();
  std::string bytes(8, '\0');
  std::memcpy(bytes.data(), &length, 8);
  return bytes + header + numbers;
}

// A header with one tensor "a".
std::string entry(const std::string& dtype, const std::string& shape, const std::string& offsets) {
  return R"({"a":{"dtype":)" + dtype + R"(,"shape":)" + shape + R"(,"data_offsets":)" + offsets + "}}";
}

std::string complaint(const std::string& bytes) {
  return message_of<FileError>([&] { parse_safetensors(bytes, "m.safetensors"); });
}

std::vector<NamedArray> some_tensors() {
  constexpr Real inf = std::numeric_limits<Real>::infinity();
  return {{"layers.0.W", random_array({3, 5})},
          {"scalar", Array::scalar(Real(0.1))},
          {"none", Array::zeros({2, 0, 3})},
          {"", Array({2}, {-Real(0), std::numeric_limits<Real>::denorm_min()})},
          {"größe \"\\\n\t\x01 日本", Array({3}, {inf, -inf, std::numeric_limits<Real>::quiet_NaN()})},
          {"rank 6", random_array({1, 2, 1, 3, 1, 2})},
          {"a view", random_array({4, 2})[2]}};
}

void check_bits(const Array& got, const Array& wanted) {
  BOOST_TEST_REQUIRE((got.shape() == wanted.shape()));
  const auto size = static_cast<std::size_t>(wanted.size()) * sizeof(Real);
  BOOST_TEST((size == 0 || std::memcmp(got.data(), wanted.data(), size) == 0));
}

constexpr const char* anew = "; the file is damaged or not safetensors: write it anew";

}  // namespace

BOOST_AUTO_TEST_SUITE(io_safetensors)

BOOST_AUTO_TEST_CASE(the_bytes_are_those_of_the_format) {
  const Folder folder;
  write_safetensors(folder.path / "m", {{"x", Array({1, 2}, {1, -2})}, {"a\"é\n", Array::scalar(3)}},
                    {{"z", "last"}, {"format", "pt"}}, Dtype::F64);
  const double numbers[] = {1, -2, 3};
  std::string header =
      R"({"__metadata__":{"format":"pt","z":"last"},"x":{"dtype":"F64","shape":[1,2],"data_offsets":[0,16]},)"
      R"("a\"é\n":{"dtype":"F64","shape":[],"data_offsets":[16,24]}})";
  BOOST_TEST(header.size() % 8 != 0u);
  while (header.size() % 8 != 0) header += ' ';
  BOOST_TEST((read_file(folder.path / "m") ==
              with_length(header, std::string(reinterpret_cast<const char*>(numbers), sizeof numbers))));
}

BOOST_AUTO_TEST_CASE(what_is_written_is_read_to_the_bit) {
  const Folder folder;
  const auto tensors = some_tensors();
  const Metadata metadata{{"format", "pt"}, {"", "empty key"}, {"a \"text\"", "über\nzwei Zeilen"}};
  write_safetensors(folder.path / "m", tensors, metadata);
  const TensorFile file = read_safetensors(folder.path / "m");
  BOOST_TEST_REQUIRE(file.tensors.size() == tensors.size());
  for (std::size_t i = 0; i < tensors.size(); ++i) {
    BOOST_TEST(file.tensors[i].name == tensors[i].name);
    check_bits(file.tensors[i].array, tensors[i].array);
    check_bits(file.at(tensors[i].name), tensors[i].array);
  }
  BOOST_TEST((file.metadata == metadata));

  write_safetensors(folder.path / "again", file.tensors, file.metadata);
  BOOST_TEST((read_file(folder.path / "again") == read_file(folder.path / "m")));

  write_safetensors(folder.path / "nothing", {});
  BOOST_TEST((read_file(folder.path / "nothing") == with_length("{}      ")));
  BOOST_TEST(read_safetensors(folder.path / "nothing").tensors.empty());
}

BOOST_AUTO_TEST_CASE(both_types_both_ways) {
  const Folder folder;
  const Array x = random_array({7});
  for (const Dtype dtype : {Dtype::F32, Dtype::F64}) {
    write_safetensors(folder.path / "m", {{"x", x}}, {}, dtype);
    const Array y = read_safetensors(folder.path / "m").at("x");
    for (Index i = 0; i < x.size(); ++i)
      BOOST_TEST(y.data()[i] ==
                 (dtype == Dtype::F32 ? static_cast<Real>(static_cast<float>(x.data()[i])) : x.data()[i]));
    BOOST_TEST(std::filesystem::file_size(folder.path / "m") % 8 == (dtype == Dtype::F32 ? 4u : 0u));
  }
}

// Written by another hand: not sorted, other spacing, escapes, no padding.
BOOST_AUTO_TEST_CASE(json_is_json) {
  const float one = 1, two = 2;
  std::string numbers(8, '\0');
  std::memcpy(numbers.data(), &one, 4);
  std::memcpy(numbers.data() + 4, &two, 4);
  const TensorFile file = parse_safetensors(
      with_length("{ \"b\" : {\"shape\":[1], \"data_offsets\":[ 4 ,8],\n\"dtype\":\"F32\"},"
                  R"("\u00e4\ud83d\ude00":{"data_offsets":[0,4],"dtype":"F32","shape":[]} , "__metadata__":{} })",
                  numbers),
      "m");
  BOOST_TEST(file.at("b").item() == 2);
  BOOST_TEST(file.at("ä😀").item() == 1);
  BOOST_TEST(file.tensors[0].name == "b");
}

BOOST_AUTO_TEST_CASE(broken_headers) {
  const struct {
    std::string header, message;
    std::size_t bytes = 8;  // of numbers
  } table[] = {
      {"", "its header does not begin with {"},
      {" {}", "its header does not begin with {"},
      {"[]", "its header does not begin with {"},
      {"\xef\xbb\xbf{}", "its header does not begin with {"},
      {"{", "the header is not JSON at byte 2"},
      {"{} {}", "the header is not JSON at byte 4"},
      {"{}x", "the header is not JSON at byte 3"},
      {std::string("{}\0\0", 4), "its header holds a zero byte"},
      {R"({"a":{"dtype":"F64","shape":[],"data_offsets":[0,8],}})", "the header is not JSON"},
      {"{\"a\xff\":{}}", "ill-formed UTF-8"},
      {"{\"\xc0\xaf\":{}}", "ill-formed UTF-8"},
      {"{\"\xed\xa0\x80\":{}}", "ill-formed UTF-8"},
      {R"({"\ud800":{}})", "the header is not JSON"},
      {"{\"a\nb\":{}}", "the header is not JSON"},
      {R"({"a":1})", "the tensor \"a\": is 1, not an object"},
      {R"({"a":null})", "the tensor \"a\": is null, not an object"},
      {R"({"a":true})", "the tensor \"a\": is true, not an object"},
      {R"({"a":"F64"})", "the tensor \"a\": is a string, not an object"},
      {R"({"a":[]})", "the tensor \"a\": is a list, not an object"},
      {R"({"a":{}})", "the tensor \"a\": lacks its dtype"},
      {R"({"a":{"dtype":"F64","data_offsets":[0,8]}})", "the tensor \"a\": lacks its shape"},
      {R"({"a":{"dtype":"F64","shape":[]}})", "the tensor \"a\": lacks its data_offsets"},
      {R"({"a":{"dtype":"F64","shape":[],"shape":[],"data_offsets":[0,8]}})",
       "the tensor \"a\": has two keys \"shape\""},
      {R"({"a":{"dtype":"F64","shape":[],"data_offsets":[0,8],"color":1}})",
       "the tensor \"a\": has the key \"color\"; a tensor has dtype, shape and data_offsets"},
      {R"({"a":{"a":{"a":{}}}})", "has the key \"a\""},
      {R"({"a":{"dtype":{}}})", "its dtype is an object, not a string"},
      {entry("1", "[]", "[0,8]"), "its dtype is 1, not a string"},
      {entry("[1]", "[]", "[0,8]"), "its dtype is a list, not a string"},
      {entry(R"("BF16")", "[4]", "[0,8]"),
       "its dtype is \"BF16\"; F32 and F64 are read: convert it before it is saved"},
      {entry(R"("f64")", "[]", "[0,8]"), "its dtype is \"f64\""},
      {entry(R"("F64")", "1", "[0,8]"), "its shape is 1, not a list of numbers"},
      {entry(R"("F64")", "{}", "[0,8]"), "its shape is an object, not a list of numbers"},
      {entry(R"("F64")", "[[1]]", "[0,8]"), "its shape holds a list, not a whole number"},
      {entry(R"("F64")", "[{}]", "[0,8]"), "its shape holds an object, not a whole number"},
      {entry(R"("F64")", "[\"1\"]", "[0,8]"), "its shape holds a string, not a whole number"},
      {entry(R"("F64")", "[-1]", "[0,8]"), "its shape holds -1, not a whole number"},
      {entry(R"("F64")", "[1.0]", "[0,8]"), "its shape holds 1.0, not a whole number"},
      {entry(R"("F64")", "[1e0]", "[0,8]"), "its shape holds 1e0, not a whole number"},
      {entry(R"("F64")", "[9223372036854775808]", "[0,8]"), "its shape holds 9223372036854775808, not a whole number"},
      {entry(R"("F64")", "[99999999999999999999]", "[0,8]"), "its shape holds 99999999999999999999, not a whole"},
      {entry(R"("F64")", "[1,1,1,1,1,1,1]", "[0,8]"),
       "the tensor \"a\": has more than 6 axes; reshape it before it is saved"},
      {entry(R"("F64")", "[4294967296,4294967296]", "[0,8]"), "has more numbers than can be counted"},
      {entry(R"("F64")", "[1152921504606846977]", "[0,8]"), "has more numbers than can be counted"},
      {entry(R"("F64")", "[9223372036854775807,2,0]", "[0,0]"), "has more numbers than can be counted"},
      {entry(R"("F64")", "[0,4294967296,4294967296]", "[0,0]"), "has more numbers than can be counted"},
      {entry(R"("F64")", "[1152921504606846975]", "[0,9223372036854775800]"),
       "its data_offsets [0, 9223372036854775800] are not within the 8 bytes of numbers that the file holds; "
       "the file is cut off or damaged: copy it anew"},
      {entry(R"("F64")", "[]", "8"), "its data_offsets is 8, not a list of numbers"},
      {entry(R"("F64")", "[]", "[]"), "has 0 data_offsets, not two"},
      {entry(R"("F64")", "[]", "[8]"), "has 1 data_offsets, not two"},
      {entry(R"("F64")", "[]", "[0,8,8]"), "has more than two data_offsets"},
      {entry(R"("F64")", "[]", "[8,0]"), "its data_offsets [8, 0] are not within the 8 bytes"},
      {entry(R"("F64")", "[]", "[0,16]"), "its data_offsets [0, 16] are not within the 8 bytes"},
      {entry(R"("F64")", "[]", "[-8,0]"), "its data_offsets holds -8, not a whole number from 0 up to 2⁶³ − 1"},
      {entry(R"("F64")", "[]", "[0,4]"), "its data_offsets [0, 4] span 4 bytes, but F64 of shape () takes 8"},
      {entry(R"("F32")", "[3]", "[0,8]"), "its data_offsets [0, 8] span 8 bytes, but F32 of shape (3) takes 12"},
      {entry(R"("F32")", "[1]", "[0,4]"), "4 bytes follow the last tensor"},
      {entry(R"("F32")", "[1]", "[4,8]"), "the tensor \"a\": its data_offsets [4, 8] leave a hole of 4 bytes"},
      {R"({"a":{"dtype":"F64","shape":[],"data_offsets":[0,8]},"a":{"dtype":"F64","shape":[],"data_offsets":[0,8]}})",
       "the tensor \"a\": comes twice"},
      {R"({"a":{"dtype":"F64","shape":[],"data_offsets":[0,8]},"b":{"dtype":"F64","shape":[],"data_offsets":[0,8]}})",
       "the tensor \"b\": its data_offsets [0, 8] overlap those of another"},
      {R"({"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"b":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}})",
       "the tensor \"b\": its data_offsets [4, 8] overlap those of another"},
      {R"({"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"b":{"dtype":"F32","shape":[0],"data_offsets":[4,4]}})",
       "the tensor \"b\": its data_offsets [4, 4] overlap those of another"},
      {"{}", "8 bytes follow the last tensor"},
      {R"({"__metadata__":1})", "__metadata__: is 1, not an object", 0},
      {R"({"__metadata__":{"a":1}})", "__metadata__: \"a\" is 1, not a string", 0},
      {R"({"__metadata__":{"a":{}}})", "__metadata__: \"a\" is an object, not a string", 0},
      {R"({"__metadata__":{"a":["b"]}})", "__metadata__: \"a\" is a list, not a string", 0},
      {R"({"__metadata__":{"a":"b","a":"c"}})", "__metadata__: the key \"a\" comes twice", 0},
      {R"({"__metadata__":{},"__metadata__":{}})", "__metadata__: comes twice", 0},
      {"{\"" + std::string(5000, 'n') + "\":1}", "the tensor \"" + std::string(100, 'n') + "…\": is 1", 0},
      {R"({"\u001b[31m\u0000":1})", "the tensor \"?[31m?\": is 1", 0},
      {"{\"a\":" + std::string(100000, '['), "the tensor \"a\": is a list", 0},
  };
  for (const auto& row : table) {
    const std::string message = complaint(with_length(row.header, std::string(row.bytes, '\0')));
    BOOST_TEST(message.starts_with("m.safetensors: "), message);
    BOOST_TEST(holds(message, row.message));
    BOOST_TEST(message.size() < 400, message);
    BOOST_TEST((message.find(anew) != message.npos || message.find("before it is saved") != message.npos ||
                message.find("copy it anew") != message.npos || message.find("a tensor has") != message.npos),
               message);
  }
}

BOOST_AUTO_TEST_CASE(broken_lengths) {
  BOOST_TEST(complaint("") == "m.safetensors: it holds 0 bytes, too few for a safetensors file; copy it anew");
  BOOST_TEST(holds(complaint("1234567"), "it holds 7 bytes"));
  BOOST_TEST(complaint(std::string(8, '\0')) == std::string("m.safetensors: its header does not begin with {") + anew);
  const std::string whole = with_length("{}");
  BOOST_TEST(complaint(whole.substr(0, 9)) ==
             "m.safetensors: its header would have 2 bytes, but only 1 follow; the file is cut off or damaged: copy it "
             "anew");
  const auto claims = [](std::uint64_t length) {
    std::string bytes = with_length("{}");
    std::memcpy(bytes.data(), &length, 8);
    return complaint(bytes);
  };
  BOOST_TEST(holds(claims(100'000'000), "its header would have 100000000 bytes, but only 2 follow"));
  BOOST_TEST(claims(100'000'001) ==
             std::string("m.safetensors: its header would have 100000001 bytes, and 100000000 are the most") + anew);
  BOOST_TEST(holds(claims(~std::uint64_t{0}), "its header would have 18446744073709551615 bytes, and"));
  BOOST_TEST(complaint(std::string("PK\3\4") + std::string(60, 'x')).find("bytes, and 100000000 are the most") !=
             std::string::npos);
}

// Any bytes are either a file or refused by a FileError. (The address sanitizer runs this, too.)
BOOST_AUTO_TEST_CASE(no_bytes_bring_the_reader_down) {
  const Folder folder;
  write_safetensors(folder.path / "m",
                    {{"W", random_array({2, 3})}, {"größe", Array::scalar(1)}, {"none", Array::zeros({0, 2})}},
                    {{"format", "pt"}});
  const std::string whole = read_file(folder.path / "m");
  int read = 0, refused = 0;
  const auto attempt = [&](const std::string& bytes) {
    try {
      for (const auto& tensor : parse_safetensors(bytes, "m").tensors)
        BOOST_TEST_REQUIRE(tensor.array.size() <= static_cast<Index>(bytes.size()));
      ++read;
    } catch (const FileError&) {
      ++refused;
    }
  };
  attempt(whole);
  BOOST_TEST(read == 1);
  for (std::size_t size = 0; size < whole.size(); ++size) attempt(whole.substr(0, size));
  BOOST_TEST(read == 1);  // no truncation is a file
  attempt(whole + '\0');
  BOOST_TEST(read == 1);
  for (std::size_t bit = 0; bit < whole.size() * 8; ++bit) {
    std::string flipped = whole;
    flipped[bit / 8] = static_cast<char>(flipped[bit / 8] ^ (1 << bit % 8));
    attempt(flipped);
  }
  BOOST_TEST(read > 300);     // the numbers' bits, and letters of names
  BOOST_TEST(refused > 800);  // the structure
  Random random(3);
  const auto any = [&](Index n) { return static_cast<std::size_t>(random.below(n)); };
  for (int i = 0; i < 300; ++i) {  // pieces moved, repeated, overwritten; tests/fuzz/safetensors.cpp tries many more
    std::string bytes = whole;
    for (std::size_t edits = 1 + any(4); edits > 0; --edits) {
      const std::size_t at = any(static_cast<Index>(bytes.size())), length = any(12);
      if (const std::size_t kind = any(3); kind == 0)
        bytes.erase(at, length);
      else if (kind == 1)
        bytes.insert(at, whole.substr(any(static_cast<Index>(whole.size())), length));
      else
        bytes[at] = static_cast<char>(any(256));
      if (bytes.empty()) bytes = "x";
    }
    attempt(bytes);
    std::string with_right_length = bytes;
    const std::uint64_t length = std::min<std::size_t>(bytes.size(), 200);
    if (bytes.size() >= 8) std::memcpy(with_right_length.data(), &length, 8);
    attempt(with_right_length);
  }
  for (int i = 0; i < 200; ++i) {
    constexpr std::string_view parts = "{}[],:\"\"aF64 01-.e\\u\xc3\x80";
    std::string header = "{";
    for (std::size_t n = any(60); n > 0; --n) header += parts[any(static_cast<Index>(parts.size()))];
    attempt(with_length(header));
  }
}

BOOST_AUTO_TEST_CASE(what_cannot_be_written) {
  const Folder folder;
  const auto refusal = [&](const std::vector<NamedArray>& tensors, const Metadata& metadata = {}) {
    return message_of<FileError>([&] { write_safetensors(folder.path / "m", tensors, metadata); });
  };
  const Array x = Array::scalar(1);
  const std::string cannot = "cannot write " + (folder.path / "m").string() + ": ";
  BOOST_TEST(refusal({{"a", x}, {"b", x}, {"a", x}}) ==
             cannot + "the tensor \"a\" comes twice; give each a name of its own");
  BOOST_TEST(refusal({{"__metadata__", x}}) ==
             cannot + "the tensor \"__metadata__\" has the name that the format keeps for texts; choose another");
  BOOST_TEST(refusal({{"a", Array()}}) == cannot + "the tensor \"a\" holds no numbers; leave it out");
  BOOST_TEST(refusal({{"a\xff", x}}) == cannot + "the name or text \"a\\ufffd\" is not UTF-8; choose another");
  BOOST_TEST(holds(refusal({}, {{"key", "\xff"}}), "is not UTF-8"));
  BOOST_TEST(folder.files() == 0);
}

BOOST_AUTO_TEST_CASE(what_is_not_there_is_named) {
  TensorFile file{"m.safetensors", {}, {{"step", "3"}}};
  const auto complaint_with = [&](int tensors) {
    file.tensors.clear();
    for (int i = 0; i < tensors; ++i) file.tensors.push_back({std::to_string(i), Array::scalar(1)});
    return message_of<FileError>([&] { file.at("W"); });
  };
  const std::string ten = "\"0\", \"1\", \"2\", \"3\", \"4\", \"5\", \"6\", \"7\", \"8\", \"9\"";
  BOOST_TEST(complaint_with(2) == "m.safetensors: there is no tensor \"W\"; it holds 2 tensors: \"0\", \"1\"");
  BOOST_TEST(complaint_with(10) == "m.safetensors: there is no tensor \"W\"; it holds 10 tensors: " + ten);
  BOOST_TEST(complaint_with(12) == "m.safetensors: there is no tensor \"W\"; it holds 12 tensors: " + ten + ", …");
  BOOST_TEST(file.note("step") == "3");
  BOOST_TEST(message_of<FileError>([&] { file.note("epoch"); }) ==
             "m.safetensors: its __metadata__ has no \"epoch\"; another program wrote this file");
  BOOST_TEST(holds(message_of<FileError>([] { read_safetensors("none/such"); }), "cannot read none/such: "));
}

BOOST_AUTO_TEST_SUITE_END()
