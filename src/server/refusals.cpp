#include "refusals.hpp"

#include "dyad/server/problem.hpp"

namespace dyad::server {
namespace {

Response refusal(int status, const char* code, const char* title,
                 const std::string& detail, const std::string& remedy) {
  return to_response(
      Problem{status, code, title, detail, remedy, nlohmann::ordered_json::object()});
}

Response with_header(Response response, const char* name, const std::string& value) {
  response.headers.emplace_back(name, value);
  return response;
}

constexpr const char* kGetToken =
    "Ask whoever looks after the rig for a token (dyad token add makes one), and sign "
    "in with it, or send it as Authorization: Bearer TOKEN.";

std::string seconds(int wait_s) {
  return std::to_string(wait_s) + (wait_s == 1 ? " second." : " seconds.");
}

}  // namespace

Response malformed_request(const std::string& what) {
  return refusal(400, "malformed-request", "The request is not proper HTTP", what,
                 "Mend the program that sent it.");
}

Response token_required() {
  return with_header(refusal(401, "token-required", "This needs a token",
                             "The request carries none.", kGetToken),
                     "WWW-Authenticate", "Bearer");
}

Response token_wrong() {
  return with_header(
      refusal(401, "token-wrong", "The token is not known here",
              "No token of this server's file is the one that was sent.", kGetToken),
      "WWW-Authenticate", "Bearer error=\"invalid_token\"");
}

Response role_too_low(Role has, Role needs) {
  return refusal(403, "role-too-low", "The token may not do this",
                 "It is for the role " + std::string(to_text(has)) +
                     ", and this takes the role " + std::string(to_text(needs)) + ".",
                 "Sign in with a token of that role.");
}

Response proxy_without_tokens() {
  return refusal(403, "proxy-without-tokens",
                 "A proxy passed this on, and the server asks nobody for a token",
                 "Whoever reaches the proxy would be the operator of the rig.",
                 "Start dyad serve with a token file; dyad token add makes one.");
}

Response not_found(const std::string& path) {
  return refusal(404, "not-found", "There is nothing here",
                 path + " is no address here.",
                 "docs/control_api.md lists the addresses.");
}

Response method_not_allowed(const std::string& method, const std::string& allow) {
  return with_header(
      refusal(405, "method-not-allowed", "This cannot be done here",
              "The method is " + method + ".", "Allowed are " + allow + "."),
      "Allow", allow);
}

Response body_too_large(std::uint64_t limit_bytes) {
  return refusal(413, "body-too-large", "The request's body is too large",
                 "At most " + std::to_string(limit_bytes) + " bytes are taken here.",
                 "Send less at once.");
}

Response not_json(const std::string& content_type) {
  return refusal(415, "not-json", "The request's body must be JSON",
                 content_type.empty() ? "It has no Content-Type."
                                      : "Its Content-Type is " + content_type + ".",
                 "Send Content-Type: application/json.");
}

Response range_not_satisfiable(std::uint64_t size_bytes) {
  const std::string size = std::to_string(size_bytes);
  return with_header(
      refusal(416, "range-not-satisfiable",
              "There is nothing at that place of the file",
              "The range that was asked for begins at its end or behind it: it has " +
                  size + " bytes.",
              "If you have as many, it is whole; or else download it anew."),
      "Content-Range", "bytes */" + size);
}

Response upgrade_required() {
  return with_header(
      refusal(426, "web-socket-only", "This address is a WebSocket",
              "The request does not ask for one.", "Open it as a WebSocket."),
      "Upgrade", "websocket");
}

Response too_many_requests(int wait_s) {
  return with_header(refusal(429, "too-many-requests", "Too many requests",
                             "This address sends more than the server takes from one.",
                             "Wait " + seconds(wait_s)),
                     "Retry-After", std::to_string(wait_s));
}

Response too_many_wrong_tokens(int wait_s) {
  return with_header(refusal(429, "too-many-wrong-tokens", "Too many wrong tokens",
                             "Many different tokens came from this address, all wrong.",
                             "Wait " + seconds(wait_s)),
                     "Retry-After", std::to_string(wait_s));
}

Response headers_too_large(std::uint64_t limit_bytes) {
  return refusal(431, "headers-too-large", "The request's headers are too large",
                 "At most " + std::to_string(limit_bytes) + " bytes are taken.",
                 "Clear the cookies of this site, or shorten the address.");
}

Response internal_error() {
  return refusal(500, "internal", "The server failed at this request",
                 "This is a bug of dyad. A running session goes on.",
                 "Report it with what the server's log says of it.");
}

Response too_many_connections() {
  return with_header(refusal(503, "too-many-connections", "Too many connections",
                             "The server has as many as it takes.",
                             "Close pages and programs that use it, and try again."),
                     "Retry-After", "5");
}

}  // namespace dyad::server
