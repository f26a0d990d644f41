#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <iostream>
#include <memory>

#include "dyad/cli/ctl.hpp"
#include "dyad/cli/ctl_volume.hpp"
#include "dyad/cli/fail.hpp"
#include "dyad/cli/milliseconds_json.hpp"
#include "dyad/cli/stop_signals.hpp"
#include "dyad/cli/text_table.hpp"
#include "dyad/core/duration_text.hpp"

namespace dyad::cli {
namespace {

constexpr std::chrono::milliseconds kPeriod(100);

void print_lines(const Json& hardware) {
  TextTable table;
  table.column("line");
  table.column("state");
  const Json& lines = at(hardware, "lines");
  if (!lines.is_object()) return;
  for (const auto& [name, active] : lines.items()) {
    table.row({name, active.is_boolean() && active.get<bool>() ? "active" : "-"});
  }
  table.print(std::cout, "");
}

// Opens the lines where they are not, and waits until their states are there.
Reply open_hardware(const Daemon& daemon) {
  Reply hardware = daemon.get("/hardware");
  if (hardware && text_at(hardware.json, "state") == "closed") {
    const Reply opened = daemon.post("/hardware/open");
    if (!opened) return opened;
    hardware = daemon.get("/hardware");
  }
  StopSignals stop;
  while (hardware && text_at(hardware.json, "state") == "opening") {
    if (stop.wait_for(kPeriod))
      return {nullptr, kNo, "stopped before the lines were open"};
    hardware = daemon.get("/hardware");
  }
  if (!hardware) return hardware;
  const Json& problem = at(hardware.json, "problem");
  if (problem.is_object()) return {problem, kOperatingError, problem_text(problem)};
  return hardware;
}

std::string milliseconds(std::int64_t us) {
  return fmt::format("{}.{:03} ms", us / 1000, us % 1000);
}

// Of how long each pulse was open; the device does not know of every one.
std::string open_text(const Json& open_us) {
  std::vector<std::int64_t> known;
  for (const Json& one : open_us) {
    if (one.is_number()) known.push_back(one.get<std::int64_t>());
  }
  if (known.empty()) return "";
  const auto [least, most] = std::minmax_element(known.begin(), known.end());
  return ", open for " + milliseconds(*least) +
         (*least == *most ? "" : " to " + milliseconds(*most));
}

void print_job(const Json& job) {
  std::cout << fmt::format("{}: {} of {} pulses {}{}\n", text_at(job, "channel"),
                           number_at(job, "done"), number_at(job, "of"),
                           text_at(job, "state"), open_text(at(job, "open_us")));
}

int exit_code_of(const Json& job) {
  const std::string state = text_at(job, "state");
  if (state == "done") return kFine;
  if (state == "stopped") return kNo;
  const Json& problem = at(job, "problem");
  const std::string why =
      problem.is_string() ? problem.get<std::string>() : problem_text(problem);
  return complain({nullptr, kOperatingError, "the pulses failed: " + why});
}

// Waits until the job is over; Ctrl-C leaves out the pulses that have not begun.
int follow_job(const Daemon& daemon, Reply job, const CtlCommands& commands) {
  if (!job) return complain(job);
  const std::string path =
      "/hardware/jobs/" + std::to_string(number_at(job.json, "job"));
  StopSignals stop;
  while (job && text_at(job.json, "state") == "running") {
    if (stop.wait_for(kPeriod)) {
      const Reply stopped = daemon.ask("DELETE", path);
      if (!stopped) return complain(stopped);
    }
    job = daemon.get(path);
  }
  const int shown = commands.show(job, print_job);
  return shown == kFine ? exit_code_of(job.json) : shown;
}

struct PulseOptions {
  std::string channel;
  std::string duration;
  int count = 1;
  std::string gap;
};

int pulse(const Daemon& daemon, const PulseOptions& options,
          const CtlCommands& commands) {
  Json body{{"channel", options.channel}};
  const auto duration = parse_duration(options.duration);
  if (!duration) return fail(duration.error(), kUsage);
  body["duration_ms"] = milliseconds_json(*duration);
  body["count"] = options.count;
  if (!options.gap.empty()) {
    const auto gap = parse_duration(options.gap);
    if (!gap) return fail(gap.error(), kUsage);
    body["gap_ms"] = milliseconds_json(*gap);
  }
  return follow_job(daemon, daemon.post("/hardware/pulse", body), commands);
}

void add_pulse(CLI::App& ctl, const CtlCommands& commands) {
  auto options = std::make_shared<PulseOptions>();
  CLI::App* command = commands.add(ctl, "pulse", "Gives pulses on an output",
                                   [options, commands](const Daemon& daemon) {
                                     return pulse(daemon, *options, commands);
                                   });
  command->add_option("CHANNEL", options->channel, "Of the rig")->required();
  command->add_option("--duration", options->duration, "Of a pulse, as 100ms")
      ->required();
  command->add_option("--count", options->count, "How many")
      ->check(CLI::PositiveNumber)
      ->capture_default_str();
  command->add_option("--gap", options->gap, "Between two (default: 200ms)");
}

void add_reward(CLI::App& ctl, const CtlCommands& commands) {
  auto channel = std::make_shared<std::string>();
  auto volume = std::make_shared<std::string>();
  CLI::App* command = commands.add(
      ctl, "reward", "Gives water while no session runs, by the calibration in use",
      [channel, volume, commands](const Daemon& daemon) {
        const auto number = parse_volume(*volume);
        if (!number) return fail(number.error(), kUsage);
        const Json body{{"channel", *channel}, {"volume_ul", *number}};
        return follow_job(daemon, daemon.post("/hardware/reward", body), commands);
      });
  command->add_option("CHANNEL", *channel, "A valve of the rig")->required();
  command->add_option("--volume", *volume, "In µl")->required();
}

}  // namespace

void add_ctl_hardware(CLI::App& ctl, const CtlCommands& commands) {
  commands.add(ctl, "lines", "The state of every line, while no session runs",
               [commands](const Daemon& daemon) {
                 return commands.show(open_hardware(daemon), print_lines);
               });
  add_pulse(ctl, commands);
  add_reward(ctl, commands);
}

}  // namespace dyad::cli
