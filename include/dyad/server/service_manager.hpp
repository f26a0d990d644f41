#pragma once

#include <chrono>
#include <optional>
#include <string>

namespace dyad::server {

// Tells systemd how the daemon does, as sd_notify(3) has it: datagrams to the socket
// that NOTIFY_SOCKET names. Without one nothing is told, and nothing fails.
class ServiceManager {
 public:
  // As the environment says: NOTIFY_SOCKET, WATCHDOG_USEC, WATCHDOG_PID.
  static ServiceManager of_environment();
  // `socket` is a path, or begins with '@': an abstract name. Empty: none.
  ServiceManager(std::string socket, std::optional<std::chrono::microseconds> watchdog);

  void ready(const std::string& status) const { tell("READY=1\nSTATUS=" + status); }
  void status(const std::string& status) const { tell("STATUS=" + status); }
  void alive() const { tell("WATCHDOG=1"); }
  void stopping() const { tell("STOPPING=1"); }

  // How often alive() must be called; none where nobody watches.
  std::optional<std::chrono::microseconds> watchdog() const { return watchdog_; }

 private:
  void tell(const std::string& message) const;

  std::string socket_;
  std::optional<std::chrono::microseconds> watchdog_;
};

}  // namespace dyad::server
