#include "dyad/server/gate.hpp"

#include <algorithm>

#include "dyad/server/target.hpp"
#include "header_values.hpp"
#include "lower_case.hpp"
#include "refusals.hpp"
#include "static_assets.hpp"

namespace dyad::server {
namespace {

constexpr std::array kMethods{Method::get, Method::post, Method::put, Method::delete_};
constexpr std::array<std::string_view, 4> kMethodNames{"GET", "POST", "PUT", "DELETE"};

std::optional<Method> method_of(std::string_view name) {
  if (name == "HEAD") return Method::get;
  for (std::size_t i = 0; i < kMethods.size(); ++i) {
    if (kMethodNames[i] == name) return kMethods[i];
  }
  return std::nullopt;
}

// As an Allow header has it; empty: the router knows nothing of the path.
std::string allowed(const Router& router, const std::string& path) {
  std::string list;
  for (std::size_t i = 0; i < kMethods.size(); ++i) {
    if (!std::holds_alternative<Router::Match>(router.find(kMethods[i], path)))
      continue;
    list += (list.empty() ? "" : ", ") + std::string(kMethodNames[i]);
    if (kMethods[i] == Method::get) list += ", HEAD";
  }
  return list.empty() ? list : list + ", OPTIONS";
}

Response options_answer(const std::string& allow) {
  Response response;
  response.status = 204;
  response.headers.emplace_back("Allow", allow);
  return response;
}

// Only a proxy on this machine is believed: each appends whom it heard it from.
std::string client_of(const RequestHead& head, const Peer& peer) {
  if (head.forwarded_for.empty() || !is_loopback(peer.address)) return peer.address;
  const auto hops = list_elements(head.forwarded_for, ',');
  return hops.empty() || hops.back().empty() || hops.back().size() > 64
             ? peer.address
             : std::string(hops.back());
}

std::optional<Response> check_form(const RequestHead& head) {
  if (head.hosts > 1) return malformed_request("It has several Host headers.");
  if (head.hosts == 0 && head.http_1_1)
    return malformed_request("It has no Host header.");
  return std::nullopt;
}

std::string_view token_of(const RequestHead& head) {
  const std::string_view authorization = head.authorization;
  if (lower_case(authorization.substr(0, 7)) == "bearer ")
    return trimmed(authorization.substr(7));
  return cookie_value(head.cookie, "dyad_token");
}

}  // namespace

// Who it is; where nobody, what to answer if somebody is needed.
struct Gate::Caller {
  Identity identity;
  std::optional<Response> refusal;

  std::optional<Response> refused(Role needs) const {
    if (identity.role >= needs) return std::nullopt;
    if (refusal) return refusal;
    return role_too_low(identity.role, needs);
  }
};

Gate::Gate(const Router& router, const HttpOptions& options)
    : router_(router),
      options_(options),
      same_origin_(options.address, options.allowed_hosts),
      limiter_(options.limits.requests_per_s, options.limits.request_burst) {}

bool Gate::admit_message(const std::string& client) {
  return !limiter_.take(client_key(client), options_.now());
}

Gate::Caller Gate::caller_of(const RequestHead& head, const std::string& client) {
  if (options_.credentials == nullptr) {
    if (!head.forwarded_for.empty() || !head.forwarded_host.empty())
      return {{}, proxy_without_tokens()};
    return {{"local", Role::operator_}, std::nullopt};
  }
  const std::string_view token = token_of(head);
  if (token.empty()) return {{}, token_required()};
  const auto checked =
      options_.credentials->check(token, client_key(client), options_.now());
  if (const auto* identity = std::get_if<Identity>(&checked))
    return {*identity, std::nullopt};
  if (const auto* blocked = std::get_if<Credentials::Blocked>(&checked))
    return {{}, too_many_wrong_tokens(blocked->wait_s)};
  return {{}, token_wrong()};
}

Gate::Admission Gate::admit(const RequestHead& head, const Peer& peer) {
  const std::string client = client_of(head, peer);
  if (const auto wait_s = limiter_.take(client_key(client), options_.now()))
    return too_many_requests(*wait_s);
  if (auto refused = check_form(head)) return std::move(*refused);
  if (const auto problem = same_origin_.check(head, peer)) return to_response(*problem);
  if (head.method == "OPTIONS" && head.target == "*")
    return options_answer("GET, HEAD, POST, PUT, DELETE, OPTIONS");
  auto target = parse_target(head.target);
  if (!target) return malformed_request("Its target is no proper path.");
  Request request;
  request.path = std::move(target->path);
  request.query = std::move(target->query);
  request.content_type = media_type(head.content_type);
  request.client = client;
  request.https = lower_case(head.forwarded_proto) == "https";
  const auto socket = options_.sockets.find(request.path);
  if (socket != options_.sockets.end())
    return admit_socket(head, std::move(request), socket->second);
  const auto method = method_of(head.method);
  if (method) {
    request.method = *method;
    const auto found = router_.find(*method, request.path);
    if (const auto* match = std::get_if<Router::Match>(&found))
      return admit_route(head, std::move(request), *match);
  }
  return without_route(head, request.path);
}

Gate::Admission Gate::admit_route(const RequestHead& head, Request request,
                                  const Router::Match& match) {
  const Route& route = *match.route;
  const Caller caller = caller_of(head, request.client);
  if (auto refused = caller.refused(route.role)) return std::move(*refused);
  const bool stores = request.method == Method::post || request.method == Method::put;
  if (stores && head.has_body && request.content_type != "application/json")
    return not_json(request.content_type);
  request.role = caller.identity.role;
  request.caller = caller.identity.name;
  request.params = match.params;
  const HttpLimits& limits = options_.limits;
  const std::uint64_t body_bytes =
      route.role == Role::nobody ? limits.anonymous_body_bytes : limits.body_bytes;
  Handle handle{&route, std::move(request), body_bytes};
  if (head.method == "GET") {
    handle.range = head.range;
    handle.if_range = head.if_range;
  }
  return handle;
}

Gate::Admission Gate::admit_socket(const RequestHead& head, Request request,
                                   const SocketRoute& route) {
  if (head.method == "OPTIONS") return options_answer("GET, OPTIONS");
  if (head.method != "GET") return method_not_allowed(head.method, "GET, OPTIONS");
  if (!head.web_socket) return upgrade_required();
  Caller caller = caller_of(head, request.client);
  if (auto refused = caller.refused(route.role)) return std::move(*refused);
  request.role = caller.identity.role;
  request.caller = caller.identity.name;
  return OpenSocket{&route, std::move(request), std::move(caller.identity)};
}

Response Gate::without_route(const RequestHead& head, const std::string& path) const {
  const StaticAssets assets(options_.assets);
  std::string allow = allowed(router_, path);
  if (allow.empty() && assets.has(path)) {
    if (head.method == "GET" || head.method == "HEAD")
      return *assets.answer(path, head);
    allow = "GET, HEAD, OPTIONS";
  }
  if (allow.empty()) return not_found(path);
  if (head.method == "OPTIONS") return options_answer(allow);
  return method_not_allowed(head.method, allow);
}

}  // namespace dyad::server
