#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "dyad/server/role.hpp"

namespace dyad::server {

enum class Method : std::uint8_t { get, post, put, delete_ };

// One request that was let in: authenticated, within the limits, its path matched.
struct Request {
  Method method = Method::get;
  std::string path;                           // decoded, without the query
  std::map<std::string, std::string> params;  // of the route's pattern, decoded
  std::map<std::string, std::string> query;   // decoded; of a name given twice the last
  std::string body;
  std::string content_type;  // media type alone, lower case; empty: none given
  Role role = Role::nobody;
  std::string caller;  // name of the token; "local" on loopback without one
  std::string client;  // its address, as the proxy on this machine tells it
  bool https = false;  // between the browser and that proxy

  // None where the query has no such name.
  std::optional<std::string> query_value(std::string_view name) const;
};

}  // namespace dyad::server
