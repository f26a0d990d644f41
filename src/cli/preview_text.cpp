#include <fmt/format.h>

#include <algorithm>

#include "dyad/cli/preview_report.hpp"
#include "dyad/cli/preview_timeline.hpp"
#include "dyad/cli/preview_words.hpp"

namespace dyad::cli::preview {
namespace {

constexpr std::size_t kTopicColumns = 12;

void add_statement(std::string& out, const std::string& topic,
                   const std::string& text) {
  if (!text.empty()) add_wrapped(out, "  ", topic, kTopicColumns, text, kWidth);
}

void add_statements(std::string& out, const Statements& statements) {
  for (const Statement& each : statements) add_statement(out, each.topic, each.text);
}

// What is new since the stage shown before this one; the rest by its topics alone.
void add_changes(std::string& out, const Statements& rules, const Statements& before) {
  std::vector<std::string> same;
  for (const Statement& each : rules) {
    if (std::find(before.begin(), before.end(), each) == before.end()) {
      add_statement(out, each.topic, each.text);
    } else {
      same.push_back(each.topic);
    }
  }
  if (!same.empty()) add_statement(out, "As before", listed(same) + ".");
}

void add_lines(std::string& out, const std::vector<std::string>& lines) {
  for (const std::string& line : lines) {
    out += line.empty() ? "\n" : fmt::format("  {}\n", line);
  }
}

// Said once for the whole schedule where it is the same for every stage.
template <typename Member>
bool common(const config::Schedule& schedule, Member member) {
  return std::all_of(schedule.stages.begin(), schedule.stages.end(),
                     [&](const config::Stage& stage) {
                       return stage.*member == schedule.stages.front().*member;
                     });
}

std::string stage_heading(const Preview& preview, std::size_t index) {
  const auto& stages = preview.schedule.stages;
  const std::string title = fmt::format("── Stage {} of {}: {} ", index + 1,
                                        stages.size(), stages[index].name);
  const std::size_t used = columns_of(title);
  return title + repeated("─", kWidth - std::min(used, kWidth)) + "\n";
}

void add_conditions(std::string& out, const config::Stage& stage,
                    const std::vector<std::string>& present) {
  const std::vector<Condition> all = conditions(stage, present);
  if (all.empty()) return;
  out += fmt::format("\n  That is {}. Otherwise:\n", base_condition(stage));
  for (const Condition& condition : all) {
    std::string name = condition.name;
    if (condition.changes.empty()) out += fmt::format("    {}: as above\n", name);
    for (const Statement& change : condition.changes) {
      const std::string text = change.topic + ": " + change.text;
      add_wrapped(out, "    ", name, kTopicColumns + 8, text, kWidth);
      name.clear();
    }
  }
}

}  // namespace

std::string header_text(const Preview& preview) {
  const config::Schedule& schedule = preview.schedule;
  std::string out =
      schedule.name + "\n" + repeated("═", columns_of(schedule.name)) + "\n";
  for (const std::string* text : {&schedule.citation, &schedule.notes}) {
    if (text->empty()) continue;
    for (const std::string& line : wrapped(*text, kWidth)) out += line + "\n";
    out += "\n";
  }
  add_statement(out, "Rig",
                fmt::format("{} (seats {})", preview.rig_name, listed(preview.seats)));
  const config::Stage& first = schedule.stages.front();
  if (common(schedule, &config::Stage::limits)) {
    add_statement(out, "Session", session_words(first.limits));
  }
  if (common(schedule, &config::Stage::labels)) {
    add_statement(out, "Labels", label_words(first.labels));
  }
  out += "\n";
  if (schedule.stages.size() > 1) {
    add_lines(out, staircase(schedule, kWidth - 2));
    out += "\n";
  }
  return out;
}

std::string stage_text(const Preview& preview, const StagePreview& shown,
                       const StagePreview* previous) {
  Statements before;
  if (previous != nullptr) {
    before = rule_statements(preview.schedule.stages.at(previous->stage).rules.front(),
                             previous->present);
  }
  const config::Stage& stage = preview.schedule.stages.at(shown.stage);
  std::string out = stage_heading(preview, shown.stage);
  if (!common(preview.schedule, &config::Stage::limits)) {
    add_statement(out, "Session", session_words(stage.limits));
  }
  if (!common(preview.schedule, &config::Stage::labels)) {
    add_statement(out, "Labels", label_words(stage.labels));
  }
  add_statements(out, stage_statements(stage));
  const Statements rules = rule_statements(stage.rules.front(), shown.present);
  add_changes(out, rules, before);
  add_conditions(out, stage, shown.present);
  out += "\n";
  add_lines(out, timeline(stage.rules.front(), shown.present, kWidth - 2));
  if (previous == nullptr) {
    out +=
        "\n  A coordinated trial, its last response as late as may be; ╌ as long as it "
        "takes.\n  Roughly to scale.\n";
  }
  out += "\n";
  if (!shown.skipped.empty()) add_statement(out, "No sample", shown.skipped);
  if (shown.sample) {
    add_lines(out, sample_lines(*shown.sample, stage, preview.seats, kWidth - 2));
  }
  return out + "\n";
}

std::string simulation_header_text(const Preview& preview, std::size_t sessions) {
  std::string out;
  add_statement(out, "Simulated",
                fmt::format("{} of each stage in simulated time, seeds {} to {}.",
                            counted(sessions, "session"), preview.seed,
                            preview.seed + sessions - 1));
  add_statement(out, "Mice",
                preview.behaviour +
                    " They pay no heed to cues, trials and outcomes: "
                    "this shows what a schedule allows, and foretells "
                    "no animal.");
  return out + "\n";
}

std::string simulation_text(const Preview& preview, const StagePreview& shown) {
  std::string out = stage_heading(preview, shown.stage);
  if (!shown.skipped.empty()) add_statement(out, "Left out", shown.skipped);
  if (!shown.simulation) return out + "\n";
  const Simulation& simulation = *shown.simulation;
  add_lines(out, distribution_lines(simulation.distributions));
  std::vector<std::string> reasons;
  for (const auto& [reason, count] : simulation.reasons) {
    reasons.push_back(fmt::format("{} {}", reason, count));
  }
  out += fmt::format("\n  {} ended by: {}\n", counted(simulation.sessions, "session"),
                     fmt::join(reasons, ", "));
  add_statement(out, "Mice", shown.mice + ".");
  if (simulation.faults > 0) {
    add_statement(out, "Faults",
                  fmt::format("{} in all: above all rewards that the valves' limits in "
                              "the rig file refused.",
                              simulation.faults));
  }
  return out + "\n";
}

}  // namespace dyad::cli::preview
