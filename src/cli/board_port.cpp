#include "dyad/cli/board_port.hpp"

#include <random>
#include <utility>

#include "dyad/link/serial_port.hpp"

namespace dyad::cli {

Result<std::unique_ptr<link::ByteStream>> open_board_port(const std::string& path) {
  auto port = link::SerialPort::open(path);
  if (!port) return port.error();
  return std::unique_ptr<link::ByteStream>(std::move(*port));
}

std::uint16_t new_link_number() {
  std::random_device device;
  return static_cast<std::uint16_t>(1 + device() % 0xFFFFU);
}

}  // namespace dyad::cli
