// .npy files: NumPy's are read, ours are NumPy's byte for byte, and what breaks the format is refused with a sentence.
#include "nn/io/npy.hpp"

#include <limits>

#include "autograd/file.hpp"
#include "support.hpp"
#include "tests/autograd/folder.hpp"

using namespace unroll;
using namespace unroll::nn::io;

namespace {

const std::filesystem::path references = "tests/reference/npy";

// k/7 for k = 0, 1, …: what tests/reference/npy.py puts into its arrays.
Array sevenths(const Shape& shape, Dtype dtype) {
  Array array = Array::uninitialized(shape);
  for (Index i = 0; i < array.size(); ++i) {
    const double number = static_cast<double>(i) / 7;
    array.write()[i] = static_cast<Real>(dtype == Dtype::F32 ? static_cast<float>(number) : number);
  }
  return array;
}

std::string with_header(const std::string& header, std::size_t bytes = 16, char major = 1) {
  std::string file = "\x93NUMPY";
  file += {major, 0, static_cast<char>(header.size() & 255), static_cast<char>(header.size() >> 8)};
  if (major == 2) file += {0, 0};
  return file + header + std::string(bytes, '\0');
}

std::string complaint(const std::string& bytes) {
  return message_of<FileError>([&] { parse_npy(bytes, "m.npy"); });
}

}  // namespace

BOOST_AUTO_TEST_SUITE(io_npy)

BOOST_AUTO_TEST_CASE(numpys_files_are_read_and_written) {
  const Folder folder;
  const struct {
    const char* name;
    Shape shape;
  } table[] = {{"rank0", {}},
               {"rank1", {12}},
               {"rank2", {2, 3}},
               {"rank3", {3, 1, 2}},
               {"rank6", {1, 2, 1, 3, 1, 2}},
               {"none", {2, 0, 3}},
               {"large", {0, 1000, 10000, 1000, 1000, 10000}}};
  for (const Dtype dtype : {Dtype::F32, Dtype::F64})
    for (const auto& [name, shape] : table) {
      const auto numpys = references / fmt::format("{}-{}.npy", dtype == Dtype::F64 ? "f8" : "f4", name);
      const Array array = read_npy(numpys);
      BOOST_TEST(same(array, sevenths(shape, dtype)));
      if (dtype == Dtype::F64 && !is_double) continue;  // rounded on the way
      write_npy(folder.path / "a.npy", array, dtype);
      BOOST_TEST((read_file(folder.path / "a.npy") == read_file(numpys)), "the bytes of " << numpys);
    }
}

BOOST_AUTO_TEST_CASE(the_other_order_and_the_other_version) {
  BOOST_TEST(same(read_npy(references / "f8-fortran.npy"), sevenths({2, 3, 4}, Dtype::F64)));
  BOOST_TEST(same(read_npy(references / "f4-fortran.npy"), sevenths({3, 2}, Dtype::F32)));
  BOOST_TEST(same(read_npy(references / "f8-version2.npy"), sevenths({2, 3}, Dtype::F64)));
}

BOOST_AUTO_TEST_CASE(what_is_written_is_read) {
  const Folder folder;
  constexpr Real inf = std::numeric_limits<Real>::infinity();
  const Array array({2, 2}, {inf, -inf, std::numeric_limits<Real>::quiet_NaN(), std::numeric_limits<Real>::max()});
  write_npy(folder.path / "a.npy", array);
  BOOST_TEST(same(read_npy(folder.path / "a.npy"), array));
  write_npy(folder.path / "a.npy", random_array({5, 4})[2]);
  BOOST_TEST(same(read_npy(folder.path / "a.npy"), random_array({5, 4})[2]));
  BOOST_TEST(message_of<FileError>([&] { write_npy("a.npy", Array()); }) ==
             "cannot write a.npy: the array holds no numbers");
}

BOOST_AUTO_TEST_CASE(what_numpy_writes_and_we_do_not_read) {
  const struct {
    const char *name, *message;
  } table[] = {
      {"version3", "it has version 3.0, and 1.0 and 2.0 are read; save it with numpy.save"},
      {"integers", "its descr is \"<i8\"; '<f4' and '<f8' are read: save it with numpy.save(…, array.astype('<f8'))"},
      {"half", "its descr is \"<f2\"; '<f4' and"},
      {"big-endian", "its descr is \">f8\"; '<f4' and"},
      {"complex", "its descr is \"<c16\"; '<f4' and"},
      {"rank7", "its array has more than 6 axes; reshape it before it is saved"},
      {"records", "its header has \"[('a', '<f8'), ('b',\" where ' should be"}};
  for (const auto& [name, message] : table) {
    const std::string path = (references / fmt::format("refused-{}.npy", name)).string();
    BOOST_TEST(holds(message_of<FileError>([&] { read_npy(path); }), path + ": " + message));
  }
}

BOOST_AUTO_TEST_CASE(broken_files) {
  const std::string good = "{'descr': '<f8', 'fortran_order': False, 'shape': (2,), }\n";
  BOOST_TEST(parse_npy(with_header(good), "m").size() == 2);
  BOOST_TEST(parse_npy(with_header("{\"shape\":(1,2),\"fortran_order\":True,\"descr\":\"<f4\"}", 8, 2), "m").size() ==
             2);
  const struct {
    std::string header, message;
  } table[] = {
      {"", "its header has \"\" where { should be"},
      {"[]", "its header has \"[]\" where { should be"},
      {"{}", "its header lacks descr, fortran_order or shape"},
      {"{'descr': '<f8', 'shape': (2,)}", "its header lacks descr, fortran_order or shape"},
      {"{'descr': '<f8', 'descr': '<f8'}", "its header has a key \"descr\" too many"},
      {"{'colour': '<f8'}", "its header has a key \"colour\" too many"},
      {"{'descr': '<f8' 'shape': (2,)}", "where } should be"},
      {"{'descr' '<f8'}", "where : should be"},
      {"{'descr': '<f8", "its header has a word without an end"},
      {"{'descr': __import__('os')}", "its header has \"__import__('os')}\" where ' should be"},
      {"{'fortran_order': 1}", "its fortran_order is neither True nor False"},
      {"{'shape': [2]}", "where ( should be"},
      {"{'shape': (2)}", "its shape is a number and not a tuple"},
      {"{'shape': (-2,)}", "its shape holds what is no whole number from 0"},
      {"{'shape': (2L,)}", "where ) should be"},
      {"{'shape': (2.0,)}", "where ) should be"},
      {"{'shape': (,)}", "its shape holds what is no whole number from 0"},
      {"{'shape': (9223372036854775808,)}", "its shape has more numbers than can be counted"},
      {"{'shape': (1,1,1,1,1,1,1)}", "has more than 6 axes"},
      {"{'descr': '<f8', 'fortran_order': False, 'shape': (4294967296, 4294967296), }",
       "its shape (4294967296, 4294967296) has more numbers than can be counted"},
      {"{'descr': '<f8', 'fortran_order': True, 'shape': (0, 4294967296, 4294967296), }",
       "its shape (0, 4294967296, 4294967296) has more numbers than can be counted"},
      {"{'descr': '<f8', 'fortran_order': False, 'shape': (2,), } {", "its header goes on after the }"},
      {"{'descr': '<f8', 'fortran_order': False, 'shape': (3,), }",
       "<f8 numbers of shape (3) take 24 bytes, but 16 follow the header; the file is cut off or damaged: copy it "
       "anew"},
      {"{'descr': '<f4', 'fortran_order': False, 'shape': (), }", "<f4 numbers of shape () take 4 bytes, but 16"},
      {"{'descr': '\x1b[31m', 'fortran_order': False, 'shape': (2,), }", "its descr is \"?[31m\""},
      {"{'descr': '" + std::string(9999, 'x') + "', 'fortran_order': False, 'shape': (2,), }", "xxx…\"; '<f4'"},
  };
  for (const auto& [header, message] : table) {
    const std::string said = complaint(with_header(header));
    BOOST_TEST(said.starts_with("m.npy: "), said);
    BOOST_TEST(holds(said, message));
    BOOST_TEST(said.size() < 300, said);
  }
  BOOST_TEST(complaint("") == "m.npy: it does not begin as a .npy file does; save it with numpy.save");
  BOOST_TEST(holds(complaint(with_header(good, 16, 0)), "it has version 0.0"));
  BOOST_TEST(holds(complaint(with_header(good).substr(0, 20)), "its header would have 58 bytes, more than follow"));
  BOOST_TEST(holds(complaint(with_header("", 0, 2).substr(0, 11)), "more than follow"));
  // The length of version 2 has four bytes.
  BOOST_TEST(holds(complaint(std::string("\x93NUMPY\x02\0\x04\x03\x02\x01", 12)), "would have 16909060 bytes"));
}

// Any bytes are either a file or refused by a FileError.
BOOST_AUTO_TEST_CASE(no_bytes_bring_the_reader_down) {
  int read = 0, refused = 0;
  const auto attempt = [&](const std::string& bytes) {
    try {
      BOOST_TEST_REQUIRE(parse_npy(bytes, "m").size() <= static_cast<Index>(bytes.size()));
      ++read;
    } catch (const FileError&) {
      ++refused;
    }
  };
  for (const char* name : {"f8-rank2.npy", "f4-rank6.npy", "f8-version2.npy", "f4-fortran.npy"}) {
    const std::string whole = read_file(references / name);
    const int before = read;
    for (std::size_t size = 0; size < whole.size(); ++size) attempt(whole.substr(0, size));
    attempt(whole + '\0');
    BOOST_TEST(read == before);
    for (std::size_t bit = 0; bit < whole.size() * 8; ++bit) {
      std::string flipped = whole;
      flipped[bit / 8] = static_cast<char>(flipped[bit / 8] ^ (1 << bit % 8));
      attempt(flipped);
    }
    Random random(5);
    const auto any = [&](std::size_t n) { return static_cast<std::size_t>(random.below(static_cast<Index>(n))); };
    for (int i = 0; i < 100; ++i) {  // tests/fuzz/npy.cpp tries many more
      std::string bytes = whole;
      for (std::size_t edits = 1 + any(4); edits > 0; --edits) {
        bytes[any(bytes.size())] = static_cast<char>(any(256));
        bytes.erase(any(bytes.size()), any(2));
        bytes.insert(any(bytes.size()), whole.substr(any(whole.size()), any(4)));
      }
      attempt(bytes);
    }
  }
  BOOST_TEST(read > 1000);
  BOOST_TEST(refused > 3000);
}

BOOST_AUTO_TEST_SUITE_END()
