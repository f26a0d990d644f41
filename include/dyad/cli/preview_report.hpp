#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "dyad/cli/preview_sample.hpp"
#include "dyad/cli/preview_simulation.hpp"
#include "dyad/cli/preview_stage.hpp"
#include "dyad/config/document.hpp"
#include "dyad/config/schedule.hpp"

// Everything that `dyad preview` shows, and how it is shown.
namespace dyad::cli::preview {

struct StagePreview {
  std::size_t stage = 0;             // position in the schedule
  std::vector<std::string> present;  // seats
  // Why there is neither a sample nor a simulation: a log that cannot be read.
  std::string skipped;
  std::optional<Sample> sample{};
  std::string mice;  // who plays, where it was simulated
  std::optional<Simulation> simulation{};
};

struct Preview {
  config::Schedule schedule;
  std::vector<std::string> seats;
  std::string rig_name;
  std::uint64_t seed = 1;
  std::string behaviour{};  // of the virtual mice, where there are any
};

constexpr std::size_t kWidth = 92;  // columns of the text

// Name, citation, the staircase, and what all stages have in common.
std::string header_text(const Preview& preview);
// Rules, timeline and sample; of the rules what is new since the stage shown before it,
// where there is one.
std::string stage_text(const Preview& preview, const StagePreview& stage,
                       const StagePreview* previous);
// How the simulations below it are to be read.
std::string simulation_header_text(const Preview& preview, std::size_t sessions);
std::string simulation_text(const Preview& preview, const StagePreview& stage);

config::Json preview_json(const Preview& preview,
                          const std::vector<StagePreview>& stages);

}  // namespace dyad::cli::preview
