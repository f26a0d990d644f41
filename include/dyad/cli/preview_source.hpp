#pragma once

#include <cstddef>
#include <optional>
#include <ostream>
#include <string>
#include <vector>

#include "dyad/cli/preview_report.hpp"
#include "dyad/config/document.hpp"
#include "dyad/config/rig.hpp"
#include "dyad/device/partner_device.hpp"
#include "dyad/task/plan.hpp"

namespace dyad::cli::preview {

// A schedule to be looked at, and the simulated rig that it is looked at on.
struct Source {
  config::Document document;  // of the schedule
  Preview preview;
  config::Rig rig;
};

// No rig path: a rig made up for the schedule. None where anything is wrong: every
// problem has been written to `err` as `dyad check` has it, and exit_code says of what
// kind it is.
std::optional<Source> load_source(const std::string& schedule_path,
                                  const std::string& rig_path, std::ostream& err,
                                  int& exit_code);

// What the engine needs for one stage, with what it takes from other logs.
struct StageSource {
  config::Stage stage;
  task::Plan plan;
  std::vector<device::PlayedEdge> playback;
};
// None, with problems, where a log that the stage names cannot be used.
std::optional<StageSource> load_stage(const Source& source, std::size_t stage,
                                      config::Problems& problems);

}  // namespace dyad::cli::preview
