#include "dyad/server/watchdog.hpp"

#include <utility>

namespace dyad::server {

Watchdog::Watchdog(boost::asio::io_context& loop, const ServiceManager& manager,
                   std::function<bool()> alive)
    : manager_(manager), alive_(std::move(alive)), timer_(loop) {}

void Watchdog::start() {
  if (manager_.watchdog()) tell();
}

void Watchdog::tell() {
  if (alive_()) manager_.alive();
  timer_.expires_after(*manager_.watchdog() / 2);
  timer_.async_wait([this](auto error) {
    if (!error) tell();
  });
}

bool beats_lately(bool due, std::chrono::steady_clock::duration since_last) {
  constexpr std::chrono::seconds kMost{2};
  return !due || since_last < kMost;
}

}  // namespace dyad::server
