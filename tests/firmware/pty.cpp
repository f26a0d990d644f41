#include "pty.hpp"

#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>  // NOLINT: posix_openpt is not in <cstdlib>
#include <termios.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <system_error>

namespace dyad::firmware_test {
namespace {

[[noreturn]] void fail(const char* what) {
  throw std::system_error(errno, std::generic_category(), what);
}

}  // namespace

Pty::Pty() : master_(posix_openpt(O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC)) {
  if (master_ < 0) fail("posix_openpt");
  std::array<char, 128> name{};
  if (grantpt(master_) != 0 || unlockpt(master_) != 0 ||
      ptsname_r(master_, name.data(), name.size()) != 0) {
    close(master_);
    fail("pseudo-terminal");
  }
  path_ = name.data();
  flush();
}

Pty::~Pty() { close(master_); }

// A first opening and closing also makes POLLHUP mean "closed": before it, a
// pseudo-terminal looks as if it were open. Its settings outlive its closing.
void Pty::flush() {
  const int slave = open(path_.c_str(), O_RDWR | O_NOCTTY | O_CLOEXEC);
  if (slave < 0) fail(path_.c_str());
  termios settings{};
  tcgetattr(slave, &settings);
  cfmakeraw(&settings);
  tcsetattr(slave, TCSANOW, &settings);
  tcflush(slave, TCIOFLUSH);
  close(slave);
}

bool Pty::is_open() const {
  pollfd poll_master{master_, POLLIN, 0};
  return poll(&poll_master, 1, 0) >= 0 && (poll_master.revents & POLLHUP) == 0;
}

std::vector<std::uint8_t> Pty::read() {
  std::array<std::uint8_t, 4096> buffer{};
  const ssize_t got = ::read(master_, buffer.data(), buffer.size());
  if (got <= 0) return {};  // nothing there, or closed
  return {buffer.begin(), buffer.begin() + got};
}

void Pty::write(std::span<const std::uint8_t> bytes) {
  if (!is_open()) return;
  const ssize_t written = ::write(master_, bytes.data(), bytes.size());
  static_cast<void>(written);  // the rest is dropped
}

}  // namespace dyad::firmware_test
