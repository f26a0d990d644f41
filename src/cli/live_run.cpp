#include "dyad/cli/live_run.hpp"

#include <filesystem>
#include <iostream>
#include <memory>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include "dyad/cli/fail.hpp"
#include "dyad/cli/live_rig.hpp"
#include "dyad/cli/messages.hpp"
#include "dyad/cli/new_log.hpp"
#include "dyad/cli/realtime_report.hpp"
#include "dyad/cli/session_view.hpp"
#include "dyad/cli/summary.hpp"
#include "dyad/core/duration_text.hpp"
#include "dyad/device/gpio_persistence.hpp"
#include "dyad/device/valve_guard.hpp"
#include "dyad/log/writer.hpp"
#include "dyad/session/clocks.hpp"
#include "dyad/session/live_loop.hpp"
#include "dyad/session/realtime.hpp"
#include "dyad/session/session.hpp"

namespace dyad::cli {
namespace {

static_assert(session::LiveLoop::kMaxSleep <= device::ValveGuard::kRefresh,
              "a sleeping session must not let the guard's lease run out");

// Runs in the guard process, after the valves are closed: puts into the log what
// the dead daemon left in the ring, and says how the session ended.
void finish_log(log::Writer& writer, const Clock& clock) {
  const Time now = clock.now();
  const Fault died{.time = now,
                   .kind = FaultKind::daemon_died,
                   .source = kNoSource,
                   .channel = kNoChannel,
                   .count = 0,
                   .message =
                       "the dyad process died; the valve guard closed every "
                       "output and finished this log"};
  const log::End end{
      .time = now, .reason = std::string(to_text(died.kind)), .channels = {}};
  writer.finish_for_dead_owner({died, end});
}

Result<std::unique_ptr<device::ValveGuard>> fork_guard(
    const Experiment& experiment, const LiveRig& rig, const ClockAnchor& anchor,
    const Clock& clock, log::Writer& writer, int lock_fd) {
  device::GuardPlan plan;
  plan.anchor = anchor;
  plan.outputs = rig.guarded_outputs();
  plan.channels = device::channels_to_guard(experiment.rig);
  plan.on_owner_death = [&writer, &clock] { finish_log(writer, clock); };
  plan.keep_fds = {writer.descriptor()};
  // Nobody else may open the lines before the guard has closed them.
  if (lock_fd >= 0) plan.keep_fds.push_back(lock_fd);
  return device::ValveGuard::fork_for(std::move(plan));
}

void warn_of_persistence(Messages& messages) {
  if (const auto parameter = device::released_outputs_stay_driven()) {
    messages.warn(
        "this kernel leaves outputs as they are when a program ends (" + *parameter +
        "). The valve guard closes them if dyad dies; if both die, a valve may stay "
        "open. docs/valve_safety.md says how to turn this off.");
  }
}

// A session that has not begun leaves no log.
void discard(std::unique_ptr<log::Writer>& writer) {
  const std::string path = writer->path();
  writer.reset();
  std::error_code ignored;
  std::filesystem::remove(path, ignored);
}

struct Running {
  const Experiment& experiment;
  LiveRig& rig;
  const ClockAnchor& anchor;
  const Clock& clock;
  log::Writer& writer;
  device::ValveGuard& guard;
  session::ControlLine* control;
  bool realtime;
};

int run_guarded(const Running& running) {
  running.writer.start();
  Messages messages;
  warn_of_persistence(messages);
  session::Session session(
      {.rig = running.experiment.rig,
       .plan = running.experiment.plan,
       .seed = running.experiment.seed,
       .devices = running.rig.devices(),
       .log = running.writer,
       .on_fault = [&messages](const Fault& fault) { messages.fault(fault); }});
  SessionView view(running.control, running.experiment, "live", running.writer.path(),
                   running.rig.devices());
  const auto after_pump = [&](Time now) {
    running.guard.refresh(now);
    if (const auto fault = running.guard.check(now)) session.take_fault(*fault, now);
    view.after_pump(session, now);
  };
  session::LiveLoop loop(session, running.clock, running.anchor, running.rig.devices(),
                         after_pump, running.control);
  view.begin(loop.lateness());
  // Every other thread runs by now, and the guard was forked: they keep their own.
  session::RealtimeSetup realtime;
  if (running.realtime) {
    realtime = set_up_and_report(messages, {});
    view.tell(realtime.items);
  }
  loop.run();
  const Time ended_at = running.clock.now();
  view.finish(session, ended_at);
  running.rig.set_output_watch(nullptr);
  const Status guarded = running.guard.finish();
  const auto log_failure = running.writer.failure();
  const Status closed = running.writer.close();
  view.summarise(session, ended_at);
  if (log_failure) return fail(*log_failure);
  if (!closed) return fail(closed.error());
  if (!guarded) return fail(guarded.error());
  return exit_code_of(session);
}

}  // namespace

int run_live(const RunSetting& setting) {
  const Experiment& experiment = setting.experiment;
  const auto refuse = [&setting](const Error& error) {
    return refuse_start(error, setting.control);
  };
  const Duration lead = LiveRig::lead(experiment.rig);
  if (lead > Duration() && setting.control == nullptr) {
    std::cout << "Waiting " << duration_text(lead) << " for the board ...\n"
              << std::flush;
  }
  const ClockAnchor anchor = session::anchor_now(lead);
  const session::MonotonicClock clock(anchor);
  auto rig = LiveRig::open(experiment, anchor, clock);
  if (!rig) return refuse(rig.error());
  // Before there is a log: a rig that is not all there leaves none behind.
  if (const Status there = rig->get_ready(clock, clock.now()); !there) {
    return refuse(there.error());
  }
  auto writer = create_log(setting.data_folder, experiment, "live", anchor, {});
  if (!writer) return refuse(writer.error());
  // Before the first thread: the guard is a fork of this process.
  auto guard = fork_guard(experiment, *rig, anchor, clock, **writer, setting.lock_fd);
  if (!guard) {
    discard(*writer);
    return refuse(guard.error());
  }
  rig->set_output_watch(guard->get());
  if (const Status ready = rig->get_ready(clock, Time()); !ready) {
    rig->set_output_watch(nullptr);
    (*guard).reset();
    discard(*writer);
    return refuse(ready.error());
  }
  return run_guarded({experiment, *rig, anchor, clock, **writer, **guard,
                      setting.control, setting.realtime});
}

}  // namespace dyad::cli
