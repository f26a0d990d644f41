#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "dyad/server/asset.hpp"
#include "dyad/server/credentials.hpp"
#include "dyad/server/event_stream.hpp"
#include "dyad/server/role.hpp"

namespace dyad::server {

// docs/control_api.md states these.
struct HttpLimits {
  std::size_t connections = 1200;  // WebSockets included
  std::size_t web_sockets = 128;
  std::uint32_t header_bytes = 16 * 1024;
  std::uint64_t body_bytes = 1024 * 1024;
  std::uint64_t anonymous_body_bytes = 4 * 1024;  // where no token is asked for
  std::size_t message_bytes = 64 * 1024;          // of a WebSocket's client
  double requests_per_s = 200;                    // of one address, messages included
  double request_burst = 400;
  std::chrono::milliseconds header_time{10'000};  // from a request's first byte
  std::chrono::milliseconds body_time{30'000};
  std::chrono::milliseconds idle_time{75'000};   // between requests
  std::chrono::milliseconds write_time{30'000};  // for each 64 KiB of an answer
  // A WebSocket's client is pinged when it was silent for half of this, and given up
  // after all of it.
  std::chrono::milliseconds silence_time{50'000};
  // Between two looks at whether the tokens of open WebSockets are still good.
  std::chrono::milliseconds token_check_time{2'000};
  std::chrono::milliseconds close_time{2'000};  // for a client to take a goodbye
};

struct SocketRoute {
  Role role = Role::viewer;
  SocketOpened opened;
};

struct HttpOptions {
  std::string address = "127.0.0.1";
  std::uint16_t port = 8470;  // 0: any that is free
  HttpLimits limits;
  // Names besides the machine's own under which browsers reach it (--allow-host).
  std::vector<std::string> allowed_hosts;
  // Null: everyone is the operator "local", and only a loopback address will do.
  Credentials* credentials = nullptr;
  std::span<const Asset> assets;
  std::map<std::string, SocketRoute> sockets;  // by path
  // What the operator of the machine should know. Any thread.
  std::function<void(const std::string&)> on_problem = [](const std::string&) {};
  std::function<std::chrono::steady_clock::time_point()> now =
      std::chrono::steady_clock::now;
};

}  // namespace dyad::server
