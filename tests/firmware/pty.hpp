#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace dyad::firmware_test {

// A serial port made up of a pseudo-terminal, seen from the board's side: what a USB
// bridge does for a port, open or not. Nothing here ever blocks.
class Pty {
 public:
  // Throws std::system_error.
  Pty();
  Pty(const Pty&) = delete;
  Pty& operator=(const Pty&) = delete;
  ~Pty();

  // The port for the other side to open, raw from the start.
  const std::string& path() const { return path_; }
  // Whether somebody has it open.
  bool is_open() const;
  std::vector<std::uint8_t> read();
  // Bytes that nobody takes are dropped: all of them while the port is closed.
  void write(std::span<const std::uint8_t> bytes);
  // Forgets what has not been read yet, in both directions; only for a closed port.
  void flush();

 private:
  int master_;
  std::string path_;
};

}  // namespace dyad::firmware_test
