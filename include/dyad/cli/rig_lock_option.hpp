#pragma once

#include <CLI/App.hpp>
#include <optional>
#include <string>

#include "dyad/config/rig.hpp"
#include "dyad/core/result.hpp"
#include "dyad/session/rig_lock.hpp"

namespace dyad::cli {

// --rig-lock FD, for programs that hold the rig and start dyad.
struct RigLockOption {
  std::optional<int> fd;

  void add_to(CLI::App& command);

  // The lock that was handed on, or a new one; none of a simulated rig, of which any
  // number may run.
  Result<std::optional<session::RigLock>> hold(const std::string& rig_path,
                                               const config::Rig& rig) const;
};

}  // namespace dyad::cli
