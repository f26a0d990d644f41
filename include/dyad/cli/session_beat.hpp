#pragma once

#include <chrono>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "dyad/cli/experiment.hpp"
#include "dyad/device/device.hpp"
#include "dyad/session/control_line.hpp"
#include "dyad/session/loop_lateness.hpp"
#include "dyad/session/realtime.hpp"
#include "dyad/session/session.hpp"

namespace dyad::cli {

// Says on the control line how the session stands: four times a second of wall time,
// and soon after each change of phase, at most thirty times a second.
//
// Runs in the session's thread, after the pump has decided and acted, and puts itself
// off while a wakeup is near, so that no deadline and no end of a pulse waits for it.
class SessionBeat {
 public:
  // All outlive the beat. `id`: the log's file name without its ending.
  SessionBeat(session::ControlLine& line, const Experiment& experiment, std::string id,
              std::string source, std::vector<device::Device*> devices);

  // What is said from now on of the loop, which outlives the beat, and of what the
  // machine granted.
  void watch(const session::LoopLateness& lateness) { lateness_ = &lateness; }
  void tell(const std::vector<session::RealtimeItem>& realtime);

  // After every pump. Never blocks.
  void after_pump(const session::Session& session, Time now);

 private:
  using WallClock = std::chrono::steady_clock;
  bool due(const session::Session& session, Time now, WallClock::time_point wall);

  session::ControlLine& line_;
  const Experiment& experiment_;
  std::vector<device::Device*> devices_;
  nlohmann::ordered_json unchanging_;
  const session::LoopLateness* lateness_ = nullptr;  // null: nothing is measured
  WallClock::time_point last_;
  task::Phase told_phase_ = task::Phase::ended;  // of the last beat
  TrialNumber told_trial_ = 0;
};

}  // namespace dyad::cli
