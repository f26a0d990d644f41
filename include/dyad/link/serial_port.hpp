#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/serial_port.hpp>
#include <memory>
#include <string>
#include <vector>

#include "dyad/link/byte_stream.hpp"

namespace dyad::link {

// A serial port at kBaud, 8N1, for this program alone. Reopening it does not reset an
// Arduino, as far as its driver lets the modem lines stay as they are.
class SerialPort final : public ByteStream {
 public:
  // The error says what stands in the way and what to do.
  static Result<std::unique_ptr<SerialPort>> open(const std::string& path);

  int descriptor() const override;
  Result<std::size_t> read(std::span<std::uint8_t> into) override;
  Status write(std::span<const std::uint8_t> bytes) override;

 private:
  SerialPort() : port_(io_) {}
  Status configure(const std::string& path);
  Status claim(const std::string& path);

  boost::asio::io_context io_;  // never run: the session's loop waits
  mutable boost::asio::serial_port port_;
};

// The ports that boards may be on, by the names that do not change: paths in
// /dev/serial/by-id, sorted.
std::vector<std::string> serial_ports_by_id();

}  // namespace dyad::link
