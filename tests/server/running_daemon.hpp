#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "gpio_sim/child.hpp"
#include "server/raw_client.hpp"
#include "server/socket_client.hpp"
#include "server/support.hpp"

namespace dyad::server::testing {

// A real `dyad serve` on the simulated rig, and what a page would ask it.
class RunningDaemon {
 public:
  using Json = nlohmann::ordered_json;

  explicit RunningDaemon(const Scratch& scratch, std::vector<std::string> more = {},
                         const std::string& program = DYAD_BINARY);

  // 0: it does not listen; err() says why.
  std::uint16_t port() const { return port_; }
  gpio_sim::Child& process() { return process_; }

  Reply get(const std::string& path) const;
  Reply post(const std::string& path, const Json& body = Json::object()) const;
  Json json(const std::string& path) const;
  Json status() const { return json("/status"); }

  // Asks for a session of M1 and M2; "max" speed unless said otherwise.
  Reply start(const std::string& speed, Json more = Json::object()) const;
  // False where the state was not this within 20 s.
  bool until_state(const std::string& state) const;
  // The messages of a WebSocket until it is closed, a newline after each.
  std::string events(const std::string& query) const;

  const std::string& data() const { return data_; }
  std::vector<std::string> logs() const;

 private:
  std::string data_;
  gpio_sim::Child process_;
  std::uint16_t port_ = 0;
};

inline constexpr const char* kSimulatedRig =
    DYAD_SOURCE_DIR "/rig-configs/rigs/sim.json";
inline constexpr const char* kSchedules = DYAD_SOURCE_DIR "/rig-configs/schedules";

}  // namespace dyad::server::testing
