#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>

namespace dyad::gpio_sim {

struct Answer {
  int status = 0;  // 0: nobody answered
  nlohmann::json body;
};

// One request to a daemon on this machine, on a connection of its own.
Answer http_call(std::uint16_t port, const std::string& method, const std::string& path,
                 const nlohmann::json& body = nullptr);

}  // namespace dyad::gpio_sim
