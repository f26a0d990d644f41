#pragma once

#include <optional>

#include "dyad/core/result.hpp"
#include "dyad/log/record.hpp"

namespace dyad::log {

// Where a session's records go. The writer is one; tests use a vector.
class Sink {
 public:
  virtual ~Sink() = default;

  // Takes the record before it returns: from then on a SIGKILL of this process
  // cannot lose it. Never blocks on a file. After a failure records are dropped.
  virtual void append(const Record& record) = 0;

  // Why the log takes no more (disk full, ring overrun); none while it does.
  virtual std::optional<Error> failure() const = 0;
};

}  // namespace dyad::log
