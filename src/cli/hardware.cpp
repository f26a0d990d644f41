#include <CLI/CLI.hpp>
#include <iostream>
#include <memory>
#include <optional>
#include <random>
#include <string>

#include "dyad/cli/commands.hpp"
#include "dyad/cli/exit_code.hpp"
#include "dyad/cli/fail.hpp"
#include "dyad/cli/hardware_talk.hpp"
#include "dyad/cli/live_rig.hpp"
#include "dyad/cli/rig_lock_option.hpp"
#include "dyad/cli/start_failure.hpp"
#include "dyad/config/read.hpp"
#include "dyad/device/valve_guard.hpp"
#include "dyad/session/clocks.hpp"
#include "dyad/session/hardware_bench.hpp"
#include "dyad/session/hardware_loop.hpp"
#include "dyad/session/json_lines.hpp"

namespace dyad::cli {
namespace {

static_assert(session::HardwareLoop::kMaxSleep <= device::ValveGuard::kRefresh,
              "a sleeping bench must not let the guard's lease run out");

struct HardwareOptions {
  std::string rig;
  int control_fd = -1;
  RigLockOption lock;
};

int refuse(const StartFailure& failure, session::JsonLines& lines) {
  print(failure, std::cerr);
  lines.send(failed_message(failure));
  lines.finish();
  return failure.exit_code;
}

std::optional<config::Rig> read_rig(const std::string& path,
                                    config::Problems& problems) {
  const auto document = config::read_document(path, problems);
  if (!document) return std::nullopt;
  return config::read_rig(*document, problems);
}

Result<std::unique_ptr<device::ValveGuard>> fork_guard(
    const config::Rig& rig, const LiveRig& live, const ClockAnchor& anchor,
    const std::optional<session::RigLock>& lock) {
  device::GuardPlan plan;
  plan.anchor = anchor;
  plan.outputs = live.guarded_outputs();
  plan.channels = device::channels_to_guard(rig);
  if (lock) plan.keep_fds = {lock->descriptor()};
  return device::ValveGuard::fork_for(std::move(plan));
}

// Returns at the daemon's wish, at its end, or when the valves are no longer guarded.
Status run_bench(const config::Rig& rig, const LiveRig& live, const Clock& clock,
                 device::ValveGuard& guard, session::JsonLines& lines) {
  Status outcome = Ok{};
  HardwareTalk talk(lines, rig, live.devices());
  session::HardwareBench bench(rig, live.devices(), talk);
  const auto turn = [&](Time now) {
    guard.refresh(now);
    const auto fault = guard.check(now);
    if (fault) outcome = Error{fault->message, ""};
    const bool go_on = talk.obey(bench, now);
    talk.tell();
    return go_on && !fault;
  };
  talk.say_open();
  session::HardwareLoop(bench, clock, live.devices(), lines.descriptor(), turn).run();
  lines.finish();
  return outcome;
}

int run(const HardwareOptions& options, session::JsonLines& lines) {
  const auto refuse_for = [&lines](const Error& error) {
    return refuse({kOperatingError, {}, error}, lines);
  };
  StartFailure failure{.exit_code = kNo, .problems = {}, .error = {}};
  const auto rig = read_rig(options.rig, failure.problems);
  if (!rig) return refuse(failure, lines);
  const auto lock = options.lock.hold(options.rig, *rig);
  if (!lock) return refuse_for(lock.error());
  const ClockAnchor anchor = session::anchor_now(LiveRig::lead(*rig));
  const session::MonotonicClock clock(anchor);
  auto live = LiveRig::open(*rig, std::random_device()(),
                            device::SimDevice::Seats().set(), anchor, clock);
  if (!live) return refuse_for(live.error());
  // Boards need not wait for a session's time 0, only for themselves.
  if (const Status ready = live->get_ready(clock, clock.now()); !ready) {
    return refuse_for(ready.error());
  }
  auto guard = fork_guard(*rig, *live, anchor, *lock);
  if (!guard) return refuse_for(guard.error());
  live->set_output_watch(guard->get());
  const Status ran = run_bench(*rig, *live, clock, **guard, lines);
  live->set_output_watch(nullptr);
  const Status guarded = (*guard)->finish();
  if (!ran) return fail(ran.error());
  return guarded ? kFine : fail(guarded.error());
}

}  // namespace

// Not for people: without the daemon's safeguards a valve is moved blindly.
void add_hardware(CLI::App& app, int& exit_code) {
  auto options = std::make_shared<HardwareOptions>();
  CLI::App* command = app.add_subcommand(
      "hardware", "For dyad serve: hold a rig's lines open and move them");
  command->group("");
  command->add_option("--rig", options->rig, "The rig file")->required();
  command
      ->add_option("--control", options->control_fd,
                   "An open socket to be controlled by")
      ->required();
  options->lock.add_to(*command);
  command->callback([options, &exit_code] {
    auto lines = session::JsonLines::adopt(options->control_fd);
    exit_code = lines ? run(*options, *lines) : fail(lines.error(), kUsage);
  });
}

}  // namespace dyad::cli
