#include "dyad/server/current_session.hpp"

#include <algorithm>

namespace dyad::server {
namespace {

// Beats come four times a second: what is older says that the session hangs, and its
// time is then not guessed any further.
constexpr std::chrono::seconds kMostSinceBeat{2};

}  // namespace

void CurrentSession::begin(const std::string& log, double speed) {
  const std::lock_guard lock(mutex_);
  log_ = log;
  live_ = true;
  speed_ = speed;
  notes_ = 0;
  beat_us_.reset();
}

void CurrentSession::note_added(const std::string& log) {
  const std::lock_guard lock(mutex_);
  if (log == log_) ++notes_;
}

std::size_t CurrentSession::notes() const {
  const std::lock_guard lock(mutex_);
  return notes_;
}

void CurrentSession::beat(std::int64_t t_us, SteadyClock::time_point at) {
  const std::lock_guard lock(mutex_);
  beat_us_ = t_us;
  beat_at_ = at;
}

void CurrentSession::over() {
  const std::lock_guard lock(mutex_);
  live_ = false;
}

std::string CurrentSession::log() const {
  const std::lock_guard lock(mutex_);
  return log_;
}

bool CurrentSession::is_live(const std::string& log) const {
  const std::lock_guard lock(mutex_);
  return live_ && log == log_;
}

std::optional<std::int64_t> CurrentSession::now_us(const std::string& log,
                                                   SteadyClock::time_point now) const {
  const std::lock_guard lock(mutex_);
  if (!live_ || log != log_ || !beat_us_) return std::nullopt;
  const auto since = std::chrono::duration_cast<std::chrono::microseconds>(
      std::min<SteadyClock::duration>(now - beat_at_, kMostSinceBeat));
  return *beat_us_ +
         static_cast<std::int64_t>(static_cast<double>(since.count()) * speed_);
}

}  // namespace dyad::server
