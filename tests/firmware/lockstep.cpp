#include "lockstep.hpp"

#include <algorithm>
#include <cmath>

namespace dyad::firmware_test {

long double Crystal::ahead_us(long double true_us) const {
  const long double true_s = true_us * 1e-6L;
  // The mean rate so far, times the time so far.
  return (ppm_ + ppm_per_s_ * true_s / 2) * true_s;
}

std::uint64_t Crystal::cycle_at(std::int64_t true_us) const {
  const auto t = static_cast<long double>(true_us);
  return static_cast<std::uint64_t>(std::ceil((t + ahead_us(t)) * kCyclesPerUs));
}

std::int64_t Crystal::true_us(std::uint64_t cycle) const {
  const long double board_us = static_cast<long double>(cycle) / kCyclesPerUs;
  // Each round is better by a factor of the rate's error, 10^-4 or less.
  long double t = board_us;
  for (int round = 0; round < 4; ++round) t = board_us - ahead_us(t);
  // cycle_at() rounds up; what it gave must come back.
  auto us = static_cast<std::int64_t>(std::floor(t));
  if (cycle_at(us + 1) <= cycle) ++us;
  return us;
}

Lockstep::Lockstep(SimulatedBoard& board, Host& host, const LockstepOptions& options)
    : board_(board),
      host_(host),
      crystal_(options.ppm, options.ppm_per_s),
      to_board_(options.seed, options.to_board),
      to_host_(options.seed + 1, options.to_host) {}

void Lockstep::run_until(std::int64_t true_us) {
  while (now_us_ < true_us) {
    const std::int64_t next =
        std::min({true_us, host_.next_wakeup_us(), to_host_.next_due_us(),
                  to_board_.next_due_us()});
    run_board_until(std::max(next, now_us_));
    for (const SentByte& sent : board_.take_bytes()) {
      to_host_.push(sent.byte, crystal_.true_us(sent.cycle));
    }
    deliver_to_board();
    deliver_to_host();
    if (host_.next_wakeup_us() <= now_us_) wake_host();
    deliver_to_board();
  }
}

// To that time, or to the next byte from the board: then to the end of its microsecond.
void Lockstep::run_board_until(std::int64_t true_us) {
  const std::uint64_t cycle = crystal_.cycle_at(true_us);
  board_.run_until_byte(cycle);
  now_us_ = board_.cycle() >= cycle
                ? true_us
                : std::clamp(crystal_.true_us(board_.cycle()), now_us_, true_us);
}

void Lockstep::deliver_to_host() {
  bytes_.clear();
  while (const auto byte = to_host_.pop(now_us_)) bytes_.push_back(byte->byte);
  if (bytes_.empty()) return;
  host_.receive(bytes_, now_us_);
  wake_host();
}

void Lockstep::wake_host() {
  bytes_.clear();
  host_.wake(now_us_, bytes_);
  for (const std::uint8_t byte : bytes_) to_board_.push(byte, now_us_);
}

void Lockstep::deliver_to_board() {
  bytes_.clear();
  while (const auto byte = to_board_.pop(now_us_)) bytes_.push_back(byte->byte);
  if (!bytes_.empty()) board_.send(bytes_, crystal_.cycle_at(now_us_));
}

void Lockstep::cut() {
  to_board_.cut(now_us_);
  to_host_.cut(now_us_);
}

void Lockstep::mend() {
  to_board_.mend();
  to_host_.mend();
}

}  // namespace dyad::firmware_test
