#pragma once

#include <string>

#include "dyad/core/result.hpp"

namespace dyad::session {

// One owner of a rig: an abstract Unix socket named after the rig file's canonical
// path, as decision 8 says. The kernel lets it go with the last process that holds the
// descriptor, so nothing is left behind by a crash. Holds among all processes of one
// network namespace, whoever runs them.
class RigLock {
 public:
  // The error says who has the rig: process, command line and since when.
  static Result<RigLock> take(const std::string& rig_path);

  // A lock that another process took and handed on. Fails where the descriptor is none.
  static Result<RigLock> adopt(int fd);

  RigLock(RigLock&& other) noexcept;
  RigLock& operator=(RigLock&& other) noexcept;
  ~RigLock();

  // To hand on, and for the valve guard to keep. Closed in a program that is started,
  // unless whoever starts it says otherwise.
  int descriptor() const { return fd_; }

 private:
  explicit RigLock(int fd) : fd_(fd) {}
  int fd_ = -1;
};

}  // namespace dyad::session
