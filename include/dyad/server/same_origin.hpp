#pragma once

#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "dyad/server/peer.hpp"
#include "dyad/server/problem.hpp"
#include "dyad/server/request_head.hpp"

namespace dyad::server {

// Keeps pages of other sites from the rig: both those that send requests here, and
// those whose name was made to point here (DNS rebinding).
class SameOrigin {
 public:
  // `address` that is listened on; `more`: names that the user allows.
  SameOrigin(const std::string& address, const std::vector<std::string>& more);

  // 421 `wrong-host`, 403 `cross-origin`, or none.
  std::optional<Problem> check(const RequestHead& head, const Peer& peer) const;

 private:
  bool allows_host(std::string_view host, const Peer& peer) const;
  std::set<std::string> hosts_;  // lower case, IPv6 without brackets
};

}  // namespace dyad::server
