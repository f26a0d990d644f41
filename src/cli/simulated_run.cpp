#include "dyad/cli/simulated_run.hpp"

#include <memory>
#include <vector>

#include "dyad/cli/fail.hpp"
#include "dyad/cli/messages.hpp"
#include "dyad/cli/new_log.hpp"
#include "dyad/cli/realtime_report.hpp"
#include "dyad/cli/session_view.hpp"
#include "dyad/cli/simulated_devices.hpp"
#include "dyad/cli/summary.hpp"
#include "dyad/log/writer.hpp"
#include "dyad/session/clocks.hpp"
#include "dyad/session/realtime.hpp"
#include "dyad/session/session.hpp"

namespace dyad::cli {

int run_simulated(const RunSetting& setting) {
  const Experiment& experiment = setting.experiment;
  const ClockAnchor anchor = session::anchor_now();
  auto writer = create_log(setting.data_folder, experiment, "sim", anchor,
                           {.sync_interval = Duration::from_ms(200),
                            .ring_bytes = std::size_t{4} << 20U,
                            .wait_for_room = true});
  if (!writer) return refuse_start(writer.error(), setting.control);
  (*writer)->start();

  const auto devices = simulated_devices(experiment.rig, experiment.run_stage(),
                                         experiment.seed, experiment.playback);
  std::vector<device::Device*> used;
  for (const auto& device : devices) used.push_back(device.get());
  Messages messages;
  session::Session session(
      {.rig = experiment.rig,
       .plan = experiment.plan,
       .seed = experiment.seed,
       .devices = used,
       .log = **writer,
       .on_fault = [&messages](const Fault& fault) { messages.fault(fault); }});
  session::VirtualClock clock;
  SessionView view(setting.control, experiment, "sim", (*writer)->path(), used);
  session::SimulatedLoop loop(
      session, clock, setting.speed, [&](Time now) { view.after_pump(session, now); },
      setting.control);
  view.begin(loop.lateness());
  session::RealtimeSetup realtime;
  if (setting.realtime && setting.speed) {
    realtime = set_up_and_report(messages, {.longest_turn = std::nullopt});
    view.tell(realtime.items);
  } else if (setting.realtime) {
    messages.info("real-time: not used with --speed max, where nothing waits");
  }
  loop.run();
  view.finish(session, clock.now());
  const auto log_failure = (*writer)->failure();
  const Status closed = (*writer)->close();
  view.summarise(session, clock.now());
  if (log_failure) return fail(*log_failure);
  if (!closed) return fail(closed.error());
  return exit_code_of(session);
}

}  // namespace dyad::cli
