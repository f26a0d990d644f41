#include "dyad/cli/preview_report.hpp"
#include "dyad/cli/preview_timeline.hpp"

namespace dyad::cli::preview {
namespace {

using config::Json;

Json json_of(const Statements& statements) {
  Json json = Json::array();
  for (const Statement& each : statements) {
    json.push_back({{"topic", each.topic}, {"text", each.text}});
  }
  return json;
}

Json json_of(const std::vector<Condition>& conditions) {
  Json json = Json::array();
  for (const Condition& each : conditions) {
    json.push_back({{"name", each.name}, {"changes", json_of(each.changes)}});
  }
  return json;
}

Json json_of(const SampledTrial& trial, const config::Stage& stage,
             const std::vector<std::string>& seats) {
  Json json{{"trial", trial.number}, {"block", nullptr}, {"levels", Json::object()}};
  if (!stage.blocks.empty()) json["block"] = stage.blocks[trial.conditions.block].name;
  for (std::size_t i = 0; i < stage.factors.size(); ++i) {
    const config::Factor& factor = stage.factors[i];
    json["levels"][factor.name] = factor.levels[trial.conditions.levels.at(i)].name;
  }
  json["target"] = nullptr;
  if (trial.conditions.target != kNoChoice) {
    json["target"] = rule_of(trial, stage).choices[trial.conditions.target].name;
  }
  json["catch"] = trial.conditions.catch_trial;
  json["outcome"] = to_text(trial.outcome);
  json["iti_us"] = trial.iti.us();
  for (std::size_t i = 0; i < seats.size(); ++i) {
    json["reward_nl"][seats[i]] = trial.volume_nl.at(i);
  }
  json["withheld"] = nullptr;
  if (trial.withheld) json["withheld"] = to_text(*trial.withheld);
  json["withheld_from"] = Json::object();
  for (std::size_t i = 0; i < seats.size(); ++i) {
    const auto& reason = trial.withheld_from.at(i);
    if (reason) json["withheld_from"][seats[i]] = to_text(*reason);
  }
  return json;
}

const char* unit_name(Unit unit) {
  switch (unit) {
    case Unit::count:
      return "count";
    case Unit::permille:
      return "permille";
    case Unit::nl:
      return "nl";
    case Unit::us:
      return "us";
  }
  return "";
}

Json json_of(const Distribution& distribution) {
  Json json{{"name", distribution.name()},
            {"unit", unit_name(distribution.unit())},
            {"sessions", distribution.size()}};
  if (distribution.empty()) return json;
  json["least"] = distribution.least();
  json["percentile_5"] = distribution.percentile(5);
  json["median"] = distribution.percentile(50);
  json["percentile_95"] = distribution.percentile(95);
  json["most"] = distribution.most();
  json["histogram"] = distribution.histogram();
  return json;
}

Json json_of(const StagePreview& shown, const Simulation& simulation) {
  Json json{{"sessions", simulation.sessions},
            {"mice", shown.mice},
            {"distributions", Json::array()},
            {"ended_by", simulation.reasons},
            {"faults", simulation.faults}};
  for (const Distribution& each : simulation.distributions) {
    json["distributions"].push_back(json_of(each));
  }
  return json;
}

Json json_of(const Preview& preview, const StagePreview& shown) {
  const config::Schedule& schedule = preview.schedule;
  const config::Stage& stage = schedule.stages.at(shown.stage);
  const bool last = shown.stage + 1 == schedule.stages.size();
  Json json{{"stage", shown.stage + 1},
            {"name", stage.name},
            {"session", session_words(stage.limits)},
            {"labels", label_words(stage.labels)},
            {"goes_on", goes_on_words(stage, last)},
            {"goes_back", goes_back_words(stage)},
            {"stage_rules", json_of(stage_statements(stage))},
            {"rules", json_of(rule_statements(stage.rules.front(), shown.present))},
            {"rules_are_of", base_condition(stage)},
            {"conditions", json_of(conditions(stage, shown.present))},
            {"timeline", timeline(stage.rules.front(), shown.present, kWidth)},
            {"skipped", nullptr},
            {"sample", nullptr},
            {"simulation", nullptr}};
  if (!shown.skipped.empty()) json["skipped"] = shown.skipped;
  if (shown.sample) {
    json["sample"] = Json::array();
    for (const SampledTrial& trial : shown.sample->trials) {
      json["sample"].push_back(json_of(trial, stage, preview.seats));
    }
  }
  if (shown.simulation) json["simulation"] = json_of(shown, *shown.simulation);
  return json;
}

}  // namespace

Json preview_json(const Preview& preview, const std::vector<StagePreview>& stages) {
  Json json{{"schedule", preview.schedule.name},
            {"citation", preview.schedule.citation},
            {"notes", preview.schedule.notes},
            {"rig", preview.rig_name},
            {"seats", preview.seats},
            {"seed", preview.seed},
            {"behaviour", preview.behaviour},
            {"stages", Json::array()}};
  for (const StagePreview& stage : stages) {
    json["stages"].push_back(json_of(preview, stage));
  }
  return json;
}

}  // namespace dyad::cli::preview
