#pragma once

#include <cstdint>
#include <string>

#include "dyad/config/rig.hpp"
#include "dyad/config/schedule.hpp"
#include "dyad/log/header.hpp"
#include "dyad/log/sink.hpp"
#include "dyad/task/plan.hpp"

namespace dyad::benchmarks {

// A day of the two mice of rig-configs/rigs/sim.json under the quick-start
// schedule: what the benchmarks work on.
struct SimSession {
  SimSession();
  void run(log::Sink& sink) const;

  config::Rig rig;
  config::Schedule schedule;
  log::Header header;
  task::Plan plan;
};

// The log of that day, made once a run of the benchmarks and removed at its end.
const std::string& logged_day();

}  // namespace dyad::benchmarks
