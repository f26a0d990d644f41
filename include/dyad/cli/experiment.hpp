#pragma once

#include <CLI/App.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "dyad/cli/start_failure.hpp"
#include "dyad/config/document.hpp"
#include "dyad/config/rig.hpp"
#include "dyad/config/schedule.hpp"
#include "dyad/core/time.hpp"
#include "dyad/device/partner_device.hpp"
#include "dyad/log/header.hpp"
#include "dyad/task/plan.hpp"

namespace dyad::cli {

// What the user says of a session to be run or imported.
struct ExperimentOptions {
  std::string rig_path;
  std::string schedule_path;
  std::vector<std::string> subjects;
  std::string data_folder = "data";
  std::string stage;                // name or number from 1; empty: see choose_stage
  std::string duration;             // empty: the schedule's
  std::string seed;                 // empty: a fresh one
  std::vector<std::string> labels;  // NAME=VALUE, of the stage that is run
  // A log whose session is gone on with: then all but the rig and the seed come from
  // it.
  std::string continued_log{};
};

// --rig, --schedule, --subjects, --data, --stage, --seed.
void add_experiment_options(CLI::App& command, ExperimentOptions& options);

// A rig and a schedule, read and found to fit together, for these subjects.
struct Experiment {
  config::Document rig_document;
  config::Document schedule_document;
  config::Rig rig;
  config::Schedule schedule;
  std::vector<std::string> subjects;
  std::size_t stage = 0;
  std::string stage_reason;  // why this stage, for the user
  std::uint64_t seed = 0;
  task::Plan plan;
  std::optional<log::Continued> continues;
  std::vector<device::PlayedEdge> playback;  // of the partners that repeat a log

  const config::Stage& run_stage() const { return schedule.stages[stage]; }

  log::Header header(const std::string& source, const ClockAnchor& anchor) const;
};

// None where anything is wrong: `failure` says all that is. `source` ("live", "sim",
// "import") tells which earlier sessions count towards the stage; empty: live or sim
// by the rig.
std::optional<Experiment> load_experiment(const ExperimentOptions& options,
                                          const std::string& source,
                                          StartFailure& failure);

}  // namespace dyad::cli
