#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "dyad/config/problem.hpp"
#include "dyad/server/problem.hpp"

namespace dyad::server {

// A list of {"line", "column", "pointer", "detail", "remedy"}.
nlohmann::ordered_json problems_json(const config::Problems& problems);

// 422 `document-invalid`, with all of them. `what`: "schedule", "rig".
Problem document_invalid(const std::string& what, const config::Problems& problems);

}  // namespace dyad::server
