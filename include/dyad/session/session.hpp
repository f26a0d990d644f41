#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "dyad/config/rig.hpp"
#include "dyad/core/fault.hpp"
#include "dyad/core/input.hpp"
#include "dyad/core/time.hpp"
#include "dyad/device/device.hpp"
#include "dyad/device/valve_limits.hpp"
#include "dyad/log/sink.hpp"
#include "dyad/session/merger.hpp"
#include "dyad/session/reflex_arming.hpp"
#include "dyad/task/engine.hpp"
#include "dyad/task/tally.hpp"

namespace dyad::session {

// One session: devices, merger, engine and log joined. It has no clock and waits
// for nothing: a loop (live_loop, simulated_loop) tells it the time. One thread.
//
// The road of an input through pump(): device → merger → log → engine → log →
// device. A command is in the log before its device acts on it. An edge that comes
// too late for its place in the order goes from the device straight to the log.
class Session {
 public:
  struct Parts {
    const config::Rig& rig;
    const task::Plan& plan;
    std::uint64_t seed = 0;
    // In the rig's order, and after them that of the automated partners, if any.
    std::vector<device::Device*> devices;
    log::Sink& log;
    std::function<void(const Fault&)> on_fault;  // may be empty; must not block
  };

  // Everything in parts outlives the session.
  explicit Session(Parts parts);

  // Time 0: the engine's `start`.
  void begin();

  // Takes in what has happened up to now, decides, acts.
  void pump(Time now);

  // When to pump next even if no device has anything; none once finished.
  std::optional<Time> next_wakeup() const;

  // A person's pause or resume, decided in its place in the order.
  void request(OperatorAction action, Time now);

  struct Water {
    std::uint32_t volume_nl = 0;
    Duration open;  // of the valve, for that much
  };
  // Water that a person gives, whatever was earned, as soon as the valve is free. Where
  // it cannot be given a fault says why.
  void give(SubjectIndex subject, const Water& water, Time now);

  // Ends the session now, in any state: what was held is decided, the trial aborted,
  // outputs are closed. The log ends with this reason as soon as every device has said
  // what became of its pulses: finished() at once, or after some pumps.
  void end_now(const std::string& reason, Time now);

  // Logs the fault and does what it calls for; some end the session.
  void take_fault(const Fault& fault, Time now);

  // The log is complete: its end record is appended and all outputs are closed.
  bool finished() const { return finished_; }
  const std::string& end_reason() const { return end_reason_; }

  const task::Tally& tally() const { return tally_; }
  const task::Engine& engine() const { return engine_; }

 private:
  bool any_device_lost() const;
  void tell(const Fault& fault);
  void act_on(const Fault& fault, Time now);
  void take_pending_faults(Time now);
  void poll_devices(Time now);
  void poll(SourceIndex source, Time now);
  void take_report(SourceIndex source, Time now);
  void take_edges(Time now);
  void add_input(const Input& input, Time now);
  bool add_edge(const Input& input);  // false: it can no longer be fed
  void tell_others(const Input& input, Time now);
  void add_operator(OperatorAction action, Time t);
  void add_operator(Input input);
  std::optional<std::string> reason_not_to_give(SubjectIndex subject,
                                                const Water& water) const;
  void release(Time now);
  bool release_one(Time now);
  void feed(const Input& input, Time now);
  bool perform(const Command& command, Time now);  // whether it was begun
  bool refuse(const Command& command, Time now);
  bool refuse_by_hand(const Command& command, Time now);
  void take_actuations();
  bool waits_for_pulse() const;
  void finish(Time now);
  Time passes_at(Time t) const;

  struct Running {
    SourceIndex source = kNoSource;
    ChannelIndex channel = kNoChannel;
  };

  Parts parts_;
  task::Engine engine_;
  Merger merger_;
  device::ValveLimits limits_;
  ReflexArming reflex_;
  task::Tally tally_;
  task::Output out_;
  device::Report report_;
  std::vector<Fault> pending_faults_;
  std::map<Token, Running> running_;  // commands whose actuation is still to come
  std::uint64_t own_sequence_ = 0;    // of operator and deadline inputs
  Time last_now_;
  Time close_by_ = Time::never();  // while ending: waits no longer for pulses
  bool ending_ = false;
  bool finished_ = false;
  std::string end_reason_;
};

}  // namespace dyad::session
