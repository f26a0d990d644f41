#include "dyad/session/status_board.hpp"

namespace dyad::session {

SessionStatus status_of(const Session& session, Time now) {
  return {.now = now,
          .tally = session.tally(),
          .window_open = session.engine().view().window_closes_at.has_value(),
          .finished = session.finished()};
}

void StatusBoard::publish(const SessionStatus& status) {
  const std::unique_lock lock(mutex_, std::try_to_lock);
  if (lock) status_ = status;
}

void StatusBoard::publish_last(const SessionStatus& status) {
  const std::scoped_lock lock(mutex_);
  status_ = status;
}

SessionStatus StatusBoard::read() const {
  const std::scoped_lock lock(mutex_);
  return status_;
}

}  // namespace dyad::session
