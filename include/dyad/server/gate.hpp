#pragma once

#include <cstdint>
#include <optional>
#include <variant>

#include "dyad/server/http_options.hpp"
#include "dyad/server/peer.hpp"
#include "dyad/server/rate_limiter.hpp"
#include "dyad/server/request_head.hpp"
#include "dyad/server/router.hpp"
#include "dyad/server/same_origin.hpp"

namespace dyad::server {

// Decides from the head of a request, before any of its body is read, who it is of and
// what becomes of it.
class Gate {
 public:
  // Both must outlive the gate.
  Gate(const Router& router, const HttpOptions& options);

  // For a route: its request, without the body yet, which may have so many bytes.
  struct Handle {
    const Route* route = nullptr;
    Request request;
    std::uint64_t body_bytes = 0;
    // Of a GET: what part of a file is wanted, and of which state of it.
    std::string range{};
    std::string if_range{};
  };
  struct OpenSocket {
    const SocketRoute* route = nullptr;
    Request request;
    Identity identity;
  };
  // Response: refused, or of the dashboard.
  using Admission = std::variant<Response, Handle, OpenSocket>;
  Admission admit(const RequestHead& head, const Peer& peer);

  // One more message of a WebSocket's client; false: too many.
  bool admit_message(const std::string& client);

 private:
  struct Caller;
  Caller caller_of(const RequestHead& head, const std::string& client);
  Admission admit_route(const RequestHead& head, Request request,
                        const Router::Match& match);
  Admission admit_socket(const RequestHead& head, Request request,
                         const SocketRoute& route);
  Response without_route(const RequestHead& head, const std::string& path) const;

  const Router& router_;
  const HttpOptions& options_;
  SameOrigin same_origin_;
  RateLimiter limiter_;
};

}  // namespace dyad::server
