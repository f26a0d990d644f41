#include <CLI/CLI.hpp>
#include <chrono>
#include <iostream>
#include <memory>
#include <vector>

#include "dyad/cli/ctl.hpp"
#include "dyad/cli/fail.hpp"
#include "dyad/cli/stop_signals.hpp"
#include "dyad/core/duration_text.hpp"

namespace dyad::cli {
namespace {

using Clock = std::chrono::steady_clock;

// The valves close by themselves that long after this program was last heard of.
constexpr int kLeaseMs = 3000;
constexpr std::chrono::milliseconds kRenewal(1000);

// Keeps the lease until `until` or a signal. False: the daemon no longer renews it.
bool hold(const Daemon& daemon, const std::string& lease, Clock::time_point until,
          StopSignals& stop, int& exit_code) {
  using std::chrono::duration_cast;
  using std::chrono::milliseconds;
  while (true) {
    const auto left = duration_cast<milliseconds>(until - Clock::now());
    if (left <= milliseconds(0)) return true;
    if (stop.wait_for(std::min(left, kRenewal))) return true;
    if (Clock::now() >= until) return true;
    const Reply renewed = daemon.ask("PUT", lease, {{"lease_ms", kLeaseMs}});
    if (!renewed) {
      exit_code = complain(renewed);
      return false;
    }
  }
}

int flush(const Daemon& daemon, const std::vector<std::string>& channels,
          const std::string& time) {
  const auto duration = parse_duration(time);
  if (!duration) return fail(duration.error(), kUsage);
  // Before the valves open: from here on nothing ends the program without closing them.
  StopSignals stop;
  const auto until = Clock::now() + std::chrono::microseconds(duration->us());
  const Reply opened =
      daemon.post("/hardware/flush", {{"channels", channels}, {"lease_ms", kLeaseMs}});
  if (!opened) return complain(opened);
  std::cout << "Open; Ctrl-C closes." << std::endl;
  const std::string lease =
      "/hardware/flush/" + std::to_string(number_at(opened.json, "lease"));
  int exit_code = kFine;
  if (!hold(daemon, lease, until, stop, exit_code)) return exit_code;
  const Reply closed = daemon.ask("DELETE", lease);
  if (!closed) return complain(closed);
  std::cout << "Closed.\n";
  return kFine;
}

}  // namespace

void add_ctl_flush(CLI::App& ctl, const CtlCommands& commands) {
  auto channels = std::make_shared<std::vector<std::string>>();
  auto time = std::make_shared<std::string>();
  CLI::App* command = commands.add(
      ctl, "flush",
      "Holds valves open, to fill or rinse tubes: no animal should be there",
      [channels, time](const Daemon& daemon) {
        return flush(daemon, *channels, *time);
      });
  command->add_option("CHANNEL", *channels, "Valves of the rig")->required();
  command->add_option("--for", *time, "How long, as 10s; at most 120 s in all")
      ->required();
}

}  // namespace dyad::cli
