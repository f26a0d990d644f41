#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <optional>
#include <string>

namespace dyad::server {

// The session that is on, or was last: what routes on a worker may ask of it. Set on
// the loop's thread, read on any.
class CurrentSession {
 public:
  using SteadyClock = std::chrono::steady_clock;

  // `speed`: session time per wall time; 0: as fast as it goes.
  void begin(const std::string& log, double speed);
  void beat(std::int64_t t_us, SteadyClock::time_point at);
  void note_added(const std::string& log);
  void over();  // nothing is written to its log any more

  std::string log() const;    // its path; empty: none yet
  std::size_t notes() const;  // that were written of it
  bool is_live(const std::string& log) const;
  // The session's time, from its last beat; none of a log that is not live.
  std::optional<std::int64_t> now_us(const std::string& log,
                                     SteadyClock::time_point now) const;

 private:
  mutable std::mutex mutex_;
  std::string log_;
  bool live_ = false;
  std::size_t notes_ = 0;
  double speed_ = 1;
  std::optional<std::int64_t> beat_us_;
  SteadyClock::time_point beat_at_;
};

}  // namespace dyad::server
