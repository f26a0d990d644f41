#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "dyad/cli/preview_distribution.hpp"
#include "dyad/config/rig.hpp"
#include "dyad/config/stage.hpp"
#include "dyad/device/partner_device.hpp"
#include "dyad/device/trained_mice.hpp"
#include "dyad/task/plan.hpp"

namespace dyad::cli::preview {

// What one session of virtual mice came to.
struct SessionTotals {
  std::uint32_t trials = 0;
  std::uint32_t judged = 0;      // decided, catch trials apart
  std::uint32_t successful = 0;  // coordinated among them
  std::array<std::uint32_t, kOutcomes> outcomes{};
  std::array<std::uint32_t, kMaxSubjects> rewards{};
  std::array<std::uint64_t, kMaxSubjects> volume_nl{};
  Duration length;
  std::string reason;  // why it ended
  std::uint32_t faults = 0;
};

// A stage on a rig made by simulated_rig, and who plays on it.
struct Simulated {
  const config::Rig& rig;
  const config::Stage& stage;
  const task::Plan& plan;
  std::vector<device::Habits> habits;
  std::vector<device::PlayedEdge> playback;  // of partners that repeat a log
};

// The same session that `dyad run` would make of it, in simulated time and without a
// log.
SessionTotals simulate_session(const Simulated& simulated, std::uint64_t seed);

struct Simulation {
  std::size_t sessions = 0;
  std::vector<Distribution> distributions;
  std::map<std::string, std::size_t> reasons;  // how many sessions ended so
  std::uint64_t faults = 0;  // rewards that a valve's limits refused, …
};

Simulation summarise(const std::vector<SessionTotals>& sessions,
                     const std::vector<std::string>& seats);

}  // namespace dyad::cli::preview
