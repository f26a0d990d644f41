#include "header_parts.hpp"

#include <variant>

#include "dyad/config/read.hpp"

namespace dyad::analysis {

std::optional<config::Rig> rig_of(const log::Header& header) {
  config::Problems problems;
  const auto document =
      config::parse_document("the log's rig", header.rig.dump(), problems);
  if (!document) return std::nullopt;
  return config::read_rig(*document, problems);
}

std::optional<config::Stage> stage_of(const log::Header& header) {
  config::Problems problems;
  const auto document =
      config::parse_document("the log's schedule", header.schedule.dump(), problems);
  if (!document) return std::nullopt;
  const auto schedule = config::read_schedule(*document, problems);
  if (!schedule || header.stage >= schedule->stages.size()) return std::nullopt;
  return schedule->stages[header.stage];
}

bool runs_ahead(const log::Record& record) {
  return std::holds_alternative<ClockSample>(record) ||
         std::holds_alternative<BoardDecision>(record);
}

}  // namespace dyad::analysis
