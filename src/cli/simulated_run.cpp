#include "dyad/cli/simulated_run.hpp"

#include <iostream>
#include <memory>
#include <vector>

#include "dyad/cli/exit_code.hpp"
#include "dyad/cli/fail.hpp"
#include "dyad/cli/messages.hpp"
#include "dyad/cli/new_log.hpp"
#include "dyad/cli/simulated_devices.hpp"
#include "dyad/cli/status_line.hpp"
#include "dyad/cli/summary.hpp"
#include "dyad/log/writer.hpp"
#include "dyad/session/clocks.hpp"
#include "dyad/session/session.hpp"
#include "dyad/session/status_board.hpp"

namespace dyad::cli {

int run_simulated(const Experiment& experiment, const std::string& data_folder,
                  std::optional<session::Speed> speed) {
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
  {
    const StatusLine line(board, experiment.plan.duration);
    session::SimulatedLoop(session, clock, speed, [&](Time now) {
      board.publish(session::status_of(session, now));
    }).run();
    board.publish_last(session::status_of(session, clock.now()));
  }
  const auto log_failure = (*writer)->failure();
  const Status closed = (*writer)->close();
  print_summary(std::cout, experiment, session, clock.now(), (*writer)->path());
  if (log_failure) return fail(*log_failure);
  if (!closed) return fail(closed.error());
  return exit_code_of(session);
}

}  // namespace dyad::cli
