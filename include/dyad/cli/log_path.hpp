#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "dyad/core/result.hpp"

namespace dyad::cli {

// A path for a new log: FOLDER/20261123T090500Z_A-B.jsonl, with -2, -3 … where that
// is taken. Makes the folder. The writer still refuses to overwrite, should another
// program take the name in between.
Result<std::string> new_log_path(const std::string& folder, std::int64_t utc_us,
                                 const std::vector<std::string>& subjects);

}  // namespace dyad::cli
