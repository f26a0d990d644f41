// The serial port on a pseudo-terminal, which knows baud rates but no modem lines.
#include "dyad/link/serial_port.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <stdlib.h>
#include <termios.h>
#include <unistd.h>

#include <array>

namespace dyad::link {
namespace {

class SerialPortTest : public testing::Test {
 protected:
  SerialPortTest() : master_(::posix_openpt(O_RDWR | O_NOCTTY)) {
    ::grantpt(master_);
    ::unlockpt(master_);
    std::array<char, 128> name{};
    ::ptsname_r(master_, name.data(), name.size());
    path_ = name.data();
  }
  ~SerialPortTest() override { hang_up(); }
  SerialPortTest(const SerialPortTest&) = delete;
  SerialPortTest& operator=(const SerialPortTest&) = delete;

  void hang_up() {
    if (master_ >= 0) ::close(master_);
    master_ = -1;
  }
  static bool readable(const SerialPort& port) {
    pollfd ask{port.descriptor(), POLLIN, 0};
    return ::poll(&ask, 1, 2'000) == 1;
  }

  int master_;
  std::string path_;
};

TEST_F(SerialPortTest, CarriesEveryByteAsItIs) {
  auto port = SerialPort::open(path_);
  ASSERT_TRUE(port) << port.error().text();
  std::array<std::uint8_t, 256> all{};
  for (std::size_t i = 0; i < all.size(); ++i) all[i] = static_cast<std::uint8_t>(i);
  ASSERT_EQ(::write(master_, all.data(), all.size()), 256);
  std::array<std::uint8_t, 256> got{};
  std::size_t size = 0;
  while (size < got.size() && readable(**port)) {
    const auto read = (*port)->read(std::span(got).subspan(size));
    ASSERT_TRUE(read);
    size += *read;
  }
  EXPECT_EQ(got, all);
  ASSERT_TRUE((*port)->write(all));
  EXPECT_EQ(::read(master_, got.data(), got.size()), 256);
  EXPECT_EQ(got, all);
}

TEST_F(SerialPortTest, ReadsNothingWithoutWaiting) {
  auto port = SerialPort::open(path_);
  ASSERT_TRUE(port);
  std::array<std::uint8_t, 8> bytes{};
  const auto read = (*port)->read(bytes);
  ASSERT_TRUE(read);
  EXPECT_EQ(*read, 0U);
}

TEST_F(SerialPortTest, IsSetSoThatClosingDoesNotResetTheBoard) {
  auto port = SerialPort::open(path_);
  ASSERT_TRUE(port);
  termios settings{};
  ASSERT_EQ(::tcgetattr((*port)->descriptor(), &settings), 0);
  EXPECT_EQ(settings.c_cflag & static_cast<tcflag_t>(HUPCL), 0U);
  EXPECT_EQ(::cfgetospeed(&settings), static_cast<speed_t>(B500000));
}

TEST_F(SerialPortTest, IsForOneProgramAlone) {
  auto port = SerialPort::open(path_);
  ASSERT_TRUE(port);
  const auto second = SerialPort::open(path_);
  ASSERT_FALSE(second);
  EXPECT_NE(second.error().remedy.find("other program"), std::string::npos);
}

TEST_F(SerialPortTest, ALineThatIsHungUpIsGone) {
  auto port = SerialPort::open(path_);
  ASSERT_TRUE(port);
  hang_up();
  std::array<std::uint8_t, 8> bytes{};
  EXPECT_FALSE((*port)->read(bytes));
}

TEST(SerialPort, APortThatIsNotThereIsNamedWithARemedy) {
  const auto port = SerialPort::open("/dev/serial/by-id/no-such-board");
  ASSERT_FALSE(port);
  EXPECT_NE(port.error().what.find("/dev/serial/by-id/no-such-board"),
            std::string::npos);
  EXPECT_NE(port.error().remedy.find("plug the board in"), std::string::npos);
}

}  // namespace
}  // namespace dyad::link
