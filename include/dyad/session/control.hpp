#pragma once

#include "dyad/core/time.hpp"

namespace dyad::session {

class Session;

// Who may tell a running session what to do, beside signals. A loop watches the
// descriptor and asks in its own thread; neither call may block.
class Control {
 public:
  virtual ~Control() = default;

  // Becomes readable when there is something to take; -1 when nothing more will come.
  virtual int descriptor() const = 0;

  // Takes what has come and does it to the session.
  virtual void take(Session& session, Time now) = 0;
};

}  // namespace dyad::session
