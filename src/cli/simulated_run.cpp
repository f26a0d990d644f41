#include "dyad/cli/simulated_run.hpp"

#include <iostream>
#include <memory>
#include <vector>

#include "dyad/cli/exit_code.hpp"
#include "dyad/cli/fail.hpp"
#include "dyad/cli/messages.hpp"
#include "dyad/cli/new_log.hpp"
#include "dyad/cli/realtime_report.hpp"
#include "dyad/cli/simulated_devices.hpp"
#include "dyad/cli/status_line.hpp"
#include "dyad/cli/summary.hpp"
#include "dyad/log/writer.hpp"
#include "dyad/session/clocks.hpp"
#include "dyad/session/realtime.hpp"
#include "dyad/session/session.hpp"
#include "dyad/session/status_board.hpp"

namespace dyad::cli {

int run_simulated(const Experiment& experiment, const std::string& data_folder,
                  std::optional<session::Speed> speed, bool realtime) {
  const ClockAnchor anchor = session::anchor_now();
  auto writer = create_log(data_folder, experiment, "sim", anchor,
                           {.sync_interval = Duration::from_ms(200),
                            .ring_bytes = std::size_t{4} << 20U,
                            .wait_for_room = true});
  if (!writer) return fail(writer.error());
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
  session::StatusBoard board;
  session::SimulatedLoop loop(session, clock, speed, [&](Time now) {
    board.publish(session::status_of(session, now));
  });
  {
    const StatusLine line(board, experiment.plan.duration);
    session::RealtimeSetup setup;
    if (realtime && speed) {
      setup = set_up_and_report(messages, {.longest_turn = std::nullopt});
    } else if (realtime) {
      messages.info("real-time: not used with --speed max, where nothing waits");
    }
    loop.run();
    board.publish_last(session::status_of(session, clock.now()));
  }
  const auto log_failure = (*writer)->failure();
  const Status closed = (*writer)->close();
  print_summary(std::cout, experiment, session, clock.now(), loop.lateness(),
                (*writer)->path());
  if (log_failure) return fail(*log_failure);
  if (!closed) return fail(closed.error());
  return exit_code_of(session);
}

}  // namespace dyad::cli
