// lessons/support/progress.hpp: the bar on a terminal, and the time that is left.
#include "lessons/support/progress.hpp"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <array>
#include <boost/test/unit_test.hpp>
#include <chrono>
#include <thread>

#include "tests/lessons/support.hpp"

using namespace unroll::lessons;

BOOST_AUTO_TEST_SUITE(progress)

BOOST_AUTO_TEST_CASE(the_time_left_is_estimated_from_the_steps_made) {
  BOOST_TEST(time_left(10, 100, 520, false) == "0:42 left");
  BOOST_TEST(time_left(10, 100, 520, true) == "at most 0:42 left");
  BOOST_TEST(time_left(0.001, 1, 2, false) == "0:01 left");
  BOOST_TEST(time_left(600, 1, 2, false) == "10:00 left");
  BOOST_TEST(time_left(3599.5, 1, 2, false) == "1:00:00 left");
  BOOST_TEST(time_left(3723, 2, 4, false) == "1:02:03 left");
  BOOST_TEST(time_left(5, 0, 100, false) == "");
  BOOST_TEST(time_left(5, 100, 100, false) == "");
}

BOOST_AUTO_TEST_CASE(the_bar_fills_and_fits_its_line) {
  BOOST_TEST(bar_line("it", 1, 4, "0:42 left", 80) == "it [==========                              ] 1/4, 0:42 left");
  BOOST_TEST(bar_line("it", 0, 4, "", 80) == "it [                                        ] 0/4");
  BOOST_TEST(bar_line("it", 4, 4, "", 20) == "it [==========] 4/4");
  BOOST_TEST(bar_line("it", 2000000000, 2000000000, "", 80).find('=') != std::string::npos);
  for (int columns = 0; columns < 120; ++columns)
    for (const char* what : {"it", "a training with a name that is rather long, 唐詩 and all"}) {
      const std::string line = bar_line(what, 300, 1200, "at most 1:02:03 left", columns);
      const auto shown = std::count_if(line.begin(), line.end(), [](char c) { return (c & 0xc0) != 0x80; });
      BOOST_TEST(shown <= std::max(columns - 1, 0));
    }
}

// What a terminal of 60 columns gets while that runs.
std::string on_a_terminal(const std::function<void()>& act) {
  const int terminal = posix_openpt(O_RDWR | O_NOCTTY);
  BOOST_REQUIRE((terminal >= 0 && grantpt(terminal) == 0 && unlockpt(terminal) == 0));
  const int end = open(ptsname(terminal), O_RDWR | O_NOCTTY);
  const winsize size{24, 60, 0, 0};
  ioctl(end, TIOCSWINSZ, &size);
  std::fflush(stderr);
  const int before = dup(STDERR_FILENO);
  dup2(end, STDERR_FILENO);
  act();
  std::fflush(stderr);
  dup2(before, STDERR_FILENO);
  close(before);
  close(end);
  std::string text;
  std::array<char, 1024> some;  // a read may end anywhere
  for (ssize_t length; (length = read(terminal, some.data(), some.size())) > 0;)
    text.append(some.data(), static_cast<std::size_t>(length));
  close(terminal);
  return text;
}

BOOST_AUTO_TEST_CASE(a_terminal_sees_a_bar_that_goes_away) {
  const std::string seen = on_a_terminal([] {
    ProgressBar bar;
    for (int step = 300; step <= 320; ++step) {
      bar.show("the net", step, 320, true);
      std::this_thread::sleep_for(std::chrono::milliseconds(25));
    }
    bar.show("the next", 0, 10);
  });
  BOOST_TEST(contains(seen, "\rthe net ["));
  BOOST_TEST(contains(seen, "] 300/320\033[K"));
  BOOST_TEST(contains(seen, "/320, at most 0:01 left\033[K"));
  BOOST_TEST(contains(seen, "\r\033[K\rthe next ["));
  BOOST_TEST(!contains(seen, "\n"));
}

BOOST_AUTO_TEST_CASE(a_pipe_sees_nothing) {
  const std::string seen = printed(
      [] {
        ProgressBar bar;
        for (int step = 0; step <= 10; ++step) bar.show("the net", step, 10);
        bar.clear();
      },
      stderr);
  BOOST_TEST(seen.empty());
}

BOOST_AUTO_TEST_SUITE_END()
