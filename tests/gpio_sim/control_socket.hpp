#pragma once

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <string>
#include <utility>

namespace dyad::gpio_sim {

// The daemon's end of a control line, and the other to hand to a dyad that is started.
class ControlSocket {
 public:
  ControlSocket() {
    EXPECT_EQ(::socketpair(AF_UNIX, SOCK_STREAM, 0, ends_.data()), 0);
    ::fcntl(ends_[0], F_SETFD, FD_CLOEXEC);
  }
  ~ControlSocket() {
    started();
    hang_up();
  }
  ControlSocket(const ControlSocket&) = delete;
  ControlSocket& operator=(const ControlSocket&) = delete;

  std::string descriptor() const { return std::to_string(ends_[1]); }
  // The dyad has been started: its end is its own.
  void started() { close_end(1); }
  void hang_up() { close_end(0); }

  void send(const std::string& line) {
    const std::string whole = line + '\n';
    EXPECT_EQ(::send(ends_[0], whole.data(), whole.size(), MSG_NOSIGNAL),
              static_cast<ssize_t>(whole.size()));
  }
  // All it has said so far.
  const std::string& heard() {
    std::array<char, 4096> bytes;
    for (;;) {
      const auto got = ::recv(ends_[0], bytes.data(), bytes.size(), MSG_DONTWAIT);
      if (got <= 0) return heard_;
      heard_.append(bytes.data(), static_cast<std::size_t>(got));
    }
  }

 private:
  void close_end(std::size_t end) {
    if (ends_[end] >= 0) ::close(std::exchange(ends_[end], -1));
  }

  std::array<int, 2> ends_{-1, -1};
  std::string heard_;
};

}  // namespace dyad::gpio_sim
