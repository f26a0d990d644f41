#include "dyad/cli/summary.hpp"

#include <fmt/format.h>

#include "dyad/cli/exit_code.hpp"
#include "dyad/cli/outcomes_text.hpp"
#include "dyad/cli/status_line.hpp"

namespace dyad::cli {
namespace {

std::string microlitres(std::uint64_t nl) {
  return fmt::format("{}.{:03} µl", nl / 1000, nl % 1000);
}

void line(std::ostream& out, const std::string& name, const std::string& value) {
  out << fmt::format("  {:<12}{}\n", name, value);
}

}  // namespace

void print_summary(std::ostream& out, const Experiment& experiment,
                   const session::Session& session, Time ended_at,
                   const session::LoopLateness& lateness, const std::string& log_path) {
  const task::Tally& tally = session.tally();
  const auto success = tally.success_percent();
  out << "Session ended (" << session.end_reason() << ") after " << clock_text(ended_at)
      << '\n';
  line(out, "trials",
       fmt::format("{}: {}{}", tally.trials, outcomes_text(tally),
                   success ? fmt::format("; success {} %", *success) : ""));
  if (tally.ambiguous > 0)
    line(out, "ambiguous", fmt::format("{} trial(s)", tally.ambiguous));
  for (std::size_t i = 0; i < experiment.subjects.size(); ++i) {
    line(out, experiment.subjects[i],
         fmt::format("{} responses, {} rewards{}, {}", tally.responses[i],
                     tally.rewards[i], by_hand_text(tally.manual_rewards[i]),
                     microlitres(tally.volume_nl[i])));
  }
  line(out, "seed", std::to_string(experiment.seed));
  line(out, "log", log_path);
  if (lateness.count() == 0) return;
  out << fmt::format("Loop lateness: median {} µs, p99 {} µs, max {} µs ({} wakeups)\n",
                     lateness.median().us(), lateness.p99().us(), lateness.max().us(),
                     lateness.count());
}

int exit_code_of(const session::Session& session) {
  return from_text<EndReason>(session.end_reason()) ? kFine : kOperatingError;
}

}  // namespace dyad::cli
