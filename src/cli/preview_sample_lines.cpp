#include <fmt/format.h>

#include <algorithm>

#include "dyad/cli/preview_sample.hpp"
#include "dyad/cli/preview_table.hpp"
#include "dyad/cli/preview_words.hpp"

namespace dyad::cli::preview {
namespace {

using config::Stage;

std::string target_of(const SampledTrial& trial, const Stage& stage) {
  if (trial.conditions.target == kNoChoice) return "";
  return rule_of(trial, stage).choices.at(trial.conditions.target).name;
}

std::string paid_words(const SampledTrial& trial,
                       const std::vector<std::string>& seats) {
  std::vector<std::string> parts;
  for (std::size_t i = 0; i < seats.size(); ++i) {
    const auto& withheld = trial.withheld_from.at(i);
    if (trial.volume_nl.at(i) > 0) {
      parts.push_back(seats[i] + " " + volume_words(trial.volume_nl.at(i)));
    } else if (withheld) {
      parts.push_back(fmt::format("{} none ({})", seats[i], to_text(*withheld)));
    }
  }
  if (!parts.empty()) return fmt::format("{}", fmt::join(parts, ", "));
  return trial.withheld ? fmt::format("none ({})", to_text(*trial.withheld)) : "none";
}

bool has(const Sample& sample, bool (*of)(const SampledTrial&)) {
  return std::any_of(sample.trials.begin(), sample.trials.end(), of);
}

// To the millisecond, so that the points stand below each other.
std::string iti_words(Duration iti) {
  return fmt::format("{}.{:03} s", iti.us() / 1'000'000, iti.us() / 1000 % 1000);
}

bool same_water(const Sample& sample) {
  const SampledTrial& first = sample.trials.front();
  return std::all_of(
      sample.trials.begin(), sample.trials.end(), [&](const SampledTrial& trial) {
        return trial.volume_nl == first.volume_nl && trial.withheld == first.withheld &&
               trial.withheld_from == first.withheld_from;
      });
}

bool same_iti(const Sample& sample) {
  return std::all_of(sample.trials.begin(), sample.trials.end(),
                     [&](const SampledTrial& trial) {
                       return trial.iti == sample.trials.front().iti;
                     });
}

Table table_of(const Sample& sample, const Stage& stage,
               const std::vector<std::string>& seats) {
  const bool targets = has(sample, [](const SampledTrial& trial) {
    return trial.conditions.target != kNoChoice;
  });
  const bool failures = has(sample, [](const SampledTrial& trial) {
    return trial.outcome != Outcome::coordinated;
  });
  Table table;
  table.add_column("trial", true);
  if (!stage.blocks.empty()) table.add_column("block");
  for (const config::Factor& factor : stage.factors) table.add_column(factor.name);
  if (targets) table.add_column("target");
  if (failures) table.add_column("outcome");
  if (!same_iti(sample)) table.add_column("ITI after", true);
  if (!same_water(sample)) table.add_column("water");
  for (const SampledTrial& trial : sample.trials) {
    table.add_row();
    table.add(std::to_string(trial.number));
    if (!stage.blocks.empty()) table.add(stage.blocks.at(trial.conditions.block).name);
    for (std::size_t i = 0; i < stage.factors.size(); ++i) {
      table.add(stage.factors[i].levels.at(trial.conditions.levels.at(i)).name);
    }
    if (targets) table.add(target_of(trial, stage));
    if (failures) table.add(std::string(to_text(trial.outcome)));
    if (!same_iti(sample)) table.add(iti_words(trial.iti));
    if (!same_water(sample)) table.add(paid_words(trial, seats));
  }
  return table;
}

bool all_alike(const Sample& sample) {
  return std::all_of(sample.trials.begin(), sample.trials.end(),
                     [&](SampledTrial trial) {
                       trial.number = sample.trials.front().number;
                       return trial == sample.trials.front();
                     });
}

}  // namespace

const config::TrialRule& rule_of(const SampledTrial& trial, const Stage& stage) {
  std::vector<std::size_t> levels;
  for (std::size_t i = 0; i < stage.factors.size(); ++i) {
    levels.push_back(trial.conditions.levels.at(i));
  }
  return stage.rules.at(stage.rule_index(trial.conditions.block, levels));
}

std::vector<std::string> sample_lines(const Sample& sample, const Stage& stage,
                                      const std::vector<std::string>& seats,
                                      std::size_t width) {
  std::vector<std::string> lines;
  if (sample.trials.empty()) return {"The session is over before its first trial."};
  const SampledTrial& first = sample.trials.front();
  if (sample.trials.size() > 1 && all_alike(sample)) {
    lines.push_back(fmt::format("Trials 1 to {} are alike: ITI {}; water {}.",
                                sample.trials.back().number, time_words(first.iti),
                                paid_words(first, seats)));
  } else {
    lines = side_by_side(table_of(sample, stage, seats).lines(), width);
    std::string same;
    if (same_iti(sample)) same = "ITI " + time_words(first.iti);
    if (same_water(sample)) {
      same += (same.empty() ? "water " : "; water ") + paid_words(first, seats);
    }
    if (!same.empty()) lines.push_back("After each trial: " + same + ".");
  }
  if (sample.ended) {
    lines.push_back(
        fmt::format("Then the session is over ({}).", to_text(*sample.ended)));
  }
  return lines;
}

}  // namespace dyad::cli::preview
