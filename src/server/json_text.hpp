#pragma once

#include <nlohmann/json.hpp>
#include <string>

namespace dyad::server {

// Text that did not come to us as UTF-8 (a file's name) is no reason to fail: what
// cannot be shown becomes U+FFFD.
inline std::string json_text(const nlohmann::ordered_json& json) {
  return json.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
}

}  // namespace dyad::server
