#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "dyad/config/rig.hpp"

// Parts of GET /status.
namespace dyad::server {

nlohmann::ordered_json rig_json(const config::Rig& rig, const std::string& file);

// A log's file name without its ending.
std::string id_of(const std::string& log);

// ISO 8601, to the millisecond, of the machine's clock.
std::string now_utc();

std::optional<std::uint64_t> free_bytes(const std::string& folder);

}  // namespace dyad::server
