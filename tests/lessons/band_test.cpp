// lessons/support/band.hpp: the bands of findings, as expected.json states them.
#include "lessons/support/band.hpp"

#include <boost/test/unit_test.hpp>
#include <cmath>

#include "autograd/error.hpp"
#include "tests/lessons/support.hpp"

using namespace unroll::lessons;

BOOST_AUTO_TEST_SUITE(band)

Bands read(const std::string& json, bool full = false) {
  const TemporaryFolder folder;
  std::ofstream(folder.path / "expected.json") << json;
  return read_bands(folder.path / "expected.json", full);
}

BOOST_AUTO_TEST_CASE(training_at_full_length_may_have_a_band_of_its_own) {
  const std::string json = R"({"a": {"min": 1, "max": 2, "full": {"min": 0.5, "max": 1}}, "b": {"equal": 3}})";
  BOOST_TEST(read(json).at("a").text() == "1 to 2");
  BOOST_TEST(read(json, true).at("a").text() == "0.5 to 1");
  BOOST_TEST(read(json, true).at("b").text() == "3");
}

BOOST_AUTO_TEST_CASE(an_identity_bounds_the_size) {
  const Band band = read(R"({"a": {"max": 1e-12}})").at("a");
  BOOST_TEST(band.contains(0));
  BOOST_TEST(band.contains(1e-12));
  BOOST_TEST(band.contains(-1e-12));
  BOOST_TEST(!band.contains(2e-12));
  BOOST_TEST(!band.contains(-2e-12));
  BOOST_TEST(band.text() == "0 ± 1e-12");
}

BOOST_AUTO_TEST_CASE(a_count_is_exact) {
  const Band band = read(R"({"a": {"equal": 9}})").at("a");
  BOOST_TEST(band.contains(9));
  BOOST_TEST(!band.contains(8));
  BOOST_TEST(!band.contains(9.5));
  BOOST_TEST(band.text() == "9");
}

BOOST_AUTO_TEST_CASE(an_interval_includes_its_ends) {
  const Band band = read(R"({"a": {"min": -1.5, "max": 0.25}})").at("a");
  BOOST_TEST(band.contains(-1.5));
  BOOST_TEST(band.contains(0.25));
  BOOST_TEST(!band.contains(-1.6));
  BOOST_TEST(!band.contains(0.26));
  BOOST_TEST(band.text() == "-1.5 to 0.25");
  const Band open = read(R"({"a": {"min": 3}})").at("a");
  BOOST_TEST(open.contains(1e300));
  BOOST_TEST(!open.contains(2.9));
  BOOST_TEST(open.text() == "at least 3");
}

BOOST_AUTO_TEST_CASE(what_is_no_number_lies_in_no_band) {
  const Bands bands = read(R"({"a": {"max": 1}, "b": {"equal": 1}, "c": {"min": 0, "max": 1}})");
  for (const auto& [id, band] : bands) BOOST_TEST(!band.contains(std::nan("")), id);
}

BOOST_AUTO_TEST_CASE(a_bad_file_is_named_with_what_is_wrong) {
  const std::vector<std::pair<std::string, std::string>> wrong{{R"({"a": {"mx": 1}})", "\"mx\""},
                                                               {R"({"a": {}})", "\"a\" needs"},
                                                               {R"({"a": {"equal": 1, "max": 2}})", "\"a\" needs"},
                                                               {R"({"a": {"max": "one"}})", "number"},
                                                               {R"([1, 2])", "expected.json"},
                                                               {"not json", "expected.json"},
                                                               {"", "expected.json"}};
  for (const auto& [json, words] : wrong)
    BOOST_CHECK_EXCEPTION(read(json), unroll::FileError, [part = words](const std::exception& error) {
      BOOST_TEST_INFO(error.what());
      return contains(error.what(), "expected.json") && contains(error.what(), part);
    });
  BOOST_CHECK_EXCEPTION(read_bands("nowhere/expected.json"), unroll::FileError, [](const std::exception& error) {
    return contains(error.what(), "nowhere/expected.json, cannot be read: No such file");
  });
}

BOOST_AUTO_TEST_CASE(numbers_are_short) {
  BOOST_TEST(short_text(0.95312) == "0.9531");
  BOOST_TEST(short_text(9) == "9");
  BOOST_TEST(short_text(3.5527e-15) == "3.553e-15");
  BOOST_TEST(short_text(-1.186e-9) == "-1.186e-9");
}

BOOST_AUTO_TEST_SUITE_END()
