#pragma once

#include <optional>

#include "dyad/config/rig.hpp"
#include "dyad/config/stage.hpp"
#include "dyad/log/header.hpp"
#include "dyad/log/record.hpp"

// What a log's header holds, as far as it is valid.
namespace dyad::analysis {

std::optional<config::Rig> rig_of(const log::Header& header);

// The stage that the session ran.
std::optional<config::Stage> stage_of(const log::Header& header);

// Whether the record is logged as it comes from a board, ahead of what the engine had
// been fed: its time does not say how far the session has come.
bool runs_ahead(const log::Record& record);

}  // namespace dyad::analysis
