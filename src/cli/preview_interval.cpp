#include <fmt/format.h>

#include <algorithm>

#include "dyad/cli/preview_rule.hpp"
#include "dyad/cli/preview_words.hpp"

namespace dyad::cli::preview {
namespace {

using config::TaskEvent;
using config::TrialRule;

struct Same {
  config::Interval interval;
  std::vector<std::string> outcomes;
};

std::string ended_words(Outcome outcome) {
  switch (outcome) {
    case Outcome::coordinated:
      return "a coordinated trial";
    case Outcome::miss:
      return "a miss";
    case Outcome::aborted:
      return "an aborted trial";
    case Outcome::omission:
      return "an omission";
    case Outcome::error:
      return "an error";
  }
  return {};
}

// Outcomes with one interval together, in the order in which they matter.
std::vector<Same> by_interval(const TrialRule& rule) {
  std::vector<Same> groups;
  for (const Outcome outcome : {Outcome::coordinated, Outcome::miss, Outcome::omission,
                                Outcome::error, Outcome::aborted}) {
    if (!can_end_as(outcome, rule)) continue;
    const config::Interval& interval = rule.iti[static_cast<std::size_t>(outcome)];
    const auto group =
        std::find_if(groups.begin(), groups.end(),
                     [&](const Same& same) { return same.interval == interval; });
    const std::string name = ended_words(outcome);
    if (group != groups.end()) {
      group->outcomes.push_back(name);
    } else {
      groups.push_back({interval, {name}});
    }
  }
  return groups;
}

std::string length_words(const config::Interval& interval) {
  return interval.high == Duration() ? "none" : interval_words(interval);
}

std::string interval_text(const TrialRule& rule) {
  const std::vector<Same> groups = by_interval(rule);
  if (groups.size() == 1) {
    const bool none = groups.front().interval.high == Duration();
    return none ? "None: the next trial begins at once."
                : length_words(groups.front().interval) + " after every trial.";
  }
  std::vector<std::string> parts;
  for (const Same& group : groups) {
    parts.push_back(fmt::format("{} after {}", length_words(group.interval),
                                listed(group.outcomes, "or")));
  }
  return fmt::format("{}.", fmt::join(parts, "; "));
}

std::string extension_words(const TrialRule& rule) {
  if (rule.iti_quiet == Duration()) return {};
  return fmt::format(
      " It ends only when nobody has responded for {}, and at most {} "
      "late.",
      time_words(rule.iti_quiet), time_words(rule.iti_limit));
}

std::string event_words(const config::OutputBinding& output) {
  const std::string of = output.subject.empty() ? "" : " of " + output.subject;
  switch (output.at) {
    case TaskEvent::session_start:
      return "at the session's start";
    case TaskEvent::trial_start:
      return "at the trial's start";
    case TaskEvent::initiated:
      return "when the trial can be responded to";
    case TaskEvent::window_open:
      return "when the window opens";
    case TaskEvent::response:
      return "at each response" + of;
    case TaskEvent::coordinated:
      return "when the trial is coordinated";
    case TaskEvent::miss:
      return "at a miss";
    case TaskEvent::omission:
      return "at an omission";
    case TaskEvent::error:
      return "at an error";
    case TaskEvent::aborted:
      return "when the trial is aborted";
    case TaskEvent::reward:
      return "at each reward" + of;
    case TaskEvent::iti_start:
      return "when the interval begins";
    case TaskEvent::session_end:
      return "at the session's end";
  }
  return {};
}

std::string output_words(const config::OutputBinding& output) {
  const std::string where = output.target.empty()
                                ? ""
                                : fmt::format(" where the target is {}", output.target);
  if (output.barcode.bits == 0) {
    return fmt::format("{} {}{}: {}", output.channel, event_words(output), where,
                       time_words(output.pulse));
  }
  return fmt::format("{} {}{}: the trial's number, {} bits of {}", output.channel,
                     event_words(output), where, output.barcode.bits,
                     time_words(output.barcode.bit));
}

}  // namespace

bool can_end_as(Outcome outcome, const TrialRule& rule) {
  switch (outcome) {
    case Outcome::miss:
      return rule.window < TrialRule::kUnlimited && rule.needed.value_or(2) > 1;
    case Outcome::omission:
      return rule.response_limit.has_value();
    case Outcome::error:
      return (rule.target.kind != config::TargetKind::none &&
              rule.wrong_response == config::WrongResponse::end_trial) ||
             (!rule.order.leader.empty() &&
              rule.order.violation == config::Violation::end_trial);
    default:
      return true;
  }
}

void add_interval_statements(const TrialRule& rule, Statements& into) {
  into.push_back({"Interval", interval_text(rule) + extension_words(rule)});
  if (rule.outputs.empty()) return;
  std::vector<std::string> outputs;
  for (const config::OutputBinding& output : rule.outputs) {
    outputs.push_back(output_words(output));
  }
  into.push_back({"Outputs", fmt::format("{}", fmt::join(outputs, "\n"))});
}

}  // namespace dyad::cli::preview
