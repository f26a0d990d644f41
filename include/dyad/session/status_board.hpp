#pragma once

#include <mutex>

#include "dyad/core/time.hpp"
#include "dyad/session/session.hpp"
#include "dyad/task/tally.hpp"

namespace dyad::session {

// What an onlooker may see of a running session.
struct SessionStatus {
  Time now;
  task::Tally tally;
  bool window_open = false;
  bool finished = false;
};

SessionStatus status_of(const Session& session, Time now);

// Carries the status from the session's thread to one that draws it. The session
// never waits: where the reader holds the lock it skips an update.
class StatusBoard {
 public:
  void publish(const SessionStatus& status);
  // Waits for the reader: for the last update, which must not be skipped.
  void publish_last(const SessionStatus& status);
  SessionStatus read() const;

 private:
  mutable std::mutex mutex_;
  SessionStatus status_;
};

}  // namespace dyad::session
