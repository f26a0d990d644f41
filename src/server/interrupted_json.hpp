#pragma once

#include <nlohmann/json.hpp>
#include <string>

// Sessions that died, as the daemon finds and tells them.
namespace dyad::server {

// Closes the logs in this folder whose sessions are dead and which nobody has closed
// yet. One that cannot be closed stays as it is, and is tried again at the next start.
void close_dead_logs(const std::string& folder, const std::string& program_version);

// `interrupted` of GET /status. Reads the folder.
nlohmann::ordered_json interrupted_json(const std::string& folder);

// `recovery` of GET /sessions/{id}; null: nothing had to be recovered.
nlohmann::ordered_json recovery_json(const std::string& log);

}  // namespace dyad::server
