#include "firmware/pty_board.hpp"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace dyad::firmware_test {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

// The other side of a port.
class Opened {
 public:
  explicit Opened(const std::string& port)
      : fd_(open(port.c_str(), O_RDWR | O_NOCTTY | O_NONBLOCK)) {}
  Opened(const Opened&) = delete;
  Opened& operator=(const Opened&) = delete;
  ~Opened() { close(fd_); }

  void write(std::string_view text) const {
    EXPECT_EQ(::write(fd_, text.data(), text.size()),
              static_cast<ssize_t>(text.size()));
  }
  // What is there. The kernel carries bytes in a thread of its own: `wanted` are
  // waited for, 2 s at most.
  std::vector<std::uint8_t> read(std::size_t wanted = 0) const {
    std::vector<std::uint8_t> all;
    do {
      std::array<std::uint8_t, 4096> buffer{};
      const ssize_t got = ::read(fd_, buffer.data(), buffer.size());
      if (got > 0) all.insert(all.end(), buffer.begin(), buffer.begin() + got);
    } while (all.size() < wanted && readable());
    return all;
  }

 private:
  bool readable() const {
    pollfd ask{fd_, POLLIN, 0};
    return ::poll(&ask, 1, 2'000) == 1;
  }

  int fd_;
};

void advance_ms(PtyBoard& uno, int ms) {
  for (int i = 0; i < 5 * ms; ++i) uno.advance();
}

TEST(PtyBoard, TalksThroughItsPort) {
  PtyBoard uno(DYAD_ECHO_BOARD_ELF);
  const Opened port(uno.port());
  advance_ms(uno, 5);
  EXPECT_THAT(port.read(3), SizeIs(3));
  port.write("\n\r\x03\x11");  // what a terminal that is not raw would eat
  advance_ms(uno, 5);
  EXPECT_THAT(port.read(4), ElementsAre('\n', '\r', 0x03, 0x11));
}

TEST(PtyBoard, TakesItsSteps) {
  PtyBoard uno(DYAD_ECHO_BOARD_ELF);
  const Opened port(uno.port());
  uno.schedule(*parse_step("5 0 1"));
  uno.schedule(*parse_step("8 reset"));
  advance_ms(uno, 7);
  EXPECT_TRUE(uno.board().active(0));
  EXPECT_THAT(port.read(3 + 4), SizeIs(3 + 4));
  advance_ms(uno, 5);
  EXPECT_FALSE(uno.board().active(0));
  EXPECT_THAT(port.read(3), SizeIs(3));
}

TEST(PtyBoard, DropsWhatNobodyReads) {
  PtyBoard uno(DYAD_ECHO_BOARD_ELF);
  advance_ms(uno, 5);  // its greeting: the port is closed
  {
    const Opened port(uno.port());
    advance_ms(uno, 1);
    EXPECT_THAT(port.read(), IsEmpty());
    port.write("left unread");
    advance_ms(uno, 5);
  }
  advance_ms(uno, 2);
  const Opened port(uno.port());
  advance_ms(uno, 2);
  EXPECT_THAT(port.read(), IsEmpty());
}

TEST(PtyBoard, ResetsWhenOpenedIfTold) {
  PtyBoard uno(DYAD_ECHO_BOARD_ELF);
  uno.reset_on_open(true);
  advance_ms(uno, 5);
  const Opened port(uno.port());
  advance_ms(uno, 5);
  EXPECT_THAT(port.read(3), SizeIs(3));
}

TEST(PokeScript, ReadsAStep) {
  const auto step = parse_step("  12.5 3 1 # nose in");
  ASSERT_TRUE(step);
  EXPECT_EQ(step->at_ms, 12.5);
  EXPECT_EQ(step->input, 3U);
  EXPECT_TRUE(step->high);
  EXPECT_FALSE(parse_step(" # nothing"));
  for (const char* bad : {"x 1 1", "1 6 1", "1 1 2", "1 1", "1 1 1 1", "-1 1 1"}) {
    EXPECT_THROW(parse_step(bad), std::runtime_error) << bad;
  }
}

}  // namespace
}  // namespace dyad::firmware_test
