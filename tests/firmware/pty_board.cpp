#include "pty_board.hpp"

#include <time.h>  // NOLINT: clock_nanosleep is not in <ctime>

#include <algorithm>

namespace dyad::firmware_test {
namespace {

constexpr std::int64_t kNsPerS = 1'000'000'000;

std::int64_t monotonic_ns() {
  timespec now{};
  clock_gettime(CLOCK_MONOTONIC, &now);
  return now.tv_sec * kNsPerS + now.tv_nsec;
}

}  // namespace

PtyBoard::PtyBoard(const std::filesystem::path& elf)
    : board_(elf), start_ns_(monotonic_ns()) {}

void PtyBoard::schedule(const ScriptStep& step) {
  const auto cycle = static_cast<std::uint64_t>(step.at_ms * 1000 * kCyclesPerUs);
  if (step.kind == ScriptStep::Kind::edge) {
    board_.schedule_input(cycle, step.input, step.high);
  } else {
    steps_.emplace(cycle, step);
  }
}

void PtyBoard::advance() {
  watch_port();
  board_.send(pty_.read());
  board_.run_for_us(step_us_);
  take_steps();
  std::vector<std::uint8_t> bytes;
  for (const SentByte& sent : board_.take_bytes()) bytes.push_back(sent.byte);
  if (!bytes.empty()) pty_.write(bytes);
  keep_pace();
}

void PtyBoard::take_steps() {
  while (!steps_.empty() && steps_.begin()->first <= board_.cycle()) {
    if (steps_.begin()->second.kind == ScriptStep::Kind::reset) board_.reset();
    if (steps_.begin()->second.kind == ScriptStep::Kind::hang) board_.hang();
    steps_.erase(steps_.begin());
  }
}

void PtyBoard::watch_port() {
  const bool open = pty_.is_open();
  if (open && !was_open_ && reset_on_open_) board_.reset();
  // What one user of the port left unread is not for the next one.
  if (!open && was_open_) pty_.flush();
  was_open_ = open;
}

// simavr's own loop keeps to wall time only while the firmware sleeps.
void PtyBoard::keep_pace() {
  const auto board_us = static_cast<std::int64_t>(board_.cycle() / kCyclesPerUs);
  const std::int64_t due_ns = start_ns_ + board_us * 1000;
  const std::int64_t behind_ns = monotonic_ns() - due_ns;
  worst_lag_us_ = std::max(worst_lag_us_, behind_ns / 1000);
  if (behind_ns >= 0) return;
  const timespec due{due_ns / kNsPerS, due_ns % kNsPerS};
  clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &due, nullptr);
}

}  // namespace dyad::firmware_test
