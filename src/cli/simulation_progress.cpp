#include "dyad/cli/simulation_progress.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>

namespace dyad::cli::preview {
namespace {

constexpr std::chrono::milliseconds kRedraw(100);

}  // namespace

SimulationProgress::SimulationProgress()
    : io_(1),
      signals_(io_, SIGINT, SIGTERM, SIGHUP),
      terminal_(isatty(STDERR_FILENO) == 1),
      next_(std::chrono::steady_clock::now() + kRedraw) {
  signals_.async_wait([this](const boost::system::error_code& error, int) {
    if (!error) stop_ = true;
  });
}

SimulationProgress::~SimulationProgress() { clear(); }

void SimulationProgress::show(const std::string& what, std::size_t done,
                              std::size_t of) {
  const auto now = std::chrono::steady_clock::now();
  if (!terminal_ || now < next_) return;
  next_ = now + kRedraw;
  drawn_ = true;
  std::fputs(fmt::format("\r\x1b[K{}: {} of {} sessions", what, done, of).c_str(),
             stderr);
  std::fflush(stderr);
}

void SimulationProgress::clear() {
  if (!drawn_) return;
  drawn_ = false;
  std::fputs("\r\x1b[K", stderr);
  std::fflush(stderr);
}

bool SimulationProgress::stop_requested() {
  io_.poll();
  return stop_;
}

}  // namespace dyad::cli::preview
