#include "dyad/cli/rig_lock_option.hpp"

#include <utility>

namespace dyad::cli {
namespace {

using Held = Result<std::optional<session::RigLock>>;

Held held(Result<session::RigLock> lock) {
  if (!lock) return lock.error();
  return std::optional(std::move(*lock));
}

}  // namespace

void RigLockOption::add_to(CLI::App& command) {
  command.add_option("--rig-lock", fd, "For dyad serve: the rig's lock that it holds")
      ->group("");
}

Result<std::optional<session::RigLock>> RigLockOption::hold(
    const std::string& rig_path, const config::Rig& rig) const {
  if (fd) return held(session::RigLock::adopt(*fd));
  if (rig.simulated()) return std::optional<session::RigLock>();
  return held(session::RigLock::take(rig_path));
}

}  // namespace dyad::cli
