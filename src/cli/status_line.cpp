#include "dyad/cli/status_line.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>

namespace dyad::cli {
namespace {

constexpr std::chrono::milliseconds kRedraw(100);    // on a terminal
constexpr std::chrono::milliseconds kReprint(1000);  // in a pipe

std::string milliseconds_text(Duration d) {
  return fmt::format("{}.{:01} ms", d.us() / 1000, abs(d).us() % 1000 / 100);
}

}  // namespace

std::string clock_text(Time t) {
  const std::int64_t tenths = t.us() / 100'000;
  return fmt::format("{}:{:02}.{}", tenths / 600, tenths / 10 % 60, tenths % 10);
}

std::string status_text(const session::SessionStatus& status, Duration duration) {
  const task::Tally& tally = status.tally;
  const auto success = tally.success_percent();
  const std::int64_t whole_s = duration.us() / 1'000'000;
  return fmt::format(
      "{} / {}:{:02}  trials {}  coordinated {}  misses {}  success {}  last Δt {}{}",
      clock_text(status.now), whole_s / 60, whole_s % 60, tally.trials,
      tally.coordinated(), tally.misses(),
      success ? fmt::format("{} %", *success) : "-",
      tally.last_dt ? milliseconds_text(*tally.last_dt) : "-",
      status.window_open ? "  [window open]" : "");
}

StatusLine::StatusLine(const session::StatusBoard& board, Duration duration)
    : board_(board),
      duration_(duration),
      terminal_(isatty(STDOUT_FILENO) == 1),
      thread_([this] { run(); }) {}

StatusLine::~StatusLine() {
  {
    const std::scoped_lock lock(mutex_);
    stop_ = true;
  }
  stop_changed_.notify_all();
  thread_.join();
  draw(true);
}

void StatusLine::run() {
  std::unique_lock lock(mutex_);
  const auto period = terminal_ ? kRedraw : kReprint;
  while (!stop_changed_.wait_for(lock, period, [this] { return stop_; })) draw(false);
}

void StatusLine::draw(bool last) {
  const std::string text = status_text(board_.read(), duration_);
  const char* const before = terminal_ ? "\r\x1b[K" : "";
  const char* const after = terminal_ && !last ? "" : "\n";
  std::fputs(fmt::format("{}{}{}", before, text, after).c_str(), stdout);
  std::fflush(stdout);
}

}  // namespace dyad::cli
