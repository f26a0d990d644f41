#include "dyad/link/serial_port.hpp"

#include <linux/serial.h>
#include <sys/file.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <filesystem>

#include "dyad_firmware/protocol.h"

namespace dyad::link {
namespace {

namespace asio = boost::asio;
using boost::system::error_code;

std::string known_ports() {
  const std::vector<std::string> ports = serial_ports_by_id();
  if (ports.empty()) return "no serial port with a name of its own is there now";
  std::string list = "ports that are there now:";
  for (const std::string& port : ports) list += "\n    " + port;
  return list;
}

Error cannot_open(const std::string& path, const error_code& why) {
  const std::string what = "cannot open the serial port " + path + ": " + why.message();
  switch (why.value()) {
    case ENOENT:
    case ENODEV:
    case ENXIO:
      return {what, "plug the board in, or correct \"port\"; " + known_ports()};
    case EACCES:
      return {what,
              "join the group that owns it (sudo usermod -aG dialout $USER, then log "
              "in again), or run as root"};
    case EBUSY:
      return {what, "end the other program that has it open (a serial monitor?)"};
    default:
      return {what, "check the board's cable; " + known_ports()};
  }
}

// Drivers of USB bridges hold bytes back for some ms unless told not to. One that
// knows no such flag is not an error.
void ask_for_low_latency(int fd) {
  serial_struct settings{};
  if (::ioctl(fd, TIOCGSERIAL, &settings) != 0) return;
  settings.flags |= static_cast<int>(ASYNC_LOW_LATENCY);
  (void)::ioctl(fd, TIOCSSERIAL, &settings);
}

}  // namespace

Result<std::unique_ptr<SerialPort>> SerialPort::open(const std::string& path) {
  std::unique_ptr<SerialPort> port(new SerialPort);
  error_code failed;
  port->port_.open(path, failed);
  if (failed) return cannot_open(path, failed);
  if (const Status claimed = port->claim(path); !claimed) return claimed.error();
  if (const Status configured = port->configure(path); !configured) {
    return configured.error();
  }
  return port;
}

// The kernel refuses others after TIOCEXCL, but not root; the lock tells two dyads
// apart whoever runs them.
Status SerialPort::claim(const std::string& path) {
  const int fd = descriptor();
  const bool locked = ::flock(fd, LOCK_EX | LOCK_NB) == 0;
  if (locked && ::ioctl(fd, TIOCEXCL) == 0) return Ok{};
  const error_code why(errno == EWOULDBLOCK ? EBUSY : errno,
                       boost::system::system_category());
  return cannot_open(path, why);
}

Status SerialPort::configure(const std::string& path) {
  using base = asio::serial_port_base;
  error_code failed;
  const auto set = [&](const auto& option) {
    if (!failed) port_.set_option(option, failed);
  };
  set(base::baud_rate(dyad_firmware::kBaud));
  set(base::character_size(8));
  set(base::parity(base::parity::none));
  set(base::stop_bits(base::stop_bits::one));
  set(base::flow_control(base::flow_control::none));
  if (failed) {
    return Error{path + " cannot be set to " + std::to_string(dyad_firmware::kBaud) +
                     " baud, 8N1: " + failed.message(),
                 "use the board's own USB port, or an adapter that knows this rate"};
  }
  const int fd = descriptor();
  termios settings{};
  if (::tcgetattr(fd, &settings) == 0) {
    settings.c_cflag &= ~static_cast<tcflag_t>(HUPCL);  // closing must not drop DTR
    settings.c_cflag |= CLOCAL;
    (void)::tcsetattr(fd, TCSANOW, &settings);
  }
  ask_for_low_latency(fd);
  (void)::tcflush(fd, TCIOFLUSH);
  return Ok{};
}

int SerialPort::descriptor() const { return port_.native_handle(); }

Result<std::size_t> SerialPort::read(std::span<std::uint8_t> into) {
  const ssize_t n = ::read(descriptor(), into.data(), into.size());
  if (n > 0) return static_cast<std::size_t>(n);
  if (n < 0 && (errno == EAGAIN || errno == EINTR)) return std::size_t{0};
  const std::string why =
      n == 0 ? "the line was hung up"
             : error_code(errno, boost::system::system_category()).message();
  return Error{"the serial port is gone: " + why, "plug the board in again"};
}

Status SerialPort::write(std::span<const std::uint8_t> bytes) {
  if (bytes.empty()) return Ok{};
  const ssize_t n = ::write(descriptor(), bytes.data(), bytes.size());
  if (n >= 0 || errno == EAGAIN || errno == EINTR) return Ok{};
  return Error{"the serial port is gone: " +
                   error_code(errno, boost::system::system_category()).message(),
               "plug the board in again"};
}

std::vector<std::string> serial_ports_by_id() {
  std::vector<std::string> ports;
  std::error_code none;
  const std::filesystem::directory_iterator folder("/dev/serial/by-id", none);
  for (const auto& entry : folder) ports.push_back(entry.path().string());
  std::sort(ports.begin(), ports.end());
  return ports;
}

}  // namespace dyad::link
