#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "dyad/analysis/progress.hpp"
#include "dyad/log/reader.hpp"

namespace dyad::analysis {

// The name of the stage that the log's session ran; none where its header names none.
std::optional<std::string> stage_name(const log::Header& header);

// Whether what decides a session of this stage reads otherwise in the schedule now:
// the stage, apart from its remarks and its rules of progress, or the schedule's
// `session`. The header names its stage.
bool other_version(const log::Header& header, const nlohmann::ordered_json& now);

// Reads the log to its end, or up to where it is damaged.
PastSession read_session(const std::string& path, log::Reader& reader);

}  // namespace dyad::analysis
